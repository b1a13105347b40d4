"""Which limits hold for a person: by sex, age in days and pregnancy. Pure.

A test has rows; the one that fits best holds: pregnancy said before sex, sex before age, the
narrower age before the wider. Somebody whose sex is not known is judged by what is abnormal for
men and women both; somebody whose age is not known, as an adult.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

ADULT_DAYS = 16 * 365
_LONGEST = 200 * 365


@dataclass(frozen=True, slots=True)
class Range:
    """One row of limits. `from_days` belongs to it, `to_days` no more (None: no end)."""

    id: UUID | None = None
    sex: str = ""
    from_days: int = 0
    to_days: int | None = None
    pregnant: bool | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    absurd_low: Decimal | None = None
    absurd_high: Decimal | None = None
    delta_percent: Decimal | None = None
    delta_abs: Decimal | None = None
    delta_hours: int | None = None
    text: str = ""
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    approved: bool = False

    def fits(self, sex: str, days: int, pregnant: bool | None) -> bool:
        if self.sex and self.sex != sex:
            return False
        if days < self.from_days or (self.to_days is not None and days >= self.to_days):
            return False
        return self.pregnant is None or self.pregnant == bool(pregnant)

    def in_force(self, on: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or self.valid_to >= on)


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for one person. `unsure`: sex or age was not known. Copy it onto the result."""

    range_id: UUID | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    critical_low: Decimal | None = None
    critical_high: Decimal | None = None
    absurd_low: Decimal | None = None
    absurd_high: Decimal | None = None
    delta_percent: Decimal | None = None
    delta_abs: Decimal | None = None
    delta_hours: int | None = None
    text: str = ""
    unsure: bool = False
    approved: bool = False

    def shown(self) -> str:
        """As it stands on paper: "3,9–6,4", "< 5", "> 60", its own words, or nothing."""
        return self.text or span(self.low, self.high)


NOTHING = Limits()


def pick(
    ranges: Iterable[Range], *, sex: str, age_days: int | None, pregnant: bool | None = None
) -> Limits:
    """The limits for a person: `sex` "M", "F" or "" (not known), age in days or None."""
    days = ADULT_DAYS if age_days is None else age_days
    rows = tuple(ranges)
    unsure = age_days is None and any(r.from_days or r.to_days is not None for r in rows)
    if not sex and any(r.sex for r in rows):
        either = [row for s in ("M", "F") if (row := best(rows, s, days, pregnant)) is not None]
        if len(either) == 2 and either[0] is not either[1]:
            return _either(*either)
    found = best(rows, sex, days, pregnant)
    return NOTHING if found is None else _limits(found, unsure=unsure)


def best(rows: Sequence[Range], sex: str, days: int, pregnant: bool | None) -> Range | None:
    """The row that says most about a person."""
    fitting = [row for row in rows if row.fits(sex, days, pregnant)]
    return max(fitting, key=_tells, default=None)


def _tells(row: Range) -> tuple[bool, bool, int, date]:
    width = (row.to_days if row.to_days is not None else _LONGEST) - row.from_days
    return row.pregnant is not None, bool(row.sex), -width, row.valid_from or date.min


def _limits(row: Range, *, unsure: bool = False) -> Limits:
    return Limits(
        range_id=row.id,
        low=row.low,
        high=row.high,
        critical_low=row.critical_low,
        critical_high=row.critical_high,
        absurd_low=row.absurd_low,
        absurd_high=row.absurd_high,
        delta_percent=row.delta_percent,
        delta_abs=row.delta_abs,
        delta_hours=row.delta_hours,
        text=row.text,
        unsure=unsure,
        approved=row.approved,
    )


def _either(men: Range, women: Range) -> Limits:
    """Sex not known: outside these limits it is abnormal for both."""
    two = (men, women)
    said = [
        f"{sex} {words}"
        for sex, row in (("Nam", men), ("Nữ", women))
        if (words := row.text or span(row.low, row.high))
    ]
    return Limits(
        low=_least(r.low for r in two),
        high=_most(r.high for r in two),
        critical_low=_least(r.critical_low for r in two),
        critical_high=_most(r.critical_high for r in two),
        absurd_low=_least(r.absurd_low for r in two),
        absurd_high=_most(r.absurd_high for r in two),
        delta_percent=_most(r.delta_percent for r in two),
        delta_abs=_most(r.delta_abs for r in two),
        delta_hours=min((r.delta_hours for r in two if r.delta_hours is not None), default=None),
        text="; ".join(said),
        unsure=True,
        approved=all(r.approved for r in two),
    )


def _least(values: Iterable[Decimal | None]) -> Decimal | None:
    told = list(values)
    known = [v for v in told if v is not None]
    return min(known) if len(known) == len(told) else None


def _most(values: Iterable[Decimal | None]) -> Decimal | None:
    told = list(values)
    known = [v for v in told if v is not None]
    return max(known) if len(known) == len(told) else None


def span(low: Decimal | None, high: Decimal | None) -> str:
    """Two limits as people write them; a decimal comma."""
    if low is not None and high is not None:
        return f"{plain(low)}–{plain(high)}"
    if high is not None:
        return f"< {plain(high)}"
    return f"> {plain(low)}" if low is not None else ""


def plain(value: Decimal) -> str:
    """No exponent, no zeros at the end, a decimal comma."""
    shown = f"{value:f}"
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown).replace(".", ",")


def overlapping(rows: Sequence[Range]) -> tuple[Range, Range] | None:
    """Two rows that say something about the same people on the same day equally precisely.

    Such a pair would make the choice arbitrary: it is refused.
    """
    for n, one in enumerate(rows):
        for other in rows[n + 1 :]:
            if one.sex != other.sex or one.pregnant != other.pregnant:
                continue
            if _apart(one.from_days, one.to_days, other.from_days, other.to_days):
                continue
            if _nested(one, other):
                continue
            if _days_apart(one, other):
                continue
            return one, other
    return None


def _apart(a: int, a_to: int | None, b: int, b_to: int | None) -> bool:
    return (a_to is not None and a_to <= b) or (b_to is not None and b_to <= a)


def _nested(one: Range, other: Range) -> bool:
    """One lies within the other and is narrower: the narrower one holds."""
    a = (one.from_days, one.to_days if one.to_days is not None else _LONGEST)
    b = (other.from_days, other.to_days if other.to_days is not None else _LONGEST)
    inside = (a[0] >= b[0] and a[1] <= b[1]) or (b[0] >= a[0] and b[1] <= a[1])
    return inside and (a[1] - a[0]) != (b[1] - b[0])


def _days_apart(one: Range, other: Range) -> bool:
    a, b = one.valid_from or date.min, other.valid_from or date.min
    a_to, b_to = one.valid_to or date.max, other.valid_to or date.max
    return a_to < b or b_to < a
