from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.columns import Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class Outcome(StrEnum):
    """Result of treatment; the numbers are KET_QUA_DTRI of QĐ 4750/3176."""

    CURED = "1"
    BETTER = "2"
    UNCHANGED = "3"
    WORSE = "4"
    DIED = "5"
    TAKEN_HOME_DYING = "6"
    UNDETERMINED = "7"


class DiagnosisKind(StrEnum):
    MAIN = "main"
    SECONDARY = "secondary"
    EXTERNAL_CAUSE = "external_cause"


class Examination(Versioned, table=True):
    """What the doctor writes during one visit (phiếu khám bệnh). One a visit."""

    __tablename__ = "his_examination"
    __table_args__ = (UniqueConstraint("encounter_id"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    reason: str = Field(default="", max_length=500)
    illness: str = Field(default="", max_length=4000, description="History of the illness.")
    past: str = Field(default="", max_length=4000, description="Past and family history.")
    general: str = Field(default="", max_length=4000, description="General examination.")
    organs: str = Field(default="", max_length=4000, description="Examination by organ.")
    plan: str = Field(default="", max_length=4000, description="Treatment and advice.")
    conclusion: str = Field(default="", max_length=4000)
    sections: Any = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="Of a specialty's template: title and text of each.",
    )
    outcome: Outcome | None = Field(default=None, sa_type=words(Outcome))
    follow_up: date | None = None
    saved_at: datetime = Field(sa_type=Instant)
    saved_by: UUID
    saved_by_name: str = Field(max_length=200)


class Diagnosis(SQLModel, table=True):
    """One coded diagnosis of a visit (chẩn đoán). Removed ones stay, with the time."""

    __tablename__ = "his_diagnosis"
    __table_args__ = (
        Index("ix_his_diagnosis_encounter", "encounter_id", "position"),
        Index("ix_his_diagnosis_patient", "patient_id", "made_at"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    kind: DiagnosisKind = Field(sa_type=words(DiagnosisKind))
    position: int
    code: str = Field(max_length=20, description="ICD-10.")
    name: str = Field(max_length=500, description="As the list named it on that day.")
    note: str = Field(default="", max_length=500, description="The doctor's own words.")
    made_at: datetime = Field(sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_by: UUID | None = None


class Amendment(SQLModel, table=True):
    """A change to a closed visit (bổ sung, sửa đổi sau khi đóng hồ sơ). Old and new both stay."""

    __tablename__ = "his_amendment"
    __table_args__ = (Index("ix_his_amendment_encounter", "encounter_id", "at"),)
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id", index=True)
    field: str = Field(max_length=40)
    old: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    new: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    reason: str = Field(max_length=500)
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)
