"""What the API takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from his.encounters.service import Disposition, EncounterState
from his.outpatient.consultation_models import ConsultationState
from his.outpatient.models import DiagnosisKind, Outcome
from his.outpatient.paper_schemas import VisitPaperOut
from his.patients.service import AllergyStatus, HistoryKind, Severity
from kernel.schemas import Code, Input, Note, Output, Reason, Version, Words

MeasureId = Literal[
    "pulse",
    "temperature",
    "systolic",
    "diastolic",
    "respiration",
    "spo2",
    "weight",
    "height",
    "pain",
]
AmendedField = Literal[
    "reason", "illness", "past", "general", "organs", "plan", "conclusion", "outcome", "follow_up"
]
Short = Annotated[str, Field(max_length=500)]


class ReadingIn(Input):
    id: MeasureId
    value: Annotated[Decimal, Field(max_digits=8, decimal_places=3)]
    unit: Annotated[str, Field(max_length=20)] = ""


class VitalsIn(Input):
    readings: Annotated[list[ReadingIn], Field(min_length=1, max_length=9)]
    at: datetime | None = None
    confirmed: bool = False


class VitalOut(Output):
    id: UUID
    measure: str
    code: str
    name: str
    number: Decimal | None
    unit: str
    shown_unit: str
    flag: str
    at: datetime
    recorded_by_name: str


class MeasureOut(Output):
    """One line of the vital signs form."""

    id: str
    code: str
    title: Words
    unit: str
    shown_unit: str
    least: Decimal
    most: Decimal
    usual_least: Decimal
    usual_most: Decimal
    places: int
    other_units: list[str]


class DoubtOut(Output):
    id: str
    trouble: str
    says: Words


class VitalsOut(Output):
    written: list[VitalOut]
    doubts: list[DoubtOut]


class SectionIn(Input):
    """A section of a specialty: "Bề cao tử cung", "Tim thai"."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    text: Note = ""


class SectionOut(Output):
    title: str
    text: str


class ExaminationIn(Input):
    version: Annotated[int, Field(ge=0, le=2_000_000_000, description="0 when none is there.")]
    reason: Short = ""
    illness: Note = ""
    past: Note = ""
    general: Note = ""
    organs: Note = ""
    plan: Note = ""
    conclusion: Note = ""
    sections: Annotated[list[SectionIn], Field(max_length=20)] | None = None
    outcome: Outcome | None = None
    follow_up: date | None = None


class ExaminationOut(Output):
    encounter_id: UUID
    reason: str
    illness: str
    past: str
    general: str
    organs: str
    plan: str
    conclusion: str
    sections: list[SectionOut] | None
    outcome: Outcome | None
    follow_up: date | None
    saved_at: datetime
    saved_by_name: str
    version: int


class DiagnosisIn(Input):
    kind: DiagnosisKind
    code: Code
    note: Short = ""


class DiagnosesIn(Input):
    diagnoses: Annotated[list[DiagnosisIn], Field(max_length=20)]


class DiagnosisOut(Output):
    id: UUID
    kind: DiagnosisKind
    code: str
    name: str
    note: str
    made_at: datetime
    made_by_name: str


class WarningOut(Output):
    rule: str
    code: str
    says: Words


class DiagnosesOut(Output):
    diagnoses: list[DiagnosisOut]
    warnings: list[WarningOut]


class StillMissingOut(Output):
    says: Words
    where: str


class AmendmentOut(Output):
    id: UUID
    field: str
    old: Any
    new: Any
    reason: str
    at: datetime
    by_name: str


class AllergyLine(Output):
    substance: str
    reaction: str
    severity: Severity


class HistoryLine(Output):
    kind: HistoryKind
    note: str
    since: str | None


class KnownProblemOut(Output):
    """A disease that earlier visits named."""

    code: str
    name: str
    last: date
    times: int


class PastVisitOut(Output):
    encounter_id: UUID
    code: str
    on: datetime
    room: str
    doctor: str
    diagnosis: str
    conclusion: str


class KnownResultOut(Output):
    id: UUID
    name: str
    detail: str
    flag: str
    at: datetime
    to: str


class KnownOut(Output):
    """What a doctor must know before he asks."""

    allergy_status: AllergyStatus
    allergies: list[AllergyLine]
    history: list[HistoryLine]
    problems: list[KnownProblemOut]
    visits: list[PastVisitOut]
    results: list[KnownResultOut]


class ConsultationOut(Output):
    id: UUID
    encounter_id: UUID
    patient_id: UUID
    room_id: UUID
    state: ConsultationState
    question: str
    asked_at: datetime
    asked_by_name: str
    answer: str
    advice: str
    answered_at: datetime | None
    answered_by_name: str
    ended_reason: str
    version: int


class VisitClosedOut(Output):
    """How a visit ended."""

    encounter_id: UUID
    patient_id: UUID
    state: EncounterState
    disposition: Disposition


class VisitOut(Output):
    """The whole work page of an examination in one answer."""

    encounter_id: UUID
    patient_id: UUID
    state: EncounterState
    examination: ExaminationOut | None
    vitals: list[VitalOut]
    earlier_vitals: list[VitalOut]
    diagnoses: list[DiagnosisOut]
    missing: list[StillMissingOut]
    amendments: list[AmendmentOut]
    papers: list[VisitPaperOut]
    consultations: list[ConsultationOut]
    known: KnownOut


class CloseIn(Input):
    disposition: Disposition


class AmendIn(Input):
    field: AmendedField
    value: Note
    reason: Reason
    version: Version
