"""Consultations on a study: who was asked, what was said, what came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class ConsultState(StrEnum):
    OPEN = "open"
    SIGNED = "signed"  # minutes signed; the record has them
    CALLED_OFF = "called_off"


class ConsultAct(StrEnum):
    """What a line of the protocol is."""

    OPENED = "opened"
    INVITED = "invited"
    WITHDRAWN = "withdrawn"  # an invitation
    JOINED = "joined"
    LEFT = "left"
    SAID = "said"
    MEASURED = "measured"
    ADVISED = "advised"  # a guest's written opinion
    REPORTED = "reported"  # a guest's report, signed into the record
    SIGNED = "signed"
    CALLED_OFF = "called_off"


class Consultation(Versioned, table=True):
    """Doctors of several sites before one study (hội chẩn từ xa; TT 54/2017, criterion 79)."""

    __tablename__ = "ris_consult_room"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_ris_consult_room_state", "state", "opened_at", "id"),
        Index("ix_ris_consult_room_opened", "opened_at", "id"),
        Index("ix_ris_consult_room_patient", "patient_id", "opened_at"),
        Index("ix_ris_consult_room_study", "study_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    study_id: UUID = Field(foreign_key="ris_study.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    question: str = Field(max_length=1000)
    state: ConsultState = Field(default=ConsultState.OPEN, sa_type=words(ConsultState))
    opened_at: datetime = Field(sa_type=Instant)
    opened_by: UUID
    opened_by_name: str = Field(max_length=200)
    minutes: str = Field(default="", max_length=8000)
    conclusion: str = Field(default="", max_length=2000)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: UUID | None = None
    ended_by_name: str = Field(default="", max_length=200)
    document_id: UUID | None = Field(default=None, description="The minutes in the record.")


class ConsultGuest(Versioned, table=True):
    """A doctor from outside: a link for a few hours, and a PIN that reaches him another way."""

    __tablename__ = "ris_consult_guest"
    __table_args__ = (Index("ix_ris_consult_guest_room", "consultation_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    consultation_id: UUID = Field(foreign_key="ris_consult_room.id")
    name: str = Field(max_length=200)
    facility: str = Field(max_length=200)
    licence: str = Field(default="", max_length=60, description="To practise; '': he says it.")
    pin: str = Field(max_length=64, description="Its digest with a key of the ring.")
    expires_at: datetime = Field(sa_type=Instant)
    invited_by_name: str = Field(max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    wrong: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=Instant)
    joined_at: datetime | None = Field(default=None, sa_type=Instant)


@only_grows
class ConsultOpinion(Unaudited, SQLModel, table=True):
    """What a doctor of another site read in the pictures, signed (append-only).

    A later one of the same doctor stands for the earlier one; both are kept.
    """

    __tablename__ = "ris_consult_opinion"
    __table_args__ = (Index("ix_ris_consult_opinion_room", "consultation_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    consultation_id: UUID = Field(foreign_key="ris_consult_room.id")
    guest_id: UUID = Field(foreign_key="ris_consult_guest.id")
    at: datetime = Field(sa_type=Instant)
    by_name: str = Field(max_length=200)
    facility: str = Field(max_length=200)
    licence: str = Field(max_length=60)
    findings: str = Field(max_length=8000)
    conclusion: str = Field(max_length=2000)
    recommendation: str = Field(default="", max_length=2000)
    seal: str = Field(max_length=64, description="Of all of it, with a key of the ring.")
    document_id: UUID | None = Field(default=None, description="In the patient's record.")
    ip: str = Field(default="", max_length=60)


@only_grows
class ConsultLine(Unaudited, SQLModel, table=True):
    """One line of the protocol (append-only): who did or said what, when, from where."""

    __tablename__ = "ris_consult_line"
    __table_args__ = (Index("ix_ris_consult_line_room", "consultation_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    consultation_id: UUID = Field(foreign_key="ris_consult_room.id")
    at: datetime = Field(sa_type=Instant)
    act: ConsultAct = Field(sa_type=words(ConsultAct))
    by: UUID = Field(description="A user, or a guest.")
    by_name: str = Field(max_length=300)
    guest: bool = False
    text: str = Field(default="", max_length=2000)
    about: Any = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="A measurement: series, picture, points in pixels, length in mm or None.",
    )
    ip: str = Field(default="", max_length=60)
