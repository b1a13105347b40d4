"""The stock ledger (thẻ kho): every change of a stock is a move, and goes through `post`.

The balance of a lot in a store is a row that is held while it changes; it always equals the sum
of the moves and is never below zero (CHECK). Nothing recalculates it in place.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, func, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from his.pharmacy.errors import LotHasExpired, LotIsRecalled, NotEnoughStock
from his.pharmacy.fefo import Choice
from his.pharmacy.models import Item, Lot, Move, MoveKind, Stock, Store
from his.pharmacy.packs import plain
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.once import forget, once

#: What a lot that must not reach a patient may still do.
_TO_PATIENTS = frozenset({MoveKind.DISPENSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One change of one stock: in is positive, out negative."""

    store_id: UUID
    lot_id: UUID
    quantity: Decimal
    kind: MoveKind


def post(
    db: Session,
    actor: Actor,
    steps: Sequence[Step],
    *,
    paper: str,
    paper_id: UUID,
    reason: str = "",
) -> list[Move]:
    """Move stock, all of it or nothing. Raises NotEnoughStock, LotHasExpired, LotIsRecalled."""
    steps = [each for each in steps if each.quantity]
    _make_rows(db, steps)
    held = _hold(db, {(each.store_id, each.lot_id) for each in steps})
    lots = lots_of(db, {each.lot_id for each in steps})  # as they are once the stock is ours
    moves = []
    for each in steps:
        lot, row = lots[each.lot_id], held.get((each.store_id, each.lot_id))
        if each.kind in _TO_PATIENTS:
            _may_reach_a_patient(db, lot)
        left = row.quantity if row else Decimal(0)
        if row is None or left + each.quantity < 0:
            raise _too_little(db, lot, each, left)
        row.quantity = left + each.quantity
        moves.append(
            Move(
                at=utc_now(),
                store_id=each.store_id,
                item_id=lot.item_id,
                lot_id=lot.id,
                kind=each.kind,
                quantity=each.quantity,
                balance=row.quantity,
                paper=paper,
                paper_id=paper_id,
                reason=reason,
                by=actor.id,
                by_name=actor.name,
            )
        )
    db.add_all(moves)
    db.flush()
    live.touch(db, "stock")
    return moves


def choices(
    db: Session, store_id: UUID, item_ids: Collection[UUID], *, hold: bool = False
) -> dict[UUID, list[Choice]]:
    """The lots of items that lie in a store; `hold` keeps others from taking them meanwhile."""
    found: dict[UUID, list[Choice]] = {each: [] for each in item_ids}
    if not found:
        return found
    asked = (
        select(Stock)
        .where(col(Stock.store_id) == store_id, col(Stock.item_id).in_(list(found)))
        .where(col(Stock.quantity) > 0)
        .order_by(col(Stock.store_id), col(Stock.lot_id))
    )
    if hold:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    rows = db.execute(asked).scalars().all()
    if hold:
        forget(db, Lot)  # recalled meanwhile?
    lots = lots_of(db, {row.lot_id for row in rows})
    for row in rows:
        lot = lots[row.lot_id]
        found[row.item_id].append(
            Choice(lot.id, lot.expiry, row.quantity, lot.recalled_at is not None)
        )
    return found


def lots_of(db: Session, ids: Collection[UUID]) -> dict[UUID, Lot]:
    if not ids:
        return {}
    wanted = frozenset(ids)

    def ask() -> dict[UUID, Lot]:
        return {lot.id: lot for lot in db.execute(_LOTS, {"ids": list(wanted)}).scalars()}

    return once(db, ("his.pharmacy.lots", wanted), ask, Lot)


_LOTS = (
    select(Lot)
    .where(col(Lot.id).in_(bindparam("ids", expanding=True)))
    .execution_options(populate_existing=True)  # recalled meanwhile?
)


def unequal(db: Session) -> list[tuple[UUID, UUID, Decimal, Decimal]]:
    """Balances that are not the sum of their moves: (store, lot, balance, sum). Always empty."""
    sums = (
        select(
            col(Move.store_id).label("store_id"),
            col(Move.lot_id).label("lot_id"),
            func.sum(Move.quantity).label("moved"),
        )
        .group_by(col(Move.store_id), col(Move.lot_id))
        .subquery()
    )
    asked = (
        select(Stock.store_id, Stock.lot_id, Stock.quantity, sums.c.moved)  # type: ignore[call-overload]
        .outerjoin(
            sums, (sums.c.store_id == col(Stock.store_id)) & (sums.c.lot_id == col(Stock.lot_id))
        )
        .where(func.coalesce(sums.c.moved, 0) != col(Stock.quantity))
    )
    return [(r[0], r[1], r[2], r[3] or Decimal(0)) for r in db.execute(asked)]


def _make_rows(db: Session, steps: Sequence[Step]) -> None:
    """A stock that comes for the first time gets its row; always in the same order."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    coming = {(s.store_id, s.lot_id) for s in steps if s.quantity > 0}
    lots = lots_of(db, {lot_id for _, lot_id in coming})
    rows = [
        {
            "store_id": store_id,
            "lot_id": lot_id,
            "item_id": lots[lot_id].item_id,
            "quantity": Decimal(0),
        }
        for store_id, lot_id in sorted(coming, key=str)
    ]
    if rows:
        db.execute(dialect.insert(Stock).values(rows).on_conflict_do_nothing())


def _hold(db: Session, wanted: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Stock]:
    if not wanted:
        return {}
    asked = (
        select(Stock)
        .where(tuple_(col(Stock.store_id), col(Stock.lot_id)).in_(sorted(wanted, key=str)))
        .order_by(col(Stock.store_id), col(Stock.lot_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    held = {(row.store_id, row.lot_id): row for row in db.execute(asked).scalars()}
    forget(db, Lot)  # recalled meanwhile?
    return held


def _may_reach_a_patient(db: Session, lot: Lot) -> None:
    facts = {"lot": lot.number, "expiry": f"{lot.expiry:%d/%m/%Y}"}
    if lot.recalled_at is not None:
        raise LotIsRecalled(name=db.get_one(Item, lot.item_id).name, **facts)
    if lot.expiry < today():
        raise LotHasExpired(name=db.get_one(Item, lot.item_id).name, **facts)


def _too_little(db: Session, lot: Lot, step: Step, left: Decimal) -> NotEnoughStock:
    item = db.get_one(Item, lot.item_id)
    return NotEnoughStock(
        name=item.name,
        lot=lot.number,
        store=db.get_one(Store, step.store_id).name,
        left=plain(left),
        wanted=plain(-step.quantity),
        unit=item.unit,
        lot_id=str(lot.id),
    )
