"""Instruments, what their codes mean here, what they said, and what of it waits for a person."""

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

_OPEN = text("state = 'open'")


class Connection(StrEnum):
    """How an instrument reaches us (kiểu kết nối)."""

    TCP_SERVER = "tcp_server"  # it calls us
    TCP_CLIENT = "tcp_client"  # we call it
    SERIAL = "serial"
    FOLDER = "folder"


class Analyser(Versioned, table=True):
    """An instrument of the laboratory (máy xét nghiệm)."""

    __tablename__ = "lis_analyser"
    __table_args__ = (UniqueConstraint("code"), Index("ix_lis_analyser_name", "name", "id"))

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40, description="Short; stands on each result.")
    name: str = Field(max_length=200)
    profile: str = Field(max_length=60, description="Which instrument: its way of writing.")
    section_code: str = Field(default="", max_length=20)
    connection: Connection = Field(sa_type=words(Connection))
    address: str = Field(
        default="",
        max_length=300,
        description="tcp_server: the only caller that is let in, or empty; tcp_client: where to "
        "call; serial: the device; folder: the path.",
    )
    port: int = Field(default=0, ge=0, le=65535)
    baud: int = Field(default=9600, ge=300, le=921600)
    two_way: bool = Field(default=True, description="Is told what a tube is for when it asks.")
    control_pattern: str = Field(default="", max_length=200, description="Ids of controls.")
    quiet_minutes: int = Field(default=0, ge=0, le=10080, description="Alarm after; 0: never.")
    active: bool = True
    note: str = Field(default="", max_length=500)


class LinkState(StrEnum):
    """What the gateway sees of a line."""

    OFF = "off"
    WAITING = "waiting"  # it may call at any moment
    CONNECTED = "connected"
    FAILED = "failed"


class AnalyserLink(Unaudited, SQLModel, table=True):
    """The state of an instrument's line, written by the gateway."""

    __tablename__ = "lis_analyser_link"

    analyser_id: UUID = Field(foreign_key="lis_analyser.id", primary_key=True)
    state: LinkState = Field(default=LinkState.OFF, sa_type=words(LinkState))
    since: datetime = Field(sa_type=Instant)
    peer: str = Field(default="", max_length=100)
    error: str = Field(default="", max_length=300)
    last_in_at: datetime | None = Field(default=None, sa_type=Instant)
    last_out_at: datetime | None = Field(default=None, sa_type=Instant)
    clock_minutes: int | None = Field(default=None, description="Its clock, ahead of ours.")
    seen_at: datetime = Field(sa_type=Instant, description="When the gateway last said so.")


class CodeState(StrEnum):
    """What a code of an instrument means here."""

    UNKNOWN = "unknown"  # nobody has said yet
    MAPPED = "mapped"
    IGNORED = "ignored"


class AnalyserCode(Versioned, table=True):
    """One code of one instrument (ánh xạ mã máy)."""

    __tablename__ = "lis_analyser_code"
    __table_args__ = (
        UniqueConstraint("analyser_id", "code"),
        Index("ix_lis_analyser_code_state", "state", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    analyser_id: UUID = Field(foreign_key="lis_analyser.id")
    code: str = Field(max_length=60)
    name: str = Field(default="", max_length=120)
    unit: str = Field(default="", max_length=40, description="As the instrument writes it.")
    test_code: str | None = Field(default=None, max_length=60)
    factor: str = Field(default="1", max_length=30, description="Its value times this is ours.")
    state: CodeState = Field(default=CodeState.UNKNOWN, sa_type=words(CodeState))
    sample: str = Field(default="", max_length=60, description="A value that was seen.")
    first_at: datetime = Field(sa_type=Instant)


class MessageState(StrEnum):
    """What became of a message."""

    STORED = "stored"  # kept, not looked at yet
    FILED = "filed"
    REVIEW = "review"  # something of it waits for a person
    ANSWERED = "answered"  # a question
    IGNORED = "ignored"  # a repetition, torn, an acknowledgement
    SENT = "sent"  # ours


class LabMessage(Unaudited, SQLModel, table=True):
    """What came over a line or went out, byte by byte (tin gốc). Kept before it is answered."""

    __tablename__ = "lis_message"
    __table_args__ = (
        Index("ix_lis_message_state", "state", "id"),
        Index("ix_lis_message_analyser", "analyser_id", "id"),
        Index("ix_lis_message_digest", "analyser_id", "digest"),
        Index("ix_lis_message_specimen", "specimen_code", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    analyser_id: UUID = Field(foreign_key="lis_analyser.id")
    at: datetime = Field(sa_type=Instant)
    outgoing: bool = False
    kind: str = Field(max_length=20)
    control_id: str = Field(default="", max_length=60)
    specimen_code: str = Field(default="", max_length=60, description="Of the first tube named.")
    digest: bytes = Field(description="Blind index of what it says, framing left out.")
    size: int
    raw: bytes = Field(sa_type=LargeBinary, description="Packed and sealed.")
    state: MessageState = Field(sa_type=words(MessageState))
    why: str = Field(default="", max_length=300)
    readings: int = 0
    filed: int = 0
    answers: UUID | None = Field(default=None, description="Of ours: what it answers.")
    peer: str = Field(default="", max_length=100)


class HeldWhy(StrEnum):
    """Why a value was filed nowhere."""

    UNKNOWN_CODE = "unknown_code"
    NO_SPECIMEN = "no_specimen"
    OTHER_UNIT = "other_unit"
    CONTROL = "control"
    UNKNOWN_SPECIMEN = "unknown_specimen"
    NOT_ASKED = "not_asked"
    WRONG_STATE = "wrong_state"
    VERIFIED = "verified"
    REFUSED = "refused"


class HeldState(StrEnum):
    OPEN = "open"
    FILED = "filed"
    DISMISSED = "dismissed"


class HeldReading(Versioned, table=True):
    """A value that waits for a person (kết quả chờ xử lý): given to nobody by guess."""

    __tablename__ = "lis_held_reading"
    __table_args__ = (
        Index("ix_lis_held_reading_state", "state", "at", "id"),
        Index("ix_lis_held_reading_at", "at", "id"),
        Index(
            "ix_lis_held_reading_code",
            "analyser_id",
            "code",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_lis_held_reading_message", "message_id", "id"),
    )
    audit_subject: ClassVar = ("lis_message", "message_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    message_id: UUID = Field(foreign_key="lis_message.id")
    analyser_id: UUID = Field(foreign_key="lis_analyser.id")
    specimen_code: str = Field(default="", max_length=60)
    code: str = Field(max_length=60)
    name: str = Field(default="", max_length=120)
    value: str = Field(max_length=500)
    unit: str = Field(default="", max_length=40)
    flags: str = Field(default="", max_length=60)
    measured_at: datetime | None = Field(default=None, sa_type=Instant)
    test_code: str | None = Field(default=None, max_length=60)
    why: HeldWhy = Field(sa_type=words(HeldWhy))
    says_vi: str = Field(default="", max_length=300)
    says_en: str = Field(default="", max_length=300)
    state: HeldState = Field(default=HeldState.OPEN, sa_type=words(HeldState))
    at: datetime = Field(sa_type=Instant)
    solved_at: datetime | None = Field(default=None, sa_type=Instant)
    solved_by_name: str = Field(default="", max_length=200)
    solved_why: str = Field(default="", max_length=500)


def sealed(message_id: UUID, raw: bytes) -> bytes:
    """The bytes as they lie in the database: names of patients stand in many messages."""
    return keys.ring().seal(zlib.compress(raw, 1), f"lis_message.raw/{message_id}")


def opened(message: LabMessage) -> bytes:
    return zlib.decompress(keys.ring().open(message.raw, f"lis_message.raw/{message.id}"))


def digest(text: bytes) -> bytes:
    return keys.ring().blind(b"lis_message\0" + text)
