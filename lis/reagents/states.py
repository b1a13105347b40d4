"""The rules of lots and kits, pure: states, last days, which kit first, whether a lot agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal, InvalidOperation

from kernel.clock import LOCAL
from lis.reagents.errors import KitIsOver, LotAlreadyJudged, LotNotAccepted, ReagentLotRecalled
from lis.reagents.kit_models import KitState
from lis.reagents.models import ReagentLotState

ON_BOARD = (KitState.OPEN, KitState.IN_USE)
_HUNDRED = Decimal(100)
_FINE = Decimal("0.01")
MOST_APART = Decimal("0.2")  # of the pairs may be beyond the limit


def judged(state: ReagentLotState, to: ReagentLotState) -> ReagentLotState:
    """A lot that came is accepted or rejected, once. Raises LotAlreadyJudged."""
    if state is not ReagentLotState.RECEIVED:
        raise LotAlreadyJudged
    return to


def demand_usable(state: ReagentLotState, number: str) -> None:
    """Raises LotNotAccepted, ReagentLotRecalled."""
    if state is ReagentLotState.RECALLED:
        raise ReagentLotRecalled(lot=number)
    if state is not ReagentLotState.ACCEPTED:
        raise LotNotAccepted(lot=number)


def demand_on_board(state: KitState, code: str) -> None:
    """Raises KitIsOver."""
    if state not in ON_BOARD:
        raise KitIsOver(kit=code)


def end_of(day: date) -> datetime:
    """The last instant of a day here."""
    return datetime.combine(day + timedelta(1), time(), LOCAL) - timedelta(seconds=1)


def usable_until(expiry: date, opened: datetime, open_days: int | None) -> datetime:
    """The maker's last day, or the last day on board, whichever comes first."""
    last = end_of(expiry)
    if open_days is None:
        return last
    return min(last, end_of(opened.astimezone(LOCAL).date() + timedelta(open_days)))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A lot or kit to choose from."""

    key: object
    until: date | datetime
    usable: bool
    left: Decimal


def first_out(shelves: Sequence[Shelf]) -> Shelf | None:
    """First expired, first out, of what is usable and not empty."""
    found = [each for each in shelves if each.usable and each.left > 0]
    return min(found, key=lambda x: (str(x.until), str(x.key)), default=None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Old lot against new lot. `percents` is None where the results are words."""

    percents: tuple[Decimal | None, ...]
    mean: Decimal | None
    within: int
    passed: bool


def compare(pairs: Sequence[tuple[str, str]], limit: Decimal) -> Agreement:
    """Whether a new lot reads as the old one did (after CLSI EP26: mean and single differences).

    Numbers: the mean difference is within the limit, and so are four of five pairs. Words must
    all be the same.
    """
    percents: list[Decimal | None] = []
    within = 0
    for old, new in pairs:
        percent = _percent(old, new)
        percents.append(percent)
        same = old.strip().casefold() == new.strip().casefold()
        within += same if percent is None else abs(percent) <= limit
    numbers = [p for p in percents if p is not None]
    mean = (sum(numbers, Decimal(0)) / len(numbers)).quantize(_FINE) if numbers else None
    apart = len(pairs) - within
    if mean is None:
        return Agreement(tuple(percents), None, within, bool(pairs) and apart == 0)
    words_apart = any(
        p is None and old.strip().casefold() != new.strip().casefold()
        for p, (old, new) in zip(percents, pairs, strict=True)
    )
    few = apart <= len(pairs) * MOST_APART
    passed = abs(mean) <= limit and few and not words_apart
    return Agreement(tuple(percents), mean, within, passed)


def _percent(old: str, new: str) -> Decimal | None:
    before, after = _number(old), _number(new)
    if before is None or after is None:
        return None
    if before == 0:
        return Decimal(0) if after == 0 else _HUNDRED
    return ((after - before) / abs(before) * _HUNDRED).quantize(_FINE)


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def to_order(
    *,
    in_stock: Decimal,
    ordered: Decimal,
    minimum: Decimal,
    maximum: Decimal,
    kits_a_day: Decimal,
    lead_days: int,
) -> Decimal:
    """Whole kits to ask for: what is used until the delivery comes must not go below the minimum.

    Brought up to the maximum, or to what the minimum and a month need where none is set.
    """
    there = in_stock + ordered
    until_then = kits_a_day * lead_days
    if there - until_then >= minimum:
        return Decimal(0)
    month = Decimal(0) if maximum else kits_a_day * 30
    aim = max(maximum, minimum + until_then + month)
    return (aim - there).to_integral_value(ROUND_CEILING)
