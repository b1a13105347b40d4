"""What the API takes and gives. Amounts are strings in dong with 2 decimals."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from his.orders.models import OrderKind, ReportKind, Urgency
from his.orders.rules import Rule
from his.orders.states import OrderState
from kernel.paging import Page
from kernel.schemas import Code, Input, Output, Reason, Words

Short = Annotated[str, Field(max_length=500)]
Answer = Annotated[str, Field(min_length=1, max_length=8000)]


class OrderIn(Input):
    service_code: Code
    quantity: Annotated[int, Field(ge=1, le=100)] = 1
    urgency: Urgency = Urgency.ROUTINE
    indication: Short = ""
    note: Short = ""
    planned_at: datetime | None = None
    room_id: UUID | None = None


class BasketIn(Input):
    """Several orders in one press; `acknowledged` maps a warning's key to the reason."""

    orders: Annotated[list[OrderIn], Field(min_length=1, max_length=50)]
    acknowledged: Annotated[dict[str, Short], Field(max_length=200, default_factory=dict)]


class WarnedOut(Output):
    rule: Rule
    code: str
    key: str
    says: Words


class OfferOut(Output):
    """A service as it is offered: one of it, for this visit's payer and coverage."""

    code: str
    name: str
    kind: OrderKind
    unit: str
    price: Decimal
    insurer: Decimal
    patient: Decimal
    in_scope: bool
    favourite: bool
    preparation: str


class OrderOut(Output):
    id: UUID
    code: str
    patient_id: UUID
    encounter_id: UUID
    kind: OrderKind
    service_code: str
    service_name: str
    quantity: int
    price: Decimal
    urgency: Urgency
    indication: str
    note: str
    state: OrderState
    placed_by_name: str
    placed_at: datetime
    accepted_at: datetime | None
    started_at: datetime | None
    performed_by_name: str
    answered_at: datetime | None
    ended_reason: str
    planned_at: datetime | None
    room_id: UUID | None
    basket_id: UUID | None
    acknowledged: Any
    specimen: str
    collected_at: datetime | None
    collected_by_name: str
    received_at: datetime | None
    received_by_name: str
    version: int


class ReportOut(Output):
    id: UUID
    order_id: UUID
    number: int
    kind: ReportKind
    text: str
    facts: Any
    reason: str
    reported_by_name: str
    reported_at: datetime


class OrderWithReports(OrderOut):
    reports: list[ReportOut]


class OrdersOfVisit(Page[OrderWithReports]):
    total: Decimal


class OrderCountOut(Output):
    """How many orders of a kind stand in a state."""

    kind: OrderKind
    state: OrderState
    urgent: bool
    count: int


class WorkItem(OrderOut):
    """A line of a wing's worklist: the order and for whom."""

    patient_code: str
    patient_name: str
    patient_birth: str | None
    patient_sex: str


class OrderReportIn(Input):
    text: Answer


class CorrectionIn(Input):
    text: Answer
    reason: Reason


class ReasonIn(Input):
    reason: Reason
