"""One doctor asks another during a visit (khám chuyên khoa, hội chẩn giữa các phòng)."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class ConsultationState(StrEnum):
    """Asked, then answered or taken back."""

    ASKED = "asked"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


class Consultation(Versioned, table=True):
    """A question to another room about the patient of a visit, and its answer."""

    __tablename__ = "his_consultation"
    __table_args__ = (
        Index("ix_his_consultation_state", "state", "asked_at", "id"),
        Index("ix_his_consultation_room", "room_id", "state", "asked_at", "id"),
        Index("ix_his_consultation_encounter", "encounter_id", "asked_at"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    room_id: UUID = Field(foreign_key="his_room.id", description="Who is asked.")
    state: ConsultationState = Field(
        default=ConsultationState.ASKED, sa_type=words(ConsultationState)
    )
    question: str = Field(max_length=2000)
    asked_at: datetime = Field(sa_type=Instant)
    asked_by: UUID
    asked_by_name: str = Field(max_length=200)
    answer: str = Field(default="", max_length=4000)
    advice: str = Field(default="", max_length=2000)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_by: UUID | None = None
    answered_by_name: str = Field(default="", max_length=200)
    ended_reason: str = Field(default="", max_length=500)
