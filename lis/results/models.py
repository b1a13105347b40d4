"""Results of the laboratory: one row a run, never overwritten."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, false, text
from sqlmodel import Field

from kernel.columns import Instant, Quantity, words
from kernel.db import Versioned
from kernel.ids import new_id


class ResultState(StrEnum):
    """How far a result has come (trạng thái kết quả)."""

    ENTERED = "entered"
    CHECKED = "checked"  # looked at by a technician (soát kỹ thuật)
    VERIFIED = "verified"  # signed; it goes out
    REPLACED = "replaced"  # a newer run or a correction stands in its place
    WITHDRAWN = "withdrawn"  # it should not have been; the test is run again


CRITICAL = frozenset({"LL", "HH", "AA"})


class ResultSource(StrEnum):
    """Where a value came from."""

    HAND = "hand"
    ANALYSER = "analyser"
    FILE = "file"
    CALCULATED = "calculated"
    REFERENCE_LAB = "reference_lab"


WAITING = (ResultState.ENTERED, ResultState.CHECKED)
STANDING = (*WAITING, ResultState.VERIFIED)

_OPEN = text("state IN ('entered', 'checked')")
_ALONE = text("alone_reason <> ''")
_VERIFIED = text("verified_at IS NOT NULL")


class LabResult(Versioned, table=True):
    """One run of one test (kết quả xét nghiệm), with the ranges by which it was judged."""

    __tablename__ = "lis_result"
    __table_args__ = (
        Index("ix_lis_result_item", "item_id", "run"),
        Index("ix_lis_result_order", "order_id"),
        # What waits to be verified; the millions that were are not in it.
        Index(
            "ix_lis_result_queue",
            "section_code",
            "entered_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(
            "ix_lis_result_waiting",
            "entered_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_lis_result_series", "patient_id", "test_code", "entered_at"),
        # What one person entered and verified: few, and somebody looks at them.
        Index(
            "ix_lis_result_alone",
            "verified_at",
            "id",
            sqlite_where=_ALONE,
            postgresql_where=_ALONE,
        ),
        Index("ix_lis_result_register", "section_code", "verified_at", "id"),
        # What is counted of a period (lis.statistics).
        Index(
            "ix_lis_result_verified",
            "verified_at",
            "id",
            sqlite_where=_VERIFIED,
            postgresql_where=_VERIFIED,
        ),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    item_id: UUID = Field(foreign_key="lis_item.id")
    order_id: UUID = Field(foreign_key="his_order.id")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id", index=True)
    specimen_id: UUID | None = None
    section_code: str = Field(max_length=60)
    test_code: str = Field(max_length=60)
    name: str = Field(max_length=200)
    loinc: str = Field(max_length=60)
    run: int = 1
    value: str = Field(max_length=500, description="As it is shown.")
    number: Decimal | None = Field(default=None, sa_type=Quantity)
    unit: str = Field(default="", max_length=40)
    flag: str = Field(default="", max_length=4, description="LL, L, H, HH, A, AA or nothing.")
    reference: str = Field(default="", max_length=60)
    limits: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    delta: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    detail: Any = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="Microbiology: isolates with their antibiogram.",
    )
    comment: str = Field(default="", max_length=1000)
    dilution: Decimal | None = Field(default=None, sa_type=Quantity)
    lot: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    source: ResultSource = Field(sa_type=words(ResultSource))
    analyser: str = Field(default="", max_length=60)
    message_id: UUID | None = Field(default=None, index=True)
    measured_at: datetime = Field(sa_type=Instant)
    entered_at: datetime = Field(sa_type=Instant)
    entered_by: UUID
    entered_by_name: str = Field(max_length=200)
    # A critical value is confirmed by whoever entered it or checks it, before it is verified.
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    confirmed_by_name: str = Field(default="", max_length=200)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    checked_by: UUID | None = None
    checked_by_name: str = Field(default="", max_length=200)
    # Where a test wants two physicians: the first signature; it goes out with the second.
    first_verified_at: datetime | None = Field(default=None, sa_type=Instant)
    first_verified_by: UUID | None = None
    first_verified_by_name: str = Field(default="", max_length=200)
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    verified_by: UUID | None = None
    verified_by_name: str = Field(default="", max_length=200)
    alone_reason: str = Field(
        default="", max_length=500, description="Why one person entered and verified it."
    )
    alone_seen_at: datetime | None = Field(
        default=None, sa_type=Instant, description="When another person looked at it afterwards."
    )
    alone_seen_by_name: str = Field(
        default="", max_length=200, sa_column_kwargs={"server_default": ""}
    )
    by_trainee: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="Entered by a trainee: somebody else checks it before it is verified.",
    )
    signed_with: str = Field(
        default="",
        max_length=20,
        sa_column_kwargs={"server_default": ""},
        description="What whoever verified it was asked for again: password, pin or nothing.",
    )
    automatic: bool = False
    auto_reasons: Any = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="Why autoverification passed it or left it to a person.",
    )
    state: ResultState = Field(default=ResultState.ENTERED, sa_type=words(ResultState))
    replaces_id: UUID | None = Field(default=None, index=True)
    reason: str = Field(default="", max_length=500, description="Of a correction or withdrawal.")
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by_name: str = Field(default="", max_length=200)

    @property
    def kits(self) -> list[dict[str, str]]:
        """The reagents of this run: number, name, lot, last day; why, where it had expired."""
        found = (self.lot or {}).get("kits", ())
        return [{"expired": "", **kit} for kit in found]
