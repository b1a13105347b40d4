"""Kits that are open, what they were used for, and what is to be bought."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, Quantity, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class KitState(StrEnum):
    """An opened kit: see states.py."""

    OPEN = "open"  # beside the instrument
    IN_USE = "in_use"  # on it: its lot is copied to results
    FINISHED = "finished"
    EXPIRED = "expired"
    RECALLED = "recalled"


class UseKind(StrEnum):
    """What a reagent was used for. Each is counted apart."""

    PATIENT = "patient"
    REPEAT = "repeat"
    CONTROL = "control"
    CALIBRATION = "calibration"
    DEAD_VOLUME = "dead_volume"
    LOST = "lost"


_ON_BOARD = text("state IN ('open', 'in_use')")


class ReagentKit(Versioned, table=True):
    """A kit that was opened, with its own number and its last day (hộp đang mở)."""

    __tablename__ = "lis_reagent_kit"
    __table_args__ = (
        Index("ix_lis_reagent_kit_lot", "lot_id", "opened_at", "id"),
        Index("ix_lis_reagent_kit_opened", "opened_at", "id"),
        Index(
            "ix_lis_reagent_kit_on_board",
            "reagent_id",
            "id",
            sqlite_where=_ON_BOARD,
            postgresql_where=_ON_BOARD,
        ),
        # Never two kits of a reagent in use on one instrument, whoever is quicker.
        Index(
            "ix_lis_reagent_kit_in_use",
            "reagent_id",
            "analyser",
            unique=True,
            sqlite_where=text("state = 'in_use'"),
            postgresql_where=text("state = 'in_use'"),
        ),
    )
    audit_subject: ClassVar = ("lis_reagent_lot", "lot_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    reagent_id: UUID = Field(foreign_key="lis_reagent.id")
    lot_id: UUID = Field(foreign_key="lis_reagent_lot.id")
    analyser: str = Field(default="", max_length=60, description="Empty: at the bench.")
    state: KitState = Field(default=KitState.OPEN, sa_type=words(KitState))
    content: Decimal = Field(sa_type=Quantity)
    used: Decimal = Field(default=Decimal(0), sa_type=Quantity, description="Counted by norms.")
    opened_at: datetime = Field(sa_type=Instant)
    opened_by_name: str = Field(max_length=200)
    usable_until: datetime = Field(sa_type=Instant)
    in_use_since: datetime | None = Field(default=None, sa_type=Instant)
    controlled: Any = Field(
        default_factory=dict,
        sa_column=Column(JSON, nullable=False),
        description="By test: the first good control since it is in use.",
    )
    override_reason: str = Field(default="", max_length=500, description="Used though expired.")
    override_by_name: str = Field(default="", max_length=200)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by_name: str = Field(default="", max_length=200)
    ended_reason: str = Field(default="", max_length=500)


@only_grows
class ReagentUse(Unaudited, SQLModel, table=True):
    """What a kit did: one line a result, and what was used besides (nhật ký sử dụng)."""

    __tablename__ = "lis_reagent_use"
    __table_args__ = (
        UniqueConstraint("kit_id", "result_id"),
        Index("ix_lis_reagent_use_lot", "lot_id", "id"),
        Index("ix_lis_reagent_use_kit", "kit_id", "id"),
        Index("ix_lis_reagent_use_at", "at", "id"),
        Index("ix_lis_reagent_use_result", "result_id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kit_id: UUID = Field(foreign_key="lis_reagent_kit.id")
    lot_id: UUID = Field(foreign_key="lis_reagent_lot.id")
    reagent_id: UUID = Field(foreign_key="lis_reagent.id")
    kind: UseKind = Field(sa_type=words(UseKind))
    test_code: str = Field(default="", max_length=60)
    result_id: UUID | None = Field(default=None, foreign_key="lis_result.id")
    times: int = 1
    amount: Decimal = Field(sa_type=Quantity)
    at: datetime = Field(sa_type=Instant)
    note: str = Field(default="", max_length=500)
    by_name: str = Field(default="", max_length=200)


class ReagentTally(Unaudited, SQLModel, table=True):
    """Results and controls whose reagents are to be counted: a line a batch, gone once counted."""

    __tablename__ = "lis_reagent_tally"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    result_ids: Any = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    test_code: str = Field(default="", max_length=60, description="Of controls.")
    analyser: str = Field(default="", max_length=60)
    controls: int = 0
    kits: Any = Field(
        default_factory=list,
        sa_column=Column(JSON, nullable=False),
        description="Of controls: (kit, amount of one).",
    )
    at: datetime = Field(sa_type=Instant)


class ReagentStamp(Unaudited, SQLModel, table=True):
    """One row: every change of what is in use renews it; what was read is kept by it."""

    __tablename__ = "lis_reagent_stamp"

    id: str = Field(primary_key=True, max_length=20)
    stamp: UUID = Field(default_factory=new_id)


class OrderPaperState(StrEnum):
    """What was asked of the buyer."""

    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class ReagentOrder(Versioned, table=True):
    """What is to be bought (dự trù)."""

    __tablename__ = "lis_reagent_order"
    __table_args__ = (Index("ix_lis_reagent_order_at", "at", "id"),)
    audit_subject: ClassVar = ("lis_reagent_order", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    at: datetime = Field(sa_type=Instant)
    state: OrderPaperState = Field(default=OrderPaperState.SENT, sa_type=words(OrderPaperState))
    lines: Any = Field(
        default_factory=list,
        sa_column=Column(JSON, nullable=False),
        description="Reagent, kits, kits received, why.",
    )
    note: str = Field(default="", max_length=500)
    by: UUID
    by_name: str = Field(max_length=200)
