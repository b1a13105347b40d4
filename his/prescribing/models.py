"""Prescriptions, their lines, what was warned of, and what the facility decided about rules."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from his.prescribing.words import AlertAnswer, Form, PrescriptionState, Severity
from kernel.clock import utc_now
from kernel.columns import Instant, Quantity, UnitPrice, words
from kernel.db import Versioned
from kernel.ids import new_id
from kernel.settled import Settled


class Prescription(Versioned, table=True):
    """A prescription of one visit (đơn thuốc): a draft until it is signed, then locked."""

    __tablename__ = "his_prescription"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_his_prescription_encounter", "encounter_id", "drafted_at", "id"),
        Index("ix_his_prescription_patient", "patient_id", "drafted_at", "id"),
        Index("ix_his_prescription_timeline", "patient_id", "signed_at", "id"),
        Index("ix_his_prescription_signed", "signed_at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str | None = Field(default=None, max_length=14, description="National, at signing.")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    site_id: UUID
    form: Form = Field(default=Form.COMMON, sa_type=words(Form))
    state: PrescriptionState = Field(
        default=PrescriptionState.DRAFT, sa_type=words(PrescriptionState)
    )
    renewed_from: UUID | None = Field(default=None, foreign_key="his_prescription.id")
    replaces: UUID | None = Field(default=None, foreign_key="his_prescription.id")
    weight: Decimal | None = Field(default=None, sa_type=Quantity, description="kg.")
    guardian: str = Field(default="", max_length=200, description="Of a child under 72 months.")
    pregnant: bool = False
    pregnant_weeks: int | None = None
    lactating: bool = False
    advice: str = Field(default="", max_length=2000)
    follow_up: date | None = None
    # As they stood at signing: who the patient was, the diagnoses, what the checks looked at.
    facts: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    drafted_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    drafted_by: UUID
    drafted_by_name: str = Field(max_length=200)
    saved_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    saved_by_name: str = Field(default="", max_length=200)
    signed_at: datetime | None = Field(default=None, sa_type=Instant)
    signed_by: UUID | None = None
    signed_by_name: str = Field(default="", max_length=200)
    licence: str = Field(default="", max_length=40, description="Of the signer, then.")
    valid_to: date | None = Field(default=None, description="The last day to collect it.")
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_by: UUID | None = None
    cancelled_by_name: str = Field(default="", max_length=200)
    cancel_reason: str = Field(default="", max_length=500)


class PrescriptionLine(SQLModel, table=True):
    """One drug of a prescription. Name, price and drug facts as on that day."""

    __tablename__ = "his_prescription_line"
    __table_args__ = (
        Index("ix_his_prescription_line", "prescription_id", "position"),
        Index("ix_his_prescription_line_patient", "patient_id", "drug_code"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    prescription_id: UUID = Field(foreign_key="his_prescription.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    position: int
    drug_code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    substance: str = Field(default="", max_length=300)
    strength: str = Field(default="", max_length=200)
    drug_form: str = Field(default="", max_length=120)
    control: str = Field(default="", max_length=20)
    route: str = Field(default="", max_length=10, description="Code of list `drug_route`.")
    unit: str = Field(max_length=40, description="Of dispensing (the price's).")
    use_unit: str = Field(max_length=40, description="Of use: viên, ml, giọt.")
    morning: Decimal = Field(default=Decimal(0), sa_type=Quantity)
    noon: Decimal = Field(default=Decimal(0), sa_type=Quantity)
    afternoon: Decimal = Field(default=Decimal(0), sa_type=Quantity)
    evening: Decimal = Field(default=Decimal(0), sa_type=Quantity)
    as_needed: bool = False
    days: int = Field(ge=1)
    quantity: Decimal = Field(sa_type=Quantity, description="In units of dispensing.")
    dose: str = Field(max_length=300, description="LIEU_DUNG, as printed.")
    instruction: str = Field(default="", max_length=500, description="CACH_DUNG.")
    unit_price: Decimal = Field(default=Decimal(0), sa_type=UnitPrice)
    in_scope: bool = Field(default=False, description="On the BHYT list, for this payer.")
    # Of the drug list on that day: ingredients, ATC, registration, tender, ministry code ...
    facts: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class Alert(Versioned, table=True):
    """What a check said about a prescription, and what the doctor answered (cảnh báo)."""

    __tablename__ = "his_alert"
    __table_args__ = (
        UniqueConstraint("prescription_id", "key"),
        Index("ix_his_alert_rates", "rule", "answer", "shown_at"),
        Index("ix_his_alert_review", "answer", "shown_at", "id"),
        Index("ix_his_alert_patient", "patient_id"),
        Index("ix_his_alert_encounter", "encounter_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    prescription_id: UUID = Field(foreign_key="his_prescription.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    key: str = Field(max_length=200, description="The rule, and what it looked at.")
    rule: str = Field(max_length=60)
    severity: Severity = Field(sa_type=words(Severity))
    drug_codes: Any = Field(sa_column=Column(JSON, nullable=False))
    says_vi: str = Field(max_length=2000)
    says_en: str = Field(max_length=2000)
    source: str = Field(default="", max_length=300)
    shown_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    shown_to: str = Field(max_length=200)
    answer: AlertAnswer = Field(default=AlertAnswer.OPEN, sa_type=words(AlertAnswer))
    reason: str = Field(default="", max_length=500)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_by: UUID | None = None
    answered_by_name: str = Field(default="", max_length=200)
    reviewed_at: datetime | None = Field(default=None, sa_type=Instant)
    reviewed_by_name: str = Field(default="", max_length=200)
    review_note: str = Field(default="", max_length=500)


class RuleSetting(Settled, table=True):
    """How a rule works from a day on: on or off, how grave (thiết lập quy tắc). Never changed."""

    __tablename__ = "his_alert_rule"
    __table_args__ = (Index("ix_his_alert_rule_setting", "rule", "valid_from", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    rule: str = Field(max_length=60)
    valid_from: date
    is_on: bool
    severity: Severity = Field(sa_type=words(Severity))
    reason: str = Field(max_length=500)
    # {"prescriptions": 120, "alerts": 7, ...}: the dry run that was seen before it was decided.
    trial: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    approved_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    approved_by: UUID
    approved_by_name: str = Field(max_length=200)


class KnowledgeApproval(Settled, table=True):
    """A pharmacist vouches for a table as it stands (duyệt bảng tri thức); a change ends it."""

    __tablename__ = "his_knowledge_approval"
    __table_args__ = (Index("ix_his_knowledge_approval", "list_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    list_id: str = Field(max_length=40)
    stamp: UUID = Field(description="Of the list when it was approved.")
    rows: int
    note: str = Field(default="", max_length=500)
    approved_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    approved_by: UUID
    approved_by_name: str = Field(max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by_name: str = Field(default="", max_length=200)


class PrescriptionSet(Versioned, table=True):
    """Lines that a doctor or a department prescribes again and again (đơn mẫu)."""

    __tablename__ = "his_prescription_set"
    __table_args__ = (
        Index("ix_his_prescription_set_owner", "owner_id", "name", "id"),
        Index("ix_his_prescription_set_department", "department_id", "name", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    owner_id: UUID | None = Field(default=None, description="A doctor's own.")
    department_id: UUID | None = Field(default=None, foreign_key="his_department.id")
    advice: str = Field(default="", max_length=2000)
    lines: Any = Field(sa_column=Column(JSON, nullable=False))
    made_by_name: str = Field(max_length=200)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
