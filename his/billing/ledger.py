"""What is never changed: invoices, their lines, payments, cash moved (sổ chỉ ghi thêm).

Triggers refuse every update and delete. They carry no patient: the visit knows
whose it is, also after a merge; the buyer's name stands as it was.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, Uuid, bindparam, func, select
from sqlmodel import Field, SQLModel, col

from kernel.append_only import only_grows
from kernel.clock import utc_now
from kernel.columns import Amount, Instant, Quantity, UnitPrice, words
from kernel.ids import new_id
from kernel.prepared import Prepared


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    REVERSAL = "reversal"  # carries the original's number; its amounts are negative


@only_grows
class Invoice(SQLModel, table=True):
    """A settled bill or its reversal (hóa đơn, biên lai; hóa đơn hủy). Numbers have no gaps.

    `patient` is exact to the cent, `rounding` what cash cannot show, `total` = their sum, whole
    dong. gross = insurer + copay + own + other; patient = copay + own - discount.
    """

    __tablename__ = "his_invoice"
    __table_args__ = (
        UniqueConstraint("series", "number"),
        Index("ix_his_invoice_encounter", "encounter_id", "id"),
        Index("ix_his_invoice_at", "at", "id"),
        Index("ix_his_invoice_shift", "shift_id", "id"),
        Index("ix_his_invoice_reverses", "reverses_id"),
    )
    audit_subject: ClassVar = ("encounter", "encounter_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    series: str = Field(max_length=20)
    number: int
    kind: InvoiceKind = Field(sa_type=words(InvoiceKind))
    reverses_id: UUID | None = Field(default=None, foreign_key="his_invoice.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    site_id: UUID
    shift_id: UUID | None = Field(default=None, foreign_key="his_cash_shift.id")
    payer: str = Field(max_length=20)
    buyer: str = Field(max_length=200)
    gross: Decimal = Field(sa_type=Amount)
    insured: Decimal = Field(sa_type=Amount)
    insurer: Decimal = Field(sa_type=Amount)
    copay: Decimal = Field(sa_type=Amount)
    own: Decimal = Field(sa_type=Amount)
    other: Decimal = Field(sa_type=Amount)
    discount: Decimal = Field(sa_type=Amount)
    patient: Decimal = Field(sa_type=Amount)
    rounding: Decimal = Field(sa_type=Amount)
    total: Decimal = Field(sa_type=Amount)
    reason: str = Field(default="", max_length=500)
    at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)

    @property
    def code(self) -> str:
        return f"{self.series}-{self.number:08d}"


@only_grows
class InvoiceLine(SQLModel, table=True):
    """A charge as it was when it was invoiced; a reversal's amounts are negative."""

    __tablename__ = "his_invoice_line"
    __table_args__ = (
        Index("ix_his_invoice_line_invoice", "invoice_id", "position"),
        Index("ix_his_invoice_line_charge", "charge_id"),
    )
    audited: ClassVar[bool] = False  # it is a log itself

    id: UUID = Field(default_factory=new_id, primary_key=True)
    invoice_id: UUID = Field(foreign_key="his_invoice.id")
    position: int
    charge_id: UUID = Field(foreign_key="his_charge.id")
    kind: str = Field(max_length=20)
    code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    unit: str = Field(max_length=60)
    group: str = Field(max_length=10)
    quantity: Decimal = Field(sa_type=Quantity)
    unit_price: Decimal = Field(sa_type=UnitPrice)
    unit_price_bh: Decimal = Field(sa_type=UnitPrice)
    rate_dv: Decimal = Field(sa_type=Amount)
    rate_bh: Decimal = Field(sa_type=Amount)
    rate: Decimal = Field(sa_type=Amount)
    gross: Decimal = Field(sa_type=Amount)
    insured: Decimal = Field(sa_type=Amount)
    insurer: Decimal = Field(sa_type=Amount)
    copay: Decimal = Field(sa_type=Amount)
    own: Decimal = Field(sa_type=Amount)
    other: Decimal = Field(sa_type=Amount)
    discount: Decimal = Field(sa_type=Amount)
    why: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


class PaymentMethod(StrEnum):
    """How money moves. `deposit` is the patient's own, left before: it moves no cash."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    DEPOSIT = "deposit"


class PaymentKind(StrEnum):
    PAYMENT = "payment"  # for an invoice; negative: back to the patient's deposit
    DEPOSIT = "deposit"  # left before anything was invoiced
    REFUND = "refund"  # given back out of the deposit; negative


@only_grows
class Payment(SQLModel, table=True):
    """Money that came in (+) or went out (-) (phiếu thu, phiếu chi). Numbers have no gaps."""

    __tablename__ = "his_payment"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_his_payment_encounter", "encounter_id", "id"),
        Index("ix_his_payment_invoice", "invoice_id"),
        Index("ix_his_payment_shift", "shift_id", "at", "id"),
        Index("ix_his_payment_at", "at", "id"),
    )
    audit_subject: ClassVar = ("encounter", "encounter_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    kind: PaymentKind = Field(sa_type=words(PaymentKind))
    method: PaymentMethod = Field(sa_type=words(PaymentMethod))
    amount: Decimal = Field(sa_type=Amount)
    tendered: Decimal | None = Field(default=None, sa_type=Amount)
    change: Decimal | None = Field(default=None, sa_type=Amount)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    site_id: UUID
    invoice_id: UUID | None = Field(default=None, foreign_key="his_invoice.id")
    reverses_id: UUID | None = Field(default=None, foreign_key="his_payment.id")
    shift_id: UUID = Field(foreign_key="his_cash_shift.id")
    reference: str = Field(default="", max_length=100, description="Card slip, bank's number.")
    reason: str = Field(default="", max_length=500)
    at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)


@only_grows
class CashMove(SQLModel, table=True):
    """Cash put into or taken out of a drawer during a shift, not by a patient (nộp quỹ)."""

    __tablename__ = "his_cash_move"
    __table_args__ = (Index("ix_his_cash_move_shift", "shift_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    shift_id: UUID = Field(foreign_key="his_cash_shift.id")
    amount: Decimal = Field(sa_type=Amount, description="+ put in, - taken out.")
    other: str = Field(max_length=200, description="From whom or to whom.")
    reason: str = Field(max_length=500)
    at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)


def _sum(column: Any, name: str, *which: Any) -> Any:
    of_visit = column.class_.encounter_id == bindparam("encounter_id", type_=Uuid())
    return select(func.sum(column)).where(of_visit, *which).scalar_subquery().label(name)


#: What a visit's account holds: invoiced, paid, left as a deposit, and taken from deposits.
LEDGER = Prepared(
    select(
        _sum(col(Invoice.total), "invoiced"),
        _sum(col(Payment.amount), "paid", col(Payment.invoice_id).is_not(None)),
        _sum(col(Payment.amount), "deposited", col(Payment.invoice_id).is_(None)),
        _sum(
            col(Payment.amount),
            "used",
            col(Payment.invoice_id).is_not(None),
            col(Payment.method) == PaymentMethod.DEPOSIT,
        ),
    )
)
