"""How much waits for whom."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from his.orders.models import Order, OrderKind, Urgency
from his.orders.states import OPEN, OrderState


@dataclass(frozen=True, slots=True)
class Count:
    kind: OrderKind
    state: OrderState
    urgent: bool
    count: int


def waiting(db: Session) -> list[Count]:
    """Open orders by kind, state and urgency."""
    urgent = col(Order.urgency) != Urgency.ROUTINE
    asked = (
        select(Order.kind, Order.state, urgent, func.count())
        .where(col(Order.kind).in_(list(OrderKind)), col(Order.state).in_(OPEN))
        .group_by(col(Order.kind), col(Order.state), urgent)
    )
    return [
        Count(OrderKind(kind), OrderState(state), bool(u), n)
        for kind, state, u, n in db.exec(asked)
    ]
