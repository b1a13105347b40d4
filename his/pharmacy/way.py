"""What a prescription means for the patient's way: to the pharmacy, until he has his drugs."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.events import StepDone, StepWanted, about
from his.pharmacy.dispensing_models import Dispensing
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


def page(db: Session, encounter_id: UUID) -> str | None:
    """Where the pharmacist works on a visit: its last prescription here."""
    found = db.execute(
        select(col(Dispensing.id))
        .where(col(Dispensing.encounter_id) == encounter_id)
        .order_by(col(Dispensing.signed_at).desc(), col(Dispensing.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    return f"/pharmacy/dispensing/{found}" if found else None
