"""What became of a report. Handlers run in the same transaction."""

from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChanged(Event):
    """What every event of a reading tells; listen to its subclasses."""

    reading_id: UUID
    order_id: UUID
    exam_id: UUID | None
    patient_id: UUID
    encounter_id: UUID
    site_id: UUID
    study_uid: str
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOpened(ReadingChanged):
    """There is something to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingAssigned(ReadingChanged):
    """Somebody has it now; None: nobody."""

    reader_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEnded(ReadingChanged):
    """It is not read any more, and nothing of it went out."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOut(ReadingChanged):
    """A version of the report has gone out; `report_id` is the answer in his.orders."""

    version_id: UUID
    number: int
    report_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPreliminary(ReportOut):
    """Not signed as final yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFinal(ReportOut):
    """Signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAddended(ReportOut):
    """Something was added to a signed report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRetracted(ReportOut):
    """It should not have been; whoever read it is told."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalToldByPhone(ReadingChanged):
    """Somebody was told a critical finding and read it back."""

    call_id: UUID
