"""What the correction desk, or another system's rejection note, does to pictures is followed by
what reports made of them. docs/decisions/0107 has the table of what happens to what.
"""

from uuid import UUID

from sqlmodel import Session, col, or_, select

from his.orders.service import Order
from ris_pacs.archive import service as archive
from ris_pacs.archive.events import (
    PicturesCorrected,
    PicturesRejected,
    PicturesRestored,
    RejectionNoted,
    StudyUnmatched,
)
from ris_pacs.reading import keys, opening, touching
from ris_pacs.reading.models import Reading
from ris_pacs.reading.touch_models import TouchKind

_KINDS = {"side": TouchKind.CHANGED, "move": TouchKind.MOVED}


def corrected(db: Session, event: PicturesCorrected) -> None:
    """Copies stand for the pictures, of the same patient or of another one."""
    moved = event.new_study_id != event.study_id
    left = touching.left(db, event.study_id)
    for each in _readings(db, event.study_uid, event.order_before):
        if event.kind == "lossy":
            keys.repoint(db, each, event.uids)
            continue
        keys.end_pictures(db, event.actor, each, event.uids, event.reason)
        touching.touch(
            db,
            event.actor,
            each,
            _KINDS.get(event.kind, TouchKind.CHANGED),
            reason=event.reason,
            code=event.code,
            correction_id=event.correction_id,
            pictures=len(event.uids),
            whole=moved and not left,
        )
        if not moved:
            keys.sync(db, event.actor, each)
        elif not left and each.state not in touching.STANDING:
            opening.pictures_gone(db, event.actor, event.study_uid)
    if moved:
        _came(db, event)


def _came(db: Session, event: PicturesCorrected) -> None:
    """In the right patient's order: its key images wait for the signature."""
    for each in _readings(db, event.new_study_uid, event.order_after):
        touching.touch(
            db,
            event.actor,
            each,
            TouchKind.CAME,
            reason=event.reason,
            code=event.code,
            correction_id=event.correction_id,
            pictures=len(event.uids),
        )
        keys.sync(db, event.actor, each, held=True)


def rejected(db: Session, event: PicturesRejected) -> None:
    for each in _readings(db, event.study_uid, event.order_id):
        keys.end_pictures(db, event.actor, each, event.uids, event.reason)
        touching.touch(
            db,
            event.actor,
            each,
            TouchKind.REJECTED,
            reason=event.reason,
            code=event.code,
            correction_id=event.correction_id,
            pictures=len(event.uids),
        )


def noted(db: Session, event: RejectionNoted) -> None:
    """Another system rejected them (IHE IOCM)."""
    for each in _readings(db, event.study_uid, event.order_id):
        keys.end_pictures(db, event.actor, each, event.uids, event.reason)
        touching.touch(
            db,
            event.actor,
            each,
            TouchKind.REJECTED,
            reason=event.reason,
            by_name=f"{event.source} (DICOM)",
            code=event.code,
            pictures=len(event.uids),
        )


def restored(db: Session, event: PicturesRestored) -> None:
    """A correction was undone: what it touched stands again as it was."""
    copies = set(event.copies.values())
    if event.new_study_id is not None and event.new_study_id != event.study_id:
        for each in _readings(db, event.new_study_uid, None):
            keys.end_pictures(db, event.actor, each, copies, event.reason)
            if not _brought(db, each.id, event.correction_id):
                touching.touch(
                    db,
                    event.actor,
                    each,
                    TouchKind.UNDONE,
                    reason=event.reason,
                    code=event.code,
                    correction_id=None,
                    pictures=len(copies),
                    whole=not touching.left(db, event.new_study_id),
                )
            if each.state not in touching.STANDING and not touching.left(db, event.new_study_id):
                opening.pictures_gone(db, event.actor, event.new_study_uid)
    touching.undone(db, event.actor, event.correction_id, event.reason)
    order = db.get(Order, event.order_id) if event.order_id else None
    for each in _readings(db, event.study_uid, event.order_id):
        keys.end_pictures(db, event.actor, each, copies, event.reason)
        if order is not None and each.order_id == order.id:
            opening.open_for(db, event.actor, order, study_uid=event.study_uid)
        keys.sync(db, event.actor, each)


def _brought(db: Session, reading_id: UUID, correction_id: UUID) -> bool:
    """The report was out before the correction brought the pictures: undoing settles that."""
    return any(t.correction_id == correction_id for t in touching.open_of(db, reading_id))


def pictures_went(db: Session, event: StudyUnmatched) -> None:
    """The study was another patient's: what was read of it is looked at again."""
    of = db.get(archive.ImagingStudy, event.study_id)
    if of is None:
        return
    decided = archive.changes(db, of.id)
    why = decided[0].reason if decided and decided[0].reason else "Hình ảnh của người bệnh khác."
    for each in _readings(db, of.uid, None):
        keys.end(db, event.actor, each, [k.key_id for k in keys.of(db, each.id)], why)
        touching.touch(db, event.actor, each, TouchKind.LEFT, reason=why, whole=True)
    opening.pictures_gone(db, event.actor, of.uid)


def _readings(db: Session, study_uid: str, order_id: UUID | None) -> list[Reading]:
    asked = select(Reading).where(
        or_(Reading.study_uid == study_uid, col(Reading.order_id) == order_id)
        if order_id
        else Reading.study_uid == study_uid
    )
    return list(db.exec(asked.order_by(col(Reading.id)).with_for_update()))
