"""What is to be bought: from the stock, what is used a day, and how long a delivery takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from kernel import counters, live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.reagents import now, states
from lis.reagents.errors import ReagentOrderOver
from lis.reagents.kit_models import OrderPaperState, ReagentKit, ReagentOrder, ReagentUse
from lis.reagents.models import Reagent, ReagentLot, ReagentLotState, ReagentStock

_DAYS = 30
_ZERO = Decimal(0)
_FINE = Decimal("0.01")
_USABLE = (ReagentLotState.RECEIVED, ReagentLotState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Balance:
    """What there is of a reagent, in kits; open ones by what is left in them."""

    reagent: Reagent
    unopened: Decimal  # usable ones
    opened: Decimal
    blocked: Decimal  # expired, rejected, recalled
    ordered: Decimal
    kits_a_day: Decimal  # of the last 30 days
    days_left: int | None
    proposed: Decimal

    @property
    def low(self) -> bool:
        return self.unopened < self.reagent.minimum


@dataclass(frozen=True, slots=True)
class Wanted:
    reagent_id: UUID
    kits: Decimal
    why: str = ""


def balances(db: Session, reagent_ids: Sequence[UUID] | None = None) -> list[Balance]:
    """Every active reagent by name, in a constant number of statements."""
    asked = select(Reagent).where(col(Reagent.active)).order_by(col(Reagent.name), col(Reagent.id))
    if reagent_ids is not None:
        asked = asked.where(col(Reagent.id).in_(reagent_ids))
    reagents = list(db.execute(asked).scalars())
    usable, blocked = _unopened(db)
    opened, a_day, ordered = _opened(db), _a_day(db), _ordered(db)
    return [
        _balance(
            each,
            usable.get(each.id, _ZERO),
            opened.get(each.id, _ZERO),
            blocked.get(each.id, _ZERO),
            ordered.get(each.id, _ZERO),
            a_day.get(each.id, _ZERO),
        )
        for each in reagents
    ]


def _balance(
    of: Reagent,
    unopened: Decimal,
    opened: Decimal,
    blocked: Decimal,
    ordered: Decimal,
    use: Decimal,
) -> Balance:
    kits_a_day = (use / of.content).quantize(Decimal("0.0001"))
    open_kits = (opened / of.content).quantize(_FINE)
    days = int((unopened + open_kits) / kits_a_day) if kits_a_day else None
    proposed = states.to_order(
        in_stock=unopened,
        ordered=ordered,
        minimum=of.minimum,
        maximum=of.maximum,
        kits_a_day=kits_a_day,
        lead_days=of.lead_days,
    )
    return Balance(of, unopened, open_kits, blocked, ordered, kits_a_day, days, proposed)


def make(db: Session, actor: Actor, wanted: Sequence[Wanted], *, note: str = "") -> ReagentOrder:
    """Write down what is asked of the buyer (phiếu dự trù)."""
    asked = select(Reagent).where(col(Reagent.id).in_([each.reagent_id for each in wanted]))
    known = {each.id: each for each in db.execute(asked).scalars()}
    if len(known) != len({each.reagent_id for each in wanted}):
        raise NotFound
    made = ReagentOrder(
        code=f"DT{utc_now().astimezone(LOCAL):%y}{counters.take(db, 'lis.reagents.order'):05d}",
        at=utc_now(),
        lines=[
            {
                "reagent_id": str(each.reagent_id),
                "code": known[each.reagent_id].code,
                "name": known[each.reagent_id].name,
                "unit": known[each.reagent_id].kit_unit,
                "kits": str(each.kits),
                "received": "0",
                "why": each.why,
            }
            for each in wanted
        ],
        note=note,
        by=actor.id,
        by_name=actor.name,
    )
    db.add(made)
    db.flush()
    live.touch(db, now.TOPIC)
    return made


def order(db: Session, order_id: UUID, *, lock: bool = False) -> ReagentOrder:
    found = db.get(ReagentOrder, order_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


def orders(db: Session, *, after: str | None, limit: int) -> tuple[list[ReagentOrder], str | None]:
    """The latest first."""
    by = (col(ReagentOrder.at), col(ReagentOrder.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(
        db, select(ReagentOrder), by=by, types=types, after=after, limit=limit, descending=True
    )


def cancel(db: Session, actor: Actor, order_id: UUID) -> ReagentOrder:
    """What has not come is not expected any more. Raises ReagentOrderOver."""
    found = order(db, order_id, lock=True)
    if found.state is not OrderPaperState.SENT:
        raise ReagentOrderOver
    found.state = OrderPaperState.CANCELLED
    db.flush()
    live.touch(db, now.TOPIC)
    return found


def arrived(db: Session, order_id: UUID, reagent_id: UUID, kits: Decimal) -> None:
    """A delivery belongs to an order; when all has come it is over. Raises ReagentOrderOver."""
    found = order(db, order_id, lock=True)
    if found.state is not OrderPaperState.SENT:
        raise ReagentOrderOver
    lines = [dict(line) for line in found.lines]
    for line in lines:
        if line["reagent_id"] == str(reagent_id):
            line["received"] = str(Decimal(line["received"]) + kits)
    found.lines = lines
    if all(Decimal(line["received"]) >= Decimal(line["kits"]) for line in lines):
        found.state = OrderPaperState.RECEIVED
    db.flush()


def _unopened(db: Session) -> tuple[dict[UUID, Decimal], dict[UUID, Decimal]]:
    usable: dict[UUID, Decimal] = {}
    blocked: dict[UUID, Decimal] = {}
    at = utc_now()
    asked = (
        select(ReagentStock, ReagentLot)
        .join(ReagentLot, col(ReagentLot.id) == col(ReagentStock.lot_id))
        .where(col(ReagentStock.quantity) > 0)
    )
    for row, lot in db.execute(asked):
        good = lot.state in _USABLE and states.end_of(lot.expiry) >= at
        into = usable if good else blocked
        into[row.reagent_id] = into.get(row.reagent_id, _ZERO) + row.quantity
    return usable, blocked


def _opened(db: Session) -> dict[UUID, Decimal]:
    asked = select(ReagentKit).where(
        col(ReagentKit.state).in_(states.ON_BOARD), col(ReagentKit.usable_until) >= utc_now()
    )
    left: dict[UUID, Decimal] = {}
    for kit in db.execute(asked).scalars():
        there = max(kit.content - kit.used, _ZERO)
        left[kit.reagent_id] = left.get(kit.reagent_id, _ZERO) + there
    return left


def _a_day(db: Session) -> dict[UUID, Decimal]:
    """What was used a day, in the unit of the content, whatever for."""
    asked = (
        select(col(ReagentUse.reagent_id), func.sum(ReagentUse.amount))
        .where(col(ReagentUse.at) >= utc_now() - timedelta(_DAYS))
        .group_by(col(ReagentUse.reagent_id))
    )
    return {row[0]: row[1] / _DAYS for row in db.execute(asked)}


def _ordered(db: Session) -> dict[UUID, Decimal]:
    asked = select(ReagentOrder).where(col(ReagentOrder.state) == OrderPaperState.SENT)
    found: dict[UUID, Decimal] = {}
    for each in db.execute(asked).scalars():
        for line in each.lines:
            key = UUID(line["reagent_id"])
            due = max(Decimal(line["kits"]) - Decimal(line["received"]), _ZERO)
            found[key] = found.get(key, _ZERO) + due
    return found
