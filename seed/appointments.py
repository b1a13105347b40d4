"""A week of appointments at the practice clinic, made through the services."""

from datetime import timedelta
from random import Random

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments import service
from his.appointments.service import Appointment, AppointmentKind, Caller
from his.encounters.service import Encounter, EncounterState
from his.patients import service as patients
from kernel import clock
from kernel.access import Actor
from kernel.db import Database
from kernel.errors import Refusal

_REASONS = ("Khám lại theo hẹn", "Đọc kết quả xét nghiệm", "Theo dõi huyết áp", "Khám định kỳ")
_CALLERS = (
    ("Nguyễn Thị Thanh Thảo", "0509000101", 1991),
    ("Trần Quốc Huy", "0509000102", 1984),
    ("Lê Ngọc Mai", "0509000103", 2002),
)


def fill(database: Database, actor: Actor) -> None:
    """Follow-ups for those who were here, calls of those who were not, one who waits for a place.
    A second run changes nothing."""
    with database.read() as db:
        if db.execute(select(col(Appointment.id)).limit(1)).first():
            return
    with database.write(actor, "seed appointments") as db:
        chance = Random(54)  # noqa: S311 (invented people)
        visits = db.execute(
            select(Encounter)
            .where(col(Encounter.state) == EncounterState.CLOSED)
            .order_by(col(Encounter.opened_at), col(Encounter.id))
        ).scalars()
        for n, visit in enumerate(visits.all()):
            if n % 2 == 0:
                patients.issue_card(db, actor, visit.patient_id, kind=patients.CardKind.CARD)
            _follow_up(db, actor, visit, 1 + n % 7, chance)
        rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
        for n, (name, phone, year) in enumerate(_CALLERS):
            caller = Caller(name=name, phone=phone, birth_year=year)
            _take(db, actor, rooms[n % len(rooms)].id, n, chance, caller=caller)


def _follow_up(db: Session, actor: Actor, visit: Encounter, days: int, chance: Random) -> None:
    made = _take(
        db,
        actor,
        visit.room_id,
        days,
        chance,
        patient_id=visit.patient_id,
        kind=AppointmentKind.FOLLOW_UP,
        reason=chance.choice(_REASONS),
        from_encounter_id=visit.id,
        channel=service.Channel.DOCTOR,
    )
    if made and days > 4:
        service.wish(
            db,
            actor,
            patient_id=visit.patient_id,
            room_id=visit.room_id,
            first=clock.today(),
            last=clock.today() + timedelta(days=3),
            reason="Muốn khám sớm hơn",
        )


def _take(
    db: Session, actor: Actor, room_id: object, days: int, chance: Random, **what: object
) -> Appointment | None:
    day = clock.today() + timedelta(days=days)
    times = service.free(db, first=day, last=day + timedelta(days=2), room_id=room_id)  # type: ignore[arg-type]
    if not times:
        return None
    free = chance.choice(times[:12])
    try:
        return service.book(db, actor, schedule_id=free.schedule.id, at=free.at, **what)  # type: ignore[arg-type]
    except Refusal:
        return None
