"""Cashiers' shifts and the bank's side: rows that live and end (ca thu ngân, chuyển khoản)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Column, Index, false, text
from sqlmodel import Field

from kernel.clock import utc_now
from kernel.columns import Amount, Encrypted, Instant, words
from kernel.db import Versioned
from kernel.ids import new_id


class CashShiftState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # counted, and the money handed over
    ACCEPTED = "accepted"  # a second person has counted and taken it


class CashShift(Versioned, table=True):
    """A cashier's shift at a drawer (ca thu ngân). One open shift each; no payment without."""

    __tablename__ = "his_cash_shift"
    __table_args__ = (
        Index(
            "uq_his_cash_shift_open",
            "cashier_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_his_cash_shift_opened", "opened_at", "id"),
        Index("ix_his_cash_shift_cashier", "cashier_id", "opened_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    cashier_id: UUID
    cashier_name: str = Field(max_length=200)
    site_id: UUID = Field(foreign_key="his_site.id")
    state: CashShiftState = Field(default=CashShiftState.OPEN, sa_type=words(CashShiftState))
    opened_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    opening: Decimal = Field(sa_type=Amount, description="The float in the drawer.")
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    count: Any = Field(
        default=None,
        sa_column=Column(JSON(none_as_null=True), nullable=True),
        description="Denomination -> pieces.",
    )
    counted: Decimal | None = Field(default=None, sa_type=Amount)
    expected: Decimal | None = Field(default=None, sa_type=Amount)
    difference: Decimal | None = Field(default=None, sa_type=Amount)
    difference_reason: str = Field(default="", max_length=500)
    handed_to: str = Field(default="", max_length=200)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    accepted_by: UUID | None = None
    accepted_by_name: str = Field(default="", max_length=200)


class BankAccount(Versioned, table=True):
    """Where transfers go (tài khoản nhận tiền), and the secret that its notices are signed by."""

    __tablename__ = "his_bank_account"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    bank_bin: str = Field(max_length=6, description="NAPAS BIN, 6 digits.")
    bank_name: str = Field(max_length=100)
    number: str = Field(max_length=19)
    holder: str = Field(max_length=100)
    secret: str = Field(sa_type=Encrypted("his_bank_account.secret"))
    active: bool = True


class BankTransferState(StrEnum):
    WAITING = "waiting"
    PAID = "paid"
    REPLACED = "replaced"  # another one was shown since


class TransferRequest(Versioned, table=True):
    """A QR that was shown: so much for this visit, under this code (mã chuyển khoản)."""

    __tablename__ = "his_transfer_request"
    __table_args__ = (Index("ix_his_transfer_request_encounter", "encounter_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=25, unique=True, description="What the bank repeats.")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    account_id: UUID = Field(foreign_key="his_bank_account.id")
    shift_id: UUID = Field(foreign_key="his_cash_shift.id")
    amount: Decimal = Field(sa_type=Amount)
    payload: str = Field(max_length=500)
    deposit: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="Money to be left (tạm ứng), whatever is due; else what is due.",
    )
    state: BankTransferState = Field(
        default=BankTransferState.WAITING, sa_type=words(BankTransferState)
    )
    made_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    payment_id: UUID | None = Field(default=None, foreign_key="his_payment.id")


class BankNoticeState(StrEnum):
    MATCHED = "matched"  # paid what was asked, by itself
    UNMATCHED = "unmatched"  # a person must look
    RESOLVED = "resolved"  # a person did


class BankNoticeTrouble(StrEnum):
    """Why a notice did not settle its bill by itself."""

    NONE = ""
    UNKNOWN = "unknown"  # no code of ours in it
    SHORT = "short"
    OVER = "over"
    DOUBLE = "double"  # that request is paid already
    CHANGED = "changed"  # the bill is another one by now
    NO_SHIFT = "no_shift"  # the cashier has gone home


class BankNotice(Versioned, table=True):
    """Money that the bank says came in (báo có). One row a transaction, however often told."""

    __tablename__ = "his_bank_notice"
    __table_args__ = (
        Index("uq_his_bank_notice", "account_id", "transaction_id", unique=True),
        Index("ix_his_bank_notice_state", "state", "id"),
        Index("ix_his_bank_notice_at", "at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    account_id: UUID = Field(foreign_key="his_bank_account.id")
    transaction_id: str = Field(max_length=100)
    amount: Decimal = Field(sa_type=Amount)
    content: str = Field(max_length=500)
    at: datetime = Field(sa_type=Instant, description="When the bank booked it.")
    told_at: datetime = Field(default_factory=utc_now, sa_type=Instant)
    state: BankNoticeState = Field(sa_type=words(BankNoticeState))
    trouble: BankNoticeTrouble = Field(
        default=BankNoticeTrouble.NONE, sa_type=words(BankNoticeTrouble)
    )
    request_id: UUID | None = Field(default=None, foreign_key="his_transfer_request.id")
    encounter_id: UUID | None = Field(default=None, foreign_key="his_encounter.id")
    payment_id: UUID | None = Field(default=None, foreign_key="his_payment.id")
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
    resolved_by_name: str = Field(default="", max_length=200)
    resolution: str = Field(default="", max_length=500)
