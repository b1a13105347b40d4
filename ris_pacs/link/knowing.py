"""What is known of orders of other systems: by number, by accession number."""

from sqlmodel import Session, select

from his.link.service import Partner
from his.orders.service import Order
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.link.models import LinkedExam


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
