"""Stock-takes (kiểm kê): the list is frozen, counted without seeing it, approved, adjusted."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.pharmacy import ledger, stores
from his.pharmacy.errors import (
    AnotherPersonMust,
    NotAllCounted,
    PaperCannot,
    QuantityNotPositive,
    StoreIsBeingCounted,
)
from his.pharmacy.ledger import Step
from his.pharmacy.models import Lot, MoveKind, Stock, Store
from his.pharmacy.paper_models import Count, CountLine, CountState
from his.pharmacy.settings import TWO_PEOPLE
from kernel import clock, counters, live
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.paging import page_of
from kernel.text import Text

S = CountState

NAMES: dict[CountState, Text] = {
    S.OPEN: Text("đang đếm", "being counted"),
    S.COUNTED: Text("đã đếm, chờ duyệt", "counted, to be approved"),
    S.APPROVED: Text("đã duyệt", "approved"),
    S.CANCELLED: Text("đã huỷ", "cancelled"),
}


def freeze(db: Session, actor: Actor, *, store_id: UUID) -> Count:
    """Begin: what the ledger says now is the list. Raises StoreIsBeingCounted."""
    store = db.get(Store, store_id, with_for_update=True)
    if store is None:
        raise NotFound
    running = db.execute(
        select(col(Count.code))
        .where(col(Count.store_id) == store.id, col(Count.state).in_((S.OPEN, S.COUNTED)))
        .limit(1)
    ).scalar()
    if running:
        raise StoreIsBeingCounted(store=store.name, code=running)
    year = f"{clock.today():%y}"
    made = Count(
        code=f"KK{year}-{counters.take(db, f'his.pharmacy.count/{year}'):04d}",
        store_id=store.id,
        frozen_at=clock.utc_now(),
        frozen_by=actor.id,
        frozen_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    there = db.execute(
        select(Stock)
        .where(col(Stock.store_id) == store.id, col(Stock.quantity) > 0)
        .order_by(col(Stock.store_id), col(Stock.lot_id))
    ).scalars()
    for row in there.all():
        line = CountLine(
            count_id=made.id, item_id=row.item_id, lot_id=row.lot_id, expected=row.quantity
        )
        db.add(line)
    db.flush()
    live.touch(db, "stock")
    return made


def write(
    db: Session, actor: Actor, count_id: UUID, *, lot_id: UUID, quantity: Decimal, more: bool
) -> CountLine:
    """What was found of a lot; `more` adds to what was counted already (another shelf).

    A lot that is not on the list (found behind the cupboard) comes onto it with nothing expected.
    """
    count = _hold(db, count_id, S.OPEN, Text("đếm tiếp", "counted further"))
    if quantity < 0:
        raise QuantityNotPositive
    asked = select(CountLine).where(
        col(CountLine.count_id) == count.id, col(CountLine.lot_id) == lot_id
    )
    line: CountLine | None = db.execute(asked.with_for_update()).scalar_one_or_none()
    if line is None:
        lot = db.get(Lot, lot_id)
        if lot is None:
            raise NotFound
        line = CountLine(count_id=count.id, item_id=lot.item_id, lot_id=lot.id, expected=Decimal(0))
        db.add(line)
    line.counted = (line.counted or Decimal(0)) + quantity if more else quantity
    line.counted_at, line.counted_by_name = clock.utc_now(), actor.name
    db.flush()
    return line


def finish(db: Session, actor: Actor, count_id: UUID) -> Count:
    """All is counted: from now on the differences are seen. Raises NotAllCounted."""
    count = _hold(db, count_id, S.OPEN, Text("kết thúc đếm", "finished"))
    left = db.execute(
        select(func.count())
        .select_from(CountLine)
        .where(col(CountLine.count_id) == count.id, col(CountLine.counted).is_(None))
    ).scalar_one()
    if left:
        raise NotAllCounted(left=left)
    count.state, count.finished_at, count.finished_by_name = (
        S.COUNTED,
        clock.utc_now(),
        actor.name,
    )
    db.flush()
    return count


def approve(db: Session, actor: Actor, count_id: UUID, *, reason: str) -> Count:
    """Adjust the stock by each difference; what moved since the list was frozen stays moved.

    Raises AnotherPersonMust (where deliveries need two people, this does too), NotEnoughStock.
    """
    count = _hold(db, count_id, S.COUNTED, Text("duyệt", "approved"))
    if count.frozen_by == actor.id and admin.parameter(db, TWO_PEOPLE.id):
        raise AnotherPersonMust(code=count.code)
    steps = [
        Step(
            store_id=count.store_id,
            lot_id=line.lot_id,
            quantity=line.counted - line.expected,
            kind=MoveKind.ADJUST,
        )
        for line in lines(db, count.id)
        if line.counted is not None
    ]
    count.state, count.reason = S.APPROVED, reason
    count.approved_at, count.approved_by_name = clock.utc_now(), actor.name
    db.flush()
    ledger.post(db, actor, steps, paper=count.code, paper_id=count.id, reason=reason)
    return count


def cancel(db: Session, actor: Actor, count_id: UUID, *, reason: str) -> Count:
    """Nothing is adjusted."""
    count = _hold(db, count_id, None, Text("huỷ", "cancelled"))
    count.state, count.reason = S.CANCELLED, reason
    db.flush()
    return count


def count(db: Session, count_id: UUID) -> Count:
    """Raises NotFound."""
    found = db.get(Count, count_id)
    if found is None:
        raise NotFound
    return found


def lines(db: Session, count_id: UUID) -> Sequence[CountLine]:
    asked = select(CountLine).where(col(CountLine.count_id) == count_id)
    return db.execute(asked.order_by(col(CountLine.id))).scalars().all()


def page(db: Session, *, after: str | None, limit: int) -> tuple[list[Count], str | None]:
    """The latest first."""
    by, types = (col(Count.frozen_at), col(Count.id)), (datetime.fromisoformat, UUID)
    return page_of(db, select(Count), by=by, types=types, after=after, limit=limit, descending=True)


def _hold(db: Session, count_id: UUID, state: CountState | None, verb: Text) -> Count:
    found = db.get(Count, count_id, with_for_update=True)
    if found is None:
        raise NotFound
    open_states = {state} if state else {S.OPEN, S.COUNTED}
    if found.state not in open_states:
        now = NAMES[found.state]
        raise PaperCannot(code=found.code, now=now.vi, now_en=now.en, verb=verb.vi, verb_en=verb.en)
    stores.store(db, found.store_id)
    return found
