from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from kernel.columns import Instant
from kernel.db import Unaudited
from kernel.ids import new_id


class ReportSnapshot(SQLModel, table=True):
    """A report as it was when somebody vouched for it (bản chốt số liệu). Never changed; what
    was entered late is shown beside it."""

    __tablename__ = "his_report_snapshot"
    __table_args__ = (
        Index("ix_his_report_snapshot_time", "frozen_at", "id"),
        Index("ix_his_report_snapshot_report", "report_id", "since", "until"),
    )
    audit_subject: ClassVar = ("report", "report_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    report_id: str = Field(max_length=80)
    version: int = Field(description="Of the report's definition.")
    title: str = Field(max_length=300, description="As it was called then.")
    since: date
    until: date
    filters: Any = Field(sa_column=Column(JSON, nullable=False))
    lines: Any = Field(sa_column=Column(JSON, nullable=False), description="[[values], key]")
    digest: str = Field(max_length=64, description="SHA-256 of what was frozen.")
    note: str = Field(default="", max_length=500)
    frozen_at: datetime = Field(sa_type=Instant)
    frozen_by: UUID
    frozen_by_name: str = Field(max_length=200)
    signed_at: datetime | None = Field(default=None, sa_type=Instant)
    signed_by: UUID | None = None
    signed_by_name: str = Field(default="", max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by_name: str = Field(default="", max_length=200)
    withdrawn_reason: str = Field(default="", max_length=500)


class SavedReport(Unaudited, SQLModel, table=True):
    """Somebody's own choice of a report and its filters."""

    __tablename__ = "his_report_saved"
    __table_args__ = (Index("ix_his_report_saved_owner", "owner_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    owner_id: UUID
    name: str = Field(max_length=200)
    report_id: str = Field(max_length=80)
    filters: Any = Field(sa_column=Column(JSON, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
