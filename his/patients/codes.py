"""Patient codes (mã người bệnh) and the tokens on our own cards. Pure rules.

A code reads `26-0012347`: the year of registration, a running number of at least six digits
that never starts again, and a check digit, so that a code with one wrong or two swapped digits
is nobody's. The dash keeps it apart from telephone and insurance numbers.
"""

import re
import secrets

# Damm's quasigroup of order 10: finds every single wrong digit and every swap of neighbours.
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip

_CODE = re.compile(r"(\d{2})-?(\d{6,9})(\d)")

# Digits behind letters without a vowel: no Vietnamese typing method (Telex, VNI) alters them.
_TOKEN = re.compile(r"H54([CW])(\d{20})")


def check_digit(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state


def code(number: int, year: int) -> str:
    """The code of the patient with this running number."""
    body = f"{year % 100:02}{number:06}"
    return f"{body[:2]}-{body[2:]}{check_digit(body)}"


def has_shape(text: str) -> bool:
    """Does it look like one of our codes, right or mistyped?"""
    return "-" in text and _CODE.fullmatch(text) is not None


def canonical(text: str) -> str | None:
    """The code that was typed or scanned, with its dash; None when it is not one of ours."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    year, number, check = found.groups()
    return f"{year}-{number}{check}" if check_digit(year + number) == check else None


def new_token(kind: str) -> str:
    """What a new card (C) or wristband (W) carries: a random number and nothing about anyone."""
    return f"H54{kind}{secrets.randbelow(10**20):020}"


def token(text: str) -> str | None:
    """The token that was scanned, in capitals; None when it is not one of ours."""
    found = _TOKEN.fullmatch(text.strip().upper())
    return found.group() if found else None
