"""The clock of a section stands still while it is closed."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import LOCAL
from lis.statistics.working import Calendar, DayOff, Hours, WorkClock, minutes, share_within

MONDAY = date(2026, 11, 2)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the week that begins on Monday (0)."""
    return datetime.combine(MONDAY + timedelta(day), datetime.min.time(), LOCAL).replace(
        hour=hour, minute=minute
    )


def week(opens: int, closes: int, days: int = 5) -> list[Hours]:
    return [Hours(day, opens * 60, closes * 60, date(2026, 1, 1)) for day in range(days)]


def passed(clock: WorkClock, since: datetime, until: datetime) -> float:
    return (clock.reads(until) - clock.reads(since)) / 60


def test_a_night_and_a_weekend_do_not_count() -> None:
    clock = WorkClock(week(7, 17))
    assert passed(clock, at(0, 16), at(1, 8)) == 120
    assert passed(clock, at(4, 16), at(7, 8)) == 120
    assert passed(clock, at(5, 9), at(6, 20)) == 0


def test_a_day_off_does_not_count_and_the_calendar_counts_all() -> None:
    clock = WorkClock(week(7, 17), [DayOff(MONDAY + timedelta(1), MONDAY + timedelta(1))])
    assert passed(clock, at(0, 16), at(2, 8)) == 120
    assert passed(Calendar(), at(0, 16), at(2, 8)) == 40 * 60


def test_hours_hold_from_their_day_on() -> None:
    old = [Hours(0, 480, 720, date(2026, 1, 1), MONDAY)]
    new = [Hours(0, 480, 960, MONDAY + timedelta(7))]
    clock = WorkClock([*old, *new])
    assert passed(clock, at(0, 0), at(1, 0)) == 240
    assert passed(clock, at(7, 0), at(8, 0)) == 480


def test_two_spans_of_a_day_that_touch_are_one() -> None:
    clock = WorkClock([Hours(0, 480, 720, MONDAY), Hours(0, 700, 1440, MONDAY)])
    assert passed(clock, at(0, 0), at(1, 0)) == 16 * 60


def test_without_hours_it_never_closes() -> None:
    assert passed(WorkClock(), at(0, 16), at(2, 8)) == 40 * 60


def test_percentiles_are_values_that_were_there() -> None:
    assert share_within([], 50) is None
    assert share_within([3, 1, 2], 50) == 2
    assert share_within([1, 2, 3, 4], 50) == 2.5
    assert share_within(list(range(1, 11)), 90) == 9
    assert share_within([7], 95) == 7
    assert minutes(None) is None
    assert minutes(90.4) == Decimal("1.5")


_MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda m: at(0, 0) + timedelta(minutes=m))


@given(st.lists(_MOMENTS, min_size=3, max_size=3))
def test_it_only_goes_forward_and_adds_up(moments: list[datetime]) -> None:
    clock = WorkClock(week(7, 17, 6), [DayOff(MONDAY + timedelta(8), MONDAY + timedelta(9))])
    first, second, third = sorted(moments)
    assert 0 <= passed(clock, first, second) <= (second - first).total_seconds() / 60
    assert passed(clock, first, third) == passed(clock, first, second) + passed(
        clock, second, third
    )
