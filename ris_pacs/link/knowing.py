"""What is known of orders of other systems: by number, by accession number, by visit."""

from datetime import timedelta

from sqlmodel import Session, col, select

from his.encounters import service as encounters
from his.encounters.service import Encounter, EncounterState, Payer
from his.link.service import Partner
from his.orders.service import Order
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import utc_now
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.link.models import LinkedExam
from ris_pacs.link.saying import ExamSaid

_OPEN = (EncounterState.WAITING, EncounterState.IN_PROGRESS)
_SAME_STAY = timedelta(hours=24)


def of_number(db: Session, partner: Partner, placer: str) -> LinkedExam | None:
    return db.exec(
        select(LinkedExam)
        .where(LinkedExam.partner_id == partner.id, LinkedExam.placer == placer)
        .with_for_update()
    ).one_or_none()


def accession_used(db: Session, partner: Partner, accession: str) -> bool:
    """It is an order's of ours, or was another order's of that system."""
    ours = select(Order.id).where(Order.code == accession)
    theirs = select(LinkedExam.id).where(
        LinkedExam.partner_id == partner.id, LinkedExam.accession == accession
    )
    return any(db.exec(asked.limit(1)).first() is not None for asked in (ours, theirs))


def pictured(db: Session, order: Order) -> bool:
    asked = select(ImagingStudy.id).where(ImagingStudy.order_id == order.id)
    return db.exec(asked.limit(1)).first() is not None


def visit(
    db: Session, actor: Actor, partner: Partner, patient: Patient, said: ExamSaid
) -> Encounter | None:
    """The visit in which this system's orders for him lie; a new one in the room set for it."""
    now = utc_now()
    rows = db.exec(
        select(Encounter, LinkedExam)
        .join(LinkedExam, col(LinkedExam.encounter_id) == col(Encounter.id))
        .where(
            LinkedExam.partner_id == partner.id,
            LinkedExam.patient_id == patient.id,
            col(Encounter.state).in_(_OPEN),
        )
        .order_by(col(Encounter.opened_at).desc(), col(LinkedExam.id))
        .limit(50)
    )
    for visit, before in rows:
        same = bool(said.group) and before.group_number == said.group
        if same or now - visit.opened_at < _SAME_STAY:
            return visit
    if partner.room_id is None:
        return None
    return encounters.open(
        db,
        actor,
        patient_id=patient.id,
        room_id=partner.room_id,
        payer=Payer.SELF_PAY,
        reason=f"Chỉ định hình ảnh từ {partner.name}"[:500],
        again=True,
        beyond_quota=True,
    )
