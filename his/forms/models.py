from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.columns import Instant
from kernel.db import Unaudited
from kernel.ids import new_id


class FormTemplate(SQLModel, table=True):
    """A facility's own template of a form, from a day on (phiên bản mẫu in). Never changed."""

    __tablename__ = "his_form_template"
    __table_args__ = (UniqueConstraint("form_id", "number"),)
    audit_subject: ClassVar = ("form", "form_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    form_id: str = Field(max_length=80)
    number: int = Field(description="Counts up from 1 for each form.")
    source: str = Field(sa_column=Column(Text, nullable=False))
    valid_from: date
    reason: str = Field(max_length=500)
    saved_at: datetime = Field(sa_type=Instant)
    saved_by: UUID
    saved_by_name: str = Field(max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by_name: str = Field(default="", max_length=200)
    withdrawn_reason: str = Field(default="", max_length=500)


class FormSample(Unaudited, SQLModel, table=True):
    """What a form was filled with, masked: nobody can be recognised (dữ liệu mẫu)."""

    __tablename__ = "his_form_sample"

    form_id: str = Field(max_length=80, primary_key=True)
    richness: int = Field(description="How many fields it fills; a richer one replaces it.")
    data: Any = Field(sa_column=Column(JSON, nullable=False))
    at: datetime = Field(sa_type=Instant)
