"""What happens to appointments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEvent(Event):
    """What all of them tell. `patient_id` is none for somebody who booked on line."""

    appointment_id: UUID
    patient_id: UUID | None
    room_id: UUID
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentBooked(AppointmentEvent):
    """A time was promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMoved(AppointmentEvent):
    """It is at another time, or in another room."""

    from_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentCancelled(AppointmentEvent):
    """It will not take place."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentKept(AppointmentEvent):
    """He came: the visit is open."""

    encounter_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMissed(AppointmentEvent):
    """He did not come."""
