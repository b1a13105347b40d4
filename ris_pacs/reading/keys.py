"""Key images (ảnh chính) of a reading: chosen at the pictures, kept as JPEG in the record.

What is chosen or withdrawn at the viewer shows here in the same moment, its JPEG in the order's
files as soon as it is drawn; what is withdrawn here is withdrawn at the viewer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders import service as orders
from his.orders.service import Order
from kernel import files, live
from kernel.access import Actor
from kernel.clock import utc_now
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.reading import drawing
from ris_pacs.reading.errors import KeyImageNotThere
from ris_pacs.reading.keeping import TOPIC, locked
from ris_pacs.reading.models import Drawing, Reading, ReadingKey
from ris_pacs.web import service as web
from ris_pacs.web.service import KeyImage


def of(db: Session, reading_id: UUID) -> Sequence[ReadingKey]:
    """Those that stand, the first chosen first."""
    asked = select(ReadingKey).where(
        ReadingKey.reading_id == reading_id, col(ReadingKey.ended_at).is_(None)
    )
    return db.exec(asked.order_by(col(ReadingKey.chosen_at), col(ReadingKey.id)).limit(100)).all()


def of_reading(db: Session, reading: Reading) -> list[dict[str, Any]] | None:
    """What is chosen now, as it is kept with a version."""
    kept = [
        {
            "key_id": str(each.key_id),
            "series_uid": each.series_uid,
            "instance_uid": each.instance_uid,
            "frame": each.frame,
            "note": each.note,
            "file_id": str(each.file_id) if each.file_id else "",
        }
        for each in of(db, reading.id)
    ]
    return kept or None


def sync(db: Session, actor: Actor, reading: Reading, *, held: bool = False) -> None:
    """Those that were chosen before there was anything to read, or that came with a correction."""
    if not reading.study_uid:
        return
    study = db.exec(select(ImagingStudy).where(ImagingStudy.uid == reading.study_uid)).first()
    if study is not None:
        keep(db, actor, reading, web.key_images(db, study.id), held=held)


def keep(
    db: Session,
    actor: Actor,
    reading: Reading,
    chosen: Iterable[KeyImage],
    *,
    held: bool = False,
) -> None:
    """They are key images of the reading. Their JPEG is drawn afterwards (`drawing`); `held`, or
    while the report waits to be confirmed, only when it is signed again."""
    asked = select(ReadingKey).where(ReadingKey.reading_id == reading.id)
    rows = {each.key_id: each for each in db.exec(asked)}
    for each in chosen:
        known = rows.get(each.id)
        if known is not None and known.ended_at is None:
            continue
        row = known or ReadingKey(
            reading_id=reading.id,
            key_id=each.id,
            series_uid=each.series_uid,
            instance_uid=each.instance_uid,
            frame=each.frame,
            chosen_at=each.at,
        )
        row.note, row.by_name, row.ended_at = each.note[:200], each.by[:200], None
        rows[each.id] = row
        if held or reading.touched_at is not None:
            row.drawing, row.file_id, row.attachment_id = Drawing.HELD, None, None
            db.add(row)
        else:
            drawing.wanted(db, actor, row)
    db.flush()
    live.touch(db, TOPIC)


def release(db: Session, actor: Actor, reading: Reading) -> None:
    """The report is signed (again): what was held goes into the record."""
    for each in of(db, reading.id):
        if each.drawing is Drawing.HELD:
            drawing.wanted(db, actor, each)


def end_pictures(
    db: Session, actor: Actor, reading: Reading, uids: Collection[str], reason: str
) -> int:
    """Those of these pictures: out of the record; how many."""
    gone = [each.key_id for each in of(db, reading.id) if each.instance_uid in uids]
    end(db, actor, reading, gone, reason)
    return len(gone)


def repoint(db: Session, reading: Reading, uids: Mapping[str, str]) -> None:
    """Other files stand for the same pictures (compressed by a policy): the JPEG stays."""
    study = db.exec(select(ImagingStudy).where(ImagingStudy.uid == reading.study_uid)).first()
    now = {(k.instance_uid, k.frame): k for k in web.key_images(db, study.id)} if study else {}
    for each in of(db, reading.id):
        new = now.get((uids.get(each.instance_uid, ""), each.frame))
        if new is not None:
            each.key_id, each.series_uid, each.instance_uid = (
                new.id,
                new.series_uid,
                new.instance_uid,
            )
            db.add(each)
    db.flush()


def end(db: Session, actor: Actor, reading: Reading, key_ids: Iterable[UUID], reason: str) -> None:
    """They are key images no more: out of the record's files, with the reason."""
    order = db.get(Order, reading.order_id)
    assert order
    wanted = set(key_ids)
    for each in of(db, reading.id):
        if each.key_id not in wanted:
            continue
        each.ended_at, each.drawing = utc_now(), Drawing.DONE
        db.add(each)
        if each.attachment_id:
            orders.detach(db, actor, order, each.attachment_id, reason=reason[:500])
    db.flush()
    live.touch(db, TOPIC)


def withdraw(db: Session, actor: Actor, reading_id: UUID, row_id: UUID, *, reason: str) -> None:
    """Here; the viewer and its object hear of it. Raises KeyImageNotThere."""
    reading = locked(db, actor, reading_id)
    row = _row(db, reading, row_id)
    web.withdraw(db, actor, reading.study_uid, row.key_id, reason=reason)


def jpeg(db: Session, reading: Reading, row_id: UUID) -> bytes:
    """As it lies in the record. Raises KeyImageNotThere."""
    row = _row(db, reading, row_id)
    if row.file_id is None:
        raise KeyImageNotThere
    return files.content(db, files.get(db, row.file_id))


def _row(db: Session, reading: Reading, row_id: UUID) -> ReadingKey:
    row = db.get(ReadingKey, row_id)
    if row is None or row.reading_id != reading.id or row.ended_at is not None:
        raise KeyImageNotThere
    return row
