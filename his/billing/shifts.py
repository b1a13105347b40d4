"""Cashiers' shifts: float, hand-over, cash-up by denomination, difference (ca thu ngân)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.billing.errors import (
    DifferenceUnexplained,
    NoOpenShift,
    SamePerson,
    ShiftIsClosed,
    ShiftIsOpen,
)
from his.billing.ledger import CashMove, Invoice, Payment, PaymentMethod
from his.billing.tills import CashShift, CashShiftState
from his.pricing.service import money, to_cents
from kernel import counters, live
from kernel.access import Actor
from kernel.clock import local_now, utc_now
from kernel.errors import NotFound
from kernel.paging import page_of

ZERO = Decimal("0.00")
DENOMINATIONS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a shift took by one method: in, out, and how many times."""

    method: PaymentMethod
    came: Decimal
    went: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What should be in the drawer, and how it came about."""

    opening: Decimal
    taken: tuple[Taken, ...]
    moved: Decimal
    expected: Decimal
    invoices: int
    invoiced: Decimal


def current(db: Session, actor: Actor) -> CashShift | None:
    """The actor's open shift."""
    asked = select(CashShift).where(
        col(CashShift.cashier_id) == actor.id, col(CashShift.state) == CashShiftState.OPEN
    )
    found: CashShift | None = db.execute(asked).scalar_one_or_none()
    return found


def my_shift(db: Session, actor: Actor) -> CashShift:
    """The actor's open shift, which cannot be closed meanwhile. Raises NoOpenShift."""
    asked = (
        select(CashShift)
        .where(col(CashShift.cashier_id) == actor.id, col(CashShift.state) == CashShiftState.OPEN)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found: CashShift | None = db.execute(asked).scalar_one_or_none()
    if found is None:
        raise NoOpenShift
    return found


def open_shift(
    db: Session, actor: Actor, *, opening: Decimal, site_id: UUID | None = None
) -> CashShift:
    """Begin to take money, with a float in the drawer. Raises ShiftIsOpen."""
    if mine := current(db, actor):
        raise ShiftIsOpen(code=mine.code)
    site = site_id or admin.sites(db)[0].id
    day = f"{local_now():%y%m%d}"
    shift = CashShift(
        code=f"CA{day}-{counters.take(db, f'his.billing.shift/{day}'):02d}",
        cashier_id=actor.id,
        cashier_name=actor.name,
        site_id=site,
        opening=opening,
    )
    db.add(shift)
    db.flush()
    live.touch(db, "shifts")
    return shift


def move_cash(db: Session, actor: Actor, *, amount: Decimal, other: str, reason: str) -> CashMove:
    """Cash goes into the drawer (+) or to the treasury (-) during the shift."""
    shift = my_shift(db, actor)
    move = CashMove(
        shift_id=shift.id, amount=amount, other=other, reason=reason,
        by=actor.id, by_name=actor.name,
    )  # fmt: skip
    db.add(move)
    db.flush()
    live.touch(db, "shifts")
    return move


def close_shift(
    db: Session,
    actor: Actor,
    shift_id: UUID,
    *,
    count: Mapping[int, int],
    reason: str = "",
    handed_to: str = "",
) -> CashShift:
    """Count the drawer and hand it over. A difference is explained (DifferenceUnexplained)."""
    shift = locked(db, shift_id)
    if shift.cashier_id != actor.id:
        raise NotFound
    if shift.state is not CashShiftState.OPEN:
        raise ShiftIsClosed(code=shift.code)
    counted = sum((Decimal(value) * pieces for value, pieces in count.items()), ZERO)
    expected = balance(db, shift).expected
    difference = counted - expected
    if difference and not reason:
        raise DifferenceUnexplained(difference=money(difference), amount=difference)
    shift.state = CashShiftState.CLOSED
    shift.closed_at = utc_now()
    shift.count = {str(value): pieces for value, pieces in count.items() if pieces}
    shift.counted, shift.expected, shift.difference = counted, expected, difference
    shift.difference_reason, shift.handed_to = reason, handed_to
    db.flush()
    live.touch(db, "shifts")
    return shift


def accept_shift(db: Session, actor: Actor, shift_id: UUID) -> CashShift:
    """A second person has counted the money and taken it (nhận bàn giao). Raises SamePerson."""
    shift = locked(db, shift_id)
    if shift.state is not CashShiftState.CLOSED:
        raise ShiftIsClosed(code=shift.code)
    if shift.cashier_id == actor.id:
        raise SamePerson
    shift.state = CashShiftState.ACCEPTED
    shift.accepted_at = utc_now()
    shift.accepted_by, shift.accepted_by_name = actor.id, actor.name
    db.flush()
    live.touch(db, "shifts")
    return shift


def get(db: Session, shift_id: UUID) -> CashShift:
    found = db.get(CashShift, shift_id)
    if found is None:
        raise NotFound
    return found


def locked(db: Session, shift_id: UUID) -> CashShift:
    found = db.get(CashShift, shift_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def balance(db: Session, shift: CashShift) -> Balance:
    """What was taken, by method; what the drawer should hold."""
    came = func.sum(_part(Payment, positive=True))
    went = func.sum(_part(Payment, positive=False))
    rows = db.execute(
        select(col(Payment.method), came, went, func.count())
        .where(col(Payment.shift_id) == shift.id)
        .group_by(col(Payment.method))
        .order_by(col(Payment.method))
    ).all()
    taken = tuple(Taken(m, _money(c), _money(w), n) for m, c, w, n in rows)
    moved = _money(
        db.execute(
            select(func.sum(col(CashMove.amount))).where(col(CashMove.shift_id) == shift.id)
        ).scalar()
    )
    cash = sum((t.came + t.went for t in taken if t.method is PaymentMethod.CASH), ZERO)
    count, invoiced = db.execute(
        select(func.count(), func.sum(col(Invoice.total))).where(col(Invoice.shift_id) == shift.id)
    ).one()
    return Balance(
        opening=shift.opening,
        taken=taken,
        moved=moved,
        expected=shift.opening + cash + moved,
        invoices=count,
        invoiced=_money(invoiced),
    )


def _part(model: type[Payment], *, positive: bool) -> object:
    amount = col(model.amount)
    chosen = amount > ZERO if positive else amount < ZERO
    return case((chosen, amount), else_=ZERO)


def _money(found: object) -> Decimal:
    return to_cents(found if isinstance(found, Decimal) else Decimal(str(found or 0)))


def page(
    db: Session,
    *,
    cashier_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[CashShift], str | None]:
    """Shifts, the newest first."""
    query = select(CashShift)
    if cashier_id:
        query = query.where(col(CashShift.cashier_id) == cashier_id)
    return page_of(
        db,
        query,
        by=[col(CashShift.opened_at), col(CashShift.id)],
        types=[datetime.fromisoformat, UUID],
        after=after,
        limit=limit,
        descending=True,
    )
