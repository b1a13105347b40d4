"""Two exams of our own with known moments, on which the figures can be checked; undone after."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import SystemRandom

from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.clock import LOCAL, today
from kernel.ids import new_id
from ris_pacs.reading import service as reading
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.service import Exam, ExamState, Incident, Machine, Procedure

_SERVICE = "MC-75"


@dataclass(frozen=True, slots=True)
class Proof:
    """By whom they were ordered, on which machine, on which day."""

    day: date
    requester: str
    machine: str


def work(db: Session) -> Proof | None:
    """None where there is no room, or orders do not reach imaging."""
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM) or admin.rooms(db)
    if not rooms:
        return None
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    doctor = Actor(new_id(), f"BS minh chứng {word}")
    facts = {"kind": "imaging", "unit": "lần", "price": "100000"}
    catalogs.add(db, SYSTEM, "service", code=_SERVICE, name="CT minh chứng", facts=facts)
    db.add(Procedure(service_code=_SERVICE, name="CT minh chứng", modality="CT"))
    machine = Machine(
        code=f"M{word[:8]}",
        name="Máy minh chứng",
        modality="CT",
        site_id=rooms[0].site_id,
        opens="08:00",
        closes="18:00",
    )
    db.add(machine)
    db.flush()
    patient = patients.register(
        db, doctor, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        doctor,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        reason="Minh chứng",
        beyond_quota=True,
    )
    day = today() - timedelta(20)
    for hour in (8, 15):  # the morning's and the evening's shift
        order = orders.place(db, doctor, encounter_id=visit.id, service_code=_SERVICE)
        exam = schedule.exam_of_order(db, order.id)
        if exam is None:
            return None
        _done(db, exam, machine, day, hour)
        if hour == 8:
            found = reading.of_order(db, order.id)
            found = found or reading.open_by_hand(db, SYSTEM, order.id)
            found.final_at, found.signed_by_name = _at(day, 10, 0), f"BS đọc {word}"
            _threw_away(db, exam, machine, day)
    db.flush()
    return Proof(day, doctor.name, str(machine.id))


def _done(db: Session, exam: Exam, machine: Machine, day: date, hour: int) -> None:
    """Ordered on the hour, there at 10 past, begun at 20 past, done at half past."""
    exam.ordered_at, exam.arrived_at = _at(day, hour, 0), _at(day, hour, 10)
    exam.started_at, exam.ended_at = _at(day, hour, 20), _at(day, hour, 30)
    exam.closed_at, exam.state = exam.ended_at, ExamState.DONE
    exam.machine_id, exam.images = machine.id, 100
    exam.ctdi_vol, exam.dlp = Decimal(10 if hour == 8 else 20), Decimal(400)
    db.add(exam)
    db.flush()


def _threw_away(db: Session, exam: Exam, machine: Machine, day: date) -> None:
    db.add(
        Incident(
            exam_id=exam.id,
            machine_id=machine.id,
            kind="reject",
            reason="motion",
            images=3,
            at=_at(day, 8, 25),
            by=SYSTEM.id,
            by_name="KTV minh chứng",
        )
    )


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)
