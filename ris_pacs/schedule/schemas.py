"""What the API of imaging's schedule takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from his.orders.service import Urgency
from kernel.schemas import Code, Input, Line, Note, Output, Version, Words
from ris_pacs.schedule.states import Contrast, ExamState, Known, SafetyForm, Side

Short = Annotated[str, Field(max_length=200)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Modality = Annotated[str, Field(pattern=r"^[A-Z]{2,6}$")]
Title = Annotated[str, Field(max_length=16, pattern=r"^[\x20-\x5b\x5d-\x7e]*$")]


class ExamPatientOut(Output):
    """Whose exam it is."""

    id: UUID
    code: str
    name: str
    birth: str | None
    sex: str
    age: Words


class ImagingExamOut(Output):
    """One exam on a line of a list."""

    id: UUID
    version: int
    order_id: UUID
    encounter_id: UUID
    accession: str
    study_uid: str
    patient: ExamPatientOut
    modality: str
    procedure: str
    service_code: str
    side: Side
    needs_side: bool
    contrast: Contrast
    bedside: bool
    urgency: Urgency
    indication: str
    state: ExamState
    known_by: Known
    ordered_at: datetime
    ordered_by: str
    due_at: datetime
    planned_at: datetime | None
    minutes: int
    machine_id: UUID | None
    machine: str
    room: str
    protocol: str
    arrived_at: datetime | None
    called: int
    started_at: datetime | None
    ended_at: datetime | None
    performed_by: str
    images: int
    notice: Words


class ExamStepOut(Output):
    """One thing that was done about an exam."""

    act: str
    state: ExamState
    known_by: Known
    note: str
    at: datetime
    by: str


class SafetyQuestionOut(Output):
    """What is asked; `answer` is yes, no, unknown, or empty where nobody asked."""

    id: str
    asks: Words
    stops: bool
    answer: str


class SafetyConcernOut(Output):
    id: str
    stops: bool
    says: Words


class ExamSafetyOut(Output):
    """The questions before an exam, and what speaks against it."""

    form: SafetyForm
    questions: list[SafetyQuestionOut]
    concerns: list[SafetyConcernOut]
    answered: bool
    needs_consent: bool
    consent: bool
    overridden: str
    egfr: Decimal | None
    egfr_at: datetime | None
    at: datetime | None
    by: str


class ConsumptionOut(Output):
    kind: str
    code: str
    name: str
    quantity: Decimal
    unit: str
    lot: str
    at: datetime
    by_name: str


class ExamIncidentOut(Output):
    kind: str
    reason: str
    images: int
    note: str
    at: datetime
    by_name: str


class ExamDoseOut(Output):
    source: str
    ctdi_vol: Decimal | None
    dlp: Decimal | None
    dap: Decimal | None
    fluoro_seconds: Decimal | None
    exposures: int
    at: datetime
    by_name: str


class ImagingExamWholeOut(Output):
    """All that is known of an exam."""

    exam: ImagingExamOut
    safety: ExamSafetyOut
    history: list[ExamStepOut]
    consumption: list[ConsumptionOut]
    incidents: list[ExamIncidentOut]
    doses: list[ExamDoseOut]
    ctdi_vol: Decimal | None
    dlp: Decimal | None
    dap: Decimal | None
    preparation: str
    protocols: list[str]
    repeats: list[ImagingExamOut]
    ended_reason: str


class ImagingMachineOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    modality: str
    ae_title: str
    station: str
    site_id: UUID
    room_id: UUID | None
    room: str
    charset: str
    plain_names: bool
    slot_minutes: int
    opens: str
    closes: str
    device_code: str
    active: bool
    note: str
    waiting: int


class ImagingMachineIn(Input):
    code: Code
    name: Line
    modality: Modality
    ae_title: Title = ""
    station: Title = ""
    room_id: UUID
    charset: Literal["ISO_IR 192", "ISO_IR 100", "ISO_IR 6"] = "ISO_IR 192"
    plain_names: bool = False
    slot_minutes: Annotated[int, Field(ge=5, le=240)] = 15
    opens: Clock = "07:00"
    closes: Clock = "17:00"
    device_code: Annotated[str, Field(max_length=50)] = ""
    active: bool = True
    note: Annotated[str, Field(max_length=500)] = ""


class ImagingMachineChangeIn(ImagingMachineIn):
    version: Version


class ImagingProcedureOut(Output):
    id: UUID
    version: int
    service_code: str
    name: str
    modality: str
    body_part: str
    needs_side: bool
    contrast: Contrast
    minutes: int
    safety: SafetyForm
    needs_protocol: bool
    preparation: str
    protocols: list[str]
    active: bool


class ImagingProcedureIn(Input):
    service_code: Code
    modality: Modality
    body_part: Annotated[str, Field(max_length=16, pattern=r"^[A-Z0-9_ ]*$")] = ""
    needs_side: bool = False
    contrast: Contrast = Contrast.NONE
    minutes: Annotated[int, Field(ge=5, le=480)] = 15
    safety: SafetyForm = SafetyForm.NONE
    needs_protocol: bool = False
    preparation: Annotated[Note, Field(max_length=2000)] = ""
    protocols: Annotated[list[Short], Field(max_length=30, default_factory=list)]
    active: bool = True


class ImagingProcedureChangeIn(ImagingProcedureIn):
    version: Version


class MachineSlotOut(Output):
    """A piece of a machine's day; no exam: it is free."""

    at: datetime
    minutes: int
    exam: ImagingExamOut | None


class MachineDayOut(Output):
    machine: ImagingMachineOut
    on: date
    slots: list[MachineSlotOut]


class MachineLineOut(Output):
    """A line as the machine itself gets it."""

    accession: str
    patient_name: str
    patient_code: str
    at: str
    procedure: str
    priority: str
    status: str
    note: str


class MachineStepOut(Output):
    """What a machine told of nobody we know."""

    id: UUID
    uid: str
    ae_title: str
    status: str
    accession: str
    study_uid: str
    patient_code: str
    patient_name: str
    modality: str
    description: str
    images: int
    started_at: datetime | None
    at: datetime
