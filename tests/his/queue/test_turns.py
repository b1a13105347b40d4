"""In which order people are called."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from his.queue.priority import Lane
from his.queue.turns import Mix, in_order, overtaken

START = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    number: int
    lane: int
    turn_at: datetime


def line(lanes: str) -> list[Person]:
    """ "oop" is two ordinary people, then one of priority; each came a minute later."""
    order = {"e": Lane.EMERGENCY, "p": Lane.PRIORITY, "o": Lane.ORDINARY}
    return [Person(i, order[lane], START + timedelta(minutes=i)) for i, lane in enumerate(lanes, 1)]


def called(lanes: str, mix: int = 2, since: int = 2) -> list[int]:
    return [p.number for p in in_order(line(lanes), Mix(mix, since))]


LINES = st.text("eoopo", max_size=40)
MIXES = st.integers(0, 4).flatmap(lambda n: st.builds(Mix, st.just(n), st.integers(0, n)))


def test_without_priority_people_are_called_as_they_came() -> None:
    assert called("oooo") == [1, 2, 3, 4]


def test_one_of_priority_is_called_to_two_ordinary_ones() -> None:
    assert called("oooooppp") == [6, 1, 2, 7, 3, 4, 8, 5]


def test_two_ordinary_ones_follow_even_when_many_have_priority() -> None:
    assert called("ooppp", since=0) == [1, 2, 3, 4, 5]


def test_an_emergency_goes_before_everybody_and_costs_nobody_his_share() -> None:
    assert called("oopoe") == [5, 3, 1, 2, 4]


def test_a_house_may_call_all_of_priority_first() -> None:
    assert called("ooppe", mix=0, since=0) == [5, 3, 4, 1, 2]


def test_whom_somebody_overtakes_can_be_said() -> None:
    order = in_order(line("oooop"), Mix(2, 2))
    assert overtaken(order, 0) == 4
    assert [overtaken(order, i) for i in (1, 2, 3, 4)] == [0, 0, 0, 0]


@given(LINES, MIXES)
def test_nobody_is_forgotten_and_nobody_called_twice(lanes: str, mix: Mix) -> None:
    people = line(lanes)
    assert sorted(p.number for p in in_order(people, mix)) == [p.number for p in people]


@given(LINES, MIXES)
def test_inside_a_lane_nobody_overtakes(lanes: str, mix: Mix) -> None:
    order = in_order(line(lanes), mix)
    for lane in Lane:
        numbers = [p.number for p in order if p.lane == lane]
        assert numbers == sorted(numbers)


@given(LINES, MIXES)
def test_emergencies_are_called_before_all_others(lanes: str, mix: Mix) -> None:
    order = [p.lane for p in in_order(line(lanes), mix)]
    emergencies = order.count(Lane.EMERGENCY)
    assert order[:emergencies] == [Lane.EMERGENCY] * emergencies


@given(LINES, st.integers(1, 4))
def test_priority_never_keeps_ordinary_people_waiting_for_ever(lanes: str, mix: int) -> None:
    """While somebody ordinary waits, never two of priority in a row."""
    order = [p.lane for p in in_order(line(lanes), Mix(mix, mix)) if p.lane != Lane.EMERGENCY]
    for i in range(len(order) - 1):
        if order[i] == order[i + 1] == Lane.PRIORITY:
            assert Lane.ORDINARY not in order[i + 2 :]


@given(LINES, MIXES)
def test_calling_one_by_one_gives_the_order_that_was_promised(lanes: str, mix: Mix) -> None:
    people = line(lanes)
    promised = in_order(people, mix)
    one_by_one = []
    while people:
        following = in_order(people, mix)[0]
        one_by_one.append(following)
        people.remove(following)
        mix = mix.called(following.lane)
    assert one_by_one == promised
