"""Working hours become times."""

import itertools
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from his.appointments.calendar import Away, Hours, overlap, times
from kernel.clock import LOCAL
from kernel.ids import new_id

MONDAY = date(2026, 11, 23)
ROOM, DOCTOR = new_id(), new_id()


def hours(
    weekday: int = 0,
    starts: str = "08:00",
    ends: str = "10:00",
    minutes: int = 30,
    valid_to: date | None = None,
) -> Hours:
    begin, end = time.fromisoformat(starts), time.fromisoformat(ends)
    return Hours(new_id(), ROOM, DOCTOR, weekday, begin, end, minutes, 2, MONDAY, valid_to)


def shown(plan: Hours, *away: Away, days: int = 14) -> list[str]:
    found = times([plan], away, MONDAY, MONDAY + timedelta(days=days - 1))
    return [t.at.astimezone(LOCAL).strftime("%d %H:%M") for t in found]


def test_a_morning_is_cut_into_times_and_the_last_one_ends_in_time() -> None:
    assert shown(hours(ends="09:50"), days=7) == ["23 08:00", "23 08:30", "23 09:00"]


def test_hours_come_again_every_week_until_they_end() -> None:
    assert len(shown(hours())) == 8
    assert len(shown(hours(valid_to=MONDAY))) == 4


def test_nobody_is_promised_a_holiday_or_the_leave_of_his_doctor() -> None:
    holiday = Away(MONDAY, MONDAY, None, None)
    leave = Away(MONDAY + timedelta(days=7), MONDAY + timedelta(days=9), None, DOCTOR)
    other = Away(MONDAY, MONDAY + timedelta(days=30), new_id(), None)
    assert shown(hours(), holiday, leave) == []
    assert len(shown(hours(), other)) == 8


@given(
    st.integers(0, 6),
    st.integers(0, 22),
    st.integers(1, 24),
    st.integers(5, 120),
    st.integers(1, 21),
)
def test_times_lie_inside_the_hours_and_never_overlap(
    weekday: int, start: int, length: int, minutes: int, days: int
) -> None:
    ends = f"{min(23, start + length)}:59".zfill(5)
    plan = hours(weekday, f"{start:02}:00", ends, minutes)
    found = times([plan], [], MONDAY, MONDAY + timedelta(days=days))
    for one, after in itertools.pairwise(found):
        assert one.at + timedelta(minutes=one.minutes) <= after.at
    for each in found:
        here = each.at.astimezone(LOCAL)
        assert here.weekday() == weekday
        assert plan.starts <= here.time()
        assert (here + timedelta(minutes=minutes)).time() <= plan.ends


def test_one_doctor_is_not_in_two_rooms_at_once() -> None:
    here = hours(starts="08:00", ends="10:00")
    there = Hours(new_id(), new_id(), DOCTOR, 0, time(9), time(11), 15, 1, MONDAY, None)
    later = Hours(new_id(), new_id(), DOCTOR, 0, time(10), time(11), 15, 1, MONDAY, None)
    assert overlap(here, there)
    assert not overlap(here, later)
