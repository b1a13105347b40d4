"""What happens to exams. Handlers run in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamChanged(Event):
    """What every event of an exam tells; listen to its subclasses."""

    exam_id: UUID
    order_id: UUID
    patient_id: UUID
    encounter_id: UUID
    site_id: UUID
    accession: str
    study_uid: str
    modality: str
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamEntered(ExamChanged):
    """An order of imaging came in; maybe somebody has to look at it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamAccepted(ExamChanged):
    """It will be done: from now on machines see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamScheduled(ExamChanged):
    """It has a machine and a time, or another one than before."""

    machine_id: UUID | None
    planned_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamArrived(ExamChanged):
    """The patient is at the room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamStarted(ExamChanged):
    """Pictures are being taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamDone(ExamChanged):
    """All pictures are taken: somebody may read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamDiscontinued(ExamChanged):
    """It was broken off."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamCancelled(ExamChanged):
    """It is not wanted any more, or was answered elsewhere."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamReplaced(ExamChanged):
    """Another exam is done instead."""

    by_exam_id: UUID | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamCalled(ExamChanged):
    """The patient is called to the machine."""
