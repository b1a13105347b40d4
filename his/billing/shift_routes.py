"""Cashiers' shifts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from his.billing import papers, permissions, shifts
from his.billing.schemas import (
    CashMoveIn,
    CashShiftBalance,
    CashShiftCloseIn,
    CashShiftOpenIn,
    CashShiftOut,
    MyShift,
)
from his.billing.tills import CashShift
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.errors import NotFound
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/billing/shifts", tags=["his.billing"])

Cashier = Annotated[Actor, Depends(Requires(permissions.SHIFT))]
Overseer = Annotated[Actor, Depends(Requires(permissions.SHIFTS))]


def _shown(db: Db, shift: CashShift) -> CashShiftBalance:
    return CashShiftBalance.build(shift, shifts.balance(db, shift), shifts.DENOMINATIONS)


@router.get("")
def all_shifts(
    actor: Overseer, db: Db, after: After = None, limit: Limit = 50
) -> Page[CashShiftOut]:
    """Everybody's shifts, the newest first."""
    found, following = shifts.page(db, after=after, limit=limit)
    return Page(items=[CashShiftOut.model_validate(s) for s in found], next=following)


@router.get("/mine")
def my_shifts(actor: Cashier, db: Db, after: After = None, limit: Limit = 50) -> Page[CashShiftOut]:
    """The cashier's own, the newest first."""
    found, following = shifts.page(db, cashier_id=actor.id, after=after, limit=limit)
    return Page(items=[CashShiftOut.model_validate(s) for s in found], next=following)


@router.get("/current")
def current_shift(actor: Cashier, db: Db) -> MyShift:
    """The cashier's open shift and what it took, or none."""
    found = shifts.current(db, actor)
    return MyShift(shift=_shown(db, found) if found else None)


@router.post("", status_code=201)
def open_shift(wanted: CashShiftOpenIn, actor: Cashier, db: Db) -> CashShiftBalance:
    return _shown(db, shifts.open_shift(db, actor, opening=wanted.opening))


@router.post("/current/moves", status_code=201)
def move_cash(wanted: CashMoveIn, actor: Cashier, db: Db) -> CashShiftBalance:
    """Cash to the treasury (-) or from it (+)."""
    shifts.move_cash(db, actor, amount=wanted.amount, other=wanted.other, reason=wanted.reason)
    return _shown(db, shifts.my_shift(db, actor))


@router.post("/{shift_id}/closing")
def close_shift(
    shift_id: UUID, wanted: CashShiftCloseIn, actor: Cashier, db: Db
) -> CashShiftBalance:
    """Count the drawer and hand it over."""
    closed = shifts.close_shift(
        db,
        actor,
        shift_id,
        count=wanted.count,
        reason=wanted.reason.strip(),
        handed_to=wanted.handed_to.strip(),
    )
    return _shown(db, closed)


@router.post("/{shift_id}/acceptance")
def accept_shift(shift_id: UUID, actor: Overseer, db: Db) -> CashShiftOut:
    """A second person has counted and taken the money."""
    return CashShiftOut.model_validate(shifts.accept_shift(db, actor, shift_id))


@router.post("/{shift_id}/print", responses=PDF, response_class=Response)
def print_shift(shift_id: UUID, actor: Cashier, db: Db) -> Response:
    found = shifts.get(db, shift_id)
    if found.cashier_id != actor.id and not actor.holds(permissions.SHIFTS):
        raise NotFound
    return pdf(papers.shift(db, actor, found), "ca-thu-ngan")
