"""Renal function from creatinine."""

from decimal import Decimal


def egfr(creatinine: Decimal, *, years: int, female: bool) -> Decimal:
    """CKD-EPI 2021 (without race), ml/min/1.73 m2; creatinine in umol/l; adults only."""
    mg = float(creatinine) / 88.4
    k, a = (0.7, -0.241) if female else (0.9, -0.302)
    found = 142 * min(mg / k, 1) ** a * max(mg / k, 1) ** -1.200 * 0.9938**years
    return Decimal(round(found * (1.012 if female else 1)))
