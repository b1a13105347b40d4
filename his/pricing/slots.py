"""How higher modules take part in prices (put these in `Module.contributes`)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from his.pricing.coverage import Coverage, CoveragePeriod

__all__ = ["Coverage", "CoverageOf", "CoveragePeriod"]


@dataclass(frozen=True, slots=True)
class CoverageOf:
    """Who covers a visit, or None where this module knows nothing of it (his.insurance does)."""

    by: Callable[[Session, UUID], Coverage | None]
