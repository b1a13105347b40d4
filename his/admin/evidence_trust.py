"""How anyone can check the audit and the encryption (criteria 116, 122)."""

import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col

from his.admin.models import Facility
from kernel import audit, audit_chain, audit_search, keys, outbox
from kernel.access import SYSTEM, act_as
from kernel.audit import Audit
from kernel.audit_search import Question
from kernel.clock import today
from kernel.ids import new_id
from kernel.keys import KeyRing, WrongKey
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from kernel.vault import CHUNK, Store

_PROOF = "prove audit"
_SECRET = "079123456789"  # noqa: S105 (no such card)


def every_act_is_on_the_audit(db: Session) -> Finding:
    """Change a record and read another, then find both; try to change what was written."""
    act_as(db, SYSTEM, _PROOF)
    ours = db.execute(select(Facility)).scalar_one_or_none()
    if ours is None:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Cơ sở chưa được khai báo.", "The facility is not set up yet."),
        )
    before, shown = ours.phone, str(new_id())
    ours.phone = "000 54"
    audit.read(db, ("patient", shown))
    audit.write_down(db)
    failed = _first_that_fails(
        ("write with old and new value", lambda: _has_old_and_new(db, ours, before)),
        (
            "read, by who looked",
            lambda: len(audit_search.who_looked(db, ("patient", shown))[0]) == 1,
        ),
        ("search by operation and day", lambda: _is_found(db)),
        (
            "refusal to change a row",
            lambda: not _can_change(db, "UPDATE kernel_audit SET what='x'"),
        ),
        ("refusal to remove a row", lambda: not _can_change(db, "DELETE FROM kernel_audit")),
        ("chain", lambda: _chain_notices(db)),
    )
    if failed:
        return _no(failed)
    return Finding(
        Verdict.MET,
        Text(
            "Lần ghi (giá trị cũ, mới) và lần xem đều có trong nhật ký, tra cứu được; cơ sở dữ "
            "liệu từ chối sửa, xoá nhật ký; chuỗi băm nhận ra dòng bị sửa.",
            "A write (old and new value) and a read were found on the audit; the database refused "
            "to change or remove rows; the chain of hashes notices a changed one.",
        ),
    )


def _has_old_and_new(db: Session, ours: Facility, before: str) -> bool:
    query = select(Audit).where(
        col(Audit.subject_kind) == Facility.__tablename__, col(Audit.subject_id) == str(ours.id)
    )
    row = db.execute(query.order_by(col(Audit.id).desc()).limit(1)).scalar_one()
    change = row.facts["changes"][-1]
    return bool(change["old"]["phone"] == before and change["new"]["phone"] == "000 54")


def _is_found(db: Session) -> bool:
    asked = Question(since=today(), until=today(), what=_PROOF, actor_id=SYSTEM.id)
    return {row.action for row in audit_search.search(db, asked)[0]} >= {"write", "read"}


def _can_change(db: Session, statement: str) -> bool:
    try:
        with db.begin_nested():
            db.execute(text(statement))
    except DBAPIError:
        return False
    return True


def _chain_notices(db: Session) -> bool:
    """Link the newest row, then the same row with another name."""
    newest = select(Audit).order_by(col(Audit.id).desc()).limit(1)
    row = db.execute(newest).scalar_one()
    honest = audit_chain.link(audit_chain.GENESIS, row)
    forged = Audit(**{**row.model_dump(), "actor_name": "X"})
    return honest == audit_chain.link(audit_chain.GENESIS, row) and honest != audit_chain.link(
        audit_chain.GENESIS, forged
    )


def the_audit_is_kept_and_sealed(db: Session) -> Finding:
    """How many rows there are, and how far they are sealed."""
    last = audit_chain.last_seal(db)
    lag = audit_chain.unsealed_for(db)
    if last is None:
        return Finding(
            Verdict.NOT_REVIEWED, Text("Nhật ký chưa có dòng nào.", "The audit has no rows yet.")
        )
    return Finding(
        Verdict.MET if lag < audit_chain.LATE else Verdict.NOT_MET,
        Text(
            f"{last.position} dòng nhật ký đã niêm phong, chậm {lag.total_seconds():.0f} giây.",
            f"{last.position} audit rows are sealed, {lag.total_seconds():.0f} s behind.",
        ),
    )


def secrets_are_sealed_under_keys_that_change(db: Session) -> Finding:
    """Seal, look at what is stored, rotate the keys, open again; also with a file."""
    act_as(db, SYSTEM, _PROOF)
    ring = keys.ring()
    try:
        message = outbox.put(db, "prove", str(new_id()), {"card": _SECRET})
    except WrongKey:
        return _no("what is kept is not what was sealed")
    stored = db.execute(
        text("SELECT payload FROM kernel_outbox WHERE key = :key"), {"key": message.key}
    ).scalar_one()
    failed = _first_that_fails(
        ("not readable as stored", lambda: _SECRET.encode() not in bytes(stored)),
        ("opens with the keys", lambda: _SECRET.encode() in _open(ring, stored)),
        ("opens after a rotation", lambda: _SECRET.encode() in _open(ring.rotated(), stored)),
        ("a new key seals", lambda: not _opens(ring, ring.rotated().seal(b"x", "prove"))),
        ("other keys do not open", lambda: not _opens(keys.fresh(), ring.seal(b"x", "prove"))),
        ("files", _files_are_sealed),
    )
    if failed:
        return _no(failed)
    return Finding(
        Verdict.MET,
        Text(
            f"AES-256-GCM; vòng khoá có {len(ring.keys)} khoá; dữ liệu và tệp lưu không đọc được "
            "nếu thiếu khoá; sau khi đổi khoá dữ liệu cũ vẫn giải mã được.",
            f"AES-256-GCM; {len(ring.keys)} keys on the ring; data and files as stored cannot be "
            "read without them; after a rotation what is old still opens.",
        ),
    )


def _open(ring: KeyRing, stored: bytes) -> bytes:
    return ring.open(bytes(stored), "kernel_outbox.payload")


def _opens(ring: KeyRing, sealed: bytes) -> bool:
    try:
        ring.open(sealed, "prove")
    except WrongKey:
        return False
    return True


def _files_are_sealed() -> bool:
    content, file_id, key = secrets.token_bytes(CHUNK + 54), new_id(), secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        pieces = (content[start : start + CHUNK] for start in range(0, len(content), CHUNK))
        store.write(file_id, key, pieces)
        kept = store.path(file_id).read_bytes()
        read = b"".join(store.read(file_id, key, len(content), 0, len(content)))
    return read == content and content[:64] not in kept


def _first_that_fails(*steps: tuple[str, Callable[[], bool]]) -> str | None:
    return next((name for name, holds in steps if not holds()), None)


def _no(failed: str) -> Finding:
    return Finding(Verdict.NOT_MET, Text(f"Không đạt ở bước: {failed}.", f"Failed at: {failed}."))


CLAIMS = (
    Claim(
        "TT54/116",
        Text(
            "Mọi lần ghi (giá trị cũ, mới) và xem dữ liệu người bệnh đều được ghi vết, chỉ thêm "
            "không sửa, nối bằng chuỗi băm; tra cứu theo ngày, người, hồ sơ, tác vụ.",
            "Every write (old and new values) and every read of a patient's data is logged, append "
            "only and hash-chained; searched by day, person, record and task.",
        ),
        (
            Checked("tests/kernel/test_audit_chain.py"),
            Checked("tests/kernel/test_audit_search.py"),
            Checked("tests/his/admin/test_oversight.py"),
            Demonstrated(every_act_is_on_the_audit),
            InUse(the_audit_is_kept_and_sealed),
        ),
        screen="/admin/audit",
    ),
    Claim(
        "TT54/122",
        Text(
            "Định danh, bản tin và tệp được mã hoá AES-256-GCM; vòng khoá nằm ngoài cơ sở dữ liệu, "
            "đổi khoá được.",
            "Identifiers, messages and files are encrypted with AES-256-GCM under a key ring "
            "outside the database that can be rotated.",
        ),
        (
            Checked("tests/kernel/test_files.py"),
            Checked("tests/kernel/test_outbox.py"),
            Checked("tests/kernel/test_keys.py"),
            Demonstrated(secrets_are_sealed_under_keys_that_change),
        ),
    ),
)
