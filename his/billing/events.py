"""What happens to money. Each carries who did it, where and when."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BillEvent(Event):
    """What all of them tell."""

    encounter_id: UUID
    patient_id: UUID
    site_id: UUID
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued(BillEvent):
    """A bill, or part of it, was settled: its lines are frozen."""

    invoice_id: UUID
    total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceReversed(BillEvent):
    """An invoice, or lines of it, was taken back by another that carries its number."""

    invoice_id: UUID
    reversal_id: UUID
    total: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTaken(BillEvent):
    """Money came in (+) or went out (-)."""

    payment_id: UUID
    method: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BillSettled(BillEvent):
    """Nothing of the visit is left to pay."""
