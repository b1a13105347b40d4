"""Who pays how much of a line: the money rules of claims (QĐ 3176/QĐ-BYT, XML1-XML3). Pure.

    XML2  THANH_TIEN_BV = SO_LUONG x DON_GIA                  THANH_TIEN_BH = ... x TYLE_TT_BH
    XML3  THANH_TIEN_BV = SO_LUONG x DON_GIA_BV x TYLE_TT_DV
          THANH_TIEN_BH = SO_LUONG x DON_GIA_BH x TYLE_TT_DV x TYLE_TT_BH, at most T_TRANTT
    both  T_BHTT = THANH_TIEN_BH x MUC_HUONG    T_BNCCT = BH - T_BHTT    T_BNTT = BV - BH
          T_NGUONKHAC is taken off T_BNTT, then T_BNCCT, then T_BHTT

Two decimals, half up. Percents are decimals from 0 to 100.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_DONG = Decimal(1)
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


def to_cents(value: Decimal) -> Decimal:
    """Two decimals, half up, as claims want them."""
    return value.quantize(_CENT, ROUND_HALF_UP)


def to_dong(value: Decimal) -> Decimal:
    """Whole dong, half up: what can be paid in cash."""
    return value.quantize(_DONG, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """What goes into the rules: one line of a bill.

    `unit_price_bh` is 0 and `in_scope` false outside the insured list. `rate_bh` is TYLE_TT_BH,
    `rate_dv` TYLE_TT_DV, `benefit` MUC_HUONG, `cap` T_TRANTT, `other` what other sources give.
    """

    quantity: Decimal
    unit_price: Decimal
    unit_price_bh: Decimal = ZERO
    in_scope: bool = False
    rate_bh: Decimal = HUNDRED
    rate_dv: Decimal = HUNDRED
    benefit: Decimal = ZERO
    cap: Decimal | None = None
    other: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Share:
    """What comes out: gross = insurer + copay + own + other, to the last cent."""

    gross: Decimal  # THANH_TIEN_BV
    insured: Decimal  # THANH_TIEN_BH
    insurer: Decimal  # T_BHTT
    copay: Decimal  # T_BNCCT
    own: Decimal  # T_BNTT
    other: Decimal  # T_NGUONKHAC
    rate: Decimal  # MUC_HUONG

    @property
    def patient(self) -> Decimal:
        return self.copay + self.own


def share(line: Line) -> Share:
    """Split one line."""
    gross = to_cents(line.quantity * line.unit_price * line.rate_dv / HUNDRED)
    insured = ZERO
    if line.in_scope and line.benefit > 0:
        allowed = line.quantity * line.unit_price_bh * line.rate_dv / HUNDRED
        insured = min(to_cents(allowed * line.rate_bh / HUNDRED), gross)
        if line.cap is not None:
            insured = min(insured, to_cents(line.cap))
    insurer = to_cents(insured * line.benefit / HUNDRED)
    copay = insured - insurer
    own = gross - insured
    left = min(max(to_cents(line.other), ZERO), gross)
    given = left
    own, left = own - min(own, left), left - min(own, left)
    copay, left = copay - min(copay, left), left - min(copay, left)
    insurer -= min(insurer, left)
    rate = line.benefit if insured else ZERO
    return Share(gross, insured, insurer, copay, own, given, rate)


def under(shares: Iterable[Share], threshold: Decimal) -> bool:
    """Whether a visit's insured total stays below the threshold (15 % of the base salary)."""
    total = sum((s.insured for s in shares), ZERO)
    return ZERO < total < threshold


def split(lines: Sequence[Line], *, threshold: Decimal = ZERO) -> tuple[list[Share], bool]:
    """Split a visit's lines together; below the threshold its insured lines cost nothing.

    Answers the shares, and whether the threshold made the difference.
    """
    shares = [share(line) for line in lines]
    if not under(shares, threshold) or not any(s.copay for s in shares):
        return shares, False
    full = [replace(line, benefit=HUNDRED) if line.benefit > 0 else line for line in lines]
    return [share(line) for line in full], True


def ladder(steps: Sequence[Decimal], nth: int) -> Decimal:
    """TYLE_TT_DV of the nth of its kind (0 is the first): 100/30/30/30/10/0; the last goes on."""
    return steps[min(nth, len(steps) - 1)] if steps else HUNDRED
