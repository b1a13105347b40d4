"""How higher modules take part in prices (put these in `Module.contributes`)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.pricing.coverage import Coverage, CoveragePeriod

__all__ = ["Coverage", "CoverageOf", "CoveragePeriod", "PaidOf", "Payable"]


@dataclass(frozen=True, slots=True)
class CoverageOf:
    """Who covers a visit, or None where this module knows nothing of it (his.insurance does)."""

    by: Callable[[Session, UUID], Coverage | None]


@dataclass(frozen=True, slots=True)
class Payable:
    """What a patient pays of one charge, and what of that is still to be paid."""

    patient: Decimal
    unpaid: Decimal


@dataclass(frozen=True, slots=True)
class PaidOf:
    """Whether charges are paid (his.billing knows); whoever hands something over asks.

    `by(db, source, source_ids)` answers for each charge that stands; what is owed with the
    cashier's leave, or lies there as a deposit, counts as paid.
    """

    by: Callable[[Session, str, Collection[UUID]], Mapping[UUID, Payable]]
