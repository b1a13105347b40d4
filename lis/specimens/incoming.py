"""Orders come in, and go: what the laboratory does when his.orders tells something."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import exists, update
from sqlmodel import Session, col, select

from his.orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderFulfilled,
    OrderPartlyReported,
    OrderPlaced,
    OrderRefused,
    OrderStarted,
)
from his.orders.service import Order, OrderKind, OrderState
from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import LOCAL, utc_now
from lis.specimens import ahead, chain, knowing
from lis.specimens.collecting import HOLDER, put_on
from lis.specimens.items import RANK, TOPIC, end_items, items_of_order, items_of_specimen, put_in
from lis.specimens.models import Item
from lis.specimens.states import IN_LABORATORY, USABLE, CustodyAct, ItemState, SpecimenState

_BY_HAND = "trả kết quả ngoài khoa Xét nghiệm (answered elsewhere)"


def enter(db: Session, event: OrderPlaced) -> None:
    """The tests of the order wait for a specimen, in the same breath. A service that names no
    test of the laboratory's is answered by hand."""
    if event.kind is not OrderKind.LAB:
        return
    order = db.get(Order, event.order_id)
    if order is not None:
        made = _enter(db, order)
        ahead.join(db, event.actor, order, made)


def _enter(db: Session, order: Order) -> list[UUID]:
    known = knowing.of_service(db, order.service_code)
    return put_in(
        db,
        [
            {
                "order_id": order.id,
                "patient_id": order.patient_id,
                "encounter_id": order.encounter_id,
                "site_id": order.site_id,
                "service_code": order.service_code,
                "test_code": code,
                "section_code": section,
                "urgency": order.urgency,
                "rank": RANK[order.urgency],
                "planned_at": order.planned_at,
                "ordered_at": order.placed_at,
                "ended_why": "",
                "runs": 0,
            }
            for code, section in known
        ],
    )


def taken_by_hand(
    db: Session, event: OrderAccepted | OrderStarted | OrderPartlyReported | OrderFulfilled
) -> None:
    """Somebody answers it outside the laboratory: there is nothing to draw here any more."""
    if event.kind is not OrderKind.LAB:
        return
    order = db.get(Order, event.order_id)
    if order is None or order.held_by == HOLDER:
        return
    if order.accepted_at is not None and not isinstance(event, OrderAccepted):
        return  # (it ended when it was accepted)
    _ended_by_hand(db, order)


def _ended_by_hand(db: Session, order: Order) -> None:
    now = utc_now()
    db.execute(
        update(Item)
        .where(col(Item.order_id) == order.id, col(Item.closed_at).is_(None))
        .values(state=ItemState.ENDED, closed_at=now, ended_why=_BY_HAND),
        execution_options={"synchronize_session": "fetch"},
    )
    live.touch(db, TOPIC)


def withdraw(db: Session, event: OrderCancelled | OrderRefused) -> None:
    """It is not wanted any more. Before the collection nothing is left to do; a tube that was
    drawn is told, and waits to be disposed of."""
    if event.kind is OrderKind.LAB:
        _withdraw(db, event.actor, event.order_id, event.reason)


def _withdraw(db: Session, actor: Actor, order_id: UUID, reason: str) -> None:
    order = db.get(Order, order_id)
    if order is None:
        return
    going = [i for i in items_of_order(db, order.id, lock=True) if i.closed_at is None]
    end_items(db, actor, going, reason)
    for specimen in chain.specimens(db, {i.specimen_id for i in going if i.specimen_id}).values():
        tests = ", ".join(i.test_code for i in going if i.specimen_id == specimen.id)
        chain.write(db, actor, [specimen], CustodyAct.WITHDRAW, note=f"{tests}: {reason}")
        left = [i for i in items_of_specimen(db, specimen.id) if i.closed_at is None]
        if not left and specimen.state is SpecimenState.LABELLED:
            chain.turn(specimen, SpecimenState.CANCELLED)
            specimen.reason = reason[:300]
            chain.write(db, actor, [specimen], CustodyAct.CANCEL, note=reason)
        db.flush()


def add_items(
    db: Session,
    actor: Actor,
    order_id: UUID,
    test_codes: list[str],
    *,
    reflex_of: UUID | None = None,
) -> list[Item]:
    """More tests for an order (a reflex, a repeat): from the tube that is there, else they wait
    for a new one. Tests that the order has already, and which have not ended, are left out."""
    order = db.get(Order, order_id)
    assert order is not None
    there = items_of_order(db, order.id)
    missing = [c for c in test_codes if c not in {i.test_code for i in there if not i.ended_why}]
    known = knowing.tests(db, missing)
    made = put_in(
        db,
        [
            {
                "order_id": order.id,
                "patient_id": order.patient_id,
                "encounter_id": order.encounter_id,
                "site_id": order.site_id,
                "service_code": order.service_code,
                "test_code": code,
                "section_code": known[code].section,
                "urgency": order.urgency,
                "rank": RANK[order.urgency],
                "planned_at": order.planned_at,
                "ordered_at": utc_now(),
                "ended_why": "",
                "runs": 0,
                "reflex_of": reflex_of,
            }
            for code in missing
            if code in known
        ],
    )
    added = [i for i in items_of_order(db, order.id) if i.id in set(made)]
    tubes = chain.specimens(db, {i.specimen_id for i in there if i.specimen_id})
    for item in added:
        container = known[item.test_code].container
        fit = [
            s
            for s in tubes.values()
            if s.state in USABLE | IN_LABORATORY
            and (s.container_code, s.section_code) == (container, item.section_code)
        ]
        if fit:
            put_on(db, actor, fit[0], [item])
            chain.write(db, actor, [fit[0]], CustodyAct.ADD_ON, note=item.test_code)
    return added


def catch_up(db: Session, since: date) -> None:
    """The laboratory was off: orders placed meanwhile wait, those answered meanwhile do not."""
    asked = select(Order).where(
        Order.kind == OrderKind.LAB,
        Order.state == OrderState.PLACED,
        col(Order.placed_at) >= datetime.combine(since, time.min, LOCAL),
        ~exists().where(col(Item.order_id) == col(Order.id)),
    )
    for order in db.exec(asked.order_by(col(Order.placed_at)).limit(10_000)):
        _enter(db, order)
    waits = exists().where(col(Item.order_id) == col(Order.id), col(Item.closed_at).is_(None))
    standing = select(Order).where(
        Order.kind == OrderKind.LAB,
        Order.state != OrderState.PLACED,
        Order.held_by != HOLDER,
        waits,
    )
    for order in db.exec(standing):
        if order.state in (OrderState.CANCELLED, OrderState.REFUSED):
            _withdraw(db, SYSTEM, order.id, order.ended_reason)
        else:
            _ended_by_hand(db, order)
