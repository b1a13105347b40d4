"""Prescriptions and their lines, fetched."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from his.patients import service as patients
from his.prescribing.models import Prescription, PrescriptionLine
from his.prescribing.words import PrescriptionState
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.once import once


def of_encounter(db: Session, encounter_id: UUID) -> list[Prescription]:
    """All prescriptions of a visit, oldest first, drafts included."""
    asked = select(Prescription).where(col(Prescription.encounter_id) == encounter_id)
    ordered = asked.order_by(col(Prescription.drafted_at), col(Prescription.id)).limit(50)
    asked_of = ("his.prescribing.of_encounter", encounter_id)
    return list(once(db, asked_of, lambda: db.execute(ordered).scalars().all(), Prescription))


def draft_of(db: Session, encounter_id: UUID) -> Prescription | None:
    """The one draft of a visit, if somebody began one."""
    found = [p for p in of_encounter(db, encounter_id) if p.state is PrescriptionState.DRAFT]
    return found[-1] if found else None


def lines(db: Session, prescription_id: UUID) -> list[PrescriptionLine]:
    name, of = ("his.prescribing.lines", prescription_id), {"of": prescription_id}
    return list(once(db, name, lambda: db.execute(_LINES, of).scalars().all(), PrescriptionLine))


_LINES = (
    select(PrescriptionLine)
    .where(col(PrescriptionLine.prescription_id) == bindparam("of"))
    .order_by(col(PrescriptionLine.position), col(PrescriptionLine.id))
)


def lines_of_many(db: Session, ids: Sequence[UUID]) -> dict[UUID, list[PrescriptionLine]]:
    """The lines of several prescriptions, in one question."""
    if len(ids) == 1:
        return {ids[0]: lines(db, ids[0])}
    found: dict[UUID, list[PrescriptionLine]] = {each: [] for each in ids}
    asked = select(PrescriptionLine).where(col(PrescriptionLine.prescription_id).in_(ids))
    by = (col(PrescriptionLine.prescription_id), col(PrescriptionLine.position))
    for line in db.execute(asked.order_by(*by)).scalars():
        found[line.prescription_id].append(line)
    return found


def get(db: Session, actor: Actor, prescription_id: UUID, *, lock: bool = False) -> Prescription:
    """The prescription, if its patient is one that the actor may see. Raises NotFound."""
    found = db.get(Prescription, prescription_id, with_for_update=True if lock else None)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    return found
