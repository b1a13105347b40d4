"""How long a wait will be, and how long waits were."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from his.queue.waiting import Stay, by_hour, estimate, percentile, usual_service

ROOM = UUID(int=1)
SPANS = st.lists(st.integers(60, 7200).map(lambda s: timedelta(seconds=s)), max_size=30)


def minutes(*values: int) -> list[timedelta]:
    return [timedelta(minutes=v) for v in values]


def test_a_room_without_history_uses_its_setting() -> None:
    assert usual_service([], timedelta(minutes=8)) == timedelta(minutes=8)
    assert usual_service(minutes(3, 4), timedelta(minutes=8)) == timedelta(minutes=8)


def test_one_long_examination_does_not_spoil_the_estimate() -> None:
    assert usual_service(minutes(5, 6, 7, 110), timedelta(0)) == timedelta(minutes=6, seconds=30)


def test_a_ticket_finished_by_mistake_or_forgotten_teaches_nothing() -> None:
    odd = [timedelta(seconds=5), timedelta(hours=9), *minutes(10, 10, 10)]
    assert usual_service(odd, timedelta(0)) == timedelta(minutes=10)


def test_two_doctors_in_a_room_halve_the_wait() -> None:
    assert estimate(4, timedelta(minutes=10)) == timedelta(minutes=40)
    assert estimate(4, timedelta(minutes=10), servers=2) == timedelta(minutes=20)


def test_nobody_ahead_is_no_wait() -> None:
    assert estimate(0, timedelta(minutes=10)) == timedelta(0)


@given(st.integers(0, 200), SPANS, st.integers(0, 5))
def test_more_people_ahead_never_shorten_the_wait(
    ahead: int, recent: list[timedelta], servers: int
) -> None:
    service = usual_service(recent, timedelta(minutes=8))
    assert estimate(ahead, service, servers=servers) <= estimate(
        ahead + 1, service, servers=servers
    )


def test_waits_are_told_by_room_and_vietnamese_hour() -> None:
    eight = datetime(2026, 11, 21, 1, 15, tzinfo=UTC)  # 08:15 in Vietnam

    def stay(wait: int, service: int | None, *, left: bool = False) -> Stay:
        called = eight + timedelta(minutes=wait)
        ended = None if service is None else called + timedelta(minutes=service)
        return Stay(ROOM, eight, called, called if ended else None, ended, left)

    [hour] = by_hour([stay(10, 5), stay(20, 15), stay(60, None, left=True)])

    assert (hour.hour, hour.issued, hour.served, hour.left) == (8, 3, 2, 1)
    assert (hour.average_wait, hour.p90_wait, hour.average_service) == (30.0, 60.0, 10.0)


def test_an_hour_in_which_nobody_was_called_has_no_average() -> None:
    at = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    [hour] = by_hour([Stay(ROOM, at, None, None, None, False)])
    assert (hour.average_wait, hour.p90_wait, hour.average_service) == (None, None, None)


@given(st.lists(st.floats(0, 500), min_size=1))
def test_nine_in_ten_waited_no_longer_than_the_90th_percentile(waits: list[float]) -> None:
    ordered = sorted(waits)
    p90 = percentile(ordered, 90)
    assert p90 in ordered
    assert sum(1 for w in ordered if w <= p90) >= 0.9 * len(ordered)
