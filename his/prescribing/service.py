"""The front door of his.prescribing. Other modules import this file, events.py and slots.py."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.prescribing.drafting import (
    Draft,
    Heading,
    Wanted,
    draft_of,
    drop,
    get,
    lines,
    lines_of_many,
    of_encounter,
    save,
    show,
)
from his.prescribing.drugs import Drug
from his.prescribing.drugs import many as drugs_of
from his.prescribing.drugs import search as search_drugs
from his.prescribing.models import Alert, Prescription, PrescriptionLine
from his.prescribing.renewing import earlier, renew, use_set
from his.prescribing.signing import amend, by_id, cancel, sign
from his.prescribing.words import Form, PrescriptionState, Severity
from kernel.clock import today

__all__ = [
    "Alert",
    "Draft",
    "Drug",
    "Form",
    "Heading",
    "Prescription",
    "PrescriptionLine",
    "PrescriptionState",
    "Severity",
    "Wanted",
    "amend",
    "by_code",
    "by_id",
    "cancel",
    "draft_of",
    "drop",
    "drugs_of",
    "earlier",
    "get",
    "lines",
    "lines_of_many",
    "of_encounter",
    "renew",
    "save",
    "search_drugs",
    "show",
    "sign",
    "signed_of",
    "signed_waiting",
    "use_set",
]


def signed_of(db: Session, encounter_id: UUID) -> list[Prescription]:
    """The prescriptions of a visit that stand."""
    return [p for p in of_encounter(db, encounter_id) if p.state is PrescriptionState.SIGNED]


def by_code(db: Session, code: str) -> Prescription | None:
    """By the national code, as scanned from the paper."""
    asked = select(Prescription).where(col(Prescription.code) == code)
    found: Prescription | None = db.execute(asked).scalar_one_or_none()
    return found


def signed_waiting(db: Session, *, limit: int = 200) -> Sequence[Prescription]:
    """Signed and still valid, oldest first: for whoever catches up."""
    asked = select(Prescription).where(
        col(Prescription.state) == PrescriptionState.SIGNED,
        col(Prescription.valid_to) >= today(),
    )
    ordered = asked.order_by(col(Prescription.signed_at), col(Prescription.id)).limit(limit)
    return db.execute(ordered).scalars().all()
