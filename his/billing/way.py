"""Where the patient goes for his money's sake: to the cashier's, whenever he has to pay."""

from sqlmodel import Session

from his.billing.accounts import bill_of
from his.billing.models import Bill
from his.encounters import service as encounters
from his.encounters.events import EncounterClosed, StepDone, StepWanted, about
from his.encounters.service import EncounterState
from his.pricing.service import to_dong
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish

BILL = "his_bill"


def follow(db: Session, actor: Actor, bill: Bill) -> None:
    """The account has changed: after the visit whoever has to pay is wanted at the cashier's, and
    nobody else is. What is owed with leave keeps nobody there."""
    visit = encounters.by_id(db, bill.encounter_id)
    head = about(visit, actor, utc_now())
    if to_dong(bill.open) <= 0:
        publish(db, StepDone(**head, source=BILL, source_id=bill.encounter_id))
    elif visit.state is EncounterState.CLOSED:
        publish(db, StepWanted(**head, place="cashier", source=BILL, source_id=bill.encounter_id))


def closed(db: Session, event: EncounterClosed) -> None:
    """The visit is over: whoever still has to pay goes to the cashier's."""
    bill = bill_of(db, event.encounter_id)
    if bill is None:
        return
    follow(db, event.actor, bill)
    if to_dong(bill.open) + bill.owed <= 0 and bill.settled_at is None:
        bill.settled_at = utc_now()
