from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyArrived(Event):
    """The first picture of a study came."""

    study_id: UUID
    patient_id: UUID | None
    order_id: UUID | None
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyMatched(Event):
    """A study was given to a patient, by rule or by a person."""

    study_id: UUID
    patient_id: UUID
    order_id: UUID | None
    by_rule: bool
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyUnmatched(Event):
    """A study was taken off a patient."""

    study_id: UUID
    patient_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionNoted(Event):
    """Another system's rejection note took pictures out of sight."""

    study_id: UUID
    patient_id: UUID | None
    note_uid: str
    code: str
    source: str
    instance_ids: tuple[UUID, ...]
