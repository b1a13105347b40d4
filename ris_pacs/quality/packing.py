"""JPEG 2000 without loss: by policy at night, or at once; what came is kept, sealed, and dropped
only after its days, when the packed file was read and found whole once more.
"""

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from kernel import keys, live
from kernel.access import ACTING, SYSTEM, Acting, Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.text import Text
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import (
    ImagingInstance,
    ImagingSeries,
    ImagingStudy,
    InstanceState,
)
from ris_pacs.quality import squeezing
from ris_pacs.quality.models import PackedPicture, Packing
from ris_pacs.web import service as web

TOPIC = "imaging.packing"
J2K = "1.2.840.10008.1.2.4.90"
_NATIVE = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
_SECONDS = 300.0
_A_NIGHT = 5000
_BATCH = 50


def seal(uid: str, digest: str, pixels: str, syntax: str, size: int) -> str:
    """Over what came: nobody without our key writes it."""
    said = f"{uid}|{digest}|{pixels}|{syntax}|{size}"
    return hmac.digest(keys.ring().derive("imaging-packing"), said.encode(), "sha256").hex()


def pack(
    database: Database,
    actor: Actor,
    row: ImagingInstance,
    policy: str,
    drop_days: int | None,
    acting: Acting | None = None,
) -> bool:
    """One picture; False where it cannot be, or where nothing would be saved."""
    store = archive.store_of(database.folder)
    found = written(store, row)
    if found is None:
        return False
    to, said = found
    original = digest(store.local(row.path), row.data_offset)
    with database.write(actor) as db:
        if acting is not None:
            db.info[ACTING] = acting
        now = db.get(ImagingInstance, row.id, with_for_update=True)
        assert now is not None
        if now.path != row.path or (now.digest and now.digest != original):
            store.remove(to.path)
            return False
        note(db, actor, now, to, said, original, policy, drop_days)
    return True


def written(
    store: archive.LocalStore, row: ImagingInstance
) -> tuple[archive.Packed, dict[str, str]] | None:
    """The packed file on the disk, in no index yet; and the digests of the pixels."""
    path = store.local(row.path)
    out = path.with_name(f"{row.id.hex}.packing")
    job = {"work": "ris_pacs.quality.deriving:pack", "path": str(path), "out": str(out)}
    try:
        said = json.loads(web.apart(job, seconds=_SECONDS))
        if said["size"] >= row.size or said["before"] != said["after"]:
            return None
        return _settled(store, row, out), said
    except (web.CodecRefused, archive.NotDicom):
        return None
    finally:
        out.unlink(missing_ok=True)


def _settled(store: archive.LocalStore, row: ImagingInstance, out: Path) -> archive.Packed:
    """The packed file under the instance's own name, in a folder beside."""
    with out.open("rb") as file:
        came = archive.take_file(store, iter(lambda: file.read(1 << 20), b""), "packed")
    came.draft.instance_id = row.id
    day = row.received_at.date().isoformat()
    folder = "j" + hashlib.sha256(str(row.study_id).encode()).hexdigest()[:15]
    path = store.name(came.draft, day, folder)
    store.sync(came.draft)
    found = digest(store.local(path), came.data_offset)
    return archive.Packed(path, came.size, came.data_offset, found, came.transfer_syntax)


def digest(path: Path, offset: int) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        file.seek(offset)
        while chunk := file.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()


def note(
    db: Session,
    actor: Actor,
    row: ImagingInstance,
    to: archive.Packed,
    said: dict[str, str],
    original: str,
    policy: str,
    drop_days: int | None,
) -> PackedPicture:
    """The packed file is given from now on; what came stays beside, with proof."""
    row.digest = row.digest or original
    made = PackedPicture(
        instance_id=row.id,
        study_id=row.study_id,
        policy=policy,
        by_name=actor.name,
        at=utc_now(),
        syntax_before=row.transfer_syntax,
        syntax_after=to.transfer_syntax,
        size_before=row.size,
        size_after=to.size,
        pixels_before=said["before"],
        pixels_after=said["after"],
        original_path=row.path,
        original_offset=row.data_offset,
        original_digest=original,
        seal=seal(row.uid, original, said["before"], row.transfer_syntax, row.size),
        drop_after=utc_now() + timedelta(days=drop_days) if drop_days else None,
    )
    db.add(made)
    archive.pack(db, archive.store(db), row, to)
    archive.recount(db, row.study_id)
    live.touch(db, TOPIC)
    return made


def _waiting(db: Session, study_id: UUID | None, policy: Packing | None) -> list[ImagingInstance]:
    asked = (
        select(ImagingInstance)
        .join(ImagingSeries, col(ImagingSeries.id) == col(ImagingInstance.series_id))
        .outerjoin(PackedPicture, col(PackedPicture.instance_id) == col(ImagingInstance.id))
        .where(
            ImagingInstance.state == InstanceState.KEPT,
            col(ImagingInstance.transfer_syntax).in_(_NATIVE),
            col(ImagingInstance.rows).is_not(None),
            col(PackedPicture.id).is_(None),
        )
    )
    if study_id is not None:
        asked = asked.where(ImagingInstance.study_id == study_id)
    if policy is not None:
        before = utc_now() - timedelta(days=policy.older_days)
        asked = asked.where(col(ImagingInstance.received_at) <= before)
        if policy.modality:
            asked = asked.where(ImagingSeries.modality == policy.modality)
        if policy.source:
            asked = asked.where(ImagingInstance.source == policy.source)
    return list(db.exec(asked.order_by(col(ImagingInstance.id)).limit(_A_NIGHT)))


def pack_study(database: Database, actor: Actor, acting: Acting, study_id: UUID) -> int:
    """All of a study at once; how many. Raises NoSuchStudy."""
    with database.read() as db:
        study: ImagingStudy = archive.by_id(db, actor, study_id)
        rows = _waiting(db, study.id, None)
    return sum(pack(database, actor, row, "", None, acting) for row in rows)


def by_policy(database: Database) -> Text | None:
    """The night's work."""
    done = lossy = 0
    with database.read() as db:
        policies = list(
            db.exec(select(Packing).where(col(Packing.active)).order_by(col(Packing.id)))
        )
    for policy in policies:
        if policy.ratio is not None:
            lossy += squeezing.by_policy(database, policy)
            continue
        with database.read() as db:
            rows = _waiting(db, None, policy)
        done += sum(pack(database, SYSTEM, r, policy.name, policy.drop_days) for r in rows)
    dropped = drop(database)
    if not done and not dropped and not lossy:
        return None
    return Text(
        f"Đã nén {done} ảnh, bỏ {dropped} tệp gốc hết hạn giữ, {lossy} ca nén có mất mát.",
        f"{done} pictures packed, {dropped} originals dropped, {lossy} studies with loss.",
    )


def drop(database: Database) -> int:
    """Originals whose days are over, if the packed file is whole and the seal is ours."""
    store = archive.store_of(database.folder)
    with database.read() as db:
        asked = (
            select(PackedPicture, ImagingInstance)
            .join(ImagingInstance, col(ImagingInstance.id) == col(PackedPicture.instance_id))
            .where(
                col(PackedPicture.drop_after) <= utc_now(),
                col(PackedPicture.dropped_at).is_(None),
            )
        )
        order = (col(PackedPicture.drop_after), col(PackedPicture.id))
        rows = list(db.exec(asked.order_by(*order).limit(_A_NIGHT)))
    gone = [(p, i) for p, i in rows if _may_go(store, p, i)]
    for start in range(0, len(gone), _BATCH):
        some = gone[start : start + _BATCH]
        with database.write(SYSTEM) as db:
            for packed, _ in some:
                row = db.get(PackedPicture, packed.id)
                if row is not None:
                    row.dropped_at = utc_now()
                    db.add(row)
        for packed, _ in some:
            store.remove(packed.original_path)
    return len(gone)


def _may_go(store: archive.LocalStore, packed: PackedPicture, row: ImagingInstance) -> bool:
    if not sealed(packed, row) or row.path == packed.original_path:
        return False
    try:
        return digest(store.local(row.path), row.data_offset) == row.digest
    except OSError:
        return False


def sealed(packed: PackedPicture, row: ImagingInstance) -> bool:
    """Whether what is said of the original is what we sealed, and the pixels are equal."""
    right = seal(
        row.uid,
        packed.original_digest,
        packed.pixels_before,
        packed.syntax_before,
        packed.size_before,
    )
    return hmac.compare_digest(right, packed.seal) and packed.pixels_before == packed.pixels_after


def index_of(db: Session) -> tuple[int, int, int]:
    """(pictures, bytes before, bytes after) of all that was packed."""
    found = db.execute(
        select(
            func.count(),
            func.sum(col(PackedPicture.size_before)),
            func.sum(col(PackedPicture.size_after)),
        ).select_from(PackedPicture)
    ).one()
    return found[0], int(found[1] or 0), int(found[2] or 0)
