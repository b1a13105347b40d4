"""What the API takes and gives of laboratory results."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from his.orders.service import Urgency
from his.patients.service import Sex
from kernel.columns import nfc
from kernel.schemas import Input, Output, Reason, Words
from lis.results.models import ResultSource, ResultState
from lis.specimens.service import ItemState
from lis.tests.service import TestKind

Typed = Annotated[str, Field(max_length=500), AfterValidator(nfc)]
Comment = Annotated[str, Field(max_length=1000), AfterValidator(nfc)]
Short = Annotated[str, Field(max_length=200), AfterValidator(nfc)]
Ids = Annotated[list[UUID], Field(min_length=1, max_length=1000)]


class SusceptibilityIn(Input):
    """One drug of an antibiogram."""

    antibiotic: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(nfc)]
    sir: Annotated[str, Field(pattern="^[SIR]$")]
    value: Annotated[str, Field(max_length=40), AfterValidator(nfc)] = ""


class IsolateIn(Input):
    """One organism that grew."""

    organism: Annotated[str, Field(min_length=1, max_length=60)]
    name: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(nfc)]
    quantity: Annotated[str, Field(max_length=60), AfterValidator(nfc)] = ""
    comment: Comment = ""
    antibiogram: Annotated[list[SusceptibilityIn], Field(max_length=60, default_factory=list)]


class CultureIn(Input):
    """What grew; no isolate: nothing did."""

    isolates: Annotated[list[IsolateIn], Field(max_length=6, default_factory=list)]


class LabEntryIn(Input):
    """One line of the grid."""

    item_id: UUID
    value: Typed = ""
    comment: Comment = ""
    dilution: Annotated[Decimal | None, Field(gt=0, le=100000, decimal_places=4)] = None
    culture: CultureIn | None = None
    confirmed: bool = False


class LabEntriesIn(Input):
    entries: Annotated[list[LabEntryIn], Field(min_length=1, max_length=300)]


class LabChecksIn(Input):
    """`confirm`: the critical ones were looked at twice."""

    ids: Ids
    confirm: bool = False


class LabVerificationsIn(Input):
    """`alone`: why one person enters and verifies, where that is allowed; `ticket`: of
    /api/session/signature, where a section asks for the signature again."""

    ids: Ids
    alone: Annotated[str, Field(max_length=500), AfterValidator(nfc)] = ""
    ticket: Annotated[str, Field(max_length=1000, pattern="^[0-9a-f]*$")] = ""


class LabRepeatIn(Input):
    ids: Ids
    reason: Reason


class LabCorrectionIn(Input):
    value: Typed = ""
    comment: Comment = ""
    culture: CultureIn | None = None
    reason: Reason
    confirm: bool = False


class LabWithdrawalIn(Input):
    reason: Reason


class LabKitOut(Output):
    """A kit of reagent with which a run was measured."""

    code: str
    name: str
    lot: str
    until: str
    expired: str


class LabResultOut(Output):
    """One run of one test."""

    id: UUID
    item_id: UUID
    order_id: UUID
    patient_id: UUID
    test_code: str
    name: str
    section_code: str
    run: int
    value: str
    unit: str
    flag: str
    reference: str
    limits: dict[str, Any] | None
    delta: dict[str, Any] | None
    detail: dict[str, Any] | None
    comment: str
    dilution: Decimal | None
    source: ResultSource
    analyser: str
    kits: list[LabKitOut]
    measured_at: datetime
    entered_at: datetime
    entered_by_name: str
    confirmed_at: datetime | None
    confirmed_by_name: str
    checked_at: datetime | None
    checked_by_name: str
    first_verified_by_name: str
    verified_at: datetime | None
    verified_by_name: str
    alone_reason: str
    alone_seen_at: datetime | None
    alone_seen_by_name: str
    by_trainee: bool
    signed_with: str
    automatic: bool
    auto_reasons: list[Words] | None
    state: ResultState
    replaces_id: UUID | None
    reason: str
    ended_at: datetime | None
    ended_by_name: str


class LabPatientOut(Output):
    """Of whom a line of a list tells."""

    id: UUID
    code: str
    name: str
    sex: Sex
    age: Words


class LabChoiceOut(Output):
    value: str
    value_en: str


class LabLineOut(Output):
    """One test at the bench: what is asked, by which limits it is judged, what it was before."""

    item_id: UUID
    order_id: UUID
    encounter_id: UUID
    patient: LabPatientOut
    specimen_code: str
    section_code: str
    service_code: str
    test_code: str
    name: str
    kind: TestKind
    unit: str
    choices: list[LabChoiceOut]
    calculated: bool
    reflex: bool
    reference: str
    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None
    critical_high: Decimal | None
    absurd_low: Decimal | None
    absurd_high: Decimal | None
    awaits_approval: bool
    previous: str
    previous_at: datetime | None
    urgency: Urgency
    ordered_at: datetime
    received_at: datetime | None
    due_at: datetime | None
    state: ItemState
    ended_why: str
    runs: list[LabResultOut]


class QueuedResultOut(Output):
    """One result that waits to be verified, with what was before it."""

    result: LabResultOut
    patient: LabPatientOut
    service_name: str
    order_code: str
    urgency: Urgency
    previous: str
    previous_at: datetime | None
    mine: bool


class LabOrderOut(Output):
    """One order as the laboratory sees it: every test, every run."""

    order_id: UUID
    order_code: str
    service_name: str
    encounter_id: UUID
    patient: LabPatientOut
    urgency: Urgency
    indication: str
    ordered_at: datetime
    ordered_by_name: str
    out: bool
    lines: list[LabLineOut]


class LabSectionOut(Output):
    code: str
    name: str
    name_en: str
    to_run: int
    to_verify: int


class LabKeptOut(Output):
    """What was kept, and the results of it that went out by themselves."""

    results: list[LabResultOut]
    verified: int
