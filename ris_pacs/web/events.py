from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event
from ris_pacs.web.keys import KeyImage


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyImagesChosen(Event):
    """Pictures of a study were marked as those that show what matters."""

    study_id: UUID
    study_uid: str
    patient_id: UUID | None
    order_id: UUID | None
    keys: tuple[KeyImage, ...]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyImagesWithdrawn(Event):
    """They no longer are: chosen by mistake, or of another study."""

    study_id: UUID
    study_uid: str
    patient_id: UUID | None
    order_id: UUID | None
    keys: tuple[KeyImage, ...]
    reason: str
    actor: Actor
