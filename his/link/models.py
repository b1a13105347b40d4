"""Other systems, who of theirs is who here, and what was said both ways, byte by byte."""

import zlib
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from kernel import keys
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id

_WAITING = text("state = 'waiting'")
_REVIEW = text("state = 'review'")


class PartnerKind(StrEnum):
    """What another system is to us (loại hệ thống)."""

    HIS = "his"  # orders from us, gets our results
    LABORATORY = "laboratory"  # we order from it
    IMAGING = "imaging"
    DEVICES = "devices"  # monitors, or their gateway


class Partner(Versioned, table=True):
    """Another system with which messages are exchanged (hệ thống liên thông)."""

    __tablename__ = "his_link_partner"
    __table_args__ = (UniqueConstraint("code"), Index("ix_his_link_partner_name", "name", "id"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40, description="Short; stands on orders and results.")
    name: str = Field(max_length=200)
    kind: PartnerKind = Field(sa_type=words(PartnerKind))
    application: str = Field(max_length=80, description="What it calls itself: MSH-3.")
    facility: str = Field(default="", max_length=80, description="MSH-4; empty: any.")
    allowed_from: str = Field(default="", max_length=100, description="The only caller let in.")
    host: str = Field(default="", max_length=200, description="Where it listens; empty: nowhere.")
    port: int = Field(default=0, ge=0, le=65535)
    tls: bool = False
    authority: str = Field(default="", max_length=80, description="Of its patient ids: PID-3.4.")
    our_ids: bool = Field(default=False, description="Its patient ids are our patient codes.")
    registers: bool = Field(default=False, description="Who is not known is registered.")
    updates: bool = Field(default=False, description="Its ADT^A08 and A40 change our records.")
    sends_patients: bool = Field(default=False, description="It is told of our A08 and A40.")
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    quiet_minutes: int = Field(default=0, ge=0, le=10080, description="Alarm after; 0: never.")
    active: bool = True
    note: str = Field(default="", max_length=500)


class LineState(StrEnum):
    """What the gateway sees of the way to a partner."""

    NEVER = "never"
    GOOD = "good"
    FAILED = "failed"


class PartnerLine(Unaudited, SQLModel, table=True):
    """The state of the way to and from a partner, written by the gateway."""

    __tablename__ = "his_link_line"

    partner_id: UUID = Field(foreign_key="his_link_partner.id", primary_key=True)
    state: LineState = Field(default=LineState.NEVER, sa_type=words(LineState))
    since: datetime = Field(sa_type=Instant)
    error: str = Field(default="", max_length=300)
    last_in_at: datetime | None = Field(default=None, sa_type=Instant)
    last_out_at: datetime | None = Field(default=None, sa_type=Instant)


class PartnerPatient(Versioned, table=True):
    """Who a number of another system is here: registered from it, or said by a person."""

    __tablename__ = "his_link_patient"
    __table_args__ = (
        UniqueConstraint("partner_id", "authority", "number"),
        Index("ix_his_link_patient_patient", "patient_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID = Field(foreign_key="his_link_partner.id")
    authority: str = Field(default="", max_length=80)
    number: str = Field(max_length=80)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    said_by_name: str = Field(max_length=200)
    said_at: datetime = Field(sa_type=Instant)


class LinkMessageState(StrEnum):
    """What became of a message."""

    STORED = "stored"  # kept, not looked at yet
    DONE = "done"
    REVIEW = "review"  # something of it waits for a person
    REFUSED = "refused"  # answered AE or AR
    REPEATED = "repeated"  # sent before: answered as then
    WAITING = "waiting"  # ours, on its way
    SENT = "sent"  # ours, acknowledged
    FAILED = "failed"  # ours, refused by the other
    CANCELLED = "cancelled"  # a person decided that nothing is done with it


class LinkMessage(Unaudited, SQLModel, table=True):
    """One message, either way (tin HL7). Kept before it is answered, and before it is sent."""

    __tablename__ = "his_link_message"
    __table_args__ = (
        Index("ix_his_link_message_state", "state", "id"),
        Index("ix_his_link_message_at", "at", "id"),
        Index("ix_his_link_message_partner", "partner_id", "id"),
        Index("ix_his_link_message_type", "type", "id"),
        Index("ix_his_link_message_control", "control_id", "id"),
        Index("ix_his_link_message_about", "about", "id"),
        Index("ix_his_link_message_patient", "patient_id", "id"),
        Index(
            "ix_his_link_message_queue",
            "partner_id",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "ix_his_link_message_review",
            "id",
            sqlite_where=_REVIEW,
            postgresql_where=_REVIEW,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    partner_id: UUID | None = Field(default=None, foreign_key="his_link_partner.id")
    outgoing: bool = False
    at: datetime = Field(sa_type=Instant, description="When it came, or what it tells happened.")
    type: str = Field(max_length=40)
    control_id: str = Field(default="", max_length=80)
    about: str = Field(default="", max_length=120, description="Order number or patient code.")
    patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id")
    digest: bytes = Field(description="Blind index of what it says, without its time.")
    size: int
    raw: bytes = Field(sa_type=LargeBinary, description="Packed and sealed.")
    state: LinkMessageState = Field(sa_type=words(LinkMessageState))
    says_vi: str = Field(default="", max_length=500)
    says_en: str = Field(default="", max_length=500)
    code: str = Field(default="", max_length=2, description="AA, AE or AR: of the answer.")
    answer: bytes | None = Field(default=None, sa_type=LargeBinary, description="As `raw`.")
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    millis: int | None = Field(default=None, description="From `at` to the acknowledgement.")
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=Instant)
    peer: str = Field(default="", max_length=100)
    solved_at: datetime | None = Field(default=None, sa_type=Instant)
    solved_by_name: str = Field(default="", max_length=200)
    solved_why: str = Field(default="", max_length=500)


def sealed(message_id: UUID, raw: bytes, part: str = "raw") -> bytes:
    """The bytes as they lie in the database: names of patients stand in most messages."""
    return keys.ring().seal(zlib.compress(raw, 1), f"his_link_message.{part}/{message_id}")


def opened(message: LinkMessage) -> bytes:
    place = f"his_link_message.raw/{message.id}"
    return zlib.decompress(keys.ring().open(message.raw, place))


def opened_answer(message: LinkMessage) -> bytes:
    if message.answer is None:
        return b""
    place = f"his_link_message.answer/{message.id}"
    return zlib.decompress(keys.ring().open(message.answer, place))


def digest(text: bytes) -> bytes:
    return keys.ring().blind(b"his_link_message\0" + text)
