"""An order in a wing's own hands: it is not answered by hand as well."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders.errors import HeldByLaboratory
from his.orders.models import Order
from his.orders.slots import Holder
from kernel.access import Actor
from kernel.events import assembly_of


def hold(db: Session, order_ids: Collection[UUID], by: str) -> list[Order]:
    """These orders are the wing's from here on; locked, in their order, to be changed."""
    found = (
        select(Order)
        .where(col(Order.id).in_(set(order_ids)))
        .order_by(col(Order.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    orders = list(db.exec(found))
    for order in orders:
        order.held_by = by
    return orders


def sampled(order: Order, actor: Actor, at: datetime | None) -> None:
    """When the wing collected the specimen, shown as the hand's own; None: it is wanted anew."""
    order.collected_at = at
    order.collected_by_name = actor.name if at else ""
    order.received_at, order.received_by_name = None, ""


def received(order: Order, actor: Actor, at: datetime) -> None:
    order.received_at, order.received_by_name = at, actor.name


def free(db: Session, order: Order) -> None:
    """Raises HeldByLaboratory while the wing that holds it is on."""
    if not order.held_by:
        return
    for holder in assembly_of(db).contributions(Holder):
        if holder.id == order.held_by:
            raise HeldByLaboratory(
                code=order.code, by=holder.title.vi, by_en=holder.title.en, where=holder.where
            )
