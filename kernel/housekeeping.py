"""The kernel's own jobs: seal, send, forget, verify."""

from datetime import timedelta
from pathlib import Path

from kernel import audit_chain, files, idempotency, jobs, outbox
from kernel.access import SYSTEM
from kernel.audit_chain import Fault
from kernel.db import Database
from kernel.identity import lockout, sessions
from kernel.module import Job
from kernel.text import Text

VERIFY = "kernel.audit.verify"
ANCHOR = "kernel.audit.anchor"
_FULL = 1000


class AuditBroken(Exception):
    """The audit is not what was sealed. Call the person responsible for security."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def seal_audit(database: Database) -> Text | None:
    """Give new audit rows their place in the chain."""
    while True:
        with database.read() as db:
            if not audit_chain.anything_unsealed(db):
                return None
        with database.write() as db:
            if audit_chain.seal(db, at_most=_FULL) < _FULL:
                return None


def verify_audit(database: Database) -> Text | None:
    """Seal what committed very late, then walk the whole chain and meet the anchors."""
    while True:
        with database.write() as db:
            if audit_chain.seal(db, everywhere=True, at_most=_FULL) < _FULL:
                break
    with database.read() as db:
        seen = audit_chain.verify(db, anchors=audit_chain.anchors(anchor_folder(database)))
    if seen.fault:
        raise AuditBroken(seen.fault)
    return Text(
        f"Đã kiểm {seen.rows} dòng nhật ký, không có sai lệch.",
        f"{seen.rows} audit rows verified, nothing amiss.",
    )


def anchor_folder(database: Database) -> Path:
    return (database.folder or Path("var")) / "anchors"


def anchor_audit(database: Database) -> Text | None:
    """Write the end of the chain outside the database."""
    seal_audit(database)
    with database.read() as db:
        anchor = audit_chain.write_anchor(db, anchor_folder(database))
    if anchor is None:
        return None
    says = f"{anchor.position}: {anchor.hash.hex()}"
    return Text(says, says)


def send_outbox(database: Database) -> Text | None:
    senders = {s.kind: s for m in database.assembly.modules for s in m.senders}
    outbox.pump(database, senders)
    return None


def forget_old(database: Database) -> Text | None:
    for forget in (
        idempotency.forget_old,
        sessions.forget_old,
        lockout.forget_old,
        jobs.forget_old,
    ):
        with database.write(SYSTEM, "kernel.forget") as db:
            forget(db)
    return None


def remove_abandoned_files(database: Database) -> Text | None:
    if database.files is None:
        return None
    with database.read() as db:
        removed = files.remove_abandoned(db)
    if not removed:
        return None
    return Text(f"Đã xoá {removed} tệp tạm.", f"{removed} abandoned files removed.")


_SECOND = timedelta(seconds=1)

OWN = (
    Job(
        "kernel.audit.seal",
        Text("Niêm phong nhật ký", "Seal the audit"),
        every=_SECOND,
        apart=seal_audit,
    ),
    Job(
        "kernel.outbox.send",
        Text("Gửi bản tin đi", "Send the outbox"),
        every=_SECOND,
        apart=send_outbox,
    ),
    Job(
        VERIFY,
        Text("Kiểm tra chuỗi nhật ký", "Verify the audit's chain"),
        apart=verify_audit,
        daily_at="01:30",
    ),
    Job(
        ANCHOR,
        Text("Xuất mốc nhật ký hằng ngày", "Export the audit's daily anchor"),
        apart=anchor_audit,
        daily_at="23:50",
    ),
    Job(
        "kernel.forget",
        Text("Dọn khoá gửi trùng, phiên cũ", "Forget old form keys and sessions"),
        apart=forget_old,
        every=timedelta(hours=1),
    ),
    Job(
        "kernel.files.clean",
        Text("Dọn tệp bỏ dở", "Remove abandoned files"),
        apart=remove_abandoned_files,
        daily_at="02:30",
    ),
)
