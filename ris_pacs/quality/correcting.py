"""Corrections are proposed here, kept, and read; `applying` carries them out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, col, select

from his.orders import service as orders
from his.orders.service import Order, OrderState
from his.patients import service as patients
from kernel import audit, live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.ids import new_id
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingSeries, ImagingStudy, InstanceState
from ris_pacs.quality import errors
from ris_pacs.quality.models import (
    Correction,
    CorrectionCode,
    CorrectionEvent,
    CorrectionKind,
    CorrectionState,
)

TOPIC = "imaging.corrections"
CHANGEABLE = ("Laterality", "BodyPartExamined", "SeriesDescription")
_DONE = (OrderState.FULFILLED, OrderState.CORRECTED)


def propose(
    db: Session,
    actor: Actor,
    *,
    study_id: UUID,
    kind: CorrectionKind,
    code: CorrectionCode,
    reason: str,
    series: Sequence[str] = (),
    instances: Sequence[str] = (),
    changes: Mapping[str, str] | None = None,
    to_patient_id: UUID | None = None,
    to_order_id: UUID | None = None,
) -> Correction:
    """Nothing changes until a second person agrees. Raises NothingToCorrect, NoSuchStudy."""
    study = archive.by_id(db, actor, study_id)
    rows = chosen(db, study.id, series=series, instances=instances)
    told = {k: v.strip() for k, v in (changes or {}).items() if k in CHANGEABLE}
    moving = kind is CorrectionKind.MOVE
    if not rows or (kind is CorrectionKind.SIDE and not told) or (moving and not to_patient_id):
        raise errors.NothingToCorrect
    patient_id = patients.get(db, actor, to_patient_id).id if moving and to_patient_id else None
    if patient_id is not None and patient_id == study.patient_id:
        raise errors.NothingToCorrect
    order = orders.get(db, actor, to_order_id) if moving and to_order_id else None
    if order is not None and patients.get(db, actor, order.patient_id).id != patient_id:
        raise errors.NothingToCorrect
    made = Correction(
        study_id=study.id,
        patient_id=study.patient_id,
        order_id=study.order_id,
        kind=kind,
        code=code,
        reason=reason,
        instances=sorted(row.uid for row in rows),
        changes=told if kind is CorrectionKind.SIDE else {},
        to_patient_id=patient_id,
        to_order_id=order.id if order else None,
        state=CorrectionState.PROPOSED,
        reported=reported(db, study),
        proposed_by=actor.id,
        proposed_by_name=actor.name,
        proposed_at=utc_now(),
    )
    db.add(made)
    db.flush()
    tell(db, made, actor.name, reason)
    return made


def chosen(
    db: Session, study_id: UUID, *, series: Sequence[str], instances: Sequence[str]
) -> list[ImagingInstance]:
    """The pictures in sight of these series and with these UIDs, in their order."""
    found: dict[UUID, ImagingInstance] = {}
    base = select(ImagingInstance).where(
        ImagingInstance.study_id == study_id, ImagingInstance.state == InstanceState.KEPT
    )
    if series:
        runs = select(ImagingSeries.id).where(
            ImagingSeries.study_id == study_id, col(ImagingSeries.uid).in_(series)
        )
        for row in db.exec(base.where(col(ImagingInstance.series_id).in_(runs))):
            found[row.id] = row
    wanted = list(instances)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        for row in db.exec(base.where(col(ImagingInstance.uid).in_(some))):
            found[row.id] = row
    return [found[each] for each in sorted(found)]


def reported(db: Session, study: ImagingStudy) -> bool:
    """Whether the order was answered: whoever reads must look again."""
    order = db.get(Order, study.order_id) if study.order_id else None
    return bool(order and order.state in _DONE)


def get(db: Session, actor: Actor, correction_id: UUID, *, lock: bool = False) -> Correction:
    """Raises NoSuchCorrection."""
    found = db.get(Correction, correction_id, with_for_update=True if lock else None)
    if found is None:
        raise errors.NoSuchCorrection
    if found.patient_id:
        patients.get(db, actor, found.patient_id)
    elif not actor.holds(archive.UNMATCHED):
        raise errors.NoSuchCorrection
    return found


def proposed(db: Session, actor: Actor, correction_id: UUID, version: int) -> Correction:
    """One that waits for somebody else than its proposer. Raises CorrectionIsDecided,
    SecondPersonNeeded."""
    found = get(db, actor, correction_id, lock=True)
    if found.state is not CorrectionState.PROPOSED:
        raise errors.CorrectionIsDecided
    expect(found, version)
    if found.proposed_by == actor.id:
        raise errors.SecondPersonNeeded(permission="")
    return found


def decline(
    db: Session, actor: Actor, correction_id: UUID, *, reason: str, version: int
) -> Correction:
    """Nothing changes. Its proposer may take it back himself."""
    found = get(db, actor, correction_id, lock=True)
    if found.state is not CorrectionState.PROPOSED:
        raise errors.CorrectionIsDecided
    expect(found, version)
    _decided(found, actor, CorrectionState.DECLINED)
    found.ended_reason = reason
    tell(db, found, actor.name, reason)
    return found


def _decided(of: Correction, actor: Actor, state: CorrectionState) -> None:
    of.state, of.decided_by, of.decided_by_name = state, actor.id, actor.name
    of.decided_at = utc_now()


def applied(of: Correction, actor: Actor, until: datetime) -> None:
    _decided(of, actor, CorrectionState.APPLIED)
    of.undo_until = until


def of_study(db: Session, study_id: UUID) -> list[Correction]:
    """Corrections of a study, and those that brought pictures into it, the newest first."""
    asked = select(Correction).where(
        (col(Correction.study_id) == study_id) | (col(Correction.new_study_id) == study_id)
    )
    return list(db.exec(asked.order_by(col(Correction.id).desc()).limit(100)))


def events_of(db: Session, correction_id: UUID) -> list[CorrectionEvent]:
    asked = select(CorrectionEvent).where(CorrectionEvent.correction_id == correction_id)
    return list(db.exec(asked.order_by(col(CorrectionEvent.id)).limit(50)))


def told(of: Correction, study: ImagingStudy, actor: Actor, reason: str = "") -> dict[str, Any]:
    """What every event about it says."""
    return {
        "correction_id": of.id,
        "kind": of.kind.value,
        "code": of.code.value,
        "reason": reason or of.reason,
        "study_id": study.id,
        "study_uid": study.uid,
        "actor": actor,
    }


def tell(db: Session, of: Correction, by: str, note: str) -> None:
    db.flush()
    row = {
        "id": new_id(),
        "correction_id": of.id,
        "state": of.state,
        "note": note[:500],
        "by_name": by,
        "at": utc_now(),
    }
    db.execute(insert(CorrectionEvent), [row])
    subject = ("patient", of.patient_id) if of.patient_id else ("ris_study", of.study_id)
    audit.record(db, "imaging.correction", of.state.value, subject, correction=str(of.id))
    live.touch(db, TOPIC)
