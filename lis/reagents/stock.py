"""The ledger of unopened kits: every change is a move, and goes through `post`.

The balance of a lot is a row that is held while it changes; it always equals the sum of the
moves and is never below zero (CHECK). Nothing recalculates it in place.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from lis.reagents import ordering
from lis.reagents.errors import NotEnoughKits, ReagentLotDiffers
from lis.reagents.models import (
    Reagent,
    ReagentLot,
    ReagentMove,
    ReagentMoveKind,
    ReagentSource,
    ReagentStock,
)
from lis.reagents.now import TOPIC


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def post(
    db: Session,
    actor: Actor,
    lot: ReagentLot,
    quantity: Decimal,
    kind: ReagentMoveKind,
    *,
    source: ReagentSource | None = None,
    paper: str = "",
    reason: str = "",
) -> ReagentMove:
    """Change a lot's stock. Raises NotEnoughKits."""
    row = _held(db, lot)
    if row.quantity + quantity < 0:
        reagent = db.get_one(Reagent, lot.reagent_id)
        raise NotEnoughKits(
            name=reagent.name, lot=lot.number, left=plain(row.quantity), unit=reagent.kit_unit
        )
    row.quantity += quantity
    move = ReagentMove(
        at=utc_now(),
        reagent_id=lot.reagent_id,
        lot_id=lot.id,
        kind=kind,
        source=source,
        quantity=quantity,
        balance=row.quantity,
        paper=paper,
        reason=reason,
        by=actor.id,
        by_name=actor.name,
    )
    db.add(move)
    db.flush()
    live.touch(db, TOPIC)
    return move


def receive(
    db: Session,
    actor: Actor,
    *,
    reagent_id: UUID,
    number: str,
    expiry: date,
    kits: Decimal,
    unit_price: Decimal = Decimal(0),
    supplier_id: UUID | None = None,
    source: ReagentSource = ReagentSource.SUPPLIER,
    paper: str = "",
    order_id: UUID | None = None,
) -> ReagentLot:
    """Kits of a lot came: they wait until somebody accepts the lot. Raises ReagentLotDiffers."""
    reagent = db.get(Reagent, reagent_id, with_for_update=True)  # one at a time makes a lot
    if reagent is None:
        raise NotFound
    asked = select(ReagentLot).where(
        col(ReagentLot.reagent_id) == reagent_id, col(ReagentLot.number) == number
    )
    lot = db.execute(asked).scalar_one_or_none()
    if lot is None:
        lot = ReagentLot(
            reagent_id=reagent_id,
            number=number,
            expiry=expiry,
            unit_price=unit_price,
            supplier_id=supplier_id or reagent.supplier_id,
            consignment=source is ReagentSource.CONSIGNMENT,
        )
        db.add(lot)
        db.flush()
    elif lot.expiry != expiry:
        raise ReagentLotDiffers(lot=number, expiry=f"{lot.expiry:%d/%m/%Y}")
    post(db, actor, lot, kits, ReagentMoveKind.RECEIPT, source=source, paper=paper)
    if order_id is not None:
        ordering.arrived(db, order_id, reagent_id, kits)
    return lot


def remove(
    db: Session,
    actor: Actor,
    lot_id: UUID,
    *,
    kits: Decimal,
    kind: ReagentMoveKind,
    reason: str,
    paper: str = "",
) -> ReagentMove:
    """Unopened kits go back, are destroyed, or a count found more or fewer (`kits` signed there).

    Raises NotEnoughKits.
    """
    lot = db.get(ReagentLot, lot_id)
    if lot is None:
        raise NotFound
    change = kits if kind is ReagentMoveKind.COUNTED else -kits
    return post(db, actor, lot, change, kind, paper=paper, reason=reason)


def balances(db: Session, reagent_ids: set[UUID] | None = None) -> dict[UUID, Decimal]:
    """Unopened kits by lot."""
    asked = select(col(ReagentStock.lot_id), col(ReagentStock.quantity))
    if reagent_ids is not None:
        asked = asked.where(col(ReagentStock.reagent_id).in_(reagent_ids))
    return {row[0]: row[1] for row in db.execute(asked)}


def unequal(db: Session) -> list[tuple[UUID, Decimal, Decimal]]:
    """Balances that are not the sum of their moves: (lot, balance, sum). Always empty."""
    sums = (
        select(col(ReagentMove.lot_id).label("lot_id"), func.sum(ReagentMove.quantity).label("s"))
        .group_by(col(ReagentMove.lot_id))
        .subquery()
    )
    asked = (
        select(ReagentStock.lot_id, ReagentStock.quantity, sums.c.s)  # type: ignore[call-overload]
        .outerjoin(sums, sums.c.lot_id == col(ReagentStock.lot_id))
        .where(func.coalesce(sums.c.s, 0) != col(ReagentStock.quantity))
    )
    return [(r[0], r[1], r[2] or Decimal(0)) for r in db.execute(asked)]


def _held(db: Session, lot: ReagentLot) -> ReagentStock:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    fresh = {"lot_id": lot.id, "reagent_id": lot.reagent_id, "quantity": Decimal(0)}
    db.execute(dialect.insert(ReagentStock).values(fresh).on_conflict_do_nothing())
    asked = select(ReagentStock).where(col(ReagentStock.lot_id) == lot.id)
    locked = asked.with_for_update().execution_options(populate_existing=True)
    found: ReagentStock = db.execute(locked).scalar_one()
    return found
