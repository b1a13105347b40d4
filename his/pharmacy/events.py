"""What the pharmacy tells. Handlers run in the same transaction."""

from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DispensingEvent(Event):
    """What all of them tell."""

    dispensing_id: UUID
    prescription_id: UUID
    encounter_id: UUID
    patient_id: UUID
    site_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispensed(DispensingEvent):
    """Lots were picked for a patient and left the stock (đã phát)."""

    line_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(DispensingEvent):
    """The patient has it in hand, and was counselled."""

    line_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(DispensingEvent):
    """Something came back to the stock."""

    line_ids: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRefused(DispensingEvent):
    """The pharmacist sends a line back to the doctor (từ chối phát)."""

    prescription_line_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRecalled(Event):
    """A lot is locked everywhere."""

    recall_id: UUID
    item_id: UUID
    lot_number: str
    actor: Actor
