"""The front door of his.billing. Other modules import this file and events.py."""

from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.billing.accounts import bill_of, charges, demand, totals
from his.billing.accounts import due as due_of
from his.billing.accounts import requote as requote_bill
from his.billing.discounts import ask as ask_discount
from his.billing.discounts import decide as decide_discount
from his.billing.einvoices import numbered
from his.billing.ledger import (
    Invoice,
    InvoiceKind,
    InvoiceLine,
    Payment,
    PaymentKind,
    PaymentMethod,
)
from his.billing.models import Bill, Charge, ChargeState
from his.billing.reversing import pay_out, reverse
from his.billing.settling import Tender, leave_deposit, pay_debt, settle
from his.billing.shifts import accept_shift, balance, close_shift, current, move_cash, open_shift
from his.billing.tills import CashShift, CashShiftState
from his.billing.transfers import set_account as set_bank_account
from his.billing.way import follow
from kernel.access import Actor

__all__ = [
    "Bill",
    "CashShift",
    "CashShiftState",
    "Charge",
    "ChargeState",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "Payment",
    "PaymentKind",
    "PaymentMethod",
    "Tender",
    "accept_shift",
    "ask_discount",
    "balance",
    "bill_of",
    "charges_of",
    "close_shift",
    "current",
    "decide_discount",
    "due",
    "leave_deposit",
    "move_cash",
    "numbered",
    "open_shift",
    "pay_debt",
    "pay_out",
    "requote",
    "reverse",
    "set_bank_account",
    "settle",
    "totals",
]


def charges_of(db: Session, encounter_id: UUID) -> list[Charge]:
    """What a visit costs: every charge that stands, each with its quote."""
    return [c for c in charges(db, encounter_id) if c.state is not ChargeState.WITHDRAWN]


def due(db: Session, encounter_id: UUID) -> Decimal:
    """What the patient has to pay now, in whole dong."""
    bill = bill_of(db, encounter_id)
    return due_of(bill) if bill else Decimal(0)


def requote(db: Session, encounter_id: UUID, *, actor: Actor | None = None) -> None:
    """Work a visit's open lines out anew: its coverage has changed. No bill, nothing to do.

    `actor`: who changed it; the patient's way follows.
    """
    if bill_of(db, encounter_id) is None:
        return
    bill = demand(db, encounter_id)
    requote_bill(db, bill)
    if actor is not None:
        follow(db, actor, bill)
