"""Samples by hand, where no laboratory system keeps them: collected, received, begun."""

from uuid import UUID

from sqlmodel import Session

from his.orders import holding, service
from his.orders.errors import SampleNotCollected
from his.orders.models import Order
from his.orders.states import OPEN, OrderState, become
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound


def collect(db: Session, actor: Actor, order_id: UUID) -> Order:
    """The sample was taken from the patient (lấy mẫu)."""
    order = _open(db, order_id)
    order.collected_at, order.collected_by_name = utc_now(), actor.name
    if order.state is OrderState.PLACED:
        return service.accept(db, actor, order_id)
    live.touch(db, "orders")
    return order


def receive(db: Session, actor: Actor, order_id: UUID) -> Order:
    """The sample arrived where it is examined (nhận mẫu). Raises SampleNotCollected."""
    order = _open(db, order_id)
    if order.collected_at is None:
        raise SampleNotCollected(code=order.code)
    order.received_at, order.received_by_name = utc_now(), actor.name
    live.touch(db, "orders")
    return order


def _open(db: Session, order_id: UUID) -> Order:
    order = db.get(Order, order_id, with_for_update=True)
    if order is None:
        raise NotFound
    holding.free(db, order)
    if order.state not in OPEN:
        become(order.code, order.state, OrderState.IN_PROGRESS)
    return order
