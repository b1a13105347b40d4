"""What orders add to the visit's closing."""

from sqlmodel import Session

from his.encounters.service import Encounter
from his.encounters.slots import Missing
from his.orders import service
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
