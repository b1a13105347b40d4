"""How higher modules take part in the queue (put these in `Module.contributes`)."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor


@dataclass(frozen=True, slots=True)
class KioskArrival:
    """What a module makes of a scan at the kiosk: the visit that it opened, or none.

    `by(db, actor, text, patient_id)`; `patient_id` is known where the scan was a card.
    """

    id: str
    by: Callable[[Session, Actor, str, UUID | None], UUID | None]
