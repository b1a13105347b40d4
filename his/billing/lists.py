"""The cashier's lists: who waits to pay, the day's invoices and payments (danh sách thu ngân)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, tuple_
from sqlmodel import Session, col

from his.billing.ledger import Invoice, Payment
from his.billing.models import Bill, Discount, DiscountState
from his.encounters import service as encounters
from his.encounters.service import Encounter, EncounterState
from his.patients import service as patients
from his.patients.service import Patient
from kernel import clock
from kernel.access import Actor
from kernel.columns import unaccented
from kernel.paging import cursor, page_of, place

#: A deposit waits for the cashier once the visit is over; before that it only lies there.
_TO_SETTLE = (
    (col(Bill.open) >= Decimal("0.5"))
    | (col(Bill.owed) > 0)
    | (col(Bill.refundable) > 0)
    | col(Bill.stale)
    | col(Encounter.state).in_((EncounterState.CLOSED, EncounterState.CANCELLED))
)


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
    held: bool = False,
    day: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[BillLine], str | None]:
    """Who has to pay (or to get money back), the longest waiting first; `paid`: today's
    others; None: all of today. `held`: whose deposit lies here.

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
    if held:
        query = query.where(col(Bill.deposit) > 0)
    elif paid is False:
        query = query.where(_TO_SETTLE)
    if paid is not False or day:
        start, end = clock.day_bounds(day or clock.today())
        query = query.where(col(Bill.waiting_since) >= start, col(Bill.waiting_since) < end)
    if text:
        query = query.where(_called(text))
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


def _called(text: str) -> ColumnElement[bool]:
    return (
        (col(Encounter.code) == text.upper())
        | (col(Patient.code) == text.upper())
        | col(Patient.name_search).contains(unaccented(text), autoescape=True)
    )


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit of today, whether or not anything was charged yet."""

    visit: Encounter
    patient: patients.Brief
    bill: Bill | None


def visits(
    db: Session, actor: Actor, *, text: str = "", after: str | None = None, limit: int = 50
) -> tuple[list[VisitLine], str | None]:
    """Who is in the house today, the latest first: for money before the first charge.

    `text` is part of a name, a visit's or patient's code, or what a card said to the scanner.
    """
    start, end = clock.day_bounds(clock.today())
    query = (
        select(Encounter, Bill, *encounters.PERSON)
        .join(Patient, col(Patient.id) == col(Encounter.patient_id))
        .outerjoin(Bill, col(Bill.encounter_id) == col(Encounter.id))
        .where(
            patients.visible(actor),
            col(Encounter.opened_at) >= start,
            col(Encounter.opened_at) < end,
            col(Encounter.state) != EncounterState.CANCELLED,
        )
    )
    if text:
        scanned = [line.encounter.id for line in encounters.by_scan(db, actor, text)]
        query = query.where(_called(text) | col(Encounter.id).in_(scanned))
    if after:
        here = place(after, datetime.fromisoformat, UUID)
        query = query.where(tuple_(col(Encounter.opened_at), col(Encounter.id)) < here)
    rows = db.execute(
        query.order_by(col(Encounter.opened_at).desc(), col(Encounter.id).desc()).limit(limit + 1)
    ).all()
    lines = []
    for row in rows[:limit]:
        visit, bill, *person = tuple(row)
        lines.append(VisitLine(visit, encounters.brief(*person), bill))
    last = lines[-1].visit if len(rows) > limit else None
    return lines, cursor(last.opened_at, last.id) if last else None


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
