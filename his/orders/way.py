"""What an order means for the patient's way: to the wing, and back with the answer."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from his.encounters import service as encounters
from his.encounters.events import StepDone, StepPerformed, StepWanted, about
from his.encounters.service import Encounter
from his.orders.events import (
    OrderCancelled,
    OrderFulfilled,
    OrderPlaced,
    OrderRefused,
    OrderStarted,
)
from his.orders.models import Order, OrderKind
from kernel.clock import utc_now
from kernel.events import in_batches, publish, publish_many

_SOURCE = "his_order"
_ELSEWHERE = (OrderKind.LAB, OrderKind.IMAGING, OrderKind.PROCEDURE)


def go_there(db: Session, event: OrderPlaced) -> None:
    """He is wanted in the room of that kind."""
    if event.kind in _ELSEWHERE:
        head = about(encounters.by_id(db, event.encounter_id), event.actor, utc_now())
        order = db.get(Order, event.order_id)
        wanted = StepWanted(
            **head,
            place=event.kind.value,
            source=_SOURCE,
            source_id=event.order_id,
            to_room_id=order.room_id if order else None,
        )
        publish(db, wanted)


def been_there(db: Session, event: OrderStarted) -> None:
    """The sample is taken, the picture is made."""
    head = about(encounters.by_id(db, event.encounter_id), event.actor, utc_now())
    publish(db, StepPerformed(**head, source=_SOURCE, source_id=event.order_id))


def come_back_many(
    db: Session, events: Sequence[OrderFulfilled | OrderCancelled | OrderRefused]
) -> None:
    """The answers are there, or there will be none."""
    asked = select(Encounter).where(col(Encounter.id).in_({e.encounter_id for e in events}))
    visits = {each.id: each for each in db.exec(asked)}
    now = utc_now()
    publish_many(
        db,
        [
            StepDone(
                **about(visits[event.encounter_id], event.actor, now),
                source=_SOURCE,
                source_id=event.order_id,
                withdrawn=not isinstance(event, OrderFulfilled),
            )
            for event in events
        ],
    )


@in_batches(come_back_many)
def come_back(db: Session, event: OrderFulfilled | OrderCancelled | OrderRefused) -> None:
    come_back_many(db, [event])
