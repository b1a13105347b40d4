"""What a code of another system means here: by its own coding system, or as a person said."""

from uuid import UUID

from sqlmodel import Session, col, select

from his.catalogs import service as catalogs
from his.link.service import Partner
from his.orders.service import OrderKind
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from lis.link.errors import NoSuchLinkCode, NotALaboratoryService
from lis.link.models import CodeUse, LinkCode
from lis.link.reading import CodeSaid
from lis.tests import service as tests

TOPIC = "lis.link"
OWN = ("99HIS54", "HIS54", "L")  # coding systems that are our own codes


def service_of(db: Session, partner: Partner, said: CodeSaid) -> str:
    """Our service for what was ordered; "" where nobody has said so: its code is then listed."""
    mapped = _mapped(db, partner.id, CodeUse.SERVICE, said)
    if mapped:
        return mapped
    for code in (said.of_system(*OWN), said.code if not said.system else ""):
        if code and is_laboratory(db, code):
            return code
    _unknown(db, partner, CodeUse.SERVICE, said)
    return ""


def is_laboratory(db: Session, code: str) -> bool:
    """A service of today's list that the laboratory does."""
    found = catalogs.entry(db, "service", code, on=today())
    return found is not None and found.facts.get("kind") == OrderKind.LAB


def names_test(db: Session, partner: Partner, said: CodeSaid, test_code: str) -> bool:
    """Does this code of a result name that test: as mapped, by our own code, or by LOINC?"""
    mapped = _mapped(db, partner.id, CodeUse.TEST, said)
    if mapped:
        return mapped == test_code
    if said.of_system(*OWN) == test_code or (not said.system and said.code == test_code):
        return True
    profile = tests.profile(db, [test_code], today()).get(test_code)
    return profile is not None and bool(profile.loinc) and said.of_system("LN") == profile.loinc


def unknown_test(db: Session, partner: Partner, said: CodeSaid) -> None:
    _unknown(db, partner, CodeUse.TEST, said)


def _mapped(db: Session, partner_id: UUID, use: CodeUse, said: CodeSaid) -> str:
    codes = [code for code in (said.code, said.other) if code]
    found = {
        row.code: row.ours
        for row in db.exec(
            select(LinkCode).where(
                LinkCode.partner_id == partner_id,
                LinkCode.use == use,
                col(LinkCode.code).in_(codes),
            )
        )
    }
    return next((found[code] for code in codes if found.get(code)), "")


def _unknown(db: Session, partner: Partner, use: CodeUse, said: CodeSaid) -> None:
    """On the list of codes that wait to be mapped; once."""
    code = said.code or said.other
    if not code:
        return
    there = db.exec(
        select(col(LinkCode.id)).where(
            LinkCode.partner_id == partner.id, LinkCode.use == use, LinkCode.code == code
        )
    ).first()
    if there is None:
        name = (said.name or said.other_name)[:200]
        row = LinkCode(partner_id=partner.id, use=use, code=code, name=name, first_at=utc_now())
        db.add(row)
        db.flush()
        live.touch(db, TOPIC)


def set_code(
    db: Session, actor: Actor, partner_id: UUID, *, use: CodeUse, code: str, name: str, ours: str
) -> LinkCode:
    """Say what a code means; "" takes it back. Raises NotALaboratoryService, NoSuchLinkCode."""
    if ours and use is CodeUse.SERVICE and not is_laboratory(db, ours):
        raise NotALaboratoryService(code=ours)
    if ours and use is CodeUse.TEST and ours not in tests.profile(db, [ours], today()):
        raise NoSuchLinkCode(code=ours)
    row = db.exec(
        select(LinkCode)
        .where(LinkCode.partner_id == partner_id, LinkCode.use == use, LinkCode.code == code)
        .with_for_update()
    ).one_or_none()
    if row is None:
        row = LinkCode(partner_id=partner_id, use=use, code=code, first_at=utc_now())
        db.add(row)
    row.ours, row.name = ours, name or row.name
    db.flush()
    live.touch(db, TOPIC)
    return row
