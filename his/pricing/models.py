from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from kernel.clock import utc_now
from kernel.columns import Amount, Instant, UnitPrice, words
from kernel.ids import new_id
from kernel.settled import Settled


class PriceKind(StrEnum):
    """What has a price; each is a shared list."""

    SERVICE = "service"
    DRUG = "drug"
    SUPPLY = "supply"


class PayerClass(StrEnum):
    """For whom a price is (đối tượng giá)."""

    BHYT = "bhyt"
    SELF_PAY = "self_pay"
    SERVICE = "service"


class PriceList(Settled, table=True):
    """Prices that one decision brought in (bảng giá): by file, by hand, or from the lists."""

    __tablename__ = "his_price_list"
    __table_args__ = (Index("ix_his_price_list_from", "valid_from", "id"),)
    audit_subject: ClassVar = ("price_list", "id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    payer: PayerClass = Field(sa_type=words(PayerClass))
    valid_from: date
    decision: str = Field(max_length=300, description="Who decided, by which document.")
    file_name: str = Field(default="", max_length=200)
    digest: str = Field(default="", max_length=64)
    count: int
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)


class Price(Settled, table=True):
    """What something costs for a class of payers from a day on (giá).

    The one with the latest `valid_from` holds; an `ended` one ends the price of the class.
    Never changed: a wrong one that has not begun is withdrawn.
    """

    __tablename__ = "his_price"
    __table_args__ = (
        Index(
            "uq_his_price",
            "payer",
            "kind",
            "code",
            "valid_from",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_his_price_code", "kind", "code", "id"),
        Index("ix_his_price_list", "list_id", "id"),
    )
    audit_subject: ClassVar = ("price_list", "list_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    list_id: UUID = Field(foreign_key="his_price_list.id")
    payer: PayerClass = Field(sa_type=words(PayerClass))
    kind: PriceKind = Field(sa_type=words(PriceKind))
    code: str = Field(max_length=60)
    name: str = Field(max_length=300, description="As on the day when it was entered.")
    unit_price: Decimal = Field(sa_type=UnitPrice)
    unit_price_bh: Decimal = Field(sa_type=UnitPrice, description="0: outside the insured list.")
    rate_bh: Decimal = Field(sa_type=Amount, description="TYLE_TT_BH, percent.")
    ended: bool = False
    valid_from: date
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by_name: str = Field(default="", max_length=200)
    withdrawn_reason: str = Field(default="", max_length=500)
