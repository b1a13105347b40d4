from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.columns import Instant, Quantity, words
from kernel.ids import new_id


class FactState(StrEnum):
    """A fact is final when it is written; later it can only be amended or voided."""

    FINAL = "final"
    AMENDED = "amended"  # a newer fact replaces it
    VOIDED = "voided"


class Category(StrEnum):
    """What kind of fact it is (HL7 observation-category)."""

    VITAL_SIGNS = "vital-signs"
    LABORATORY = "laboratory"
    IMAGING = "imaging"
    EXAM = "exam"
    PROCEDURE = "procedure"
    SURVEY = "survey"
    MEDICATION = "medication"  # what was prescribed, one fact a drug


class Observation(SQLModel, table=True):
    """One measured or stated fact about a patient (chỉ số, dữ kiện lâm sàng)."""

    __tablename__ = "his_observation"
    __table_args__ = (
        Index("ix_his_observation_patient", "patient_id", "at", "id"),
        Index("ix_his_observation_series", "patient_id", "code", "at"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID | None = Field(default=None, foreign_key="his_encounter.id", index=True)
    order_id: UUID | None = Field(default=None, index=True)
    category: Category = Field(sa_type=words(Category))
    code: str = Field(max_length=40, description="LOINC.")
    name: str = Field(max_length=200)
    number: Decimal | None = Field(default=None, sa_type=Quantity)
    text: str | None = Field(default=None, max_length=2000)
    unit: str = Field(default="", max_length=40, description="UCUM.")
    flag: str = Field(default="", max_length=4, description="HL7 table 0078: H, L, HH, LL, A.")
    reference: str = Field(
        default="",
        max_length=60,
        description="The range it was judged by, as printed.",
        sa_column_kwargs={"server_default": ""},
    )
    at: datetime = Field(sa_type=Instant, description="When it was true of the patient.")
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: UUID
    recorded_by_name: str = Field(max_length=200)
    source: str = Field(max_length=60, description="The module that wrote it.")
    device: str = Field(default="", max_length=80)
    state: FactState = Field(default=FactState.FINAL, sa_type=words(FactState))
    replaces: UUID | None = None
    state_reason: str = Field(default="", max_length=500)


class Document(SQLModel, table=True):
    """A signed or summarising document about a patient (tài liệu hồ sơ)."""

    __tablename__ = "his_document"
    __table_args__ = (Index("ix_his_document_patient", "patient_id", "at", "id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID | None = Field(default=None, foreign_key="his_encounter.id", index=True)
    order_id: UUID | None = Field(default=None, index=True)
    kind: str = Field(max_length=60)
    title: str = Field(max_length=200)
    content: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    file_id: UUID | None = None
    at: datetime = Field(sa_type=Instant)
    recorded_by: UUID
    recorded_by_name: str = Field(max_length=200)
    source: str = Field(max_length=60)
    state: FactState = Field(default=FactState.FINAL, sa_type=words(FactState))
    replaces: UUID | None = None
    state_reason: str = Field(default="", max_length=500)


class EntryKind(StrEnum):
    """What an entry of the record is about."""

    DIAGNOSIS = "diagnosis"
    ORDER = "order"
    RESULT = "result"
    MEDICINE = "medicine"
    PROCEDURE = "procedure"
    VITALS = "vitals"
    DOCUMENT = "document"


class ClinicalEntry(SQLModel, table=True):
    """One line of a patient's record, whatever module wrote it (dòng hồ sơ lâm sàng).

    The repository's own index: what was ordered, found, prescribed, concluded, with the list
    and code of the day. It stays when the module that wrote it is off; `source_id` is the row
    there, and a later state of the same row renews the line (the audit keeps the old one).
    """

    __tablename__ = "his_clinical_entry"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        Index("ix_his_clinical_entry_patient", "patient_id", "at", "id"),
        Index("ix_his_clinical_entry_kind", "patient_id", "kind", "at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID | None = Field(default=None, foreign_key="his_encounter.id", index=True)
    kind: EntryKind = Field(sa_type=words(EntryKind))
    list_id: str = Field(default="", max_length=40, description="The shared list of `code`.")
    code: str = Field(default="", max_length=60)
    name: str = Field(max_length=500)
    detail: str = Field(default="", max_length=2000)
    state: str = Field(default="", max_length=40, description="As its module names it.")
    flag: str = Field(default="", max_length=4, description="HL7 table 0078, the gravest.")
    at: datetime = Field(sa_type=Instant)
    to: str = Field(default="", max_length=200, description="The page that shows it.")
    source: str = Field(max_length=60)
    source_id: UUID
    recorded_by: UUID
    recorded_by_name: str = Field(max_length=200)
    recorded_at: datetime = Field(sa_type=Instant)
