"""The cashier's lists: who waits to pay, the day's invoices and payments (danh sách thu ngân)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlmodel import Session, col

from his.billing.ledger import Invoice, Payment
from his.billing.models import Bill, Discount, DiscountState
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.patients.service import Patient
from kernel import clock
from kernel.access import Actor
from kernel.columns import unaccented
from kernel.paging import cursor, page_of, place


@dataclass(frozen=True, slots=True)
class BillLine:
    """One who waits at the cashier's: account, visit, person."""

    bill: Bill
    visit: Encounter
    patient: patients.Brief


def waiting(
    db: Session,
    actor: Actor,
    *,
    text: str = "",
    paid: bool | None = False,
    day: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[BillLine], str | None]:
    """Who has to pay (or to get money back), the longest waiting first; `paid`: today's
    others; None: all of today.

    `text` is part of a name, or a visit's or patient's code.
    """
    query = (
        select(Bill, Encounter, *encounters.PERSON)
        .join(Encounter, col(Encounter.id) == col(Bill.encounter_id))
        .join(Patient, col(Patient.id) == col(Bill.patient_id))
        .where(patients.visible(actor))
    )
    if paid is not None:
        query = query.where(col(Bill.waiting) == (not paid))
    if paid is not False or day:
        start, end = clock.day_bounds(day or clock.today())
        query = query.where(col(Bill.waiting_since) >= start, col(Bill.waiting_since) < end)
    if text:
        bare = unaccented(text)
        query = query.where(
            (col(Encounter.code) == text.upper())
            | (col(Patient.code) == text.upper())
            | col(Patient.name_search).contains(bare, autoescape=True)
        )
    if after:
        here = place(after, datetime.fromisoformat, UUID)
        query = query.where(tuple_(col(Bill.waiting_since), col(Bill.encounter_id)) > here)
    rows = db.execute(
        query.order_by(col(Bill.waiting_since), col(Bill.encounter_id)).limit(limit + 1)
    ).all()
    lines = [_line(tuple(row)) for row in rows[:limit]]
    last = lines[-1].bill if len(rows) > limit else None
    return lines, cursor(last.waiting_since, last.encounter_id) if last else None


def _line(row: Sequence[Any]) -> BillLine:
    bill, visit, *person = row
    return BillLine(bill, visit, encounters.brief(*person))


def payments_of_day(
    db: Session,
    *,
    day: date | None = None,
    shift_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Payment], str | None]:
    """What money moved on a day, or in a shift, the newest first."""
    query = select(Payment)
    if shift_id:
        query = query.where(col(Payment.shift_id) == shift_id)
    else:
        start, end = clock.day_bounds(day or clock.today())
        query = query.where(col(Payment.at) >= start, col(Payment.at) < end)
    return page_of(
        db,
        query,
        by=[col(Payment.at), col(Payment.id)],
        types=[datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
    )


def invoices_of_day(
    db: Session, *, day: date | None = None, after: str | None = None, limit: int = 50
) -> tuple[list[Invoice], str | None]:
    """The invoices and reversals of a day, the newest first."""
    start, end = clock.day_bounds(day or clock.today())
    query = select(Invoice).where(col(Invoice.at) >= start, col(Invoice.at) < end)
    return page_of(
        db,
        query,
        by=[col(Invoice.at), col(Invoice.id)],
        types=[datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
    )


def discounts_asked(
    db: Session, *, after: str | None = None, limit: int = 50
) -> tuple[list[Discount], str | None]:
    """What waits for a decision, oldest first."""
    query = select(Discount).where(col(Discount.state) == DiscountState.ASKED)
    return page_of(db, query, by=[col(Discount.id)], types=[UUID], after=after, limit=limit)


def discounts_of(db: Session, encounter_id: UUID) -> list[Discount]:
    asked = select(Discount).where(col(Discount.encounter_id) == encounter_id)
    return list(db.execute(asked.order_by(col(Discount.id)).limit(100)).scalars())
