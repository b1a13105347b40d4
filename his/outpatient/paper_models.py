"""Papers of a visit: certificates that leave the house, numbered without gaps (giấy tờ)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class VisitPaperKind(StrEnum):
    """What a visit may send along with a patient."""

    ADMISSION = "admission"  # phiếu khám vào viện
    TRANSFER = "transfer"  # giấy chuyển cơ sở khám bệnh, chữa bệnh (XML13)
    SICK_LEAVE = "sick_leave"  # giấy chứng nhận nghỉ việc hưởng BHXH (XML11)
    REVISIT = "revisit"  # giấy hẹn khám lại (XML14)


class Paper(Versioned, table=True):
    """One paper. `content` is as papers.py declares it for its kind; cancelled ones stay."""

    __tablename__ = "his_paper"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        Index("ix_his_paper_encounter", "encounter_id", "issued_at"),
        Index("ix_his_paper_patient", "patient_id", "issued_at", "id"),
        Index("ix_his_paper_kind", "kind", "issued_at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: VisitPaperKind = Field(sa_type=words(VisitPaperKind))
    number: int = Field(description="Gapless in its kind and year.")
    code: str = Field(max_length=40, description="As printed and sent.")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    content: Any = Field(sa_column=Column(JSON, nullable=False))
    issued_on: date
    issued_at: datetime = Field(sa_type=Instant)
    issued_by: UUID
    issued_by_name: str = Field(max_length=200)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_by: UUID | None = None
    cancelled_by_name: str = Field(default="", max_length=200)
    cancelled_reason: str = Field(default="", max_length=500)
