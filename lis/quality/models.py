"""Controls, their targets, their runs, what they lock, and the rounds of others."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field

from kernel.columns import Instant, Quantity, words
from kernel.db import Versioned
from kernel.ids import new_id
from lis.quality.figures import RoundGrade
from lis.quality.westgard import RunVerdict


class TargetSource(StrEnum):
    """Where a mean and SD come from."""

    MAKER = "maker"
    OWN = "own"  # this laboratory's own values, 20 or more
    PEERS = "peers"


class ControlSource(StrEnum):
    """How a control's value came in."""

    HAND = "hand"
    ANALYSER = "analyser"


class HoldState(StrEnum):
    """A test that is locked: see states.py."""

    HELD = "held"
    ACTED = "acted"  # somebody did something about it; a good control run is awaited
    RELEASED = "released"


class HoldCause(StrEnum):
    """Why a control was out, as found."""

    CONTROL = "control"
    REAGENT = "reagent"
    CALIBRATION = "calibration"
    INSTRUMENT = "instrument"
    OPERATOR = "operator"
    ENVIRONMENT = "environment"
    UNKNOWN = "unknown"


class RoundState(StrEnum):
    """An external round: expected, our results sent, the organiser's scores known."""

    OPEN = "open"
    SUBMITTED = "submitted"
    SCORED = "scored"


class ControlLot(Versioned, table=True):
    """One lot of a control material at one level (lô mẫu nội kiểm)."""

    __tablename__ = "lis_control_lot"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_lis_control_lot_material", "material", "level", "id"),
    )
    audit_subject: ClassVar = ("lis_control_lot", "code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=40, description="Its barcode: an analyser's id of the sample.")
    material: str = Field(max_length=200)
    maker: str = Field(default="", max_length=200)
    level: int = Field(ge=1, le=4)
    lot_number: str = Field(max_length=60)
    expiry: date
    opened_on: date | None = None
    open_days: int | None = Field(default=None, description="How long it is good once open.")
    active: bool = True


_IN_FORCE = text("valid_to IS NULL")


class ControlTarget(Versioned, table=True):
    """The mean and SD of a test in a lot on an analyser. Never changed: ended, and set anew."""

    __tablename__ = "lis_control_target"
    __table_args__ = (
        CheckConstraint("sd > 0", name="ck_lis_control_target_sd_positive"),
        Index(
            "ix_lis_control_target_now",
            "test_code",
            "analyser",
            "lot_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
        Index("ix_lis_control_target_lot", "lot_id", "test_code", "valid_from", "id"),
    )
    audit_subject: ClassVar = ("lis_control_lot", "lot_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    lot_id: UUID = Field(foreign_key="lis_control_lot.id")
    test_code: str = Field(max_length=60)
    analyser: str = Field(default="", max_length=60, description="Empty: wherever it is done.")
    unit: str = Field(default="", max_length=40)
    mean: Decimal = Field(sa_type=Quantity)
    sd: Decimal = Field(sa_type=Quantity)
    source: TargetSource = Field(sa_type=words(TargetSource))
    valid_from: datetime = Field(sa_type=Instant)
    valid_to: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", max_length=500)
    by: UUID
    by_name: str = Field(max_length=200)


class ControlPlan(Versioned, table=True):
    """How a test is controlled on an analyser: its rules, how often, whether it is locked."""

    __tablename__ = "lis_control_plan"
    __table_args__ = (UniqueConstraint("test_code", "analyser"),)
    audit_subject: ClassVar = ("lis_test", "test_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    test_code: str = Field(max_length=60)
    analyser: str = Field(default="", max_length=60)
    rules: Any = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False), description="Rule -> act."
    )
    every_hours: int | None = Field(default=24, description="A good run is due this often.")
    locks: bool = Field(default=True, description="A rejected run holds the test's results.")
    overdue_locks: bool = Field(default=False, description="So does a run that is overdue.")
    allowed_error: Decimal | None = Field(
        default=None, sa_type=Quantity, description="Total allowable error, percent."
    )


class ControlRun(Versioned, table=True):
    """The controls of a test that were run together (lần chạy nội kiểm), and the verdict."""

    __tablename__ = "lis_control_run"
    __table_args__ = (
        Index("ix_lis_control_run_test", "test_code", "analyser", "at", "id"),
        Index("ix_lis_control_run_at", "at", "id"),
    )
    audit_subject: ClassVar = ("lis_test", "test_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    test_code: str = Field(max_length=60)
    analyser: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)
    verdict: RunVerdict = Field(sa_type=words(RunVerdict))
    broken: Any = Field(
        default_factory=list,
        sa_column=Column(JSON, nullable=False),
        description="Rules, with the levels that broke them.",
    )
    source: ControlSource = Field(sa_type=words(ControlSource))
    message_id: UUID | None = None
    note: str = Field(default="", max_length=500)
    by: UUID
    by_name: str = Field(max_length=200)


class ControlPoint(Versioned, table=True):
    """One value of one control, with the target by which it was judged."""

    __tablename__ = "lis_control_point"
    __table_args__ = (
        Index("ix_lis_control_point_test", "test_code", "analyser", "at", "id"),
        Index("ix_lis_control_point_run", "run_id"),
        Index("ix_lis_control_point_at", "at", "id"),
    )
    audit_subject: ClassVar = ("lis_test", "test_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    run_id: UUID = Field(foreign_key="lis_control_run.id")
    lot_id: UUID = Field(foreign_key="lis_control_lot.id")
    target_id: UUID = Field(foreign_key="lis_control_target.id")
    test_code: str = Field(max_length=60)
    analyser: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)
    value: Decimal = Field(sa_type=Quantity)
    mean: Decimal = Field(sa_type=Quantity)
    sd: Decimal = Field(sa_type=Quantity)
    z: Decimal = Field(sa_type=Quantity)
    excluded_at: datetime | None = Field(default=None, sa_type=Instant)
    excluded_by_name: str = Field(default="", max_length=200)
    excluded_reason: str = Field(default="", max_length=500)


_OPEN = text("released_at IS NULL")


class ControlHold(Versioned, table=True):
    """A test whose results wait because its control was out (khoá xét nghiệm)."""

    __tablename__ = "lis_control_hold"
    __table_args__ = (
        # Never two locks of one test on one analyser, whoever is quicker.
        Index(
            "ix_lis_control_hold_open",
            "test_code",
            "analyser",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_lis_control_hold_since", "since", "id"),
        Index("ix_lis_control_hold_test", "test_code", "analyser", "released_at"),
    )
    audit_subject: ClassVar = ("lis_test", "test_code")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    test_code: str = Field(max_length=60)
    analyser: str = Field(default="", max_length=60)
    state: HoldState = Field(default=HoldState.HELD, sa_type=words(HoldState))
    run_id: UUID = Field(foreign_key="lis_control_run.id")
    rules: str = Field(max_length=100, description="1-3s, 2-2s: as people read them.")
    since: datetime = Field(sa_type=Instant)
    last_good_at: datetime | None = Field(
        default=None, sa_type=Instant, description="Results since then are to be looked at."
    )
    cause: HoldCause | None = Field(default=None, sa_type=words(HoldCause))
    action: str = Field(default="", max_length=1000)
    acted_at: datetime | None = Field(default=None, sa_type=Instant)
    acted_by_name: str = Field(default="", max_length=200)
    released_at: datetime | None = Field(default=None, sa_type=Instant)
    released_by_name: str = Field(default="", max_length=200)
    release_reason: str = Field(default="", max_length=500)
    release_run_id: UUID | None = Field(default=None, foreign_key="lis_control_run.id")


class ExternalRound(Versioned, table=True):
    """A round of an external programme (đợt ngoại kiểm)."""

    __tablename__ = "lis_external_round"
    __table_args__ = (
        UniqueConstraint("programme", "code"),
        Index("ix_lis_external_round_due", "due_on", "id"),
    )
    audit_subject: ClassVar = ("lis_external_round", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    programme: str = Field(max_length=200)
    organiser: str = Field(max_length=200)
    code: str = Field(max_length=60)
    sample: str = Field(default="", max_length=100)
    received_on: date | None = None
    due_on: date
    state: RoundState = Field(default=RoundState.OPEN, sa_type=words(RoundState))
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)
    submitted_by_name: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=500)


class ExternalResult(Versioned, table=True):
    """What we found for a test of a round, and what the others found."""

    __tablename__ = "lis_external_result"
    __table_args__ = (
        UniqueConstraint("round_id", "test_code", "analyser"),
        Index("ix_lis_external_result_test", "test_code", "id"),
    )
    audit_subject: ClassVar = ("lis_external_round", "round_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    round_id: UUID = Field(foreign_key="lis_external_round.id")
    test_code: str = Field(max_length=60)
    analyser: str = Field(default="", max_length=60)
    unit: str = Field(default="", max_length=40)
    value: Decimal = Field(sa_type=Quantity)
    peer_group: str = Field(default="", max_length=200)
    peer_n: int | None = None
    peer_mean: Decimal | None = Field(default=None, sa_type=Quantity)
    peer_sd: Decimal | None = Field(default=None, sa_type=Quantity)
    z: Decimal | None = Field(default=None, sa_type=Quantity)
    bias: Decimal | None = Field(default=None, sa_type=Quantity)
    grade: RoundGrade | None = Field(default=None, sa_type=words(RoundGrade))
    cause: str = Field(default="", max_length=500)
    action: str = Field(default="", max_length=1000)
    answered_by_name: str = Field(default="", max_length=200)
