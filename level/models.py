"""What was shown, signed and waived, and when."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id
from kernel.module import Verdict
from level.calculus import Kind


class Trigger(StrEnum):
    """Why evidence was run."""

    NIGHTLY = "nightly"
    CHANGED = "changed"  # a new version, or a module switched on or off
    ASKED = "asked"


class Run(Unaudited, SQLModel, table=True):
    """One time that the evidence was run (lần đánh giá), whole or of one criterion.

    `figures`: able, reached and reached with N/A, in each profile, of a whole run.
    """

    __tablename__ = "level_run"
    __table_args__ = (Index("ix_level_run_scope", "scope", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    scope: str = Field(default="", max_length=60, description="A criterion's id; whole: empty.")
    trigger: Trigger = Field(sa_type=words(Trigger))
    asked_by: UUID | None = None
    asked_by_name: str = Field(default="", max_length=200)
    source: str = Field(max_length=64, description="Digest of the source that ran.")
    version: str = Field(max_length=40)
    modules: list[str] = Field(sa_column=Column(JSON, nullable=False))
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    milliseconds: int = 0
    figures: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class StoredFinding(Unaudited, SQLModel, table=True):
    """What one piece of evidence showed in a run."""

    __tablename__ = "level_finding"
    __table_args__ = (Index("ix_level_finding_claim", "claim", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    run_id: UUID = Field(foreign_key="level_run.id", index=True)
    module: str = Field(max_length=60)
    claim: str = Field(max_length=60)
    kind: Kind = Field(sa_type=words(Kind))
    piece: str = Field(max_length=200, description="Which evidence: a test, a function.")
    verdict: Verdict = Field(sa_type=words(Verdict))
    says_vi: str = Field(max_length=1000)
    says_en: str = Field(max_length=1000)
    milliseconds: int
    at: datetime = Field(sa_type=Instant)


class Attestation(Versioned, table=True):
    """A named person's signed word for what no program can see (xác nhận). It expires."""

    __tablename__ = "level_attestation"
    __table_args__ = (
        Index("ix_level_attestation_claim", "claim", "id"),
        Index("ix_level_attestation_lapse", "valid_until", "id"),
    )
    audit_subject: ClassVar = ("criterion", "claim")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    claim: str = Field(max_length=60)
    module: str = Field(max_length=60)
    statement: str = Field(max_length=4000)
    signer_name: str = Field(max_length=200)
    signer_role: str = Field(max_length=200)
    signed_on: date
    valid_until: date
    document_id: UUID | None = None
    document_name: str = Field(default="", max_length=200)
    recorded_by: UUID
    recorded_by_name: str = Field(max_length=200)
    recorded_at: datetime = Field(sa_type=Instant)
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by_name: str = Field(default="", max_length=200)
    withdrawn_why: str = Field(default="", max_length=500)


class Waiver(Versioned, table=True):
    """Not applicable here: a service that the facility does not provide (không áp dụng).

    It never counts in the strict figure, and it expires.
    """

    __tablename__ = "level_waiver"
    __table_args__ = (Index("ix_level_waiver_item", "item", "id"),)
    audit_subject: ClassVar = ("criterion", "item")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item: str = Field(max_length=60)
    service: str = Field(max_length=40)
    reason: str = Field(max_length=500)
    approver_name: str = Field(max_length=200)
    approver_role: str = Field(max_length=200)
    decided_on: date
    expires_on: date
    recorded_by: UUID
    recorded_by_name: str = Field(max_length=200)
    recorded_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by_name: str = Field(default="", max_length=200)
    ended_why: str = Field(default="", max_length=500)
