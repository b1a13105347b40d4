"""Reports whose pictures were corrected after they were out."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from kernel.columns import Instant, words
from kernel.db import Unaudited
from kernel.ids import new_id


class TouchKind(StrEnum):
    """What happened to the pictures of a report that was out."""

    MOVED = "moved"  # some or all are another patient's
    CHANGED = "changed"  # side, body part, description: corrected copies stand for them
    REJECTED = "rejected"  # out of sight
    CAME = "came"  # pictures that were another's came to it
    LEFT = "left"  # the study was taken off the patient
    UNDONE = "undone"  # a correction that had brought pictures was undone


class ReadingTouch(Unaudited, SQLModel, table=True):
    """Pictures of a report were corrected after it was out: what, by whom, why, and how it was
    settled (kết quả bị chạm bởi hiệu chỉnh hình ảnh)."""

    __tablename__ = "ris_reading_touch"
    __table_args__ = (
        Index("ix_ris_reading_touch_of", "reading_id", "at"),
        Index("ix_ris_reading_touch_correction", "correction_id"),
        Index("ix_ris_reading_touch_at", "at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reading_id: UUID = Field(foreign_key="ris_reading.id")
    correction_id: UUID | None = Field(default=None, description="None: by another system.")
    kind: TouchKind = Field(sa_type=words(TouchKind))
    code: str = Field(default="", max_length=16, description="Of DICOM's CID 7011.")
    reason: str = Field(default="", max_length=500)
    by_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)
    version_number: int = Field(description="The version that was out.")
    study_uid: str = Field(default="", max_length=64)
    pictures: int = 0
    whole: bool = Field(default=False, description="None of its pictures is left.")
    settled_at: datetime | None = Field(default=None, sa_type=Instant)
    settled_by_name: str = Field(default="", max_length=200)
    settled_how: str = Field(
        default="", max_length=20, description="final, addendum, retraction, undone."
    )
