"""Examinations that another system ordered, those we ordered elsewhere, and what codes mean."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class LinkedExam(Versioned, table=True):
    """A number under which another system ordered pictures (chỉ định từ hệ thống khác).

    Without an order: it was cancelled before it came, so it is never placed.
    """

    __tablename__ = "ris_link_order"
    __table_args__ = (
        UniqueConstraint("partner_id", "placer"),
        Index("ix_ris_link_order_order", "order_id"),
        Index("ix_ris_link_order_patient", "patient_id"),
        Index("ix_ris_link_order_encounter", "encounter_id"),
        Index("ix_ris_link_order_accession", "accession"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    placer: str = Field(max_length=80, description="Its own number: ORC-2.")
    group_number: str = Field(default="", max_length=80, description="ORC-4.")
    service: str = Field(default="", max_length=80, description="OBR-4.1, as it was said.")
    accession: str = Field(default="", max_length=64, description="Its own, IPC-1 or OBR-18.")
    order_id: UUID | None = Field(default=None, foreign_key="his_order.id")
    patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id")
    encounter_id: UUID | None = Field(default=None, foreign_key="his_encounter.id")
    replaces: str = Field(default="", max_length=80, description="The number that it replaced.")
    message_id: UUID
    taken_at: datetime = Field(sa_type=Instant)


class RequestState(StrEnum):
    """How far an examination is that another place does."""

    SENT = "sent"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    REFUSED = "refused"
    RESULTED = "resulted"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


class ExamRequest(Versioned, table=True):
    """An order of the house that another imaging system carries out (chụp gửi ngoài)."""

    __tablename__ = "ris_link_request"
    __table_args__ = (
        UniqueConstraint("partner_id", "placer"),
        Index("ix_ris_link_request_order", "order_id"),
        Index("ix_ris_link_request_message", "message_id"),
        Index("ix_ris_link_request_patient", "patient_id"),
        Index("ix_ris_link_request_encounter", "encounter_id"),
        Index("ix_ris_link_request_state", "state", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    placer: str = Field(max_length=80, description="Our number for it, ORC-2: the order's.")
    filler: str = Field(default="", max_length=80, description="Its number: ORC-3.")
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    state: RequestState = Field(default=RequestState.SENT, sa_type=words(RequestState))
    said: str = Field(default="", max_length=300, description="What the other said of it.")
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    study_uid: str = Field(default="", max_length=64)
    message_id: UUID = Field(description="The last message of ours about it.")
    sent_at: datetime = Field(sa_type=Instant)
    sent_by_name: str = Field(max_length=200)
    result_of: datetime | None = Field(
        default=None, sa_type=Instant, description="When the newest result was made: OBR-22."
    )


class ImagingCode(Versioned, table=True):
    """What a code of another system's orders means here. Without `ours`: unknown."""

    __tablename__ = "ris_link_code"
    __table_args__ = (
        UniqueConstraint("partner_id", "code"),
        Index("ix_ris_link_code_partner", "partner_id", "code", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    code: str = Field(max_length=80)
    name: str = Field(default="", max_length=200)
    ours: str = Field(default="", max_length=60)
    first_at: datetime = Field(sa_type=Instant)


class OrderDialect(StrEnum):
    """How orders are written."""

    OMI = "omi"  # OMI^O23, HL7 2.5 and later
    ORM = "orm"  # ORM^O01, what older systems take


class ImageDialect(StrEnum):
    """How key images go with a report."""

    POINTER = "rp"  # OBX-2 RP: where the picture is
    EMBEDDED = "ed"  # OBX-2 ED: the JPEG itself


class ImagingWay(Versioned, table=True):
    """How one system wants to be spoken with about pictures; without a row: as here."""

    __tablename__ = "ris_link_way"
    __table_args__ = (UniqueConstraint("partner_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    orders: OrderDialect = Field(default=OrderDialect.OMI, sa_type=words(OrderDialect))
    images: ImageDialect = Field(default=ImageDialect.EMBEDDED, sa_type=words(ImageDialect))
    schedule: bool = Field(default=True, description="It is told of times (SIU).")
    studies: bool = Field(default=True, description="It is told whose pictures are (ORU, W).")
