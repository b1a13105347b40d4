"""The number on a label: yymmdd, a running number of at least four digits, a check digit."""

import re
from datetime import date
from functools import lru_cache

_SHAPE = re.compile(r"\d{11,15}")
_AIM = re.compile(r"^\][A-Za-z]\d")  # what some scanners put in front


def luhn(digits: str) -> int:
    """The check digit to put behind (ISO/IEC 7812-1): finds every single wrong digit and
    nearly every swapped pair."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def number(on: date, running: int) -> str:
    bare = f"{on:%y%m%d}{running:04d}"
    return f"{bare}{luhn(bare)}"


@lru_cache(maxsize=4096)
def read(text: str) -> str | None:
    """The number of what was scanned or typed; None where it cannot be one of ours."""
    bare = re.sub(r"[\s.\-]", "", _AIM.sub("", text.strip()))
    if not _SHAPE.fullmatch(bare) or luhn(bare[:-1]) != int(bare[-1]):
        return None
    return bare
