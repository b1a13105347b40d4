"""Reagents: what is bought, its lots, its ledger, the kits that are open, and what they did."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, Quantity, UnitPrice, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class ReagentKind(StrEnum):
    """What it is for."""

    REAGENT = "reagent"
    CALIBRATOR = "calibrator"
    CONTROL = "control"
    CONSUMABLE = "consumable"


class ReagentLotState(StrEnum):
    """A lot: see states.py. That it has expired is said by its date."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RECALLED = "recalled"


class ReagentMoveKind(StrEnum):
    """Why a stock changed."""

    RECEIPT = "receipt"
    OPENED = "opened"
    RETURNED = "returned"  # to the supplier
    DESTROYED = "destroyed"
    COUNTED = "counted"  # what a stock-take found


class ReagentSource(StrEnum):
    """Where a delivery came from."""

    SUPPLIER = "supplier"
    PHARMACY = "pharmacy"
    CONSIGNMENT = "consignment"  # the supplier's until it is opened
    AID = "aid"
    OPENING = "opening"  # what was there when the book was begun


class Supplier(Versioned, table=True):
    """Who delivers (nhà cung cấp)."""

    __tablename__ = "lis_supplier"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=200)
    phone: str = Field(default="", max_length=40)
    active: bool = True


class Reagent(Versioned, table=True):
    """A reagent, calibrator or consumable (hóa chất, sinh phẩm). A kit holds so many tests."""

    __tablename__ = "lis_reagent"
    __table_args__ = (
        CheckConstraint("content > 0", name="ck_lis_reagent_content_positive"),
        Index("ix_lis_reagent_name", "name", "id"),
        Index("ix_lis_reagent_stock_code", "stock_code"),
    )
    audit_subject: ClassVar = ("lis_reagent", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=200)
    kind: ReagentKind = Field(default=ReagentKind.REAGENT, sa_type=words(ReagentKind))
    maker: str = Field(default="", max_length=200)
    country: str = Field(default="", max_length=80)
    catalogue_no: str = Field(default="", max_length=60, description="The maker's REF.")
    gtin: str = Field(default="", max_length=14, index=True)
    stock_code: str = Field(default="", max_length=60, description="The pharmacy's item.")
    supplier_id: UUID | None = Field(default=None, foreign_key="lis_supplier.id")
    kit_unit: str = Field(max_length=40, description="Box, bottle: what is bought and stocked.")
    content: Decimal = Field(sa_type=Quantity, description="What a kit holds.")
    content_unit: str = Field(max_length=40, description="Tests, mL, strips.")
    storage: str = Field(default="", max_length=200)
    open_days: int | None = Field(default=None, description="Stability once open, on board.")
    dead_volume: Decimal = Field(default=Decimal(0), sa_type=Quantity, description="A kit's.")
    minimum: Decimal = Field(default=Decimal(0), sa_type=Quantity, description="In kits.")
    maximum: Decimal = Field(default=Decimal(0), sa_type=Quantity, description="In kits.")
    lead_days: int = Field(default=14, description="From the order to the delivery.")
    trial: bool = Field(default=True, description="A new lot is tried beside the old one.")
    limit_percent: Decimal = Field(default=Decimal(10), sa_type=Quantity)
    active: bool = True


_IN_FORCE = text("valid_to IS NULL")


class ReagentNorm(Versioned, table=True):
    """How much of a reagent a test uses (định mức). Never changed: ended, and set anew."""

    __tablename__ = "lis_reagent_norm"
    __table_args__ = (
        CheckConstraint("per_test > 0", name="ck_lis_reagent_norm_positive"),
        Index(
            "ix_lis_reagent_norm_now",
            "reagent_id",
            "test_code",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
        Index("ix_lis_reagent_norm_test", "test_code", "valid_from", "id"),
    )
    audit_subject: ClassVar = ("lis_reagent", "reagent_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reagent_id: UUID = Field(foreign_key="lis_reagent.id")
    test_code: str = Field(max_length=60)
    per_test: Decimal = Field(sa_type=Quantity)
    extra_percent: Decimal = Field(
        default=Decimal(0), sa_type=Quantity, description="Allowed for repeats, QC, calibration."
    )
    valid_from: datetime = Field(sa_type=Instant)
    valid_to: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", max_length=500)
    by: UUID
    by_name: str = Field(max_length=200)


class ReagentLot(Versioned, table=True):
    """One lot of a reagent as the maker numbers it (lô)."""

    __tablename__ = "lis_reagent_lot"
    __table_args__ = (
        UniqueConstraint("reagent_id", "number"),
        Index("ix_lis_reagent_lot_expiry", "expiry", "id"),
        Index("ix_lis_reagent_lot_state", "state", "expiry", "id"),
    )
    audit_subject: ClassVar = ("lis_reagent", "reagent_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    reagent_id: UUID = Field(foreign_key="lis_reagent.id")
    number: str = Field(max_length=60)
    expiry: date
    unit_price: Decimal = Field(default=Decimal(0), sa_type=UnitPrice, description="Of a kit.")
    supplier_id: UUID | None = Field(default=None, foreign_key="lis_supplier.id")
    consignment: bool = False
    state: ReagentLotState = Field(default=ReagentLotState.RECEIVED, sa_type=words(ReagentLotState))
    judged_at: datetime | None = Field(default=None, sa_type=Instant)
    judged_by_name: str = Field(default="", max_length=200)
    judged_reason: str = Field(default="", max_length=500, description="Of an exception, a no.")
    recalled_at: datetime | None = Field(default=None, sa_type=Instant)
    recalled_by_name: str = Field(default="", max_length=200)
    recall_no: str = Field(default="", max_length=120, description="The maker's letter.")
    recall_reason: str = Field(default="", max_length=500)


class ReagentTrial(Versioned, table=True):
    """A new lot beside the old one: the same samples by both (chạy song song)."""

    __tablename__ = "lis_reagent_trial"
    __table_args__ = (Index("ix_lis_reagent_trial_lot", "lot_id", "test_code", "at", "id"),)
    audit_subject: ClassVar = ("lis_reagent_lot", "lot_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    lot_id: UUID = Field(foreign_key="lis_reagent_lot.id")
    old_lot_id: UUID | None = Field(default=None, foreign_key="lis_reagent_lot.id")
    test_code: str = Field(max_length=60)
    analyser: str = Field(default="", max_length=60)
    limit_percent: Decimal = Field(sa_type=Quantity)
    pairs: Any = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    mean_percent: Decimal | None = Field(default=None, sa_type=Quantity)
    within: int
    passed: bool
    control_run_id: UUID | None = Field(default=None, description="The controls by the new lot.")
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)


class ReagentStock(Unaudited, SQLModel, table=True):
    """How many unopened kits of a lot there are: the sum of its moves, never below zero.

    Whoever moves stock holds this row until his transaction ends. The moves are its log.
    """

    __tablename__ = "lis_reagent_stock"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="ck_lis_reagent_stock_not_negative"),
        Index("ix_lis_reagent_stock_reagent", "reagent_id"),
    )

    lot_id: UUID = Field(foreign_key="lis_reagent_lot.id", primary_key=True)
    reagent_id: UUID = Field(foreign_key="lis_reagent.id")
    quantity: Decimal = Field(sa_type=Quantity)


@only_grows
class ReagentMove(Unaudited, SQLModel, table=True):
    """One line of the ledger. Never changed, never deleted (triggers)."""

    __tablename__ = "lis_reagent_move"
    __table_args__ = (
        Index("ix_lis_reagent_move_reagent", "reagent_id", "at", "id"),
        Index("ix_lis_reagent_move_lot", "lot_id", "at", "id"),
        Index("ix_lis_reagent_move_at", "at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    reagent_id: UUID = Field(foreign_key="lis_reagent.id")
    lot_id: UUID = Field(foreign_key="lis_reagent_lot.id")
    kind: ReagentMoveKind = Field(sa_type=words(ReagentMoveKind))
    source: ReagentSource | None = Field(default=None, sa_type=words(ReagentSource))
    quantity: Decimal = Field(sa_type=Quantity, description="Kits; in is positive, out negative.")
    balance: Decimal = Field(sa_type=Quantity, description="Of the lot afterwards.")
    paper: str = Field(default="", max_length=60)
    reason: str = Field(default="", max_length=500)
    by: UUID
    by_name: str = Field(max_length=200)
