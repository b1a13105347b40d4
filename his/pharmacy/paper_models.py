"""The papers behind the ledger: receipts, transfers, returns, write-offs; and stock-takes."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from kernel.columns import Amount, Instant, Quantity, UnitPrice, words
from kernel.db import Versioned
from kernel.ids import new_id


class StockPaperKind(StrEnum):
    """What the paper is in the store-keeper's folder."""

    RECEIPT = "receipt"  # phiếu nhập
    TRANSFER = "transfer"  # dự trù, phiếu xuất chuyển kho
    SUPPLIER_RETURN = "supplier_return"  # phiếu xuất trả nhà cung cấp
    WRITE_OFF = "write_off"  # biên bản huỷ, mất, hỏng, vỡ


class PaperState(StrEnum):
    """The life of a paper, see paper_states.py."""

    ENTERED = "entered"  # waits for the second person
    POSTED = "posted"
    REVERSED = "reversed"
    REQUESTED = "requested"
    ISSUED = "issued"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class ReceiptSource(StrEnum):
    """From where a delivery comes (nguồn)."""

    SUPPLIER = "supplier"
    AID = "aid"
    OPENING = "opening"


class Paper(Versioned, table=True):
    """A receipt, transfer, return to the supplier or write-off (chứng từ kho)."""

    __tablename__ = "his_stock_paper"
    __table_args__ = (
        Index("ix_his_stock_paper_made", "made_at", "id"),
        Index("ix_his_stock_paper_list", "kind", "made_at", "id"),
        Index("ix_his_stock_paper_open", "kind", "state", "made_at", "id"),
        Index("ix_his_stock_paper_invoice", "supplier_code", "invoice_no"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=30, unique=True)
    kind: StockPaperKind = Field(sa_type=words(StockPaperKind))
    state: PaperState = Field(sa_type=words(PaperState))
    store_id: UUID = Field(foreign_key="his_store.id", description="Whose stock changes first.")
    to_store_id: UUID | None = Field(default=None, foreign_key="his_store.id")
    source: ReceiptSource | None = Field(default=None, sa_type=words(ReceiptSource))
    supplier_code: str = Field(default="", max_length=60)
    supplier_name: str = Field(default="", max_length=300)
    invoice_no: str = Field(default="", max_length=60)
    invoice_date: date | None = None
    total: Decimal = Field(default=Decimal(0), sa_type=Amount)
    note: str = Field(default="", max_length=500)
    reason: str = Field(default="", max_length=500, description="Why reversed, cancelled, short.")
    made_at: datetime = Field(sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    checked_by: UUID | None = None
    checked_by_name: str = Field(default="", max_length=200)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by_name: str = Field(default="", max_length=200)


class PaperLine(Versioned, table=True):
    """One item and lot of a paper. Of a receipt the lot is made when the paper is posted."""

    __tablename__ = "his_stock_paper_line"
    __table_args__ = (Index("ix_his_stock_paper_line", "paper_id", "number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    paper_id: UUID = Field(foreign_key="his_stock_paper.id")
    number: int
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    lot_id: UUID | None = Field(default=None, foreign_key="his_stock_lot.id")
    lot_number: str = Field(default="", max_length=40)
    expiry: date | None = None
    unit: str = Field(max_length=40)
    factor: Decimal = Field(sa_type=Quantity)
    quantity: Decimal = Field(sa_type=Quantity, description="In `unit`; asked for, in a transfer.")
    base: Decimal = Field(sa_type=Quantity, description="Moved, in the smallest unit.")
    received: Decimal | None = Field(default=None, sa_type=Quantity, description="By a transfer.")
    price: Decimal = Field(default=Decimal(0), sa_type=UnitPrice, description="Of a pack, no VAT.")
    vat: Decimal = Field(default=Decimal(0), sa_type=Quantity, description="Percent.")
    amount: Decimal = Field(default=Decimal(0), sa_type=Amount)
    unit_price: Decimal = Field(default=Decimal(0), sa_type=UnitPrice)
    registration: str = Field(default="", max_length=80)
    tender: str = Field(default="", max_length=200)


class CountState(StrEnum):
    OPEN = "open"
    COUNTED = "counted"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class Count(Versioned, table=True):
    """A stock-take of one store (kiểm kê). What is on the list was frozen when it began."""

    __tablename__ = "his_stock_count"
    __table_args__ = (
        Index("ix_his_stock_count_at", "frozen_at", "id"),
        Index("ix_his_stock_count_store", "store_id", "state"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=30, unique=True)
    store_id: UUID = Field(foreign_key="his_store.id")
    state: CountState = Field(default=CountState.OPEN, sa_type=words(CountState))
    frozen_at: datetime = Field(sa_type=Instant)
    frozen_by: UUID
    frozen_by_name: str = Field(max_length=200)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    finished_by_name: str = Field(default="", max_length=200)
    approved_at: datetime | None = Field(default=None, sa_type=Instant)
    approved_by_name: str = Field(default="", max_length=200)
    reason: str = Field(default="", max_length=500)


class CountLine(Versioned, table=True):
    """One lot on the list: what the ledger says, and what somebody found without seeing that."""

    __tablename__ = "his_stock_count_line"
    __table_args__ = (UniqueConstraint("count_id", "lot_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    count_id: UUID = Field(foreign_key="his_stock_count.id")
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    lot_id: UUID = Field(foreign_key="his_stock_lot.id")
    expected: Decimal = Field(sa_type=Quantity)
    counted: Decimal | None = Field(default=None, sa_type=Quantity)
    counted_at: datetime | None = Field(default=None, sa_type=Instant)
    counted_by_name: str = Field(default="", max_length=200)
