"""A procedure that the doctor does in the room: ordered and done in one (thủ thuật tại phòng)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.catalogs import service as catalogs
from his.orders import service as orders
from his.outpatient.errors import NotDoneInTheRoom
from kernel.access import Actor

_HERE = ("procedure", "function", "exam")


@dataclass(frozen=True, slots=True)
class Used:
    """A supply that was used for it; what it costs is the pharmacy's affair."""

    code: str
    name: str
    quantity: str


def perform(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    service_code: str,
    text: str,
    quantity: int = 1,
    supplies: Sequence[tuple[str, Decimal]] = (),
) -> orders.Order:
    """Order and answer a procedure that was just done here.

    Raises NotDoneInTheRoom, NotInCatalogue, and the visit's refusal when it is closed.
    """
    service = catalogs.demand(db, "service", service_code)
    if service.facts.get("kind") not in _HERE:
        raise NotDoneInTheRoom(name=service.name)
    used = [
        Used(code, catalogs.demand(db, "supply", code).name, f"{amount.normalize():f}")
        for code, amount in supplies
    ]
    order = orders.place(
        db,
        actor,
        encounter_id=encounter_id,
        service_code=service.code,
        quantity=quantity,
        indication=text[:500],
    )
    orders.start(db, actor, order.id)
    facts = {"values": [], "text": text, "conclusion": "", "supplies": [asdict(u) for u in used]}
    orders.fulfil(db, actor, order.id, text=text, facts=facts)
    return order
