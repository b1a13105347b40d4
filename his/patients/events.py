from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRegistered(Event):
    """Somebody has a record here from now on."""

    patient_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientChanged(Event):
    """Name, birth, address, a card, ... was corrected; `fields` names what."""

    patient_id: UUID
    fields: tuple[str, ...]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsMerged(Event):
    """Two records were one person: everything of `gone_id` is now `kept_id`'s."""

    kept_id: UUID
    gone_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientsUnmerged(Event):
    """A merge was wrong: what came from `gone_id` is its own again."""

    kept_id: UUID
    gone_id: UUID
    actor: Actor
