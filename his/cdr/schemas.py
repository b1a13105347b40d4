"""What the API takes and gives."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from his.cdr.models import Category, EntryKind, FactState
from kernel.schemas import Input, Output, Reason

Value = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]


class ObservationOut(Output):
    id: UUID
    patient_id: UUID
    encounter_id: UUID | None
    order_id: UUID | None
    category: Category
    code: str
    name: str
    number: Decimal | None
    text: str | None
    unit: str
    flag: str
    reference: str
    at: datetime
    recorded_at: datetime
    recorded_by_name: str
    source: str
    device: str
    state: FactState
    replaces: UUID | None
    state_reason: str


class DocumentOut(Output):
    id: UUID
    patient_id: UUID
    encounter_id: UUID | None
    order_id: UUID | None
    kind: str
    title: str
    content: Any
    file_id: UUID | None
    at: datetime
    recorded_by_name: str
    source: str
    state: FactState


class AmendFactIn(Input):
    number: Value | None = None
    text: str | None = Field(default=None, min_length=1, max_length=2000)
    reason: Reason


class VoidFactIn(Input):
    reason: Reason


class EntryLineOut(Output):
    """One line of a patient's record."""

    id: UUID
    patient_id: UUID
    encounter_id: UUID | None
    kind: EntryKind
    list_id: str
    code: str
    name: str
    detail: str
    state: str
    flag: str
    at: datetime
    to: str
    source: str
    recorded_by_name: str


class PointOut(Output):
    """One value of a series."""

    id: UUID
    encounter_id: UUID | None
    order_id: UUID | None
    at: datetime
    number: Decimal | None
    text: str | None
    flag: str
    reference: str


class SeriesOut(Output):
    """One value over a life, newest first."""

    code: str
    name: str
    unit: str
    reference: str
    points: list[PointOut]
