"""Figures of controls, pure: mean, SD, CV, bias, total error, sigma; z-scores of rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

OWN_TARGET = 20  # values from which a laboratory makes a mean and SD of its own
_COVERS = Decimal("1.65")  # 95% of one side


@dataclass(frozen=True, slots=True)
class Figures:
    """What a month of one control says. None where it cannot be known."""

    n: int
    mean: Decimal | None
    sd: Decimal | None
    cv: Decimal | None  # %
    bias: Decimal | None  # % of the target
    total_error: Decimal | None  # %: |bias| + 1.65 CV
    sigma: Decimal | None  # (allowed error - |bias|) / CV


class RoundGrade(StrEnum):
    """How a result of an external round is judged (ISO 13528: 2 and 3)."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "bad"


def figures(
    values: Sequence[Decimal], target: Decimal | None, allowed: Decimal | None = None
) -> Figures:
    """`target` is the mean that was aimed at; `allowed` the total allowable error in percent."""
    n = len(values)
    if not n:
        return Figures(0, None, None, None, None, None, None)
    mean = sum(values, Decimal(0)) / n
    sd = None
    if n > 1:
        sd = (sum(((v - mean) ** 2 for v in values), Decimal(0)) / (n - 1)).sqrt()
    cv = sd / abs(mean) * 100 if sd is not None and mean else None
    bias = (mean - target) / abs(target) * 100 if target else None
    total = abs(bias) + _COVERS * cv if bias is not None and cv is not None else None
    sigma = None
    if allowed is not None and bias is not None and cv:
        sigma = (allowed - abs(bias)) / cv
    return Figures(
        n,
        _round(mean, 6),
        _round(sd, 6),
        _round(cv, 2),
        _round(bias, 2),
        _round(total, 2),
        _round(sigma, 2),
    )


def score(value: Decimal, mean: Decimal, sd: Decimal) -> tuple[Decimal, Decimal | None, RoundGrade]:
    """(z-score against the peers, bias in percent, grade)."""
    exact = (value - mean) / sd
    bias = (value - mean) / abs(mean) * 100 if mean else None
    off = abs(exact)
    grade = RoundGrade.GOOD if off <= 2 else RoundGrade.DOUBTFUL if off < 3 else RoundGrade.BAD
    return exact.quantize(Decimal("0.01")), _round(bias, 2), grade


def _round(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(1).scaleb(-places))
