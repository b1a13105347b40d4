"""What a scanner reads off a pack: GS1 DataMatrix or EAN-13 (GS1 General Specifications, 3 and 7).

Element strings are an application identifier and its value; those of variable length end with
FNC1 (ASCII 29), which some keyboard scanners replace or leave out. Pure.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_GS = "\x1d"
_FIXED = {
    "00": 18,
    "01": 14,
    "02": 14,
    "11": 6,
    "12": 6,
    "13": 6,
    "15": 6,
    "16": 6,
    "17": 6,
    "20": 2,
}
_VARIABLE = {
    "10": 20,
    "21": 20,
    "22": 20,
    "30": 8,
    "37": 8,
    "240": 30,
    "710": 20,
    "711": 20,
    "714": 20,
}
_SYMBOLOGY = ("]d2", "]C1", "]e0", "]Q3")
_PRINTED = re.compile(r"\((\d{2,4})\)([^(]*)")


@dataclass(frozen=True, slots=True)
class Scanned:
    """The parts of a pack's code that are used here; what is absent is empty."""

    gtin: str = ""
    lot: str = ""
    expiry: date | None = None
    serial: str = ""


def read(text: str, *, today: date) -> Scanned | None:
    """The code of a pack; None when it is no GS1 code."""
    code = text.strip(" \r\n\t")
    for mark in _SYMBOLOGY:
        code = code.removeprefix(mark)
    if re.fullmatch(r"\d{8}|\d{12,14}", code):
        return Scanned(gtin=code.zfill(14)) if checked(code.zfill(14)) else None
    found = dict(_PRINTED.findall(code)) if code.startswith("(") else _elements(code.lstrip(_GS))
    gtin = found.get("01", "") or found.get("02", "")
    if not gtin or not checked(gtin):
        return None
    return Scanned(
        gtin=gtin,
        lot=found.get("10", "").strip(),
        expiry=expiry(found.get("17", ""), today),
        serial=found.get("21", "").strip(),
    )


def _elements(code: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while code:
        for length in (2, 3):
            ai = code[:length]
            if ai in _FIXED:
                end = length + _FIXED[ai]
                found[ai], code = code[length:end], code[end:].removeprefix(_GS)
                break
            if ai in _VARIABLE:
                value, _, code = code[length:].partition(_GS)
                found[ai] = value[: _VARIABLE[ai]]
                break
        else:
            return found  # an identifier that we do not know: what follows cannot be told apart
    return found


def checked(gtin: str) -> bool:
    """Whether the check digit is right (GS1 7.9)."""
    if not re.fullmatch(r"\d{14}", gtin):
        return False
    total = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(gtin[:13]))
    return (10 - total % 10) % 10 == int(gtin[13])


def with_check_digit(first13: str) -> str:
    """A GTIN-14 from its first 13 digits (for labels of our own, and the demo)."""
    total = sum(int(d) * (3 if n % 2 == 0 else 1) for n, d in enumerate(first13))
    return f"{first13}{(10 - total % 10) % 10}"


def expiry(yymmdd: str, today: date) -> date | None:
    """GS1 3.4.8: day 00 is the month's last; the century is the nearest."""
    if not re.fullmatch(r"\d{6}", yymmdd):
        return None
    year, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:])
    century = today.year // 100 * 100
    ahead = year - today.year % 100
    year += century + (100 if ahead <= -50 else -100 if ahead >= 51 else 0)
    if not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, min(day, last) or last) if day <= 31 else None
