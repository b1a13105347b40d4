"""What happens at the queues."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Event):
    """What all of them tell. Anonymous tickets (a kiosk's) have neither visit nor patient."""

    ticket_id: UUID
    room_id: UUID
    encounter_id: UUID | None
    patient_id: UUID | None
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketIssued(TicketEvent):
    """Somebody got a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled(TicketEvent):
    """A number was called, `times` times by now."""

    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFinished(TicketEvent):
    """Somebody was served."""
