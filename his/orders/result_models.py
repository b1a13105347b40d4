"""Results by hand: the sheet that is filled in, who has seen what, files, templates."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from his.orders.models import OrderKind
from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class SheetState(StrEnum):
    """How far a result has come before it goes out."""

    DRAFT = "draft"
    ENTERED = "entered"
    RELEASED = "released"


class ResultSheet(Versioned, table=True):
    """The result of an order while it is worked on (phiếu kết quả đang nhập). One an order."""

    __tablename__ = "his_result_sheet"
    __table_args__ = (UniqueConstraint("order_id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    state: SheetState = Field(default=SheetState.DRAFT, sa_type=words(SheetState))
    lines: Any = Field(sa_column=Column(JSON, nullable=False))
    text: str = Field(default="", max_length=8000)
    conclusion: str = Field(default="", max_length=2000)
    entered_by: UUID | None = None
    entered_by_name: str = Field(default="", max_length=200)
    entered_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_by: UUID | None = None
    approved_by_name: str = Field(default="", max_length=200)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)


class Notice(StrEnum):
    """Why somebody should look."""

    PARTIAL = "partial"
    NEW = "new"
    CORRECTED = "corrected"


_UNSEEN = text("seen_at IS NULL")


class ResultNotice(SQLModel, table=True):
    """A result that somebody has to look at (kết quả chưa xem), until he says that he did."""

    __tablename__ = "his_result_notice"
    __table_args__ = (
        Index(
            "ix_his_result_notice_unseen",
            "recipient_id",
            "at",
            "id",
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        ),
        Index("ix_his_result_notice_order", "order_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    recipient_id: UUID
    recipient_name: str = Field(max_length=200)
    order_id: UUID = Field(foreign_key="his_order.id")
    report_id: UUID = Field(foreign_key="his_order_report.id", index=True)
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    kind: Notice = Field(sa_type=words(Notice))
    abnormal: bool = False
    critical: bool = False
    at: datetime = Field(sa_type=Instant)
    seen_at: datetime | None = Field(default=None, sa_type=Instant)


class ResultReading(SQLModel, table=True):
    """Somebody opened a result (đã xem): he is told when it is corrected."""

    __tablename__ = "his_result_reading"
    __table_args__ = (UniqueConstraint("report_id", "reader_id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    report_id: UUID = Field(foreign_key="his_order_report.id")
    order_id: UUID = Field(foreign_key="his_order.id", index=True)
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    reader_id: UUID
    reader_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)


class ResultFile(SQLModel, table=True):
    """A picture or PDF that belongs to a result (tệp kèm kết quả). Taken out, never deleted."""

    __tablename__ = "his_result_file"
    __table_args__ = (Index("ix_his_result_file_order", "order_id", "id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    file_id: UUID
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    added_at: datetime = Field(sa_type=Instant)
    added_by: UUID
    added_by_name: str = Field(max_length=200)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_by_name: str = Field(default="", max_length=200)
    removed_reason: str = Field(default="", max_length=500)


class ResultTemplate(Versioned, table=True):
    """A usual description and conclusion (mẫu kết quả), for one service or for a kind."""

    __tablename__ = "his_result_template"
    __table_args__ = (Index("ix_his_result_template_name", "name", "id"),)
    audit_subject: ClassVar = ("result_template", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    kind: OrderKind = Field(sa_type=words(OrderKind))
    service_code: str = Field(default="", max_length=60, description="Empty: for the kind.")
    text: str = Field(max_length=8000)
    conclusion: str = Field(default="", max_length=2000)
    active: bool = True
