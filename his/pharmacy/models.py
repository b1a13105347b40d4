"""Stores, what they keep, and the ledger of what came and went."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, Quantity, UnitPrice, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id
from kernel.settled import Settled


class StoreKind(StrEnum):
    """What a store is for."""

    MAIN = "main"
    DISPENSARY = "dispensary"
    CABINET = "cabinet"
    QUARANTINE = "quarantine"


class ItemKind(StrEnum):
    """Which shared list knows the item: the word is the list's id and the charge's kind."""

    DRUG = "drug"
    SUPPLY = "supply"


class MoveKind(StrEnum):
    """Why a stock changed. Each is a line of its own in the reports."""

    RECEIPT = "receipt"
    RECEIPT_BACK = "receipt_back"  # the counter-entry of a wrong receipt
    SUPPLIER_RETURN = "supplier_return"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    DISPENSE = "dispense"
    RETURN = "return"  # from a patient
    ADJUST = "adjust"  # what a stock-take found
    WRITE_OFF = "write_off"


class Store(Versioned, Settled, table=True):
    """A place that keeps stock of its own (kho, quầy cấp phát, tủ trực)."""

    __tablename__ = "his_store"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    site_id: UUID = Field(foreign_key="his_site.id")
    code: str = Field(max_length=20, unique=True)
    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    kind: StoreKind = Field(sa_type=words(StoreKind))
    active: bool = True


class Item(Versioned, table=True):
    """What the pharmacy knows of a drug or supply beside its catalogue entry (mặt hàng)."""

    __tablename__ = "his_stock_item"
    __table_args__ = (
        UniqueConstraint("kind", "code"),
        Index("ix_his_stock_item_code", "code", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: ItemKind = Field(sa_type=words(ItemKind))
    code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    name_search: str = Field(default="", max_length=600)
    unit: str = Field(max_length=40, description="The smallest that is dispensed (đơn vị gốc).")
    minimum: Decimal | None = Field(default=None, sa_type=Quantity)
    maximum: Decimal | None = Field(default=None, sa_type=Quantity)
    place: str = Field(default="", max_length=80, description="Shelf and box.")
    control: str = Field(default="", max_length=20, description="narcotic, psychotropic, ...")
    high_alert: bool = False
    look_alike: str = Field(default="", max_length=300, description="With what it is mistaken.")
    ven: str = Field(default="", max_length=1, description="V, E or N.")
    registration: str = Field(default="", max_length=80, description="Usual, for the next receipt.")


class ItemUnit(Versioned, table=True):
    """A pack of an item: how many of the smallest unit it holds, and its barcode."""

    __tablename__ = "his_stock_unit"
    __table_args__ = (UniqueConstraint("item_id", "name"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    name: str = Field(max_length=40)
    factor: Decimal = Field(sa_type=Quantity)
    gtin: str | None = Field(default=None, max_length=14, index=True)


class Lot(Versioned, table=True):
    """One lot of an item as it was bought: number, expiry, price, tender (lô)."""

    __tablename__ = "his_stock_lot"
    __table_args__ = (
        Index("ix_his_stock_lot_item", "item_id", "number"),
        Index("ix_his_stock_lot_expiry", "expiry", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    number: str = Field(max_length=40)
    expiry: date
    unit_price: Decimal = Field(sa_type=UnitPrice, description="Of the smallest unit, with VAT.")
    registration: str = Field(default="", max_length=80)
    tender: str = Field(default="", max_length=200, description="XML2.TT_THAU.")
    supplier_code: str = Field(default="", max_length=60)
    supplier_name: str = Field(default="", max_length=300)
    recalled_at: datetime | None = Field(default=None, sa_type=Instant)
    recall_id: UUID | None = Field(default=None, foreign_key="his_stock_recall.id")


class Stock(Unaudited, SQLModel, table=True):
    """How much of a lot lies in a store now: always the sum of its moves, never below zero.

    Whoever moves stock holds this row until his transaction ends. The moves are its log.
    """

    __tablename__ = "his_stock"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="ck_his_stock_quantity_not_negative"),
        Index("ix_his_stock_item", "item_id", "store_id"),
        Index("ix_his_stock_store", "store_id", "item_id"),
    )

    store_id: UUID = Field(foreign_key="his_store.id", primary_key=True)
    lot_id: UUID = Field(foreign_key="his_stock_lot.id", primary_key=True)
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    quantity: Decimal = Field(sa_type=Quantity)


@only_grows
class Move(Unaudited, SQLModel, table=True):
    """One line of the stock ledger (dòng thẻ kho). Never changed, never deleted (triggers)."""

    __tablename__ = "his_stock_move"
    __table_args__ = (
        Index("ix_his_stock_move_item", "item_id", "store_id", "at", "id"),
        Index("ix_his_stock_move_store", "store_id", "at", "id"),
        Index("ix_his_stock_move_lot", "lot_id", "at", "id"),
        Index("ix_his_stock_move_paper", "paper_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    store_id: UUID = Field(foreign_key="his_store.id")
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    lot_id: UUID = Field(foreign_key="his_stock_lot.id")
    kind: MoveKind = Field(sa_type=words(MoveKind))
    quantity: Decimal = Field(sa_type=Quantity, description="In is positive, out negative.")
    balance: Decimal = Field(sa_type=Quantity, description="Of the lot in the store afterwards.")
    paper: str = Field(default="", max_length=30, description="The code that people read.")
    paper_id: UUID | None = Field(default=None, description="Receipt, transfer, dispensing, ...")
    reason: str = Field(default="", max_length=500)
    by: UUID
    by_name: str = Field(max_length=200)


class Recall(Versioned, table=True):
    """A lot that must not be used any more (thu hồi): locked wherever it lies."""

    __tablename__ = "his_stock_recall"
    __table_args__ = (Index("ix_his_stock_recall_at", "at", "id"),)
    audit_subject: ClassVar = ("stock_item", "item_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(foreign_key="his_stock_item.id")
    lot_number: str = Field(max_length=40)
    order_no: str = Field(default="", max_length=120, description="The authority's letter.")
    reason: str = Field(max_length=500)
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)
    lifted_at: datetime | None = Field(default=None, sa_type=Instant)
    lifted_by_name: str = Field(default="", max_length=200)
    lifted_reason: str = Field(default="", max_length=500)
