"""Orders of other systems, what we ordered from other laboratories, and what codes mean."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class LinkedOrder(Versioned, table=True):
    """An order of another system that the laboratory took on (chỉ định từ hệ thống khác)."""

    __tablename__ = "lis_link_order"
    __table_args__ = (
        UniqueConstraint("partner_id", "placer"),
        Index("ix_lis_link_order_order", "order_id"),
        Index("ix_lis_link_order_patient", "patient_id"),
        Index("ix_lis_link_order_encounter", "encounter_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    placer: str = Field(max_length=80, description="Its own number: ORC-2.")
    group_number: str = Field(default="", max_length=80, description="ORC-4.")
    service: str = Field(default="", max_length=80, description="OBR-4.1, as it was said.")
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    message_id: UUID
    taken_at: datetime = Field(sa_type=Instant)


class CodeUse(StrEnum):
    """What a code of another system names."""

    SERVICE = "service"  # in its orders to us
    TEST = "test"  # in its results to us


class LinkCode(Versioned, table=True):
    """What a code of another system means here (ánh xạ mã liên thông). Without `ours`: unknown."""

    __tablename__ = "lis_link_code"
    __table_args__ = (
        UniqueConstraint("partner_id", "use", "code"),
        Index("ix_lis_link_code_partner", "partner_id", "code", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    use: CodeUse = Field(sa_type=words(CodeUse))
    code: str = Field(max_length=80)
    name: str = Field(default="", max_length=200)
    ours: str = Field(default="", max_length=60)
    first_at: datetime = Field(sa_type=Instant)


class SendOutState(StrEnum):
    """How far a test is that another laboratory does."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    RESULTED = "resulted"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


class SendOut(Versioned, table=True):
    """One test of one tube, ordered from another laboratory (xét nghiệm gửi ngoài)."""

    __tablename__ = "lis_link_send_out"
    __table_args__ = (
        UniqueConstraint("partner_id", "placer"),
        Index("ix_lis_link_send_out_item", "item_id"),
        Index("ix_lis_link_send_out_specimen", "specimen_id"),
        Index("ix_lis_link_send_out_message", "message_id"),
        Index("ix_lis_link_send_out_patient", "patient_id"),
        Index("ix_lis_link_send_out_encounter", "encounter_id"),
        Index("ix_lis_link_send_out_state", "state", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    placer: str = Field(max_length=80, description="Our number for it: ORC-2.")
    filler: str = Field(default="", max_length=80, description="Its number: ORC-3.")
    item_id: UUID = Field(foreign_key="lis_item.id")
    specimen_id: UUID = Field(foreign_key="lis_specimen.id")
    specimen_code: str = Field(max_length=20)
    test_code: str = Field(max_length=60)
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    state: SendOutState = Field(default=SendOutState.SENT, sa_type=words(SendOutState))
    said: str = Field(default="", max_length=300, description="What the other said of it.")
    message_id: UUID = Field(description="The last message of ours about it.")
    sent_at: datetime = Field(sa_type=Instant)
    sent_by_name: str = Field(max_length=200)
    resulted_at: datetime | None = Field(default=None, sa_type=Instant)
