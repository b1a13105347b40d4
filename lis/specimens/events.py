"""What happens to specimens. Handlers run in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecimenChanged(Event):
    """What every event of a tube tells; listen to its subclasses."""

    specimen_id: UUID
    code: str
    patient_id: UUID
    encounter_id: UUID
    item_ids: Sequence[UUID]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecimenCollected(SpecimenChanged):
    """It was drawn from the patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecimenReceived(SpecimenChanged):
    """It is in the laboratory, fit for use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecimenRejected(SpecimenChanged):
    """It cannot be used; `again`: a new collection is planned."""

    reason: str
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsEnded(Event):
    """These tests are no longer done (cancelled, refused, answered elsewhere)."""

    order_id: UUID
    item_ids: Sequence[UUID]
    why: str
    actor: Actor
