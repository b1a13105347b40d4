from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id

_LIVE = text("ended_at IS NULL")


class LinkOutcome(StrEnum):
    """What became of somebody's standing before the page."""

    OPENED = "opened"
    WRONG = "wrong"  # the second factor was not right
    LOCKED = "locked"  # too many wrong ones: nobody is asked for a while
    ENDED = "ended"  # expired, switched off, or renewed since


class PatientLink(Versioned, table=True):
    """A link on paper that opens one document of one patient (đường dẫn kết quả).

    The address itself is nowhere in the database: it is signed with a key of the ring.
    """

    __tablename__ = "his_patient_link"
    __table_args__ = (
        # One live link a document, however many copies are printed.
        Index(
            "ix_his_patient_link_live",
            "kind",
            "document_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_his_patient_link_document", "document_id", "made_at"),
        Index("ix_his_patient_link_patient", "patient_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(max_length=60)
    document_id: UUID
    patient_id: UUID = Field(foreign_key="his_patient.id")
    title: str = Field(max_length=200, description="What it opens, for whoever looks after it.")
    made_at: datetime = Field(sa_type=Instant)
    made_by_name: str = Field(max_length=200)
    expires_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by_name: str = Field(default="", max_length=200)
    ended_reason: str = Field(default="", max_length=500)
    opened: int = 0
    last_opened_at: datetime | None = Field(default=None, sa_type=Instant)
    wrong: int = Field(default=0, description="Wrong factors since it was last opened.")
    locked_until: datetime | None = Field(default=None, sa_type=Instant)


class LinkVisit(Unaudited, SQLModel, table=True):
    """Somebody stood before the page. Append-only; itself a log."""

    __tablename__ = "his_patient_link_visit"
    __table_args__ = (Index("ix_his_patient_link_visit", "link_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    link_id: UUID = Field(foreign_key="his_patient_link.id")
    at: datetime = Field(sa_type=Instant)
    ip: str = Field(default="", max_length=60)
    outcome: LinkOutcome = Field(sa_type=words(LinkOutcome))
