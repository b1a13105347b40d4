"""What the API takes and gives of results, order sets and templates."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from his.orders.models import OrderKind
from his.orders.result_models import Notice, SheetState
from his.orders.schemas import OrderIn, OrderWithReports
from his.orders.set_models import SetScope
from kernel.columns import nfc
from kernel.schemas import Code, Input, Line, Output, Reason, Version

Typed = Annotated[str, Field(max_length=200), AfterValidator(nfc)]
Described = Annotated[str, Field(max_length=8000), AfterValidator(nfc)]
Concluded = Annotated[str, Field(max_length=2000), AfterValidator(nfc)]
Prefix = Annotated[str, Field(pattern=r"^[A-Z][0-9A-Z.]{0,7}$")]


class ResultTestOut(Output):
    """One line of a result form."""

    code: str
    name: str
    unit: str
    reference: str
    adult_only: bool
    low: Decimal | None
    high: Decimal | None
    critical_low: Decimal | None
    critical_high: Decimal | None
    previous: str
    previous_at: datetime | None


class ResultSheetOut(Output):
    """What has been filled in so far."""

    state: SheetState
    lines: list[dict[str, Any]]
    text: str
    conclusion: str
    entered_by_name: str
    entered_at: datetime | None
    approved_by_name: str
    approved_at: datetime | None
    version: int


class ResultTemplateOut(Output):
    id: UUID
    name: str
    kind: OrderKind
    service_code: str
    text: str
    conclusion: str
    active: bool
    version: int


class ResultFileOut(Output):
    id: UUID
    name: str
    media_type: str
    added_at: datetime
    added_by_name: str


class ResultReadingOut(Output):
    report_id: UUID
    reader_name: str
    at: datetime


class CriticalAlarmOut(Output):
    """A critical result: whom it waits for, who answered it, when and what was done."""

    id: UUID
    order_id: UUID
    encounter_id: UUID
    patient_id: UUID
    patient_code: str
    patient_name: str
    service_name: str
    order_code: str
    doctor_name: str
    room_code: str
    says: str
    at: datetime
    due_at: datetime
    overdue: bool
    escalated_at: datetime | None
    called_at: datetime | None
    called_by_name: str
    called_note: str
    acknowledged_at: datetime | None
    acknowledged_by_name: str
    acknowledged_note: str
    ended_at: datetime | None


class ResultOut(Output):
    """Everything about one order's result: the form, what was entered, who read it."""

    order: OrderWithReports
    patient_code: str
    patient_name: str
    patient_birth: str | None
    patient_sex: str
    tests: list[ResultTestOut]
    sheet: ResultSheetOut | None
    templates: list[ResultTemplateOut]
    files: list[ResultFileOut]
    readings: list[ResultReadingOut]
    alarms: list[CriticalAlarmOut]
    needs_approval: bool


class ResultIn(Input):
    """`version` 0 says that nothing was entered yet; `enter`: it is complete."""

    version: Annotated[int, Field(ge=0, le=2_000_000_000)]
    values: Annotated[dict[Annotated[str, Field(max_length=60)], Typed], Field(max_length=200)]
    text: Described = ""
    conclusion: Concluded = ""
    enter: bool = False


class ApprovalIn(Input):
    version: Version


class CorrectedIn(Input):
    values: Annotated[dict[Annotated[str, Field(max_length=60)], Typed], Field(max_length=200)]
    text: Described = ""
    conclusion: Concluded = ""
    reason: Reason


class ResultNoticeOut(Output):
    """A line of the list of unread results."""

    id: UUID
    order_id: UUID
    encounter_id: UUID
    patient_id: UUID
    patient_code: str
    patient_name: str
    recipient_name: str
    service_name: str
    order_code: str
    kind: Notice
    abnormal: bool
    critical: bool
    at: datetime
    text: str


class AcknowledgeIn(Input):
    """What was done about it (read back)."""

    note: Reason


class UnseenCount(Output):
    unseen: int


class ResultCallIn(Input):
    note: Reason


class ResultSeenOut(Output):
    seen: int


class OrderSetOut(Output):
    id: UUID
    name: str
    scope: SetScope
    department_id: UUID | None
    department: str
    icd: list[str]
    lines: list[dict[str, Any]]
    suggested: bool
    mine: bool
    active: bool
    version: int


class OrderSetLineIn(OrderIn):
    """A line of a set is an order that has no time yet."""


class OrderSetIn(Input):
    name: Line
    scope: SetScope
    department_id: UUID | None = None
    icd: Annotated[list[Prefix], Field(max_length=50, default_factory=list)]
    lines: Annotated[list[OrderSetLineIn], Field(min_length=1, max_length=50)]
    active: bool = True
    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


class FavouriteIn(Input):
    service_code: Code
    on: bool


class FavouritesOut(Output):
    codes: list[str]


class ResultTemplateIn(Input):
    name: Line
    kind: OrderKind
    service_code: Annotated[str, Field(max_length=60, pattern=r"^[\w.\-/+]*$")] = ""
    text: Annotated[str, Field(min_length=1, max_length=8000), AfterValidator(nfc)]
    conclusion: Concluded = ""
    active: bool = True
    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
