"""What prescribing adds to visits and to the patient's pages."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.encounters.service import Encounter
from his.encounters.slots import Missing
from his.patients import service as patients
from his.patients.slots import TimelineItem
from his.prescribing import drafting
from his.prescribing.models import Prescription, PrescriptionLine
from his.prescribing.words import PrescriptionState
from kernel.access import Actor
from kernel.text import Text


def unsigned(db: Session, encounter: Encounter) -> list[Missing]:
    """A visit is not closed over a draft with drugs on it."""
    draft = drafting.draft_of(db, encounter.id)
    if draft is None or not drafting.lines(db, draft.id):
        return []
    return [
        Missing(
            Text(
                "Đơn thuốc nháp chưa ký. Hãy ký hoặc bỏ đơn nháp.",
                "The draft prescription is not signed. Sign it or drop it.",
            ),
            "prescription",
        )
    ]


def signed(db: Session, encounter: Encounter) -> list[Missing]:
    """A visit with a signed prescription is not cancelled."""
    found = [
        p for p in drafting.of_encounter(db, encounter.id) if p.state is PrescriptionState.SIGNED
    ]
    return [
        Missing(
            Text(f"Đơn thuốc {p.code} đã ký.", f"Prescription {p.code} is signed."), "prescription"
        )
        for p in found
    ]


def timeline(
    db: Session, actor: Actor, patient_id: UUID, before: datetime, limit: int
) -> list[TimelineItem]:
    """Signed prescriptions with their drugs, newest first."""
    patient = patients.get(db, actor, patient_id)
    asked = (
        select(Prescription)
        .where(
            col(Prescription.patient_id) == patient.id,
            col(Prescription.signed_at).is_not(None),
            col(Prescription.signed_at) <= before,
        )
        .order_by(col(Prescription.signed_at).desc(), col(Prescription.id).desc())
        .limit(limit)
    )
    found = list(db.execute(asked).scalars())
    its = drafting.lines_of_many(db, [p.id for p in found])
    return [_item(p, its[p.id]) for p in found if p.signed_at]


def _item(prescription: Prescription, lines: list[PrescriptionLine]) -> TimelineItem:
    gone = prescription.state is PrescriptionState.CANCELLED
    title = Text("Đơn thuốc {code}", "Prescription {code}").put(code=prescription.code)
    if gone:
        title = Text(f"{title.vi} (đã huỷ)", f"{title.en} (cancelled)")
    assert prescription.signed_at is not None
    return TimelineItem(
        prescription.signed_at,
        title,
        "; ".join(f"{line.name} × {line.quantity.normalize():f}" for line in lines),
        f"/visits/{prescription.encounter_id}",
    )
