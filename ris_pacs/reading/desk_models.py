"""What a reader works with: templates, macros, his profile, the screens he sits at."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


def _json() -> Any:
    return Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class ReportTemplate(Versioned, table=True):
    """A structured template (mẫu kết quả): `fields` are filled in, `findings` quotes them as
    {key}."""

    __tablename__ = "ris_report_template"
    __table_args__ = (Index("ix_ris_report_template_name", "name", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    modality: str = Field(default="", max_length=16)
    service_code: str = Field(default="", max_length=60, index=True)
    sex: str = Field(default="", max_length=10, description="male, female; empty: both.")
    findings: str = Field(max_length=8000)
    conclusion: str = Field(default="", max_length=2000)
    recommendation: str = Field(default="", max_length=1000)
    fields: Any = _json()
    active: bool = True


class ReportMacro(Versioned, table=True):
    """A few letters that become a sentence; one's own, or the house's."""

    __tablename__ = "ris_report_macro"
    __table_args__ = (
        UniqueConstraint("owner_key", "shortcut"),
        Index("ix_ris_report_macro_shortcut", "shortcut", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    owner_id: UUID | None = None
    owner_key: str = Field(default="", max_length=40, description="owner_id, or empty: the house.")
    shortcut: str = Field(max_length=30)
    text: str = Field(max_length=2000)
    active: bool = True


class ReaderProfile(Versioned, table=True):
    """How a reader works, at whatever computer he sits (cấu hình của người đọc)."""

    __tablename__ = "ris_reader_profile"
    __table_args__ = (UniqueConstraint("user_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID
    presets: Any = _json()  # [{modality, name, centre, width}]
    hanging: Any = _json()  # {modality: protocol}
    layout: Any = _json()  # what the reading page shows, and where
    changed_at: datetime = Field(sa_type=Instant)


class DisplayPurpose(StrEnum):
    """What may be read at a screen."""

    DIAGNOSIS = "diagnosis"
    REVIEW = "review"


class ReadingDisplay(Versioned, table=True):
    """A screen (màn hình đọc) at a workstation, and when it was last checked."""

    __tablename__ = "ris_display"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_ris_display_workstation", "workstation"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    workstation: str = Field(max_length=60, description="The computer's code (his.admin).")
    model: str = Field(default="", max_length=120)
    serial: str = Field(default="", max_length=60)
    width: int | None = None
    height: int | None = None
    purpose: DisplayPurpose = Field(sa_type=words(DisplayPurpose))
    every_days: int = 30
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    passed: bool | None = None
    active: bool = True


@only_grows
class DisplayCheck(Unaudited, SQLModel, table=True):
    """One check of a screen with the test pattern (append-only)."""

    __tablename__ = "ris_display_check"
    __table_args__ = (Index("ix_ris_display_check_of", "display_id", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    display_id: UUID = Field(foreign_key="ris_display.id")
    items: Any = _json()  # {criterion: seen?}
    darkest: str = Field(default="", max_length=20, description="cd/m2, where it was measured.")
    brightest: str = Field(default="", max_length=20)
    width: int | None = None
    height: int | None = None
    ratio: str = Field(default="", max_length=10, description="Device pixels a CSS pixel.")
    passed: bool
    note: str = Field(default="", max_length=1000)
    by: UUID
    by_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)
