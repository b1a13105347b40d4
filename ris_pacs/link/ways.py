"""How each system wants to be spoken with about pictures."""

from uuid import UUID

from sqlmodel import Session, select

from his.link import service as link
from kernel import live
from kernel.access import Actor
from kernel.db import expect
from ris_pacs.link.coding import TOPIC
from ris_pacs.link.models import ImageDialect, ImagingWay, OrderDialect


def of(db: Session, partner_id: UUID) -> ImagingWay:
    """As it was set; where nothing was, the usual one (which is not kept)."""
    row = db.exec(select(ImagingWay).where(ImagingWay.partner_id == partner_id)).one_or_none()
    return row or ImagingWay(partner_id=partner_id, version=0)


def save(
    db: Session,
    actor: Actor,
    partner_id: UUID,
    *,
    version: int,
    orders: OrderDialect,
    images: ImageDialect,
    schedule: bool,
    studies: bool,
) -> ImagingWay:
    """Raises NoSuchPartner, ChangedMeanwhile."""
    link.get(db, partner_id)
    row = db.exec(
        select(ImagingWay).where(ImagingWay.partner_id == partner_id).with_for_update()
    ).one_or_none()
    if row is None:
        row = ImagingWay(partner_id=partner_id)
        db.add(row)
    else:
        expect(row, version)
    row.orders, row.images, row.schedule, row.studies = orders, images, schedule, studies
    db.flush()
    live.touch(db, TOPIC)
    return row
