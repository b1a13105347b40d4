"""What happens to visits. Each carries who did it, where and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from his.encounters.models import Encounter
from kernel.access import Actor
from kernel.events import Event


class About(TypedDict):
    """What every event of a visit tells."""

    encounter_id: UUID
    patient_id: UUID
    site_id: UUID
    room_id: UUID
    actor: Actor
    at: datetime


def about(encounter: Encounter, actor: Actor, at: datetime) -> About:
    """The head of an event: `EncounterBegun(**about(encounter, actor, now))`."""
    return About(
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        site_id=encounter.site_id,
        room_id=encounter.room_id,
        actor=actor,
        at=at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterEvent(Event):
    """What all of them tell."""

    encounter_id: UUID
    patient_id: UUID
    site_id: UUID
    room_id: UUID
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterOpened(EncounterEvent):
    """A patient was registered for a visit and waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterChanged(EncounterEvent):
    """Payer, type, priority or reason were corrected at the desk. `fields` names which."""

    fields: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterMoved(EncounterEvent):
    """The visit went to another room, where the patient waits."""

    from_room_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterBegun(EncounterEvent):
    """A doctor took the patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterPutBack(EncounterEvent):
    """The doctor had begun by mistake: the patient waits again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterClosed(EncounterEvent):
    """Nothing is missing and the visit has ended."""

    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterReopened(EncounterEvent):
    """A closed visit is worked on again."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterCancelled(EncounterEvent):
    """The visit will not take place."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EncounterMovedToPatient(EncounterEvent):
    """The visit was another patient's: it and all its records went over.

    Rows named by an `EncounterRecords` slot have been re-pointed when this is heard.
    """

    from_patient_id: UUID
    reason: str
