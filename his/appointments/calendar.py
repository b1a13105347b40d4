"""Working hours become the times that can be promised. No database, no clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kernel.clock import LOCAL


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly working hours: Monday is 0, both days of validity included."""

    id: UUID
    room_id: UUID
    doctor_id: UUID | None
    weekday: int
    starts: time
    ends: time
    minutes: int
    capacity: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Away:
    """A holiday (of everybody), or a room or doctor that is away; both days included."""

    first: date
    last: date
    room_id: UUID | None
    doctor_id: UUID | None

    def covers(self, hours: Hours, day: date) -> bool:
        if not self.first <= day <= self.last:
            return False
        if self.room_id is not None and self.room_id != hours.room_id:
            return False
        return self.doctor_id is None or self.doctor_id == hours.doctor_id


@dataclass(frozen=True, slots=True)
class Time:
    """One time that can be promised, to `capacity` people."""

    schedule_id: UUID
    at: datetime
    minutes: int
    capacity: int


def times(hours: Iterable[Hours], away: Iterable[Away], first: date, last: date) -> list[Time]:
    """Every time from one day to another, in order."""
    closed = list(away)
    found = [
        each
        for plan in hours
        for day in _days(plan, first, last)
        if not any(gap.covers(plan, day) for gap in closed)
        for each in _of_day(plan, day)
    ]
    return sorted(found, key=lambda t: (t.at, str(t.schedule_id)))


def _days(plan: Hours, first: date, last: date) -> Iterator[date]:
    day = max(first, plan.valid_from)
    end = min(last, plan.valid_to or last)
    day += timedelta(days=(plan.weekday - day.weekday()) % 7)
    while day <= end:
        yield day
        day += timedelta(days=7)


def _of_day(plan: Hours, day: date) -> Iterator[Time]:
    at = datetime.combine(day, plan.starts, LOCAL)
    end = datetime.combine(day, plan.ends, LOCAL)
    step = timedelta(minutes=plan.minutes)
    while at + step <= end:
        yield Time(plan.id, at, plan.minutes, plan.capacity)
        at += step


def overlap(one: Hours, other: Hours) -> bool:
    """The same room and doctor (or the same doctor in two rooms) at the same time."""
    if one.weekday != other.weekday:
        return False
    doctor = one.doctor_id is not None and one.doctor_id == other.doctor_id
    if not doctor and (one.room_id, one.doctor_id) != (other.room_id, other.doctor_id):
        return False
    if (one.valid_to and one.valid_to < other.valid_from) or (
        other.valid_to and other.valid_to < one.valid_from
    ):
        return False
    return one.starts < other.ends and other.starts < one.ends
