"""Orders: the contract between those who ask and those who perform.

Wings (laboratory, imaging) listen to OrderPlaced and call accept, start, report, fulfil,
correct or refuse; where no wing is on, a clerk does the same by hand.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.orders import charging, events
from his.orders.answering import Answer, fulfil_many, tell, write
from his.orders.attaching import attach
from his.orders.attaching import of_order as files_of
from his.orders.attaching import remove as detach
from his.orders.critical_models import CriticalAlarm
from his.orders.errors import NotOrderable
from his.orders.holding import hold, received, sampled
from his.orders.models import Order, OrderKind, OrderReport, ReportKind, Urgency
from his.orders.states import ANSWERED, OPEN, OrderState, become
from his.patients import service as patients
from his.pricing import service as pricing
from his.pricing.service import to_cents
from kernel import counters
from kernel.access import Actor
from kernel.clock import local_now, utc_now
from kernel.errors import NotFound
from kernel.once import once
from kernel.paging import page_of

__all__ = [
    "ANSWERED",
    "OPEN",
    "Answer",
    "CriticalAlarm",
    "Order",
    "OrderKind",
    "OrderReport",
    "OrderState",
    "Urgency",
    "accept",
    "attach",
    "cancel",
    "correct",
    "detach",
    "files_of",
    "fulfil",
    "fulfil_many",
    "get",
    "hold",
    "of_encounter",
    "place",
    "received",
    "refuse",
    "report",
    "reports",
    "sampled",
    "start",
    "total",
    "worklist",
]


def place(
    db: Session,
    actor: Actor,
    *,
    encounter_id: UUID,
    service_code: str,
    quantity: int = 1,
    urgency: Urgency = Urgency.ROUTINE,
    indication: str = "",
    note: str = "",
    planned_at: datetime | None = None,
    room_id: UUID | None = None,
    basket_id: UUID | None = None,
    acknowledged: Any = None,
) -> Order:
    """Ask for a service of the catalogue during an open visit.

    What a doctor types comes by placing.py, which judges it first (rules.py).
    Raises NotInCatalogue, NotOrderable, and the visit's own refusal when it is closed.
    """
    encounter = encounters.open_for_work(db, actor, encounter_id)
    service = catalogs.demand(db, "service", service_code, on=local_now().date())
    kind = service.facts.get("kind")
    if kind not in set(OrderKind):
        raise NotOrderable(code=service_code, name=service.name)
    now = local_now()
    price = pricing.price_of(
        db, kind="service", code=service.code, payer=encounter.payer, on=now.date()
    )
    number = counters.take_quick(db, f"his.orders.code/{now:%y%m%d}")
    order = Order(
        code=f"CD{now:%y%m%d}-{number:04d}",
        patient_id=encounter.patient_id,
        encounter_id=encounter.id,
        site_id=encounter.site_id,
        kind=OrderKind(kind),
        service_code=service.code,
        service_name=service.name,
        quantity=quantity,
        price=to_cents(price.unit_price),
        urgency=urgency,
        indication=indication,
        note=note,
        state=OrderState.PLACED,
        placed_by=actor.id,
        placed_by_name=actor.name,
        placed_at=utc_now(),
        planned_at=planned_at,
        room_id=room_id,
        basket_id=basket_id,
        acknowledged=acknowledged,
        specimen=str(service.facts.get("specimen") or ""),
    )
    db.add(order)
    db.flush()
    _tell(db, actor, events.OrderPlaced, order)
    charging.arose(db, actor, order, encounter)
    return order


def get(db: Session, actor: Actor, order_id: UUID) -> Order:
    """The order, if its patient is one that the actor may see."""
    order = db.get(Order, order_id)
    if order is None:
        raise NotFound
    patients.get(db, actor, order.patient_id)
    return order


def accept(db: Session, actor: Actor, order_id: UUID) -> Order:
    order = _step(db, order_id, OrderState.ACCEPTED)
    order.accepted_at = utc_now()
    _tell(db, actor, events.OrderAccepted, order)
    return order


def start(db: Session, actor: Actor, order_id: UUID) -> Order:
    order = _step(db, order_id, OrderState.IN_PROGRESS)
    order.started_at = utc_now()
    _performed_by(order, actor)
    _tell(db, actor, events.OrderStarted, order)
    return order


def report(
    db: Session, actor: Actor, order_id: UUID, *, text: str, facts: Any = None
) -> OrderReport:
    """Give a part of the answer; the order stays open."""
    order = _step(db, order_id, OrderState.PARTLY_REPORTED)
    [written] = write(db, actor, [_answer(order, text, facts)], ReportKind.PARTIAL)
    _tell(db, actor, events.OrderPartlyReported, order, report_id=written.id)
    return written


def fulfil(
    db: Session, actor: Actor, order_id: UUID, *, text: str, facts: Any = None
) -> OrderReport:
    """Give the final, signed answer. From here on it can only be corrected."""
    [written] = fulfil_many(db, actor, [_answer(_locked(db, order_id), text, facts)])
    return written


def correct(
    db: Session, actor: Actor, order_id: UUID, *, text: str, reason: str, facts: Any = None
) -> OrderReport:
    """Put a right answer beside a wrong final one; both stay."""
    order = _step(db, order_id, OrderState.CORRECTED)
    answer = _answer(order, text, facts)
    [written] = write(db, actor, [answer], ReportKind.CORRECTION, reason)
    _tell(db, actor, events.OrderCorrected, order, report_id=written.id)
    return written


def _answer(order: Order, text: str, facts: Any) -> Answer:
    return Answer(order=order, text=text, facts=facts)


def cancel(db: Session, actor: Actor, order_id: UUID, *, reason: str) -> Order:
    """Withdraw an order on which nobody has begun to work."""
    order = _step(db, order_id, OrderState.CANCELLED)
    order.ended_reason = reason
    _tell(db, actor, events.OrderCancelled, order, reason=reason)
    charging.withdrawn(db, actor, order, reason)
    return order


def refuse(db: Session, actor: Actor, order_id: UUID, *, reason: str) -> Order:
    """Send an order back to whoever asked, with the reason."""
    order = _step(db, order_id, OrderState.REFUSED)
    order.ended_reason = reason
    _tell(db, actor, events.OrderRefused, order, reason=reason)
    charging.withdrawn(db, actor, order, reason)
    return order


def of_encounter(db: Session, encounter_id: UUID) -> Sequence[Order]:
    """The orders of a visit, in the order in which they were placed."""
    found = select(Order).where(Order.encounter_id == encounter_id)
    ordered = found.order_by(col(Order.placed_at), col(Order.id)).limit(200)
    return once(
        db, ("his.orders.of_encounter", encounter_id), lambda: db.exec(ordered).all(), Order
    )


def total(orders: Iterable[Order]) -> Decimal:
    """What they cost together at the prices shown when they were placed; the ended ones don't."""
    ended = (OrderState.CANCELLED, OrderState.REFUSED)
    return sum((o.price * o.quantity for o in orders if o.state not in ended), Decimal("0.00"))


def worklist(
    db: Session,
    actor: Actor,
    *,
    kind: OrderKind,
    states: Sequence[OrderState],
    urgent: bool = False,
    room_id: UUID | None = None,
    after: str | None,
    limit: int,
) -> tuple[list[Order], str | None]:
    """What waits to be performed, oldest first; `urgent`: only what cannot wait."""
    query = select(Order).where(
        Order.kind == kind, col(Order.state).in_(states), patients.seen_by(actor, Order.patient_id)
    )
    if urgent:
        query = query.where(Order.urgency != Urgency.ROUTINE)
    if room_id:
        query = query.where(Order.room_id == room_id)
    by = (col(Order.placed_at), col(Order.id))
    return page_of(db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit)


def reports(db: Session, order_ids: Sequence[UUID]) -> dict[UUID, list[OrderReport]]:
    """The answers to several orders, oldest first, in one query."""
    if not order_ids:
        return {}
    found: dict[UUID, list[OrderReport]] = {each: [] for each in order_ids}
    asked = select(OrderReport).where(col(OrderReport.order_id).in_(order_ids))
    for each in db.exec(asked.order_by(col(OrderReport.order_id), col(OrderReport.number))):
        found[each.order_id].append(each)
    return found


def _step(db: Session, order_id: UUID, wanted: OrderState) -> Order:
    order = _locked(db, order_id)
    order.state = become(order.code, order.state, wanted)
    return order


def _locked(db: Session, order_id: UUID) -> Order:
    """Fetch an order to change it: the row stays locked until the request ends."""
    order = db.get(Order, order_id, with_for_update=True)
    if order is None:
        raise NotFound
    return order


def _performed_by(order: Order, actor: Actor) -> None:
    order.performed_by, order.performed_by_name = actor.id, actor.name


def _tell(
    db: Session, actor: Actor, what: type[events.OrderChanged], order: Order, **more: Any
) -> None:
    tell(db, actor, what, [order], [more])
