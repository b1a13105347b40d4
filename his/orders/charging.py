"""What an order costs, told to whoever bills (phát sinh chi phí của chỉ định)."""

from collections.abc import Sequence
from decimal import Decimal

from sqlmodel import Session

from his.encounters.service import Encounter
from his.orders.models import Order
from his.pricing.events import ChargeArose, ChargePerformed, ChargeWithdrawn
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish, publish_many

SOURCE = "his_order"


def arose(db: Session, actor: Actor, order: Order, encounter: Encounter) -> None:
    publish(
        db,
        ChargeArose(
            source=SOURCE,
            source_id=order.id,
            encounter_id=order.encounter_id,
            patient_id=order.patient_id,
            site_id=order.site_id,
            kind="service",
            code=order.service_code,
            name=order.service_name,
            quantity=Decimal(order.quantity),
            ordered_at=order.placed_at,
            ordered_by=order.placed_by,
            ordered_by_name=order.placed_by_name,
            actor=actor,
            department_id=encounter.department_id,
            room_id=encounter.room_id,
        ),
    )


def performed(db: Session, actor: Actor, orders: Sequence[Order]) -> None:
    publish_many(
        db,
        [
            ChargePerformed(
                source=SOURCE,
                source_id=order.id,
                performed_at=order.started_at or order.answered_at or utc_now(),
                performed_by=order.performed_by or actor.id,
                performed_by_name=order.performed_by_name or actor.name,
                resulted_at=order.answered_at,
                machines=order.machines,
                actor=actor,
            )
            for order in orders
        ],
    )


def withdrawn(db: Session, actor: Actor, order: Order, reason: str) -> None:
    publish(db, ChargeWithdrawn(source=SOURCE, source_id=order.id, reason=reason, actor=actor))
