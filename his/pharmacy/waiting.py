"""The dispensing queue: signed prescriptions come in, cancelled ones go."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.patients.service import Patient
from his.pharmacy import dispensing_states as states
from his.pharmacy.dispensing_models import (
    Dispensing,
    DispensingItem,
    DispensingLine,
    DispensingState,
)
from his.pharmacy.settings import UNPAID
from his.pharmacy.slots import DispenseCheck
from his.prescribing import service as prescribing
from kernel import live
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.once import forget, once
from kernel.paging import page_of
from kernel.text import Text

TOPIC = "dispensing"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue."""

    dispensing: Dispensing
    patient: patients.Brief
    encounter: Encounter
    drugs: int


def put_in_line(db: Session, prescription_id: UUID) -> Dispensing:
    """A signed prescription waits at the pharmacy. Doing it again changes nothing."""
    there = of_prescription(db, prescription_id)
    if there:
        return there
    signed = prescribing.by_id(db, prescription_id)
    assert signed.signed_at is not None
    assert signed.signed_by is not None
    made = Dispensing(
        prescription_id=signed.id,
        code=signed.code or "",
        encounter_id=signed.encounter_id,
        patient_id=signed.patient_id,
        site_id=signed.site_id,
        form=signed.form.value,
        signed_at=signed.signed_at,
        doctor_id=signed.signed_by,
        doctor_name=signed.signed_by_name,
    )
    db.add(made)
    db.flush()
    for line in prescribing.lines(db, signed.id):
        db.add(
            DispensingItem(
                dispensing_id=made.id,
                prescription_line_id=line.id,
                position=line.position,
                drug_code=line.drug_code,
                name=line.name,
                unit=line.unit,
                quantity=line.quantity,
                dose=line.dose,
                instruction=line.instruction,
                facts={
                    **(line.facts if isinstance(line.facts, dict) else {}),
                    "substance": line.substance,
                    "strength": line.strength,
                    "form": line.drug_form,
                    "route": line.route,
                    "days": line.days,
                    "use_unit": line.use_unit,
                    "control": line.control,
                    "times": [
                        str(n) for n in (line.morning, line.noon, line.afternoon, line.evening)
                    ],
                },
            )
        )
    db.flush()
    live.touch(db, TOPIC)
    return made


def of_prescription(db: Session, prescription_id: UUID) -> Dispensing | None:
    asked = select(Dispensing).where(col(Dispensing.prescription_id) == prescription_id)
    found: Dispensing | None = db.execute(asked).scalar_one_or_none()
    return found


def get(db: Session, actor: Actor, dispensing_id: UUID) -> Dispensing:
    """Raises NotFound, also outside what the actor may see."""
    found = db.get(Dispensing, dispensing_id)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    return found


def hold(db: Session, actor: Actor, dispensing_id: UUID) -> Dispensing:
    """The same, to change it: others wait."""
    found = db.get(Dispensing, dispensing_id, with_for_update=True)
    if found is None:
        raise NotFound
    forget(db)  # what was asked before it was ours
    patients.get(db, actor, found.patient_id)
    return found


def items_of(db: Session, dispensing_id: UUID) -> Sequence[DispensingItem]:
    name, of = ("his.pharmacy.items_of", dispensing_id), {"of": dispensing_id}
    return once(db, name, lambda: db.execute(_ITEMS, of).scalars().all(), DispensingItem)


def lines_of(db: Session, dispensing_id: UUID) -> Sequence[DispensingLine]:
    name, of = ("his.pharmacy.lines_of", dispensing_id), {"of": dispensing_id}
    return once(db, name, lambda: db.execute(_LINES, of).scalars().all(), DispensingLine)


# Written once: they are asked several times a prescription.
_ITEMS = (
    select(DispensingItem)
    .where(col(DispensingItem.dispensing_id) == bindparam("of"))
    .order_by(col(DispensingItem.position))
)
_LINES = (
    select(DispensingLine)
    .where(col(DispensingLine.dispensing_id) == bindparam("of"))
    .order_by(col(DispensingLine.at), col(DispensingLine.id))
)


def of_encounter(db: Session, encounter_id: UUID) -> Sequence[Dispensing]:
    asked = select(Dispensing).where(col(Dispensing.encounter_id) == encounter_id)
    ordered = asked.order_by(col(Dispensing.signed_at), col(Dispensing.id)).limit(100)
    return db.execute(ordered).scalars().all()


def worklist(
    db: Session,
    actor: Actor,
    *,
    state: DispensingState | None,
    text: str,
    after: str | None,
    limit: int,
) -> tuple[list[Waiting], str | None]:
    """Who waits, oldest first: all that is not over, or one state (the latest first)."""
    asked = select(Dispensing).where(patients.seen_by(actor, Dispensing.patient_id))
    if raw := text.strip():
        typed = raw.upper()
        written = {raw, typed, raw.lower()[:-1] + typed[-1:]}  # codes read 79999abc1234-C
        # The visit and the patient are looked up first: as sub-queries of an OR they would make
        # the database walk through every dispensing there ever was.
        visits = db.execute(select(col(Encounter.id)).where(col(Encounter.code) == typed))
        people = db.execute(select(col(Patient.id)).where(col(Patient.code) == typed))
        asked = asked.where(
            col(Dispensing.code).in_(written)
            | col(Dispensing.encounter_id).in_(visits.scalars().all())
            | col(Dispensing.patient_id).in_(people.scalars().all())
        )
    elif state is None:
        asked = asked.where(col(Dispensing.is_open).is_(True))
    else:
        asked = asked.where(col(Dispensing.state) == state)
    latest_first = bool(raw) or (state is not None and state not in states.OPEN)
    found, following = page_of(
        db,
        asked,
        by=(col(Dispensing.signed_at), col(Dispensing.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=latest_first,
    )
    return _shown(db, actor, found), following


def _shown(db: Session, actor: Actor, found: Sequence[Dispensing]) -> list[Waiting]:
    people = patients.briefs(db, actor, [d.patient_id for d in found])
    ids = [d.encounter_id for d in found]
    visits = {
        e.id: e for e in db.execute(select(Encounter).where(col(Encounter.id).in_(ids))).scalars()
    }
    counts: dict[UUID, int] = {}
    lines = select(col(DispensingItem.dispensing_id)).where(
        col(DispensingItem.dispensing_id).in_([d.id for d in found])
    )
    for (dispensing_id,) in db.execute(lines):
        counts[dispensing_id] = counts.get(dispensing_id, 0) + 1
    return [
        Waiting(d, people[d.patient_id], visits[d.encounter_id], counts.get(d.id, 0))
        for d in found
        if d.patient_id in people
    ]


def stops(db: Session, dispensing: Dispensing) -> bool:
    """Whether something keeps it from being handed over now."""
    return admin.parameter(db, UNPAID.id) == "refuse" and bool(objections(db, dispensing))


def objections(db: Session, dispensing: Dispensing) -> list[Text]:
    """What others have against handing it over now; nothing where it is not asked."""
    if admin.parameter(db, UNPAID.id) == "allow":
        return []
    checks = assembly_of(db).contributions(DispenseCheck)
    return [says for each in checks if (says := each.by(db, dispensing))]


def settle(
    db: Session,
    dispensing: Dispensing,
    *,
    wanted_lines: Sequence[DispensingItem] | None = None,
    given: Sequence[DispensingLine] | None = None,
) -> None:
    """The state follows from the lines: those that the caller holds, else as they are kept."""
    if wanted_lines is None or given is None:
        db.flush()
        wanted_lines, given = items_of(db, dispensing.id), lines_of(db, dispensing.id)
    lines = [line for line in given if line.kept]
    wanted = [(i.dispensed, i.owed) for i in wanted_lines]
    dispensing.state = states.state_of(
        wanted, given=bool(lines), in_hand=bool(lines) and all(n.handed_at for n in lines)
    )
    dispensing.is_open = dispensing.state in states.OPEN
    db.flush()
    live.touch(db, TOPIC)


def payer(db: Session, dispensing: Dispensing) -> str:
    return encounters.by_id(db, dispensing.encounter_id).payer.value


def promised(db: Session, codes: Collection[str]) -> dict[str, Decimal]:
    """How much of drugs is owed to prescriptions that wait, in one query."""
    asked = (
        select(
            col(DispensingItem.drug_code),
            func.sum(DispensingItem.quantity),
            func.sum(DispensingItem.dispensed),
        )
        .join(Dispensing, col(Dispensing.id) == col(DispensingItem.dispensing_id))
        .where(
            col(Dispensing.is_open).is_(True),
            col(DispensingItem.drug_code).in_(list(codes)),
            col(DispensingItem.refused_reason) == "",
            col(DispensingItem.substitute_code) == "",
        )
        .group_by(col(DispensingItem.drug_code))
    )
    return {code: wanted - gone for code, wanted, gone in db.execute(asked).all()}
