"""Reading what the shared list says of limits ("F 12y-16y 115-150"). Pure."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

_DAYS = {"d": 1, "m": 30, "y": 365}
_SHAPE = re.compile(
    r"(?:(?P<sex>[FM])\s+)?"
    r"(?:(?P<least>\d+)(?P<least_unit>[dmy])?-(?:(?P<most>\d+)(?P<most_unit>[dmy])?)?\s+)?"
    r"(?P<low>\d+(?:\.\d+)?)?-(?P<high>\d+(?:\.\d+)?)?"
)


def band(text: str) -> dict[str, Any] | None:
    """One range by age as the list writes it; None where it cannot be read."""
    found = _SHAPE.fullmatch(text.strip())
    if not found or not (found["low"] or found["high"]):
        return None
    unit = found["most_unit"] or "y"
    return {
        "sex": found["sex"] or "",
        "from_days": int(found["least"] or 0) * _DAYS[found["least_unit"] or unit],
        "to_days": int(found["most"]) * _DAYS[unit] if found["most"] else None,
        "low": number(found["low"]),
        "high": number(found["high"]),
    }


def number(value: Any) -> Decimal | None:
    """An exact decimal, or None where there is none."""
    if value in (None, ""):
        return None
    try:
        found = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
