"""Reference ranges by sex and age, and flags. Pure; the laboratory approves the ranges.

A test of list `lab_test` has one adult range, one for men, one for women, or ranges by age:
"F 12y- 120-160", "0d-28d 135-200", "1m-2y 105-135" (unit d, m or y; "y" where none is written).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from kernel.columns import unaccented

ADULT_DAYS = 16 * 365
_DAYS = {"d": 1, "m": 30, "y": 365}
_SHAPE = re.compile(
    r"(?:(?P<sex>[FM])\s+)?"
    r"(?:(?P<least>\d+)(?P<least_unit>[dmy])?-(?:(?P<most>\d+)(?P<most_unit>[dmy])?)?\s+)?"
    r"(?P<low>\d+(?:\.\d+)?)?-(?P<high>\d+(?:\.\d+)?)?"
)
_POSITIVE = re.compile(r"^(duong tinh|pos|\+|phan ung|reactive|bat thuong)")


@dataclass(frozen=True, slots=True)
class Range:
    """What is usual. `adult_only`: the patient is a child and the range is not a child's."""

    low: Decimal | None = None
    high: Decimal | None = None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    adult_only: bool = False

    def text(self) -> str:
        """As it stands on paper: "3,9–6,4", "< 5", "> 60", or nothing."""
        low, high = _shown(self.low), _shown(self.high)
        if low and high:
            return f"{low}–{high}"
        return f"< {high}" if high else f"> {low}" if low else ""


def _shown(value: Decimal | None) -> str:
    if value is None:
        return ""
    plain = f"{value.normalize():f}"
    return plain.replace(".", ",")


@dataclass(frozen=True, slots=True)
class _Band:
    sex: str
    least: int
    most: int | None
    low: Decimal | None
    high: Decimal | None


def band(text: str) -> _Band | None:
    """One range by age as the list writes it; None where it cannot be read."""
    found = _SHAPE.fullmatch(text.strip())
    if not found or not (found["low"] or found["high"]):
        return None
    unit = found["most_unit"] or "y"
    least = int(found["least"] or 0) * _DAYS[found["least_unit"] or unit]
    most = int(found["most"]) * _DAYS[unit] if found["most"] else None
    low, high = (Decimal(found[side]) if found[side] else None for side in ("low", "high"))
    return _Band(found["sex"] or "", least, most, low, high)


def range_of(facts: Mapping[str, Any], *, sex: str, age_days: int | None) -> Range:
    """The range that fits a person: sex "M", "F" or "", age in days or None (taken as adult)."""
    critical = (_number(facts.get("critical_low")), _number(facts.get("critical_high")))
    days = ADULT_DAYS if age_days is None else age_days
    bands: Sequence[str] = facts.get("ranges_by_age") or ()
    for each in (band(text) for text in bands):
        if each is None or (each.sex and each.sex != sex):
            continue
        if each.least <= days and (each.most is None or days < each.most):
            return Range(each.low, each.high, *critical)
    side = {"M": "_m", "F": "_f"}.get(sex, "")
    low = _number(facts.get(f"ref_low{side}")) if side else None
    high = _number(facts.get(f"ref_high{side}")) if side else None
    if low is None and high is None:
        low, high = _number(facts.get("ref_low")), _number(facts.get("ref_high"))
    return Range(low, high, *critical, adult_only=days < ADULT_DAYS)


def flag(value: Decimal, usual: Range) -> str:
    """HL7 table 0078: LL and HH critical, L and H outside the usual, else nothing.

    A child is not judged by the range of adults, only by the critical limits.
    """
    if usual.critical_low is not None and value <= usual.critical_low:
        return "LL"
    if usual.critical_high is not None and value >= usual.critical_high:
        return "HH"
    if usual.adult_only:
        return ""
    if usual.low is not None and value < usual.low:
        return "L"
    if usual.high is not None and value > usual.high:
        return "H"
    return ""


def flag_of_text(value: str) -> str:
    """A for what is found that should not be there ("Dương tính", "+++")."""
    return "A" if _POSITIVE.match(unaccented(value)) else ""


def number_of(text: str) -> Decimal | None:
    """A measured value as people type it: "5,4" and "5.4"; None where it is none."""
    bare = text.strip().replace(",", ".")
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", bare):
        return None
    return Decimal(bare)


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
