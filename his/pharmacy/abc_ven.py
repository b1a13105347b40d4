"""Which drugs take most of the money (ABC analysis, TT 21/2013/TT-BYT annex 2). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Class:
    letter: str
    share: Decimal  # percent
    running: Decimal


def classes(worth: Mapping[K, Decimal]) -> dict[K, Class]:
    """The dearest first; A while the sum before is under 80 %, B under 95 %, else C."""
    total = sum(worth.values(), Decimal(0))
    found: dict[K, Class] = {}
    before = Decimal(0)
    for key in sorted(worth, key=lambda k: (-worth[k], str(k))):
        if total <= 0:
            found[key] = Class("C", Decimal(0), Decimal(0))
            continue
        letter = "A" if before * 100 < total * 80 else "B" if before * 100 < total * 95 else "C"
        before += worth[key]
        found[key] = Class(letter, _percent(worth[key], total), _percent(before, total))
    return found


def _percent(part: Decimal, total: Decimal) -> Decimal:
    return (part * 100 / total).quantize(Decimal("0.01"), ROUND_HALF_UP)
