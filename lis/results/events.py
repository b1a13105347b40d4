from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResultsEntered(Event):
    """Values were kept, by hand or from an analyser; nobody outside has seen them yet."""

    result_ids: tuple[UUID, ...]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResultsVerified(Event):
    """Results were signed, by a person or by their own rules."""

    result_ids: tuple[UUID, ...]
    order_ids: tuple[UUID, ...]
    automatic: bool
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResultWithdrawn(Event):
    """A result should not have been; the test is run again."""

    result_id: UUID
    order_id: UUID
    patient_id: UUID
    reason: str
    actor: Actor
