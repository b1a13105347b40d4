"""Packs and prices of packs: nobody multiplies by hand. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_DONG = Decimal("0.01")
_UNIT_PRICE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Pack:
    name: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class Cost:
    """What a line of a delivery comes to."""

    base: Decimal  # in the smallest unit
    amount: Decimal  # with VAT
    unit_price: Decimal  # of the smallest unit, with VAT


def cost(quantity: Decimal, factor: Decimal, price: Decimal, vat: Decimal) -> Cost:
    """`price` is of one pack without VAT; `vat` in percent."""
    base = quantity * factor
    amount = quantity * price * (100 + vat) / 100
    unit_price = (amount / base).quantize(_UNIT_PRICE, ROUND_HALF_UP) if base else Decimal(0)
    return Cost(base, amount.quantize(_DONG, ROUND_HALF_UP), unit_price)


def in_words(quantity: Decimal, base_unit: str, packs: Sequence[Pack]) -> str:
    """`2 hộp 3 vỉ 4 viên`: the same quantity, as it lies on the shelf."""
    left, words = quantity, []
    for pack in sorted(packs, key=lambda p: -p.factor):
        if pack.factor > 1 and left >= pack.factor:
            whole = left // pack.factor
            words.append(f"{plain(whole)} {pack.name}")
            left -= whole * pack.factor
    if left or not words:
        words.append(f"{plain(left)} {base_unit}")
    return " ".join(words)


def plain(number: Decimal) -> str:
    """`10`, `2,5`: as people write it."""
    text = f"{number.normalize():f}"
    return text.replace(".", ",")
