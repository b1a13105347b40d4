"""A correction is undone: nothing was deleted, so everything comes back."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.events import publish
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.quality import correcting, errors, events
from ris_pacs.quality.models import Correction, CorrectionState


def undo(
    db: Session, actor: Actor, correction_id: UUID, *, reason: str, version: int
) -> Correction:
    """What was out of sight is back, copies and note go out of it; nothing is deleted. Raises
    CorrectionIsDecided, UndoTooLate."""
    of = correcting.get(db, actor, correction_id, lock=True)
    if of.state is not CorrectionState.APPLIED:
        raise errors.CorrectionIsDecided
    expect(of, version)
    if of.undo_until is None or of.undo_until <= utc_now():
        raise errors.UndoTooLate
    old = _rows(db, of.instances)
    copies = _rows(db, list(of.uids.values()))
    if any(row.state is not InstanceState.KEPT for row in copies):
        raise errors.UndoTooLate
    archive.turn(db, [row.id for row in old], InstanceState.KEPT)
    gone = [*copies, *_rows(db, [of.note_uid])]
    archive.turn(db, [row.id for row in gone], InstanceState.REJECTED)
    db.expire_all()
    study = archive.recount(db, of.study_id)
    new: ImagingStudy | None = study if of.new_study_id else None
    if of.new_study_id and of.new_study_id != of.study_id:
        new = archive.recount(db, of.new_study_id)
    of = correcting.get(db, actor, correction_id, lock=True)
    of.state, of.ended_reason = CorrectionState.UNDONE, reason
    db.add(of)
    correcting.tell(db, of, actor.name, reason)
    publish(
        db,
        events.PicturesRestored(
            **correcting.told(of, study, actor, reason),
            new_study_id=of.new_study_id,
            new_study_uid=new.uid if new else "",
            patient_id=study.patient_id,
            order_id=study.order_id,
            uids=tuple(of.instances),
            copies=dict(of.uids),
        ),
    )
    return of


def _rows(db: Session, uids: Sequence[str]) -> list[ImagingInstance]:
    found: list[ImagingInstance] = []
    for start in range(0, len(uids), 500):
        some = list(uids[start : start + 500])
        found += db.exec(select(ImagingInstance).where(col(ImagingInstance.uid).in_(some)))
    return found
