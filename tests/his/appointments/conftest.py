from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from his.admin.service import Room
from his.appointments import service
from his.appointments.service import Appointment, Schedule
from kernel import clock
from kernel.access import Actor
from tests.his import clinic

Book = Callable[..., Appointment]


def weekly(
    db: Session, actor: Actor, room: Room, *, capacity: int = 1, **more: object
) -> list[Schedule]:
    """Every day from 8 to 10, a quarter of an hour each."""
    given = {"starts": "08:00", "ends": "10:00", "minutes": 15, "capacity": capacity, **more}
    return [
        service.set_hours(db, actor, room_id=room.id, weekday=day, **given)  # type: ignore[arg-type]
        for day in range(7)
    ]


def tomorrow(hour: int = 8, minute: int = 0, days: int = 1) -> datetime:
    here = clock.local_now() + timedelta(days=days)
    return here.replace(hour=hour, minute=minute, second=0, microsecond=0)


def plan_on(plans: list[Schedule], at: datetime) -> Schedule:
    return next(p for p in plans if p.weekday == at.astimezone(clock.LOCAL).weekday())


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return clinic.build(db)


@pytest.fixture
def plans(db: Session, actor: Actor, house: clinic.Clinic) -> list[Schedule]:
    return weekly(db, actor, house.p101)


@pytest.fixture
def book(db: Session, actor: Actor, plans: list[Schedule]) -> Book:
    """`book(at)` for somebody new, or for a `patient`."""

    def book(at: datetime | None = None, **more: object) -> Appointment:
        at = at or tomorrow()
        given = {"patient_id": None, **more}
        if given["patient_id"] is None and "caller" not in given:
            given["patient_id"] = clinic.somebody(db, actor).id
        plan = plan_on(plans, at)
        return service.book(db, actor, schedule_id=plan.id, at=at, **given)  # type: ignore[arg-type]

    return book
