from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from his.encounters.service import Encounter, Priority
from his.queue import service as queue
from his.queue.service import Ticket
from kernel import clock
from kernel.access import Actor
from tests.his import clinic

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam


class Time:
    """The clock of a test, which goes on when it is told to."""

    def __init__(self) -> None:
        self.now = MORNING

    def pass_(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    monkeypatch.setattr(clock, "utc_now", lambda: made.now)
    return made


@pytest.fixture
def house(db: Session, time: Time) -> clinic.Clinic:
    return clinic.build(db)


class Come:
    """People come to P101, a minute after one another."""

    def __init__(self, db: Session, actor: Actor, house: clinic.Clinic, time: Time) -> None:
        self._db, self._actor, self._house, self._time = db, actor, house, time

    def __call__(self, priority: Priority = Priority.NONE, birth: str | None = None) -> Ticket:
        return self.visit(priority, birth)[1]

    def visit(
        self, priority: Priority = Priority.NONE, birth: str | None = None
    ) -> tuple[Encounter, Ticket]:
        self._time.pass_(1)
        visit = clinic.visit(
            self._db, self._actor, self._house.p101, priority=priority, birth=birth
        )
        [line] = queue.of_encounter(self._db, self._actor, visit.id)
        return visit, line.ticket


@pytest.fixture
def come(db: Session, actor: Actor, house: clinic.Clinic, time: Time) -> Come:
    return Come(db, actor, house, time)


@pytest.fixture
def next_number(db: Session, actor: Actor, house: clinic.Clinic) -> Callable[[], int]:
    """Somebody in P101 presses "next"."""
    return lambda: queue.call_next(db, actor, house.p101.id).number
