"""Kits: opened by scan, put on an instrument, finished; what has expired only with a reason."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from kernel import audit, counters
from kernel.access import Actor, demand
from kernel.clock import LOCAL, utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.reagents import counting, lots, now, permissions, states, stock
from lis.reagents.errors import (
    AnotherKitInUse,
    KitContentExceeded,
    OverrideNotAllowed,
    ReagentHasExpired,
)
from lis.reagents.kit_models import KitState, ReagentKit, ReagentUse, UseKind
from lis.reagents.models import Reagent, ReagentLot, ReagentLotState, ReagentMoveKind

_ONE = Decimal(1)
# (as its index says: SQLite uses an index of some rows only so)
_ON_BOARD = text("lis_reagent_kit.state IN ('open', 'in_use')")


def kit(db: Session, kit_id: UUID, *, lock: bool = False) -> ReagentKit:
    found = db.get(ReagentKit, kit_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


def kits(
    db: Session, *, on_board: bool, after: str | None, limit: int
) -> tuple[list[ReagentKit], str | None]:
    """The latest opened first; `on_board`: those that are not over."""
    asked = select(ReagentKit)
    if on_board:
        asked = asked.where(_ON_BOARD)
    by = (col(ReagentKit.opened_at), col(ReagentKit.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)


def on_board(db: Session) -> list[ReagentKit]:
    """Every kit that is open, the first to expire first."""
    asked = (
        select(ReagentKit)
        .where(_ON_BOARD)
        .order_by(col(ReagentKit.usable_until), col(ReagentKit.id))
    )
    return list(db.execute(asked).scalars())


def first_lot(db: Session, reagent_id: UUID) -> ReagentLot | None:
    """Which lot is to be opened next: first expired, first out."""
    asked = select(ReagentLot).where(
        col(ReagentLot.reagent_id) == reagent_id,
        col(ReagentLot.state) == ReagentLotState.ACCEPTED,
    )
    found = {each.id: each for each in db.execute(asked).scalars()}
    left = stock.balances(db, {reagent_id})
    at = utc_now()
    shelves = [
        states.Shelf(x.id, x.expiry, not lots.expired(x, at), left.get(x.id, Decimal(0)))
        for x in found.values()
    ]
    first = states.first_out(shelves)
    return found[first.key] if first else None


def open_kit(
    db: Session,
    actor: Actor,
    lot_id: UUID,
    *,
    analyser: str = "",
    in_use: bool = False,
    reason: str = "",
    at: datetime | None = None,
) -> ReagentKit:
    """Take a kit of a lot from the stock; `in_use`: it goes on the instrument at once.

    `reason`: why although it has expired, by whoever may. Raises LotNotAccepted,
    ReagentLotRecalled, ReagentHasExpired, OverrideNotAllowed, NotEnoughKits, AnotherKitInUse.
    """
    lot = lots.lot(db, lot_id, lock=True)
    states.demand_usable(lot.state, lot.number)
    reagent = db.get_one(Reagent, lot.reagent_id)
    opened = at or utc_now()
    until = states.usable_until(lot.expiry, opened, reagent.open_days)
    _demand_time(actor, reagent, lot, until, reason)
    made = ReagentKit(
        code=f"K{opened.astimezone(LOCAL):%y}{counters.take(db, 'lis.reagents.kit'):06d}",
        reagent_id=reagent.id,
        lot_id=lot.id,
        analyser=analyser,
        content=reagent.content,
        opened_at=opened,
        opened_by_name=actor.name,
        usable_until=until,
    )
    stock.post(db, actor, lot, -_ONE, ReagentMoveKind.OPENED, paper=made.code, reason=reason)
    db.add(made)
    _excuse(db, actor, made, reason)
    db.flush()
    if in_use:
        put_on(db, actor, made.id, analyser=analyser, reason=reason, at=opened)
    now.changed(db)
    return made


def put_on(
    db: Session,
    actor: Actor,
    kit_id: UUID,
    *,
    analyser: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> ReagentKit:
    """This kit is on the instrument from now on; the one before it stands beside it again.

    Raises KitIsOver, ReagentHasExpired, OverrideNotAllowed, AnotherKitInUse.
    """
    found, before = _with_the_one_before(db, kit_id, analyser)
    states.demand_on_board(found.state, found.code)
    lot, reagent = lots.lot(db, found.lot_id), db.get_one(Reagent, found.reagent_id)
    states.demand_usable(lot.state, lot.number)
    _demand_time(actor, reagent, lot, found.usable_until, reason or found.override_reason)
    if before is not None:
        before.state = KitState.OPEN
        db.flush()
    fresh = found.in_use_since is None
    same_lot = before is not None and before.lot_id == found.lot_id
    found.controlled = dict(before.controlled) if same_lot and before else {}
    found.state, found.analyser = KitState.IN_USE, analyser
    found.in_use_since = at or utc_now()
    _excuse(db, actor, found, reason)
    try:
        db.flush()
    except IntegrityError as error:
        raise AnotherKitInUse from error
    if fresh and reagent.dead_volume:
        note = "Thể tích chết / Dead volume"
        counting.keep(
            db, actor, found, UseKind.DEAD_VOLUME, min(reagent.dead_volume, found.content), note
        )
    now.changed(db)
    return found


def take_off(db: Session, actor: Actor, kit_id: UUID) -> ReagentKit:
    """It stands beside the instrument; no result is bound to it. Raises KitIsOver."""
    found = kit(db, kit_id, lock=True)
    states.demand_on_board(found.state, found.code)
    found.state = KitState.OPEN
    now.changed(db)
    return found


def excuse(db: Session, actor: Actor, kit_id: UUID, *, reason: str) -> ReagentKit:
    """An expired kit goes on for a reason, which stands at each of its results.

    Raises KitIsOver, OverrideNotAllowed.
    """
    demand(actor, permissions.OVERRIDE, OverrideNotAllowed)
    found = kit(db, kit_id, lock=True)
    states.demand_on_board(found.state, found.code)
    _excuse(db, actor, found, reason)
    now.changed(db)
    return found


def finish(
    db: Session,
    actor: Actor,
    kit_id: UUID,
    *,
    reason: str = "",
    at: datetime | None = None,
) -> ReagentKit:
    """It is empty, or is thrown away: what no norm explains is counted as lost.

    Raises KitIsOver.
    """
    counting.count(db)  # results before this moment are of this kit
    found = kit(db, kit_id, lock=True)
    states.demand_on_board(found.state, found.code)
    ended = at or utc_now()
    found.state = KitState.EXPIRED if ended > found.usable_until else KitState.FINISHED
    found.ended_at, found.ended_by_name, found.ended_reason = ended, actor.name, reason
    left = found.content - found.used
    if left > 0:
        note = reason or "Còn lại khi kết thúc / Left at the end"
        counting.keep(db, actor, found, UseKind.LOST, left, note, at=ended)
    now.changed(db)
    return found


def use(
    db: Session,
    actor: Actor,
    kit_id: UUID,
    *,
    kind: UseKind,
    amount: Decimal,
    test_code: str = "",
    note: str = "",
) -> ReagentUse:
    """Calibration, priming, what was spilt: written down by hand.

    Raises KitIsOver, KitContentExceeded.
    """
    found = kit(db, kit_id, lock=True)
    states.demand_on_board(found.state, found.code)
    left = found.content - found.used
    if amount > left:
        unit = db.get_one(Reagent, found.reagent_id).content_unit
        raise KitContentExceeded(kit=found.code, left=stock.plain(max(left, Decimal(0))), unit=unit)
    return counting.keep(db, actor, found, kind, amount, note, test_code=test_code)


def log(
    db: Session, kit_id: UUID, *, after: str | None, limit: int
) -> tuple[list[ReagentUse], str | None]:
    """What a kit did, the latest first."""
    asked = select(ReagentUse).where(col(ReagentUse.kit_id) == kit_id)
    by = (col(ReagentUse.id),)
    return page_of(db, asked, by=by, types=(UUID,), after=after, limit=limit, descending=True)


def _with_the_one_before(
    db: Session, kit_id: UUID, analyser: str
) -> tuple[ReagentKit, ReagentKit | None]:
    """A kit, and the one of its reagent that is on the instrument: locked in one order."""
    asked = (
        select(ReagentKit)
        .where(
            col(ReagentKit.reagent_id) == kit(db, kit_id).reagent_id,
            (col(ReagentKit.state) == KitState.IN_USE) | (col(ReagentKit.id) == kit_id),
        )
        .order_by(col(ReagentKit.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    there = {each.id: each for each in db.execute(asked).scalars()}
    found = there.pop(kit_id)
    on = (x for x in there.values() if x.analyser == analyser and x.state is KitState.IN_USE)
    return found, next(on, None)


def _demand_time(
    actor: Actor, reagent: Reagent, lot: ReagentLot, until: datetime, reason: str
) -> None:
    if until >= utc_now():
        return
    if not reason:
        raise ReagentHasExpired(
            name=reagent.name, lot=lot.number, until=f"{until.astimezone(LOCAL):%d/%m/%Y}"
        )
    demand(actor, permissions.OVERRIDE, OverrideNotAllowed)


def _excuse(db: Session, actor: Actor, of: ReagentKit, reason: str) -> None:
    if not reason or of.usable_until >= utc_now():
        return
    of.override_reason, of.override_by_name = reason, actor.name
    audit.record(
        db,
        "override",
        "lis.reagents.expired",
        ("lis_reagent_lot", of.lot_id),
        new={"kit": of.code, "reason": reason},
    )
