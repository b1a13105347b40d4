"""When a section of the laboratory is open: weekly hours and days off, each with its dates."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from kernel.columns import Instant
from kernel.db import Versioned
from kernel.ids import new_id


class SectionHours(Versioned, table=True):
    """Weekly opening hours of a section (giờ làm việc). No section: of all that have none.

    Never changed: other hours begin a day, these end the day before.
    """

    __tablename__ = "lis_section_hours"
    __table_args__ = (Index("ix_lis_section_hours", "section_code", "weekday", "valid_from"),)
    audit_subject: ClassVar = ("lis_section", "section_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    section_code: str = Field(default="", max_length=20)
    weekday: int = Field(description="Monday is 0.")
    opens: int = Field(description="Minutes after midnight.")
    closes: int = Field(description="Minutes after midnight; 1440 is midnight.")
    valid_from: date
    valid_to: date | None = Field(default=None, description="The last day in force.")
    made_at: datetime = Field(sa_type=Instant)
    made_by_name: str = Field(max_length=200)


class SectionDayOff(Versioned, table=True):
    """Days on which a section, or the whole laboratory, is closed (ngày nghỉ, lễ)."""

    __tablename__ = "lis_day_off"
    __table_args__ = (Index("ix_lis_day_off_last", "last", "first", "id"),)
    audit_subject: ClassVar = ("lis_section", "section_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    section_code: str = Field(default="", max_length=20)
    first: date
    last: date
    name: str = Field(max_length=200)
    made_at: datetime = Field(sa_type=Instant)
    made_by_name: str = Field(max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by_name: str = Field(default="", max_length=200)
