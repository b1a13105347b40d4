"""Links to results: made at the first print, opened with a second factor, switched off, renewed."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.patient_links.errors import LinkEnded, LinksAreOff
from his.patient_links.models import LinkOutcome, LinkVisit, PatientLink
from his.patient_links.settings import DAYS, FACTOR, ON
from his.patients import service as patients
from his.patients.service import Patient
from kernel import audit, keys, links, signed_links
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.settings import Settings

MOST_WRONG = 5
LOCKED = timedelta(hours=1)
MOST_IN_ALL = 20
_TOO_MANY = "Nhập sai quá nhiều lần"


def key() -> bytes:
    return keys.ring().derive("patient-links")


def make(
    db: Session, actor: Actor, kind: str, document_id: UUID, patient_id: UUID, title: str
) -> str:
    """The address of the document's live link, to be printed; see kernel/links.py."""
    base = Settings().public_url.rstrip("/")
    if not base or not admin.parameter(db, ON.id):
        return ""
    found = _live(db, kind, document_id)
    if found is not None and found.expires_at <= utc_now():
        _end(found, actor, "Hết hạn")
        db.flush()
        found = None
    if found is None:
        found = _new(db, actor, kind, document_id, patient_id, title)
    return f"{base}/kq/{signed_links.address(found.id, key())}"


def _live(db: Session, kind: str, document_id: UUID) -> PatientLink | None:
    return db.exec(
        select(PatientLink)
        .where(
            PatientLink.kind == kind,
            PatientLink.document_id == document_id,
            col(PatientLink.ended_at).is_(None),
        )
        .with_for_update()
    ).first()


def _new(
    db: Session, actor: Actor, kind: str, document_id: UUID, patient_id: UUID, title: str
) -> PatientLink:
    now = utc_now()
    made = PatientLink(
        kind=kind,
        document_id=document_id,
        patient_id=patient_id,
        title=title[:200],
        made_at=now,
        made_by_name=actor.name,
        expires_at=_until(db, kind, document_id)
        or now + timedelta(days=int(admin.parameter(db, DAYS.id))),
    )
    db.add(made)
    db.flush()
    return made


def _until(db: Session, kind: str, document_id: UUID) -> datetime | None:
    page = links.page_of(db, kind)
    return page.until(db, document_id) if page and page.until else None


def _end(link: PatientLink, actor: Actor, reason: str) -> None:
    link.ended_at, link.ended_by_name, link.ended_reason = utc_now(), actor.name, reason


def held(db: Session, actor: Actor, link_id: UUID, *, version: int) -> PatientLink:
    """A link that stands, ours to change. Raises NotFound, LinkEnded, ChangedMeanwhile."""
    found = db.get(PatientLink, link_id, with_for_update=True)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    if found.ended_at is not None:
        raise LinkEnded
    expect(found, version)
    return found


def switch_off(
    db: Session, actor: Actor, link_id: UUID, *, version: int, reason: str
) -> PatientLink:
    """Nobody opens it any more, from this moment on."""
    found = held(db, actor, link_id, version=version)
    _end(found, actor, reason)
    db.flush()
    return found


def renew(db: Session, actor: Actor, link_id: UUID, *, version: int) -> PatientLink:
    """Another address in its place: the old paper opens nothing. Raises LinksAreOff."""
    if not admin.parameter(db, ON.id):
        raise LinksAreOff
    old = held(db, actor, link_id, version=version)
    _end(old, actor, "Cấp lại")
    db.flush()
    return _new(db, actor, old.kind, old.document_id, old.patient_id, old.title)


def of_document(db: Session, actor: Actor, document_id: UUID) -> list[PatientLink]:
    """The links of a document, the newest first."""
    asked = (
        select(PatientLink)
        .where(
            PatientLink.document_id == document_id, patients.seen_by(actor, PatientLink.patient_id)
        )
        .order_by(col(PatientLink.made_at).desc(), col(PatientLink.id).desc())
        .limit(50)
    )
    found = list(db.exec(asked))
    if found:
        audit.read(db, ("patient", found[0].patient_id), "links")
    return found


def visits(db: Session, actor: Actor, link_id: UUID) -> list[LinkVisit]:
    """Who stood before the page, the latest fifty. Raises NotFound."""
    link = db.get(PatientLink, link_id)
    if link is None:
        raise NotFound
    patients.get(db, actor, link.patient_id)
    asked = select(LinkVisit).where(LinkVisit.link_id == link_id)
    return list(db.exec(asked.order_by(col(LinkVisit.id).desc()).limit(50)))


def by_address(db: Session, token: str, *, lock: bool = False) -> PatientLink | None:
    """The link of an address that we made; None for any other."""
    link_id = signed_links.read(token, key())
    if link_id is None:
        return None
    return db.get(PatientLink, link_id, with_for_update=True if lock else None)


def is_over(db: Session, link: PatientLink) -> bool:
    """Switched off, past its day, or closed by whoever fills the page."""
    if link.ended_at is not None or link.expires_at <= utc_now():
        return True
    page = links.page_of(db, link.kind)
    return bool(page and page.closed and page.closed(db, link.document_id))


def is_locked(link: PatientLink) -> bool:
    return link.locked_until is not None and utc_now() < link.locked_until


def asks(db: Session, link: PatientLink) -> str:
    """Which factor: the page's own PIN; else birth_year, birth_date, or code where no such birth
    is known."""
    if _pin(db, link):
        return "pin"
    patient = patients.get(db, SYSTEM, link.patient_id)
    wanted = str(admin.parameter(db, FACTOR.id))
    if wanted == "birth_date" and len(patient.birth or "") == 10:
        return wanted
    return "birth_year" if patient.birth else "code"


def _pin(db: Session, link: PatientLink) -> str:
    page = links.page_of(db, link.kind)
    return page.pin(db, link.document_id) if page and page.pin else ""


def knock(
    db: Session, token: str, given: str, *, ip: str
) -> tuple[PatientLink, LinkOutcome] | None:
    """Somebody types the second factor. Counted and logged, right or wrong; None: no such link."""
    link = by_address(db, token, lock=True)
    if link is None:
        return None
    outcome = _tried(db, link, given)
    db.add(LinkVisit(link_id=link.id, at=utc_now(), ip=ip[:60], outcome=outcome))
    audit.record(
        db, "link.open", outcome.value, ("patient", link.patient_id), link=str(link.id), ip=ip
    )
    db.flush()
    return link, outcome


def _tried(db: Session, link: PatientLink, given: str) -> LinkOutcome:
    if is_over(db, link):
        return LinkOutcome.ENDED
    if is_locked(link):
        return LinkOutcome.LOCKED
    patient = patients.get(db, SYSTEM, link.patient_id)
    right = _pin(db, link) or _right(asks(db, link), patient)
    if hmac.compare_digest(_digits(given), right):
        link.wrong, link.locked_until = 0, None
        link.opened, link.last_opened_at = link.opened + 1, utc_now()
        return LinkOutcome.OPENED
    link.wrong += 1
    if link.wrong >= MOST_IN_ALL:
        _end(link, SYSTEM, _TOO_MANY)
    elif link.wrong % MOST_WRONG == 0:
        link.locked_until = utc_now() + LOCKED
    return LinkOutcome.WRONG


def _right(factor: str, patient: Patient) -> str:
    birth = patient.birth or ""
    if factor == "birth_date":
        return birth[8:10] + birth[5:7] + birth[:4]
    return birth[:4] if factor == "birth_year" else _digits(patient.code)[-4:]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal() and c.isascii())
