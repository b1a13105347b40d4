"""What becomes of a signed prescription at the pharmacy."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from kernel.columns import Instant, Quantity, UnitPrice, words
from kernel.db import Versioned
from kernel.ids import new_id


class DispensingState(StrEnum):
    """How far it is, see dispensing_states.py."""

    WAITING = "waiting"
    PARTLY = "partly"  # some is owed
    DISPENSED = "dispensed"  # all picked, not all in the patient's hand
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"  # by the doctor
    NOT_COLLECTED = "not_collected"


class Dispensing(Versioned, table=True):
    """One prescription in the pharmacy's queue (phiếu phát thuốc)."""

    __tablename__ = "his_dispensing"
    __table_args__ = (
        UniqueConstraint("prescription_id"),
        Index("ix_his_dispensing_open", "is_open", "signed_at", "id"),
        Index("ix_his_dispensing_state", "state", "signed_at", "id"),
        Index("ix_his_dispensing_encounter", "encounter_id", "signed_at", "id"),
        Index("ix_his_dispensing_patient", "patient_id", "signed_at", "id"),
        Index("ix_his_dispensing_code", "code"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    prescription_id: UUID = Field(foreign_key="his_prescription.id")
    code: str = Field(max_length=20, description="The prescription's own.")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    site_id: UUID
    form: str = Field(max_length=1, description="N, H or C.")
    state: DispensingState = Field(default=DispensingState.WAITING, sa_type=words(DispensingState))
    is_open: bool = True
    signed_at: datetime = Field(sa_type=Instant)
    doctor_id: UUID
    doctor_name: str = Field(max_length=200)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    checked_by_name: str = Field(default="", max_length=200)
    dispensed_at: datetime | None = Field(default=None, sa_type=Instant)
    dispensed_by_name: str = Field(default="", max_length=200)
    handed_at: datetime | None = Field(default=None, sa_type=Instant)
    handed_by_name: str = Field(default="", max_length=200)
    receiver: str = Field(default="", max_length=200, description="Who took it, if another.")
    counselled: bool = False
    note: str = Field(default="", max_length=1000, description="To the doctor.")
    reason: str = Field(default="", max_length=500, description="Why it ended otherwise.")


class DispensingItem(Versioned, table=True):
    """One line of the prescription here: what is wanted, and how much of it went out."""

    __tablename__ = "his_dispensing_item"
    __table_args__ = (
        Index("ix_his_dispensing_item", "dispensing_id", "position"),
        CheckConstraint("dispensed >= 0", name="ck_his_dispensing_item_dispensed"),
        CheckConstraint("dispensed <= quantity", name="ck_his_dispensing_item_not_more"),
    )
    audit_subject: ClassVar = ("his_dispensing", "dispensing_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    dispensing_id: UUID = Field(foreign_key="his_dispensing.id")
    prescription_line_id: UUID = Field(foreign_key="his_prescription_line.id")
    position: int
    drug_code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    unit: str = Field(max_length=40)
    quantity: Decimal = Field(sa_type=Quantity)
    dispensed: Decimal = Field(
        default=Decimal(0), sa_type=Quantity, description="Less what was put back."
    )
    dose: str = Field(default="", max_length=300)
    instruction: str = Field(default="", max_length=500)
    facts: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    refused_reason: str = Field(default="", max_length=500)
    refused_by_name: str = Field(default="", max_length=200)
    refused_at: datetime | None = Field(default=None, sa_type=Instant)
    substitute_code: str = Field(default="", max_length=60)
    substitute_name: str = Field(default="", max_length=300)
    consent: str = Field(default="", max_length=300, description="Who agreed, and how.")

    @property
    def owed(self) -> Decimal:
        return Decimal(0) if self.refused_reason else self.quantity - self.dispensed

    @property
    def gives(self) -> tuple[str, str]:
        """Code and name of what is handed out."""
        if self.substitute_code:
            return self.substitute_code, self.substitute_name
        return self.drug_code, self.name


class DispensingLine(Versioned, table=True):
    """So much of a lot for a patient: what is charged, labelled, returned and traced."""

    __tablename__ = "his_dispensing_line"
    __table_args__ = (
        Index("ix_his_dispensing_line", "dispensing_id", "at", "id"),
        Index("ix_his_dispensing_line_lot", "lot_id", "at", "id"),
        Index("ix_his_dispensing_line_at", "at", "id"),
        CheckConstraint("returned >= 0", name="ck_his_dispensing_line_returned"),
        CheckConstraint("returned <= quantity", name="ck_his_dispensing_line_not_more"),
    )
    audit_subject: ClassVar = ("his_dispensing", "dispensing_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    dispensing_id: UUID = Field(foreign_key="his_dispensing.id")
    dispensing_item_id: UUID = Field(foreign_key="his_dispensing_item.id")
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    lot_id: UUID = Field(foreign_key="his_stock_lot.id")
    store_id: UUID = Field(foreign_key="his_store.id")
    quantity: Decimal = Field(sa_type=Quantity)
    returned: Decimal = Field(default=Decimal(0), sa_type=Quantity)
    unit_price: Decimal = Field(sa_type=UnitPrice, description="Of the lot, bought for.")
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)
    handed_at: datetime | None = Field(default=None, sa_type=Instant)
    observation_id: UUID | None = Field(default=None, description="What the record says of it.")

    @property
    def kept(self) -> Decimal:
        return self.quantity - self.returned
