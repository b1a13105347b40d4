"""The pure rules: last days, which lot first, whether a new lot agrees, how much to order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.clock import LOCAL
from lis.reagents import states
from lis.reagents.errors import LotAlreadyJudged, LotNotAccepted, ReagentLotRecalled
from lis.reagents.models import ReagentLotState
from lis.reagents.states import Shelf, compare, first_out, to_order, usable_until

DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))
KITS = st.integers(0, 60).map(Decimal)


@given(DAYS, DAYS, st.one_of(st.none(), st.integers(0, 900)))
def test_a_kit_is_never_usable_after_its_lot(expiry: date, opened: date, days: int | None) -> None:
    at = datetime(opened.year, opened.month, opened.day, 3, tzinfo=UTC)
    until = usable_until(expiry, at, days)
    assert until.astimezone(LOCAL).date() <= expiry
    if days is not None:
        assert until.astimezone(LOCAL).date() <= opened + timedelta(days)
    assert until in (states.end_of(expiry), states.end_of(opened + timedelta(days or 0)))


def test_what_expires_first_goes_first_and_empty_or_blocked_shelves_are_passed_over() -> None:
    shelves = [
        Shelf("late", date(2027, 3, 1), True, Decimal(2)),
        Shelf("first", date(2027, 1, 1), True, Decimal(1)),
        Shelf("empty", date(2026, 1, 1), True, Decimal(0)),
        Shelf("expired", date(2025, 1, 1), False, Decimal(9)),
    ]
    found = first_out(shelves)
    assert found is not None
    assert found.key == "first"
    assert first_out(shelves[2:]) is None


def test_two_lots_agree_within_the_limit_by_mean_and_by_pairs() -> None:
    near = [("5.0", "5.1"), ("10", "10.2"), ("15", "14.8"), ("4", "4.1"), ("8", "8")]
    found = compare(near, Decimal(5))
    assert (found.passed, found.within, found.mean) == (True, 5, Decimal("1.03"))
    shifted = [(old, str(Decimal(old) * Decimal("1.08"))) for old, _ in near]
    assert not compare(shifted, Decimal(5)).passed
    one_apart = [*near[:4], ("8", "9")]
    assert compare(one_apart, Decimal(5)).within == 4
    assert compare(one_apart, Decimal(5)).passed
    assert not compare([*near[:3], ("4", "4.4"), ("8", "7")], Decimal(5)).passed


def test_words_must_all_be_the_same() -> None:
    same = [("Âm tính", "âm tính"), ("Dương tính", "Dương tính")]
    assert compare(same, Decimal(10)).passed
    assert not compare([*same, ("Âm tính", "Dương tính")], Decimal(10)).passed
    assert not compare([*[("5", "5")] * 9, ("5", "Dương tính")], Decimal(10)).passed
    assert compare([("0", "0"), ("5,0", "5.0")], Decimal(1)).mean == Decimal(0)


@given(
    KITS, KITS, KITS, KITS, st.integers(0, 20).map(lambda n: Decimal(n) / 10), st.integers(0, 60)
)
def test_what_is_ordered_lasts_until_it_comes(
    stock: Decimal,
    ordered: Decimal,
    minimum: Decimal,
    maximum: Decimal,
    a_day: Decimal,
    lead: int,
) -> None:
    wanted = to_order(
        in_stock=stock,
        ordered=ordered,
        minimum=minimum,
        maximum=maximum,
        kits_a_day=a_day,
        lead_days=lead,
    )
    assert wanted >= 0
    assert wanted == wanted.to_integral_value()
    assert stock + ordered + wanted - a_day * lead >= minimum
    if stock + ordered - a_day * lead >= minimum:
        assert wanted == 0


def test_a_lot_is_judged_once_and_only_an_accepted_one_is_usable() -> None:
    state = ReagentLotState
    assert states.judged(state.RECEIVED, state.ACCEPTED) is state.ACCEPTED
    for over in (state.ACCEPTED, state.REJECTED, state.RECALLED):
        with pytest.raises(LotAlreadyJudged):
            states.judged(over, state.ACCEPTED)
    for other, why in (
        (state.RECEIVED, LotNotAccepted),
        (state.REJECTED, LotNotAccepted),
        (state.RECALLED, ReagentLotRecalled),
    ):
        with pytest.raises(why):
            states.demand_usable(other, "A1")
