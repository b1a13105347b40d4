"""What results do when something happens to their tests."""

from sqlmodel import Session

from his.orders.service import ANSWERED, Order
from lis.results import releasing
from lis.specimens.events import ItemsEnded


def last_one_ended(db: Session, event: ItemsEnded) -> None:
    """What was verified by itself waited for a test that is no longer done: it goes out now."""
    order = db.get(Order, event.order_id)
    if order is None or order.state in ANSWERED:
        return
    releasing.release(db, event.actor, [event.order_id], partly=False)
