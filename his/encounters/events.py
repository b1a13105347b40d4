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
class EncounterGoesOn(EncounterEvent):
    """Everybody has heard that the visit is closed: now the patient goes where he is wanted."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWanted(EncounterEvent):
    """The patient goes somewhere else as well: to tests, the cashier, the pharmacy (bước tiếp).

    Published by the module that wants it; the queue gives a number in a room of that kind.
    `place` is a word of RoomKind, `source` the table and `source_id` the row behind it: wanting
    the same again changes nothing. `to_room_id` where one room and no other will do.
    """

    place: str
    source: str
    source_id: UUID
    to_room_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPerformed(EncounterEvent):
    """He is no longer needed there: the sample is taken, the picture made, the bill paid."""

    source: str
    source_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(EncounterEvent):
    """The answer is there (and he was seen, if he had to be), or it is not wanted any more."""

    source: str
    source_id: UUID
    withdrawn: bool = False
