"""Visits that are closed when the current fails (test_crash_work.py)."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin.service import RoomKind, rooms
from his.cdr.service import Document
from his.encounters import service as encounters
from his.encounters.models import EncounterStep
from his.encounters.service import Act, Disposition, Encounter, EncounterState, Payer
from his.outpatient import service as outpatient
from his.outpatient.diagnosing import Code
from his.outpatient.models import DiagnosisKind, Outcome
from his.outpatient.service import Reading
from his.patients.service import Patient
from his.queue.service import Ticket, TicketState
from kernel.access import Actor
from tests.robustness.cuts import Press

_PEOPLE = 40
_WRITTEN = {
    "reason": "Đau họng",
    "organs": "Họng đỏ",
    "conclusion": "Viêm họng cấp",
    "outcome": Outcome.BETTER,
}


def buttons(db: Session, doctor: Actor) -> list[Press]:
    """The patients go home."""
    body = {"disposition": "home"}
    return [
        Press(each, f"/api/outpatient/visits/{each}/closing", body)
        for each in _examined(db, doctor)
    ]


def done(db: Session, presses: Sequence[Press]) -> set[str]:
    """Which are closed: with one step, one summary in the record, and nobody waiting for them."""
    closed = set()
    for each in presses:
        visit = db.get_one(Encounter, UUID(each.id))
        steps = db.exec(
            select(EncounterStep).where(
                EncounterStep.encounter_id == visit.id, EncounterStep.act == Act.CLOSE
            )
        ).all()
        papers = db.exec(select(Document).where(Document.encounter_id == visit.id)).all()
        tickets = db.exec(
            select(Ticket.state).where(
                Ticket.encounter_id == visit.id, col(Ticket.room_id) == visit.room_id
            )
        ).all()
        if visit.state is EncounterState.CLOSED:
            assert visit.closed_at
            assert visit.disposition is Disposition.HOME
            assert (len(steps), len(papers)) == (1, 1)
            assert set(tickets) == {TicketState.DONE}
            closed.add(each.id)
        else:
            assert visit.state is EncounterState.IN_PROGRESS
            assert (visit.closed_at, visit.disposition) == (None, None)
            assert (len(steps), len(papers)) == (0, 0)
            assert TicketState.DONE not in tickets
    return closed


def _examined(db: Session, doctor: Actor) -> list[str]:
    """People of the practice clinic with whom the doctor is ready."""
    [room, *_] = rooms(db, kind=RoomKind.EXAM)
    people = db.exec(select(Patient).limit(_PEOPLE)).all()
    made = []
    for n in range(_PEOPLE):
        visit = encounters.open(
            db,
            doctor,
            patient_id=people[n % len(people)].id,
            room_id=room.id,
            payer=Payer.SELF_PAY,
            again=True,
            beyond_quota=True,
        )
        encounters.begin(db, doctor, visit.id)
        readings = {"pulse": Reading(Decimal(80)), "temperature": Reading(Decimal("37.2"))}
        outpatient.measure(db, doctor, visit.id, readings=readings)
        outpatient.write(db, doctor, visit.id, version=0, texts=_WRITTEN)
        outpatient.diagnose(db, doctor, visit.id, codes=[Code(DiagnosisKind.MAIN, "J02.9")])
        made.append(str(visit.id))
    return made
