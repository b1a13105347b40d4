"""Who goes ahead, by law and by the rules of the house."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from his.queue.priority import (
    WHY,
    Lane,
    PriorityClass,
    classify,
    greatest_age,
    lane_of,
    least_age,
)

TODAY = date(2026, 11, 21)
BIRTHS = st.builds(
    lambda day, length: day.isoformat()[:length],
    st.dates(min_value=date(1905, 1, 1), max_value=TODAY),
    st.sampled_from([4, 7, 10]),
)


def cls_of(birth: str | None, declared: PriorityClass = PriorityClass.ORDINARY) -> PriorityClass:
    return classify(declared=declared, birth=birth, on=TODAY).cls


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("2020-11-22", PriorityClass.CHILD_UNDER_6),  # six tomorrow
        ("2020-11-21", PriorityClass.ORDINARY),  # six today
        ("1951-11-21", PriorityClass.AGED_75),  # seventy-five today
        ("1951-11-22", PriorityClass.ORDINARY),  # tomorrow
        ("1951", PriorityClass.AGED_75),  # may be seventy-five: the doubt is his benefit
        ("1952", PriorityClass.ORDINARY),
        ("2020", PriorityClass.CHILD_UNDER_6),  # may be under six
        ("2020-11", PriorityClass.CHILD_UNDER_6),
        ("2020-10", PriorityClass.ORDINARY),
        (None, PriorityClass.ORDINARY),
    ],
)
def test_age_alone_gives_priority_to_the_youngest_and_the_oldest(
    birth: str | None, expected: PriorityClass
) -> None:
    assert cls_of(birth) is expected


def test_an_emergency_stays_one_whatever_the_age() -> None:
    assert cls_of("2024-01-01", PriorityClass.EMERGENCY) is PriorityClass.EMERGENCY


def test_the_law_is_a_stronger_reason_than_an_appointment() -> None:
    assert cls_of("1940", PriorityClass.APPOINTMENT) is PriorityClass.AGED_75
    assert cls_of("1990", PriorityClass.APPOINTMENT) is PriorityClass.APPOINTMENT


def test_what_the_desk_saw_is_a_stronger_reason_than_the_age() -> None:
    assert cls_of("1990", PriorityClass.PREGNANT) is PriorityClass.PREGNANT


def test_only_emergencies_stand_before_those_of_priority() -> None:
    assert lane_of(PriorityClass.EMERGENCY) is Lane.EMERGENCY
    assert lane_of(PriorityClass.ORDINARY) is Lane.ORDINARY
    others = set(PriorityClass) - {PriorityClass.EMERGENCY, PriorityClass.ORDINARY}
    assert {lane_of(each) for each in others} == {Lane.PRIORITY}


def test_everybody_who_goes_ahead_has_a_reason_to_show() -> None:
    for cls, why in WHY.items():
        assert bool(why.vi and why.en) is (cls is not PriorityClass.ORDINARY)


@given(BIRTHS)
def test_an_uncertain_birth_date_only_widens_the_age(birth: str) -> None:
    assert 0 <= greatest_age(birth, TODAY) - least_age(birth, TODAY) <= 1


@given(BIRTHS, st.sampled_from(PriorityClass))
def test_what_was_declared_is_never_lost_for_a_weaker_lane(
    birth: str, declared: PriorityClass
) -> None:
    assert classify(declared=declared, birth=birth, on=TODAY).lane <= lane_of(declared)
