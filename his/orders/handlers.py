"""What orders add to the visit's closing."""

from sqlmodel import Session

from his.encounters.service import Encounter
from his.encounters.slots import Missing
from his.orders import alarming, inbox, service
from kernel.text import Text


def unanswered(db: Session, encounter: Encounter) -> list[Missing]:
    """Every order of a visit is answered, cancelled or refused before it closes."""
    return [
        Missing(
            Text(
                f"Chỉ định {o.code} {o.service_name} chưa có kết quả.",
                f"Order {o.code} {o.service_name} has no result yet.",
            ),
            "orders",
        )
        for o in service.of_encounter(db, encounter.id)
        if o.state in service.OPEN
    ]


def unread(db: Session, encounter: Encounter) -> list[Missing]:
    """Whoever ordered has looked at what is not as usual."""
    return [
        Missing(
            Text(
                f"Kết quả bất thường {order.service_name} chưa xem.",
                f"The abnormal result of {order.service_name} was not looked at.",
            ),
            f"result:{order.id}",
        )
        for _, order in inbox.unread_abnormal(db, encounter.id)
    ]


def unacknowledged(db: Session, encounter: Encounter) -> list[Missing]:
    """Somebody has answered for every critical result."""
    return [
        Missing(
            Text(
                f"Kết quả nguy hiểm {order.service_name} chưa ai xác nhận.",
                f"Nobody has acknowledged the critical result of {order.service_name}.",
            ),
            f"result:{order.id}",
        )
        for _, order in alarming.unanswered(db, encounter.id)
    ]
