"""Birth dates as far as they are known ("1950", "1950-03", "1950-03-17"), and ages. Pure rules.

Many old people know only their year. An age is said as a prescription wants it: under 72
months in months (TT 26/2025/TT-BYT), and the newest in days.
"""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Literal

from kernel.text import Text

_OLDEST = 150
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_TYPED = re.compile(r"(?:(?:(\d{1,2})[/.\- ])?(\d{1,2})[/.\- ])?(\d{4})")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4})")

Match = Literal["same", "fits", "near", "same_year", "other", "unknown"]


def _partial(year: int, month: int, day: int) -> str | None:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day and not month:
        return None
    text = f"{year:04}"
    return text + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def read(text: str) -> str | None:
    """A birth date as people and cards write it: 17/03/1950, 17031950, 03/1950, 1950.

    Zeros stand for what is not known ("00001950"). None when it is no date.
    """
    text = text.strip()
    if found := _RUN.fullmatch(text) or _TYPED.fullmatch(text):
        day, month, year = (int(part or 0) for part in found.groups())
    elif found := _ISO.fullmatch(text):
        year, month, day = (int(part or 0) for part in found.groups())
    else:
        return None
    return _partial(year, month, day)


def is_date(text: str) -> bool:
    """Is it a real day, month or year in our notation? 1950-02-30 is not."""
    found = _ISO.fullmatch(text)
    if found is None:
        return False
    year, month, day = (int(part or 0) for part in found.groups())
    return _partial(year, month, day) == text


def is_possible(birth: str, today: date) -> bool:
    """Somebody who lives may be born then: a real date, not in the future, not too long ago."""
    return is_date(birth) and birth <= today.isoformat() and today.year - year(birth) <= _OLDEST


def year(birth: str) -> int:
    return int(birth[:4])


def compare(one: str | None, other: str | None) -> Match:
    """How well two birth dates agree; `near` is one slip of the fingers apart."""
    if not one or not other:
        return "unknown"
    if one == other:
        return "same" if len(one) == 10 else "fits"
    if one.startswith(other) or other.startswith(one):
        return "fits"
    if len(one) == len(other) == 10:
        swapped = f"{one[:4]}-{one[8:]}-{one[5:7]}" == other
        slips = sum(a != b for a, b in zip(one, other, strict=True))
        if swapped or slips == 1:
            return "near"
    return "same_year" if one[:4] == other[:4] else "other"


@lru_cache(maxsize=1024)
def neighbours(birth: str) -> frozenset[str]:
    """The birth dates that `compare` calls near a full one (about forty)."""
    if len(birth) != 10:
        return frozenset()
    slips = {
        birth[:place] + digit + birth[place + 1 :]
        for place in (0, 1, 2, 3, 5, 6, 8, 9)
        for digit in "0123456789"
    }
    slips.add(f"{birth[:4]}-{birth[8:]}-{birth[5:7]}")
    slips.discard(birth)
    return frozenset(slip for slip in slips if _is_day(slip))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def days(birth: str, on: date) -> int | None:
    """Days lived; None when the day of birth is not known."""
    return (on - date.fromisoformat(birth)).days if len(birth) == 10 else None


def fewest_days(birth: str, on: date) -> int:
    """The least that somebody can have lived by then: a year alone counts from its last day."""
    if len(birth) == 10:
        latest = date.fromisoformat(birth)
    elif len(birth) == 7:
        latest = date.fromisoformat(f"{birth}-{monthrange(int(birth[:4]), int(birth[5:]))[1]}")
    else:
        latest = date(year(birth), 12, 31)
    return max(0, (on - latest).days)


def months(birth: str, on: date) -> int | None:
    """Full months lived; None when only the year is known."""
    if len(birth) == 4:
        return None
    born_year, born_month = year(birth), int(birth[5:7])
    full = (on.year - born_year) * 12 + on.month - born_month
    return full - (len(birth) == 10 and on.day < int(birth[8:]))


def years(birth: str, on: date) -> int:
    """Full years lived; by the calendar year alone where nothing more is known."""
    full = months(birth, on)
    return on.year - year(birth) if full is None else full // 12


def age(birth: str | None, on: date) -> Text:
    """The age on a day, short: "34t", "5 th", "12 ngày"; empty when it is not known."""
    if not birth or birth > on.isoformat():
        return Text("", "")
    lived, full = days(birth, on), months(birth, on)
    if lived is not None and full == 0:
        return Text(f"{lived} ngày", f"{lived} d")
    if full is not None and full < 72:
        return Text(f"{full} th", f"{full} mo")
    return Text(f"{years(birth, on)}t", f"{years(birth, on)}y")


def shown(birth: str | None) -> str:
    """As forms write it: 17/03/1950, 03/1950, 1950."""
    return "/".join(reversed(birth.split("-"))) if birth else ""
