"""A part of what the patient pays is let off: asked by one, approved by another (miễn giảm)."""

from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.billing.accounts import locked, requote
from his.billing.errors import DiscountDecided, SamePerson
from his.billing.models import Charge, Discount, DiscountState
from his.billing.way import follow
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound


def ask(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    percent: Decimal,
    reason: str,
    charge_id: UUID | None = None,
) -> Discount:
    """Propose to let off a share of the patient's part, of one line or of the whole bill."""
    locked(db, actor, encounter_id)
    if charge_id is not None:
        charge = db.get(Charge, charge_id)
        if charge is None or charge.encounter_id != encounter_id:
            raise NotFound
    asked = Discount(
        encounter_id=encounter_id,
        charge_id=charge_id,
        percent=percent,
        reason=reason,
        asked_by=actor.id,
        asked_by_name=actor.name,
    )
    db.add(asked)
    db.flush()
    live.touch(db, "bills")
    live.touch(db, f"bill:{encounter_id}")
    return asked


def decide(
    db: Session, actor: Actor, discount_id: UUID, *, approved: bool, reason: str = ""
) -> Discount:
    """Approve or refuse. Raises SamePerson, DiscountDecided."""
    found = db.get(Discount, discount_id)
    if found is None:
        raise NotFound
    bill = locked(db, actor, found.encounter_id)
    found = db.get(Discount, discount_id, with_for_update=True, populate_existing=True)
    if found is None or found.state is not DiscountState.ASKED:
        raise DiscountDecided
    if found.asked_by == actor.id:
        raise SamePerson
    found.state = DiscountState.APPROVED if approved else DiscountState.REFUSED
    found.decided_at, found.decided_by = utc_now(), actor.id
    found.decided_by_name, found.decided_reason = actor.name, reason
    db.flush()
    requote(db, bill)
    follow(db, actor, bill)
    return found
