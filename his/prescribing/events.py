"""What happens to prescriptions. Handlers run in the same transaction."""

from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriptionEvent(Event):
    """What all of them tell."""

    prescription_id: UUID
    encounter_id: UUID
    patient_id: UUID
    site_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriptionSigned(PrescriptionEvent):
    """It is locked, has its code, and waits at the pharmacy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriptionCancelled(PrescriptionEvent):
    """It must not be dispensed. A handler that refuses (already dispensed) undoes everything."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescriptionAmended(PrescriptionEvent):
    """A signed one took the place of `replaces`, which was cancelled for it.

    Published after the new one's PrescriptionSigned.
    """

    replaces: UUID
