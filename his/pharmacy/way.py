"""What a prescription means for the patient's way: to the pharmacy, until he has his drugs."""

from sqlmodel import Session

from his.encounters import service as encounters
from his.encounters.events import StepDone, StepWanted, about
from his.pharmacy.events import HandedOver
from his.prescribing.events import PrescriptionCancelled, PrescriptionSigned
from kernel.clock import utc_now
from kernel.events import publish

_SOURCE = "his_prescription"


def go_there(db: Session, event: PrescriptionSigned) -> None:
    """He fetches his drugs here once the doctor has closed the visit."""
    head = about(encounters.by_id(db, event.encounter_id), event.actor, utc_now())
    wanted = StepWanted(**head, place="pharmacy", source=_SOURCE, source_id=event.prescription_id)
    publish(db, wanted)


def been_there(db: Session, event: HandedOver | PrescriptionCancelled) -> None:
    """He has them, or will not get them."""
    head = about(encounters.by_id(db, event.encounter_id), event.actor, utc_now())
    withdrawn = isinstance(event, PrescriptionCancelled)
    done = StepDone(**head, source=_SOURCE, source_id=event.prescription_id, withdrawn=withdrawn)
    publish(db, done)
