"""Orders that are often placed together, and services that somebody orders often."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.columns import words
from kernel.db import Versioned
from kernel.ids import new_id


class SetScope(StrEnum):
    """Whose set it is."""

    OWN = "own"
    DEPARTMENT = "department"
    FACILITY = "facility"


class OrderSet(Versioned, table=True):
    """A bundle of orders (bộ chỉ định). `icd` names the diagnoses that call for it (prefixes)."""

    __tablename__ = "his_order_set"
    __table_args__ = (Index("ix_his_order_set_name", "name", "id"),)
    audit_subject: ClassVar = ("order_set", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    scope: SetScope = Field(sa_type=words(SetScope))
    owner_id: UUID | None = Field(default=None, description="The person of an own set.")
    department_id: UUID | None = Field(default=None, foreign_key="his_department.id")
    icd: Any = Field(sa_column=Column(JSON, nullable=False))
    lines: Any = Field(sa_column=Column(JSON, nullable=False))
    active: bool = True


class Favourite(SQLModel, table=True):
    """A service at the top of somebody's list (dịch vụ hay dùng)."""

    __tablename__ = "his_order_favourite"
    __table_args__ = (UniqueConstraint("user_id", "service_code"),)
    audit_subject: ClassVar = ("user", "user_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    user_id: UUID
    service_code: str = Field(max_length=60)
