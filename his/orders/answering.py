"""Answers as they are written and told: one, or hundreds in the same few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.orders import charging, events
from his.orders.models import Order, OrderReport, ReportKind
from his.orders.states import OrderState, become
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish_many


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is found of an order; its row is locked already."""

    order: Order
    text: str
    facts: Any = None


def fulfil_many(db: Session, actor: Actor, answers: Sequence[Answer]) -> list[OrderReport]:
    """Give the final, signed answers of several orders."""
    if not answers:
        return []
    now = utc_now()
    for each in answers:
        order = each.order
        order.state = become(order.code, order.state, OrderState.FULFILLED)
        order.answered_at = now
        if order.performed_by is None:  # whoever began it performed it, whoever signs it
            order.performed_by, order.performed_by_name = actor.id, actor.name
    written = write(db, actor, answers, ReportKind.FINAL)
    found = [a.order for a in answers]
    tell(db, actor, events.OrderFulfilled, found, [{"report_id": w.id} for w in written])
    charging.performed(db, actor, found)
    return written


def write(
    db: Session, actor: Actor, answers: Sequence[Answer], kind: ReportKind, reason: str = ""
) -> list[OrderReport]:
    before = _written(db, [a.order.id for a in answers])
    now = utc_now()
    written = [
        OrderReport(
            order_id=each.order.id,
            patient_id=each.order.patient_id,
            encounter_id=each.order.encounter_id,
            number=before.get(each.order.id, 0) + 1,
            kind=kind,
            text=each.text,
            facts=each.facts,
            reason=reason,
            reported_by=actor.id,
            reported_by_name=actor.name,
            reported_at=now,
        )
        for each in answers
    ]
    db.add_all(written)
    db.flush()
    return written


def _written(db: Session, order_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many answers each of them has."""
    of = col(OrderReport.order_id)
    asked = select(of, func.count()).where(of.in_(order_ids)).group_by(of)
    return dict(db.exec(asked).all())


def tell(
    db: Session,
    actor: Actor,
    what: type[events.OrderChanged],
    orders: Sequence[Order],
    more: Sequence[dict[str, Any]],
) -> None:
    live.touch(db, "orders")
    told = [
        what(
            order_id=order.id,
            kind=order.kind,
            service_code=order.service_code,
            patient_id=order.patient_id,
            encounter_id=order.encounter_id,
            site_id=order.site_id,
            actor=actor,
            **facts,
        )
        for order, facts in zip(orders, more, strict=True)
    ]
    publish_many(db, told)
