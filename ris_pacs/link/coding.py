"""What a code of another system's orders means: our own code, or as a person said."""

from uuid import UUID

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.link.service import Partner
from his.orders.service import OrderKind
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from ris_pacs.link.errors import NotAServiceOfImaging
from ris_pacs.link.models import ImagingCode
from ris_pacs.link.saying import Coded

TOPIC = "ris_pacs.link"
OWN = ("99HIS54", "HIS54", "L")  # coding systems that are our own codes
KINDS = (OrderKind.IMAGING, OrderKind.FUNCTION)


def service_of(db: Session, partner: Partner, said: Coded) -> str:
    """Our service for what was ordered; "" where nobody has said so: its code is then listed."""
    codes = [code for code in (said.code, said.other) if code]
    rows = db.exec(
        select(ImagingCode).where(
            ImagingCode.partner_id == partner.id, col(ImagingCode.code).in_(codes)
        )
    ).all()
    for row in rows:
        if row.ours:
            return row.ours
    for code in (said.in_system(*OWN), said.code if not said.system else ""):
        if code and is_imaging(db, code):
            return code
    if codes and not rows:
        row = ImagingCode(
            partner_id=partner.id, code=codes[0], name=said.name[:200], first_at=utc_now()
        )
        db.add(row)
        db.flush()
        live.touch(db, TOPIC)
    return ""


def is_imaging(db: Session, code: str) -> bool:
    """A service of today's list that leaves pictures."""
    found = catalogs.entry(db, "service", code, on=today())
    return found is not None and found.facts.get("kind") in set(KINDS)


def set_code(
    db: Session, actor: Actor, partner_id: UUID, *, code: str, name: str, ours: str
) -> ImagingCode:
    """Say what a code means; "" takes it back. Raises NotAServiceOfImaging."""
    if ours and not is_imaging(db, ours):
        raise NotAServiceOfImaging(code=ours)
    row = db.exec(
        select(ImagingCode)
        .where(ImagingCode.partner_id == partner_id, ImagingCode.code == code)
        .with_for_update()
    ).one_or_none()
    if row is None:
        row = ImagingCode(partner_id=partner_id, code=code, first_at=utc_now())
        db.add(row)
    row.ours, row.name = ours, name or row.name
    db.flush()
    live.touch(db, TOPIC)
    return row
