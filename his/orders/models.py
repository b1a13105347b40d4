from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from his.orders.states import OrderState
from kernel.columns import Amount, Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class OrderKind(StrEnum):
    """Who may perform it."""

    LAB = "lab"
    IMAGING = "imaging"
    FUNCTION = "function"  # thăm dò chức năng: ECG, spirometry
    PROCEDURE = "procedure"
    EXAM = "exam"


class Urgency(StrEnum):
    """HL7 table 0485, as far as a clinic uses it."""

    ROUTINE = "routine"
    URGENT = "urgent"
    STAT = "stat"


class ReportKind(StrEnum):
    PARTIAL = "partial"
    FINAL = "final"
    CORRECTION = "correction"


class Order(Versioned, table=True):
    """A doctor's request for a service (chỉ định dịch vụ). Name and price as on that day."""

    __tablename__ = "his_order"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_his_order_worklist", "kind", "state", "placed_at", "id"),
        Index("ix_his_order_encounter", "encounter_id", "placed_at"),
        Index("ix_his_order_patient", "patient_id", "placed_at"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    site_id: UUID
    kind: OrderKind = Field(sa_type=words(OrderKind))
    service_code: str = Field(max_length=60)
    service_name: str = Field(max_length=300)
    quantity: int = Field(ge=1)
    price: Decimal = Field(sa_type=Amount, description="Of one, in dong, as shown when ordered.")
    urgency: Urgency = Field(sa_type=words(Urgency))
    indication: str = Field(default="", max_length=500)
    note: str = Field(default="", max_length=500)
    state: OrderState = Field(sa_type=words(OrderState))
    placed_by: UUID
    placed_by_name: str = Field(max_length=200)
    placed_at: datetime = Field(sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    performed_by: UUID | None = None
    performed_by_name: str = Field(default="", max_length=200)
    machines: str = Field(
        default="",
        max_length=200,
        sa_column_kwargs={"server_default": ""},
        description="Of the house's list `machine`, by `;`: what it was done with.",
    )
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_reason: str = Field(default="", max_length=500)
    # What was said when it was placed: one press may place several (`basket_id`).
    basket_id: UUID | None = Field(default=None, index=True)
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    acknowledged: Any = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    # The specimen by hand, where no laboratory system keeps it.
    specimen: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    collected_at: datetime | None = Field(default=None, sa_type=Instant)
    collected_by_name: str = Field(
        default="", max_length=200, sa_column_kwargs={"server_default": ""}
    )
    received_at: datetime | None = Field(default=None, sa_type=Instant)
    received_by_name: str = Field(
        default="", max_length=200, sa_column_kwargs={"server_default": ""}
    )
    held_by: str = Field(
        default="",
        max_length=20,
        sa_column_kwargs={"server_default": ""},
        description="The wing that works on it in its own way (slots.py); empty: by hand.",
    )


class OrderReport(SQLModel, table=True):
    """One answer to an order (kết quả, phiếu trả lời). A correction stands beside the old one."""

    __tablename__ = "his_order_report"
    __table_args__ = (Index("ix_his_order_report_order", "order_id", "number"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    number: int
    kind: ReportKind = Field(sa_type=words(ReportKind))
    text: str = Field(max_length=8000)
    facts: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    reason: str = Field(default="", max_length=500)
    reported_by: UUID
    reported_by_name: str = Field(max_length=200)
    reported_at: datetime = Field(sa_type=Instant)
