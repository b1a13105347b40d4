"""Reports of imaging exams: where each stands, its draft, and every version that went out."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class ReadingState(StrEnum):
    """How far the report of an exam has come (trạng thái đọc phim)."""

    UNREAD = "unread"
    ASSIGNED = "assigned"
    DRAFT = "draft"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    ADDENDED = "addended"
    RETRACTED = "retracted"
    ENDED = "ended"  # the order was cancelled, or its pictures were another's; nothing was out


class VersionKind(StrEnum):
    """What went out."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    ADDENDUM = "addendum"
    RETRACTION = "retraction"


class Agreement(StrEnum):
    """What a second reader thinks of a report (after RADPEER)."""

    AGREE = "agree"
    MINOR = "minor"  # differs, of no consequence for the patient
    MAJOR = "major"  # differs, and the patient's treatment may change


class Drawing(StrEnum):
    """How far the JPEG of a key image is."""

    DONE = ""
    WAITS = "waits"  # for a codec process
    HELD = "held"  # until the report is signed again
    FAILED = "failed"


S = ReadingState
OPEN = (S.UNREAD, S.ASSIGNED, S.DRAFT, S.PRELIMINARY)
OUT = (S.FINAL, S.ADDENDED)

_OPEN = text("state IN ('unread', 'assigned', 'draft', 'preliminary')")
_OUT = text("final_at IS NOT NULL")
_ASKED = text("settled_at IS NULL")
_TROUBLE = text("attention")


def _json() -> Any:
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class Reading(Versioned, table=True):
    """The reading of one imaging order (đọc kết quả). What it says is in its versions."""

    __tablename__ = "ris_reading"
    __table_args__ = (
        UniqueConstraint("order_id"),
        Index("ix_ris_reading_exam", "exam_id"),
        Index("ix_ris_reading_study", "study_uid"),
        Index("ix_ris_reading_patient", "patient_id", "asked_at", "id"),
        Index("ix_ris_reading_encounter", "encounter_id"),
        # What waits, STAT first, the oldest first; the millions that were are not in it.
        Index(
            "ix_ris_reading_waiting",
            "rank",
            "asked_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_ris_reading_done", "final_at", "id", sqlite_where=_OUT, postgresql_where=_OUT),
        Index(
            "ix_ris_reading_attention",
            "rank",
            "asked_at",
            "id",
            sqlite_where=_TROUBLE,
            postgresql_where=_TROUBLE,
        ),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="his_order.id")
    exam_id: UUID | None = Field(default=None, description="Of ris_pacs.schedule, if it is on.")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    site_id: UUID
    accession: str = Field(max_length=64, description="The order's code.")
    study_uid: str = Field(default="", max_length=64, description="Empty: no pictures here.")
    modality: str = Field(default="", max_length=16)
    service_code: str = Field(max_length=60)
    service_name: str = Field(max_length=300)
    rank: int = Field(default=2, description="0 STAT, 1 urgent, 2 routine.")
    asked_at: datetime = Field(sa_type=Instant, description="When there was something to read.")
    exam_done_at: datetime | None = Field(default=None, sa_type=Instant)
    state: ReadingState = Field(default=ReadingState.UNREAD, sa_type=words(ReadingState))
    reader_id: UUID | None = None
    reader_name: str = Field(default="", max_length=200)
    assigned_at: datetime | None = Field(default=None, sa_type=Instant)
    assigned_by_name: str = Field(default="", max_length=200)
    # Who wrote it where another signs it: a trainee and his supervisor.
    writer_id: UUID | None = None
    writer_name: str = Field(default="", max_length=200)
    supervisor_id: UUID | None = None
    supervisor_name: str = Field(default="", max_length=200)
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    preliminary_at: datetime | None = Field(default=None, sa_type=Instant)
    final_at: datetime | None = Field(default=None, sa_type=Instant, description="The first time.")
    signed_by: UUID | None = None
    signed_by_name: str = Field(default="", max_length=200)
    changed_at: datetime | None = Field(default=None, sa_type=Instant)
    critical: str = Field(default="", max_length=500, description="As the last version says.")
    moved_at: datetime | None = Field(
        default=None, sa_type=Instant, description="Its pictures went elsewhere after it was out."
    )
    touched_at: datetime | None = Field(
        default=None, sa_type=Instant, description="Pictures were corrected; not confirmed since."
    )
    discrepancy: bool = Field(default=False, description="A second reader disagrees; not settled.")
    attention: bool = Field(default=False, description="Retracted, moved, or two differ.")
    reason: str = Field(default="", max_length=500, description="Of a retraction, or of its end.")

    def judge(self) -> None:
        """Whether somebody has to look at it though it was out."""
        self.attention = (
            self.moved_at is not None
            or self.touched_at is not None
            or self.discrepancy
            or self.state is ReadingState.RETRACTED
        )


class ReadingDraft(Unaudited, Versioned, table=True):
    """What is being written, kept every few seconds; what goes out becomes a version."""

    __tablename__ = "ris_reading_draft"
    __table_args__ = (UniqueConstraint("reading_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reading_id: UUID = Field(foreign_key="ris_reading.id")
    template_id: UUID | None = None
    findings: str = Field(default="", max_length=8000)
    conclusion: str = Field(default="", max_length=2000)
    recommendation: str = Field(default="", max_length=1000)
    critical: str = Field(default="", max_length=500)
    structured: Any = _json()
    by: UUID
    by_name: str = Field(max_length=200)
    saved_at: datetime = Field(sa_type=Instant)


@only_grows
class ReadingVersion(Unaudited, SQLModel, table=True):
    """One report as it went out (append-only). `digest` is over all that it says."""

    __tablename__ = "ris_reading_version"
    __table_args__ = (UniqueConstraint("reading_id", "number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reading_id: UUID = Field(foreign_key="ris_reading.id")
    report_id: UUID | None = Field(default=None, description="The answer to the order.")
    number: int
    kind: VersionKind = Field(sa_type=words(VersionKind))
    title: str = Field(default="", max_length=300)
    findings: str = Field(default="", max_length=8000)
    conclusion: str = Field(default="", max_length=2000)
    recommendation: str = Field(default="", max_length=1000)
    critical: str = Field(default="", max_length=500)
    structured: Any = _json()
    key_images: Any = _json()
    measurements: Any = _json()
    reason: str = Field(default="", max_length=500)
    study_uid: str = Field(default="", max_length=64)
    writer_id: UUID
    writer_name: str = Field(max_length=200)
    signed_by: UUID
    signed_by_name: str = Field(max_length=200)
    signed_with: str = Field(default="", max_length=20, description="password, pin, outside, ''.")
    signed_at: datetime = Field(sa_type=Instant)
    screen: str = Field(default="", max_length=120, description="At which screen it was signed.")
    digest: str = Field(max_length=64)


class ReadingKey(Unaudited, SQLModel, table=True):
    """A key image (ảnh chính) of a reading: its JPEG lies in the record, with the order's files."""

    __tablename__ = "ris_reading_key"
    __table_args__ = (UniqueConstraint("reading_id", "key_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reading_id: UUID = Field(foreign_key="ris_reading.id")
    key_id: UUID = Field(description="Of ris_pacs.web.")
    series_uid: str = Field(max_length=64)
    instance_uid: str = Field(max_length=64)
    frame: int
    note: str = Field(default="", max_length=200)
    by_name: str = Field(default="", max_length=200)
    chosen_at: datetime = Field(sa_type=Instant)
    file_id: UUID | None = Field(default=None, description="None: not drawn; see `drawing`.")
    drawing: Drawing = Field(
        default=Drawing.DONE, sa_type=words(Drawing), sa_column_kwargs={"server_default": ""}
    )
    attachment_id: UUID | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class SecondReading(Versioned, table=True):
    """Another reader looks at a report that is out (hội chẩn, đọc lần hai)."""

    __tablename__ = "ris_second_reading"
    __table_args__ = (
        Index("ix_ris_second_reading_of", "reading_id", "asked_at"),
        Index(
            "ix_ris_second_reading_open",
            "asked_at",
            "id",
            sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reading_id: UUID = Field(foreign_key="ris_reading.id")
    version_number: int
    reason: str = Field(max_length=500)
    asked_by: UUID
    asked_by_name: str = Field(max_length=200)
    asked_at: datetime = Field(sa_type=Instant)
    reader_id: UUID | None = Field(default=None, index=True)
    reader_name: str = Field(default="", max_length=200)
    agreement: Agreement | None = Field(default=None, sa_type=words(Agreement))
    opinion: str = Field(default="", max_length=4000)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_by_name: str = Field(default="", max_length=200)
    settlement: str = Field(default="", max_length=1000)


@only_grows
class CriticalCall(Unaudited, SQLModel, table=True):
    """Somebody was told a critical finding, or could not be reached (append-only)."""

    __tablename__ = "ris_critical_call"
    __table_args__ = (Index("ix_ris_critical_call_of", "reading_id", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reading_id: UUID = Field(foreign_key="ris_reading.id")
    said: str = Field(max_length=500)
    to_name: str = Field(max_length=200)
    to_phone: str = Field(default="", max_length=40)
    reached: bool
    read_back: str = Field(default="", max_length=500, description="What was read back.")
    by: UUID
    by_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)
