"""Templates of the examination, as data: per specialty, and phrases behind a short word."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field

from kernel.columns import words
from kernel.db import Versioned
from kernel.ids import new_id


class Specialty(StrEnum):
    """For which kind of examination."""

    GENERAL = "general"
    INTERNAL = "internal"
    PAEDIATRICS = "paediatrics"
    OBSTETRICS = "obstetrics"
    SURGERY = "surgery"
    ENT = "ent"
    EYE = "eye"
    DENTAL = "dental"
    DERMATOLOGY = "dermatology"
    TRADITIONAL = "traditional"
    CHECK_UP = "check_up"


class ExamTemplate(Versioned, table=True):
    """A usual examination (mẫu khám). `texts` by field, `sections` with title and text.

    `icd` names diagnoses (prefixes) that call for it; without an owner it is the facility's.
    """

    __tablename__ = "his_exam_template"
    __table_args__ = (Index("ix_his_exam_template_name", "name", "id"),)
    audit_subject: ClassVar = ("exam_template", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    specialty: Specialty = Field(sa_type=words(Specialty))
    owner_id: UUID | None = None
    texts: Any = Field(sa_column=Column(JSON, nullable=False))
    sections: Any = Field(sa_column=Column(JSON, nullable=False))
    icd: Any = Field(sa_column=Column(JSON, nullable=False))
    active: bool = True


class Phrase(Versioned, table=True):
    """A sentence behind a short word (câu mẫu): typed as `.word`, the whole sentence stands."""

    __tablename__ = "his_phrase"
    __table_args__ = (Index("ix_his_phrase_word", "word", "id"),)
    audit_subject: ClassVar = ("phrase", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    word: str = Field(max_length=20)
    text: str = Field(max_length=2000)
    owner_id: UUID | None = None
    active: bool = True
