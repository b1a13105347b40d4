"""Papers of a visit for the claim: sick leave (XML11), transfer (XML13), re-visit (XML14)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel import Session

from his.encounters.service import Encounter
from his.insurance.dossier import Revisit, SickLeave, Stay, Transfer
from his.outpatient import service as outpatient


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers, and the visit with what they add to it."""

    stay: Stay
    leave: SickLeave | None
    transfer: Transfer | None
    revisit: Revisit | None


def papers_of(
    db: Session, encounter: Encounter, stay: Stay, licence: Callable[[UUID | None], str]
) -> Papers:
    """What his.outpatient has issued and not cancelled."""
    leave = _leave(db, encounter, stay, licence)
    transfer = _transfer(db, encounter, stay, licence)
    revisit = _revisit(db, encounter, licence)
    if transfer:
        stay = replace(stay, to_facility=transfer.to)
    if revisit:
        stay = replace(stay, revisit=(revisit.on,))
    return Papers(stay, leave, transfer, revisit)


def _leave(
    db: Session, encounter: Encounter, stay: Stay, licence: Callable[[UUID | None], str]
) -> SickLeave | None:
    found = outpatient.sick_leave_of(db, encounter.id)
    if found is None:
        return None
    paper = found.content
    return SickLeave(
        number=found.code,
        serial=paper.serial or found.code,
        record=encounter.code,
        workplace=paper.workplace,
        social_number=paper.insurance_no,
        diagnosis=paper.diagnosis,
        treatment=paper.treatment,
        since=paper.from_day,
        until=paper.to_day,
        on=found.issued_on,
        doctor=licence(found.doctor_id) or stay.doctor,
        termination=paper.pregnancy_ended,
        termination_why=paper.pregnancy_reason,
        weeks=paper.gestation_weeks,
    )


def _transfer(
    db: Session, encounter: Encounter, stay: Stay, licence: Callable[[UUID | None], str]
) -> Transfer | None:
    found = outpatient.transfer_of(db, encounter.id)
    if found is None:
        return None
    paper = found.content
    return Transfer(
        record=encounter.code,
        number=found.code,
        paper=found.code,
        to=paper.to_code,
        signs=paper.signs,
        course=paper.course,
        results=paper.results,
        treatment=paper.treatment,
        condition=paper.condition,
        reason=paper.reason,
        plan=paper.plan,
        vehicle=paper.vehicle or "Tự túc",
        escort=paper.escort,
        escort_title=paper.escort_title,
        doctor=licence(found.doctor_id) or stay.doctor,
    )


def _revisit(
    db: Session, encounter: Encounter, licence: Callable[[UUID | None], str]
) -> Revisit | None:
    found = outpatient.revisit_of(db, encounter.id)
    if found is None:
        return None
    return Revisit(
        number=found.code,
        on=found.content.on,
        made=found.issued_on,
        doctor=licence(found.doctor_id),
    )
