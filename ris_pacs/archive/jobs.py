"""What the archive does by itself: match anew, read every file again in time, clear away drafts."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.clock import utc_now
from kernel.db import Database
from kernel.text import Text
from ris_pacs.archive import deciding, duplicates
from ris_pacs.archive.models import ImagingInstance
from ris_pacs.archive.stores import LocalStore, store_of

_BATCH = 200
_A_NIGHT = 50_000


class PicturesDamaged(Exception):
    """Files are missing or are not what was kept. Restore them from the backup."""


def match(db: Session) -> Text | None:
    given = deciding.try_again(db)
    if not given:
        return None
    return Text(f"Đã khớp {given} ca chụp.", f"{given} studies matched.")


def verify(database: Database) -> Text | None:
    """Read those that nobody looked at for longest, and meet their digests."""
    store = store_of(database.folder)
    seen = bad = 0
    until = utc_now()
    while seen < _A_NIGHT:
        with database.read() as db:
            rows = _oldest(db, until)
        if not rows:
            break
        found = {row.id: whole(store, row) for row in rows}
        now = utc_now()
        with database.write() as db:
            for instance_id, fine in found.items():
                row = db.get(ImagingInstance, instance_id)
                if row is not None:
                    row.checked_at, row.damaged = now, not fine
                    db.add(row)
        seen += len(rows)
        bad += sum(not fine for fine in found.values())
    if bad:
        raise PicturesDamaged(f"{bad} of {seen}")
    if not seen:
        return None
    return Text(f"Đã kiểm {seen} tệp ảnh, đều nguyên vẹn.", f"{seen} pictures checked, all whole.")


def _oldest(db: Session, until: datetime) -> list[ImagingInstance]:
    never = select(ImagingInstance).where(
        col(ImagingInstance.checked_at).is_(None), col(ImagingInstance.indexed_at).is_not(None)
    )
    rows = list(db.exec(never.order_by(col(ImagingInstance.id)).limit(_BATCH)))
    if rows:
        return rows
    again = select(ImagingInstance).where(col(ImagingInstance.checked_at) < until)
    order = (col(ImagingInstance.checked_at), col(ImagingInstance.id))
    return list(db.exec(again.order_by(*order).limit(_BATCH)))


def whole(store: LocalStore, row: ImagingInstance) -> bool:
    """Whether the file's data set is, byte for byte, what was received."""
    try:
        found = duplicates.digest(store, row.path, row.data_offset)
    except OSError:
        return False
    return found == row.digest


def sweep(database: Database) -> Text | None:
    def known(ids: list[UUID]) -> set[UUID]:
        with database.read() as db:
            asked = select(col(ImagingInstance.id)).where(col(ImagingInstance.id).in_(ids))
            return set(db.exec(asked))

    removed = store_of(database.folder).sweep(known)
    if not removed:
        return None
    return Text(f"Đã dọn {removed} tệp dở dang.", f"{removed} unfinished files removed.")
