from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from kernel.clock import utc_now
from kernel.columns import Amount, Instant, Quantity, UnitPrice, words
from kernel.db import Versioned
from kernel.ids import new_id

ZERO = Decimal("0.00")


class ChargeState(StrEnum):
    """Where a charge stands."""

    OPEN = "open"  # to be paid
    INVOICED = "invoiced"  # frozen on an invoice
    WITHDRAWN = "withdrawn"  # nothing (more) to pay


class Bill(Versioned, table=True):
    """The account of one visit (hồ sơ thanh toán). Locked by whoever changes anything in it.

    Its sums are those of its lines, invoices and payments, kept so that lists need not add up
    (a test adds up): `open` what the patient still has to be invoiced, in cents; `invoiced`
    less `paid` is debt; `deposit` what he left; `refundable` lines that were paid and withdrawn.
    """

    __tablename__ = "his_bill"
    __table_args__ = (
        Index("ix_his_bill_waiting", "waiting", "waiting_since", "encounter_id"),
        Index("ix_his_bill_since", "waiting_since", "encounter_id"),
        Index("ix_his_bill_patient", "patient_id", "owed"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    encounter_id: UUID = Field(primary_key=True, foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    site_id: UUID
    payer: str = Field(max_length=20)
    open: Decimal = Field(default=ZERO, sa_type=Amount)
    invoiced: Decimal = Field(default=ZERO, sa_type=Amount)
    paid: Decimal = Field(default=ZERO, sa_type=Amount)
    deposit: Decimal = Field(default=ZERO, sa_type=Amount)
    refundable: Decimal = Field(default=ZERO, sa_type=Amount)
    owed: Decimal = Field(default=ZERO, sa_type=Amount, description="invoiced - paid: debt.")
    stale: bool = Field(default=False, description="An invoiced line would be another by now.")
    waiting: bool = Field(default=False, description="To be paid or given back, or held.")
    waiting_since: datetime = Field(default_factory=utc_now, sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class Charge(Versioned, table=True):
    """One thing that costs something (chi phí), as it stands now; an invoice freezes a copy.

    `number` counts the charges of one source: a withdrawn one may arise again.
    """

    __tablename__ = "his_charge"
    __table_args__ = (
        UniqueConstraint("source", "source_id", "number"),
        Index("ix_his_charge_encounter", "encounter_id", "ordered_at", "id"),
        Index("ix_his_charge_patient", "patient_id", "id"),
        Index("ix_his_charge_ordered", "ordered_at", "id"),
        Index(
            "ix_his_charge_resulted",
            "resulted_at",
            "id",
            sqlite_where=text("resulted_at IS NOT NULL"),
            postgresql_where=text("resulted_at IS NOT NULL"),
        ),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    source: str = Field(max_length=60)
    source_id: UUID
    number: int = 1
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    site_id: UUID
    state: ChargeState = Field(default=ChargeState.OPEN, sa_type=words(ChargeState))
    kind: str = Field(max_length=20)
    code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    unit: str = Field(default="", max_length=60)
    group: str = Field(default="", max_length=10, description="MA_NHOM.")
    quantity: Decimal = Field(sa_type=Quantity, description="What is left of it.")
    ordered: Decimal = Field(sa_type=Quantity, description="What it began with.")
    ordered_at: datetime = Field(sa_type=Instant)
    ordered_by: UUID
    ordered_by_name: str = Field(max_length=200)
    department_id: UUID | None = None
    room_id: UUID | None = None
    performed_at: datetime | None = Field(default=None, sa_type=Instant)
    performed_by: UUID | None = None
    performed_by_name: str = Field(default="", max_length=200)
    resulted_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_reason: str = Field(default="", max_length=500)
    own_price: Decimal | None = Field(default=None, sa_type=UnitPrice, description="The lot's.")
    facts: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    # The quote, worked out anew while the charge is open.
    unit_price: Decimal = Field(default=ZERO, sa_type=UnitPrice)
    unit_price_bh: Decimal = Field(default=ZERO, sa_type=UnitPrice)
    in_scope: bool = False
    rate_dv: Decimal = Field(default=Decimal(100), sa_type=Amount)
    rate_bh: Decimal = Field(default=Decimal(100), sa_type=Amount)
    cap: Decimal | None = Field(default=None, sa_type=Amount)
    rate: Decimal = Field(default=ZERO, sa_type=Amount, description="MUC_HUONG, percent.")
    card_tail: str = Field(default="", max_length=20)
    gross: Decimal = Field(default=ZERO, sa_type=Amount)
    insured: Decimal = Field(default=ZERO, sa_type=Amount)
    insurer: Decimal = Field(default=ZERO, sa_type=Amount)
    copay: Decimal = Field(default=ZERO, sa_type=Amount)
    own: Decimal = Field(default=ZERO, sa_type=Amount)
    other: Decimal = Field(default=ZERO, sa_type=Amount)
    discount: Decimal = Field(default=ZERO, sa_type=Amount)
    why: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    invoice_id: UUID | None = Field(default=None, foreign_key="his_invoice.id")

    @property
    def patient(self) -> Decimal:
        """What the patient pays of it."""
        return self.copay + self.own - self.discount


class DiscountState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class Discount(Versioned, table=True):
    """A share of the patient's part that is let off (miễn giảm); a second person decides."""

    __tablename__ = "his_discount"
    __table_args__ = (
        Index("ix_his_discount_encounter", "encounter_id", "id"),
        Index("ix_his_discount_state", "state", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    charge_id: UUID | None = Field(default=None, foreign_key="his_charge.id")
    percent: Decimal = Field(sa_type=Amount)
    reason: str = Field(max_length=500)
    state: DiscountState = Field(default=DiscountState.ASKED, sa_type=words(DiscountState))
    asked_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    asked_by: UUID
    asked_by_name: str = Field(max_length=200)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    decided_by: UUID | None = None
    decided_by_name: str = Field(default="", max_length=200)
    decided_reason: str = Field(default="", max_length=500)


class EInvoiceState(StrEnum):
    WAITING = "waiting"
    ISSUED = "issued"


class EInvoice(SQLModel, table=True):
    """The electronic invoice of one of ours (hóa đơn điện tử): sent by the outbox, its number
    written back when the provider answers."""

    __tablename__ = "his_einvoice"
    __table_args__ = (Index("ix_his_einvoice_state", "state", "invoice_id"),)

    invoice_id: UUID = Field(primary_key=True, foreign_key="his_invoice.id")
    state: EInvoiceState = Field(default=EInvoiceState.WAITING, sa_type=words(EInvoiceState))
    number: str = Field(default="", max_length=60)
    authority_code: str = Field(default="", max_length=60, description="Mã của cơ quan thuế.")
    issued_at: datetime | None = Field(default=None, sa_type=Instant)
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
