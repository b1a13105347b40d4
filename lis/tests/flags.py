"""What a value says against its limits: flag, absurd, delta. Pure.

Flags are those of HL7 table 0078, as his.orders writes them: LL and HH critical, L and H outside
the usual, A abnormal and AA critical (texts), nothing otherwise.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kernel.columns import unaccented
from lis.tests.ranges import Limits

CRITICAL = frozenset({"LL", "HH", "AA"})
_NUMBER = re.compile(r"(?P<sign>[<>≤≥]?)\s*(?P<number>-?\d{1,12}(?:[.,]\d{1,8})?)")
_FOUND = re.compile(r"^(duong tinh|pos|\+|phan ung|reactive|bat thuong|detected|phat hien)")
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that a coded test may have; `abnormal` and `critical` say what it means."""

    value: str
    value_en: str = ""
    abnormal: bool = False
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was said: `sign` "<" or ">" where only a limit of measuring is known."""

    number: Decimal
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """How far a value is from the one before. `failed`: farther than the limits allow."""

    before: Decimal
    change: Decimal
    percent: Decimal | None
    hours: int
    failed: bool


@lru_cache(maxsize=8192)  # asked several times of each value; many are alike
def figure(text: str) -> Figure | None:
    """A measured value as people and analysers write it: "5,4", "< 0.01", "≥ 1000"."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    sign = {"≤": "<", "≥": ">"}.get(found["sign"], found["sign"])
    return Figure(Decimal(found["number"].replace(",", ".")), sign)


def flag(value: Decimal, limits: Limits, sign: str = "") -> str:
    """The flag of a number. "< 5" is low only if everything below 5 is."""
    below, above = sign != ">", sign != "<"  # what can be sure of it
    if below and limits.critical_low is not None and value <= limits.critical_low:
        return "LL"
    if above and limits.critical_high is not None and value >= limits.critical_high:
        return "HH"
    if below and limits.low is not None and (value < limits.low or (value == limits.low and sign)):
        return "L"
    if (
        above
        and limits.high is not None
        and (value > limits.high or (value == limits.high and sign))
    ):
        return "H"
    return ""


def flag_of_text(value: str, choices: Iterable[Choice] = ()) -> str:
    """The flag of an answer in words: what its choice says, else A for what was found."""
    said = unaccented(value)
    for choice in choices:
        if said in (unaccented(choice.value), unaccented(choice.value_en)):
            return "AA" if choice.critical else "A" if choice.abnormal else ""
    return "A" if _FOUND.match(said) else ""


def absurd(value: Decimal, limits: Limits) -> bool:
    """Nobody alive has it: a slip of the keyboard, of the unit or of the tube."""
    below = limits.absurd_low is not None and value < limits.absurd_low
    return below or (limits.absurd_high is not None and value > limits.absurd_high)


def delta(value: Decimal, before: Decimal, hours: int, limits: Limits) -> Delta | None:
    """The change since the last value; None where nothing is asked, or it is too long ago.

    It fails when it reaches the absolute limit or the percentage, whichever is set; where both
    are set, both must be reached: a small change of a small value is no alarm.
    """
    if limits.delta_percent is None and limits.delta_abs is None:
        return None
    if limits.delta_hours is not None and hours > limits.delta_hours:
        return None
    change = value - before
    percent = (change / abs(before) * 100).quantize(_PLACES) if before else None
    reached = []
    if limits.delta_abs is not None:
        reached.append(abs(change) >= limits.delta_abs)
    if limits.delta_percent is not None:
        reached.append(percent is None or abs(percent) >= limits.delta_percent)
    return Delta(before, change, percent, hours, failed=bool(change) and all(reached))
