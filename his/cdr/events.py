from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsRecorded(Event):
    """New observations about a patient are in the repository."""

    patient_id: UUID
    encounter_id: UUID | None
    observation_ids: tuple[UUID, ...]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class FactAmended(Event):
    """An observation was replaced (`new_id`) or voided (no `new_id`)."""

    patient_id: UUID
    old_id: UUID
    new_id: UUID | None
    actor: Actor
