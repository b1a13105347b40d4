"""What the API takes and gives of readings and reports."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.schemas import Input, Line, Output, Reason, Words
from ris_pacs.reading.key_schemas import ReportKeyOut
from ris_pacs.reading.models import Agreement, ReadingState, VersionKind
from ris_pacs.reading.touch_schemas import ReportTouchOut

Findings = Annotated[str, Field(max_length=8000), AfterValidator(nfc)]
Conclusion = Annotated[str, Field(max_length=2000), AfterValidator(nfc)]
Advice = Annotated[str, Field(max_length=1000), AfterValidator(nfc)]
Finding = Annotated[str, Field(max_length=500), AfterValidator(nfc)]
Short = Annotated[str, Field(max_length=200), AfterValidator(nfc)]
Ticket = Annotated[str, Field(max_length=2000)]
Filled = Annotated[
    dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=500)]],
    Field(max_length=100, default_factory=dict),
]


class ReadingLineOut(Output):
    """A line of the reading list."""

    id: UUID
    order_id: UUID
    encounter_id: UUID
    patient_id: UUID
    patient_code: str
    patient_name: str
    patient_age: Words
    patient_sex: str
    accession: str
    service_name: str
    modality: str
    study_uid: str
    pictures: int
    rank: int
    asked_at: datetime
    due_at: datetime
    state: ReadingState
    reader_id: UUID | None
    reader_name: str
    supervisor_name: str
    writer_name: str
    signed_by_name: str
    final_at: datetime | None
    doctor_name: str
    indication: str
    critical: str
    moved_at: datetime | None
    touched_at: datetime | None
    discrepancy: bool


class ReadingCountsOut(Output):
    counts: dict[str, int]


class ReaderOut(Output):
    id: UUID
    name: str
    signs: bool


class ReadersOut(Output):
    items: list[ReaderOut]


class ReportDraftOut(Output):
    template_id: UUID | None
    findings: str
    conclusion: str
    recommendation: str
    critical: str
    structured: dict[str, Any] | None
    by_name: str
    saved_at: datetime
    version: int


class ReportVersionOut(Output):
    id: UUID
    number: int
    kind: VersionKind
    findings: str
    conclusion: str
    recommendation: str
    critical: str
    structured: dict[str, Any] | None
    reason: str
    writer_name: str
    signed_by_name: str
    signed_with: str
    signed_at: datetime
    screen: str
    key_images: int
    measurements: int
    intact: bool


class PriorReportOut(Output):
    """An earlier exam: what was found, and its pictures."""

    order_id: UUID
    reading_id: UUID | None
    at: datetime
    service_name: str
    same: bool
    text: str
    conclusion: str
    study_uid: str


class CriticalCallOut(Output):
    id: UUID
    said: str
    to_name: str
    to_phone: str
    reached: bool
    read_back: str
    by_name: str
    at: datetime


class ReadingAlarmOut(Output):
    """What the requester sees: whether he has answered."""

    at: datetime
    called_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by_name: str
    acknowledged_note: str


class SecondReadingOut(Output):
    id: UUID
    reading_id: UUID
    reason: str
    asked_by_name: str
    asked_at: datetime
    reader_name: str
    agreement: Agreement | None
    opinion: str
    read_at: datetime | None
    settled_at: datetime | None
    settled_by_name: str
    settlement: str


class SecondToDoOut(Output):
    """A second reading that waits, with its exam."""

    second: SecondReadingOut
    reading: ReadingLineOut


class TemplateFieldOut(Output):
    key: str
    label: str
    kind: str
    unit: str
    choices: list[str]
    normal: str


class ReportTemplateOut(Output):
    id: UUID
    name: str
    modality: str
    service_code: str
    sex: str
    findings: str
    conclusion: str
    recommendation: str
    fields: list[TemplateFieldOut]
    active: bool
    version: int


class ReportMacroOut(Output):
    id: UUID
    shortcut: str
    text: str
    house: bool
    active: bool
    version: int


class ReportMacrosOut(Output):
    items: list[ReportMacroOut]


class ScreenHereOut(Output):
    """The screen at this computer: `why` it is for review only, null where it is fit."""

    name: str
    purpose: str
    checked_at: datetime | None
    due_at: datetime | None
    why: Words | None


class ExamReadingOut(Output):
    """Everything that a reader has before him."""

    line: ReadingLineOut
    note: str
    version: int
    reason: str
    draft: ReportDraftOut | None
    versions: list[ReportVersionOut]
    keys: list[ReportKeyOut]
    priors: list[PriorReportOut]
    templates: list[ReportTemplateOut]
    macros: list[ReportMacroOut]
    calls: list[CriticalCallOut]
    alarm: ReadingAlarmOut | None
    seconds: list[SecondReadingOut]
    touches: list[ReportTouchOut]
    screen: ScreenHereOut
    may_write: bool
    may_sign: bool
    nobody_told: bool


class AssignmentIn(Input):
    reader_id: UUID | None


class ReportTextIn(Input):
    findings: Findings = ""
    conclusion: Conclusion = ""
    recommendation: Advice = ""
    critical: Finding = ""
    structured: Filled
    template_id: UUID | None = None


class ReportDraftIn(ReportTextIn):
    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class PreliminaryIn(ReportTextIn):
    supervisor_id: UUID | None = None


class ReportSignatureIn(ReportTextIn):
    ticket: Ticket = ""


class AddendumIn(Input):
    text: Annotated[str, Field(min_length=3, max_length=1000), AfterValidator(nfc)]
    reason: Reason
    critical: Finding = ""
    ticket: Ticket = ""


class RetractionIn(Input):
    reason: Reason
    ticket: Ticket = ""


class CriticalCallIn(Input):
    to_name: Line
    to_phone: Annotated[str, Field(max_length=40)] = ""
    reached: bool = True
    read_back: Finding = ""


class SecondReadingIn(Input):
    reader_id: UUID | None = None
    reason: Reason


class OpinionIn(Input):
    agreement: Agreement
    opinion: Annotated[str, Field(min_length=3, max_length=4000), AfterValidator(nfc)]


class SecondSettlementIn(Input):
    settlement: Annotated[str, Field(min_length=3, max_length=1000), AfterValidator(nfc)]
