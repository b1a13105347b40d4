"""What is kept of the shared lists: every version of every entry, and how it came to be."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from kernel.clock import utc_now
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id
from kernel.settled import Settled


class ListState(Unaudited, Settled, table=True):
    """One row a list: who changes the list holds it, and leaves a new stamp on it."""

    __tablename__ = "his_catalog_list"

    list_id: str = Field(primary_key=True, max_length=40)
    stamp: UUID = Field(default_factory=new_id)


class ImportState(StrEnum):
    """The life of an import: seen on trial, in force, taken back."""

    CHECKED = "checked"
    APPROVED = "approved"
    ROLLED_BACK = "rolled_back"


class CatalogueImport(SQLModel, table=True):
    """One file read into a list (lần nhập danh mục): its trial, approval and undoing.

    It is the audit of all the versions that it made and ended: they carry its id, and are
    written in bulk.
    """

    __tablename__ = "his_catalog_import"
    __table_args__ = (Index("ix_his_catalog_import_list", "list_id", "id"),)
    audit_subject: ClassVar = ("catalogue", "list_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    list_id: str = Field(max_length=40)
    state: ImportState = Field(default=ImportState.CHECKED, sa_type=words(ImportState))
    file_name: str = Field(max_length=200)
    digest: str = Field(max_length=64, description="SHA-256 of the file.")
    source: str = Field(max_length=300, description="The decision that the file carries out.")
    starter: bool = Field(default=False, description="Came with the product.")
    whole: bool = Field(description="A whole edition: what it leaves out has ended.")
    valid_from: date
    valid_to: date | None = None
    plan: str = Field(max_length=64, description="Digest of the difference that was shown.")
    rows: int
    added: int
    changed: int
    ended: int
    unchanged: int
    errors: int
    used: int = Field(description="Open records that use codes which it ends.")
    findings: Any = Field(sa_column=Column(JSON, nullable=False))
    checked_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    checked_by: UUID
    checked_by_name: str = Field(max_length=200)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_by: UUID | None = None
    approved_by_name: str = Field(default="", max_length=200)
    rolled_back_at: datetime | None = Field(default=None, sa_type=Instant)
    rolled_back_by: UUID | None = None
    rolled_back_by_name: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=500, description="Why it was taken back.")


class ImportFile(Unaudited, SQLModel, table=True):
    """The rows of a file as they were understood, and what they would change; gzip, JSON."""

    __tablename__ = "his_catalog_import_file"

    import_id: UUID = Field(primary_key=True, foreign_key="his_catalog_import.id")
    rows: bytes = Field(sa_type=LargeBinary)
    difference: bytes = Field(sa_type=LargeBinary)


class Entry(Versioned, table=True):
    """One version of one code of a list, from a first to a last day (mục danh mục).

    Others keep the list's id and the code, and the name as it stood when it mattered. A row
    that is not `active` was taken back: it never was in force.
    """

    __tablename__ = "his_catalog_entry"
    __table_args__ = (
        # The order of the list as people read it, and the way to one code.
        Index("ix_his_catalog_entry_code", "list_id", "code", "valid_from", "id"),
        Index(
            "uq_his_catalog_entry_start",
            "list_id",
            "code",
            "valid_from",
            unique=True,
            sqlite_where=text("active"),
            postgresql_where=text("active"),
        ),
        Index("ix_his_catalog_entry_import", "import_id"),
    )
    audit_subject: ClassVar = ("catalogue", "list_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    list_id: str = Field(max_length=40)
    code: str = Field(max_length=60)
    name: str = Field(max_length=2000)
    name_en: str = Field(default="", max_length=2000)
    ministry_code: str = Field(default="", max_length=60)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    name_search: str = Field(description="All words by which it is found, without diacritics.")
    valid_from: date
    valid_to: date | None = Field(default=None, description="The last day in force.")
    active: bool = True
    source: str = Field(default="", max_length=300)
    import_id: UUID | None = Field(default=None, foreign_key="his_catalog_import.id")
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    reason: str = Field(default="", max_length=500)


class ChangeKind(StrEnum):
    """What happened to a version that was there already."""

    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"


class EntryChange(Unaudited, SQLModel, table=True):
    """A version was ended, taken back or corrected: when, by whom, why, by which import."""

    __tablename__ = "his_catalog_change"
    __table_args__ = (
        Index("ix_his_catalog_change_entry", "entry_id"),
        Index("ix_his_catalog_change_import", "import_id"),
        Index("ix_his_catalog_change_list", "list_id", "at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    list_id: str = Field(max_length=40)
    entry_id: UUID = Field(foreign_key="his_catalog_entry.id")
    kind: ChangeKind = Field(sa_type=words(ChangeKind))
    at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    actor_id: UUID
    actor_name: str = Field(max_length=200)
    reason: str = Field(default="", max_length=500)
    import_id: UUID | None = Field(default=None, foreign_key="his_catalog_import.id")
    valid_to_before: date | None = None
    valid_to_after: date | None = None
