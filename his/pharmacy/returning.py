"""What comes back to the stock: picked and not handed over, or brought back by the patient."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.pharmacy import dispensing_states as states
from his.pharmacy import ledger, recording, waiting
from his.pharmacy.dispensing import tell
from his.pharmacy.dispensing_models import (
    Dispensing,
    DispensingItem,
    DispensingLine,
    DispensingState,
)
from his.pharmacy.errors import MoreThanGiven, NothingToDispense, QuantityNotPositive
from his.pharmacy.events import Returned
from his.pharmacy.ledger import Step
from his.pharmacy.models import Item, Lot, MoveKind
from his.pharmacy.packs import plain
from his.pharmacy.settings import UNCOLLECTED
from his.pricing.events import ChargeWithdrawn
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.events import publish
from kernel.text import Text

_NOT_COLLECTED = "Người bệnh không đến nhận thuốc"


def take_back(
    db: Session, actor: Actor, line_id: UUID, *, quantity: Decimal, reason: str
) -> DispensingLine:
    """A patient returns some of a lot: the very lot, to the store that it left.

    It is no longer owed to him. Raises MoreThanGiven, QuantityNotPositive.
    """
    line = db.get(DispensingLine, line_id)
    if line is None:
        raise NotFound
    dispensing = waiting.hold(db, actor, line.dispensing_id)
    db.refresh(line, with_for_update=True)
    if quantity <= 0:
        raise QuantityNotPositive
    if quantity > line.kept:
        raise MoreThanGiven(
            name=db.get_one(Item, line.item_id).name,
            lot=db.get_one(Lot, line.lot_id).number,
            given=plain(line.kept),
            wanted=plain(quantity),
        )
    _back(db, actor, dispensing, [(line, quantity)], reason, owed_again=False)
    return line


def undo(db: Session, actor: Actor, dispensing_id: UUID, *, reason: str) -> Dispensing:
    """Put back what was picked and not handed over (hoàn soạn): it waits again."""
    dispensing = waiting.hold(db, actor, dispensing_id)
    may = frozenset({DispensingState.PARTLY, DispensingState.DISPENSED})
    states.demand(dispensing.code, dispensing.state, may, Text("hoàn soạn", "put back"))
    picked = [n for n in waiting.lines_of(db, dispensing.id) if n.handed_at is None and n.kept]
    if not picked:
        raise NothingToDispense
    _back(db, actor, dispensing, [(n, n.kept) for n in picked], reason, owed_again=True)
    return dispensing


def close_uncollected(db: Session) -> Text | None:
    """Nobody came for it within the days that the facility gives: all goes back to the shelf."""
    days = int(admin.parameter(db, UNCOLLECTED.id))
    before = utc_now() - timedelta(days=days)
    old = db.execute(
        select(Dispensing)
        .where(col(Dispensing.is_open).is_(True), col(Dispensing.signed_at) < before)
        .order_by(col(Dispensing.signed_at), col(Dispensing.id))
        .limit(500)
        .with_for_update()
    ).scalars()
    closed = 0
    for dispensing in old.all():
        lines = waiting.lines_of(db, dispensing.id)
        picked = [n for n in lines if n.handed_at is None and n.kept]
        if picked:
            _back(
                db,
                SYSTEM,
                dispensing,
                [(n, n.kept) for n in picked],
                _NOT_COLLECTED,
                owed_again=True,
            )
        handed = any(n.handed_at and n.kept for n in lines)
        dispensing.state = DispensingState.HANDED_OVER if handed else DispensingState.NOT_COLLECTED
        dispensing.is_open = False
        dispensing.reason = _NOT_COLLECTED
        closed += 1
    db.flush()
    return (
        Text(f"Đóng {closed} đơn không đến nhận.", f"{closed} not collected.") if closed else None
    )


def _back(
    db: Session,
    actor: Actor,
    dispensing: Dispensing,
    lines: Sequence[tuple[DispensingLine, Decimal]],
    reason: str,
    *,
    owed_again: bool,
) -> None:
    steps = [
        Step(store_id=n.store_id, lot_id=n.lot_id, quantity=q, kind=MoveKind.RETURN)
        for n, q in lines
    ]
    ledger.post(db, actor, steps, paper=dispensing.code, paper_id=dispensing.id, reason=reason)
    for line, quantity in lines:
        line.returned += quantity
        if owed_again:
            item = db.get_one(DispensingItem, line.dispensing_item_id)
            item.dispensed -= quantity
    db.flush()
    if owed_again:
        waiting.settle(db, dispensing)
    for line, quantity in lines:
        recording.came_back(db, actor, line, reason=reason)
        publish(
            db,
            ChargeWithdrawn(
                source="his_dispensing_line",
                source_id=line.id,
                quantity=quantity,
                reason=reason,
                actor=actor,
            ),
        )
    ids = tuple(line.id for line, _ in lines)
    tell(db, actor, Returned, dispensing, line_ids=ids, reason=reason)
