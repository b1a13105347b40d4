"""Consultations: opened on a study, doctors from outside invited, let in, sent away."""

import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.patients import service as patients
from kernel import audit, counters, keys, signed_links
from kernel.access import Actor
from kernel.clock import local_now, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of
from kernel.settings import Settings
from ris_pacs.archive import service as archive
from ris_pacs.consult import protocol
from ris_pacs.consult.errors import (
    ConsultationIsOver,
    LinkNotEncrypted,
    NoPublicAddress,
    NoSuchConsultation,
    StudyOfNobody,
)
from ris_pacs.consult.models import ConsultAct, Consultation, ConsultGuest, ConsultState
from ris_pacs.consult.settings import HOURS

MOST_WRONG = 5
LOCKED = timedelta(minutes=30)
_HERE = ("localhost", "127.0.0.1", "::1")


def open_on(db: Session, actor: Actor, *, study_uid: str, question: str) -> Consultation:
    """Raises NoSuchStudy, StudyOfNobody."""
    study = archive.study(db, actor, study_uid)
    if study.patient_id is None:
        raise StudyOfNobody
    number = counters.take_quick(db, f"ris_pacs.consult/{local_now():%y%m%d}")
    made = Consultation(
        code=f"HC{local_now():%y%m%d}-{number:03d}",
        study_id=study.id,
        patient_id=study.patient_id,
        question=question,
        opened_at=utc_now(),
        opened_by=actor.id,
        opened_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    protocol.note(db, made, actor, ConsultAct.OPENED, question)
    return made


def one(db: Session, actor: Actor, consultation_id: UUID, *, lock: bool = False) -> Consultation:
    """Raises NoSuchConsultation."""
    found = db.get(Consultation, consultation_id, with_for_update=True if lock else None)
    if found is None:
        raise NoSuchConsultation
    patients.get(db, actor, found.patient_id)
    return found


def held(db: Session, actor: Actor, consultation_id: UUID) -> Consultation:
    """One that goes on, ours to change. Raises NoSuchConsultation, ConsultationIsOver."""
    found = one(db, actor, consultation_id, lock=True)
    going_on(found)
    return found


def going_on(found: Consultation) -> None:
    if found.state is not ConsultState.OPEN:
        raise ConsultationIsOver(code=found.code)


def consultations(
    db: Session,
    actor: Actor,
    *,
    state: ConsultState | None,
    patient_id: UUID | None,
    after: str | None,
    limit: int,
) -> tuple[list[Consultation], str | None]:
    """The newest first."""
    asked = select(Consultation).where(patients.seen_by(actor, Consultation.patient_id))
    if state:
        asked = asked.where(Consultation.state == state)
    if patient_id:
        asked = asked.where(Consultation.patient_id == patient_id)
    by = (col(Consultation.opened_at), col(Consultation.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)


# --- doctors from outside ----------------------------------------------------------------------


def invite(
    db: Session,
    actor: Actor,
    consultation_id: UUID,
    *,
    name: str,
    facility: str,
    licence: str = "",
) -> tuple[ConsultGuest, str]:
    """The guest, and his PIN: it is shown once, to be told to him by telephone.

    Raises NoSuchConsultation, ConsultationIsOver, NoPublicAddress, LinkNotEncrypted.
    """
    room = held(db, actor, consultation_id)
    ours = Settings().public_url
    if not ours:
        raise NoPublicAddress
    house = admin.facility_if_any(db)
    if not encrypted(ours) and not (house and house.demo):
        raise LinkNotEncrypted(address=ours)
    return welcome(db, actor, room, name=name, facility=facility, licence=licence)


def encrypted(address: str) -> bool:
    """Whether what goes to this address is read by nobody on the way."""
    told = urlsplit(address)
    return told.scheme == "https" or told.hostname in _HERE


def welcome(
    db: Session, actor: Actor, room: Consultation, *, name: str, facility: str, licence: str = ""
) -> tuple[ConsultGuest, str]:
    pin = f"{secrets.randbelow(1_000_000):06d}"
    guest = ConsultGuest(
        consultation_id=room.id,
        name=name,
        facility=facility,
        licence=licence,
        pin="",
        expires_at=utc_now() + timedelta(hours=int(admin.parameter(db, HOURS.id))),
        invited_by_name=actor.name,
    )
    guest.pin = _digest(guest, pin)
    db.add(guest)
    db.flush()
    protocol.note(db, room, actor, ConsultAct.INVITED, who(guest))
    return guest, pin


def withdraw(db: Session, actor: Actor, guest_id: UUID, *, version: int) -> ConsultGuest:
    """He is out at once, wherever he is. Raises NotFound, ConsultationIsOver, ChangedMeanwhile."""
    guest = db.get(ConsultGuest, guest_id, with_for_update=True)
    if guest is None:
        raise NotFound
    room = held(db, actor, guest.consultation_id)
    expect(guest, version)
    guest.withdrawn_at = utc_now()
    db.flush()
    protocol.note(db, room, actor, ConsultAct.WITHDRAWN, who(guest))
    return guest


def guests(db: Session, consultation_id: UUID) -> list[ConsultGuest]:
    asked = select(ConsultGuest).where(ConsultGuest.consultation_id == consultation_id)
    return list(db.exec(asked.order_by(col(ConsultGuest.id))))


def guest(db: Session, guest_id: UUID) -> ConsultGuest | None:
    return db.get(ConsultGuest, guest_id)


def who(guest: ConsultGuest) -> str:
    return f"{guest.name} ({guest.facility})" if guest.facility else guest.name


def address(guest: ConsultGuest) -> str:
    base = Settings().public_url.rstrip("/")
    return f"{base}/hoi-chan/{signed_links.address(guest.id, key())}"


def key() -> bytes:
    return keys.ring().derive("consultations")


def _digest(guest: ConsultGuest, pin: str) -> str:
    return hmac.new(key(), guest.id.bytes + pin.encode(), "sha256").hexdigest()


# --- at the door --------------------------------------------------------------------------------


def by_address(db: Session, token: str, *, lock: bool = False) -> ConsultGuest | None:
    """Whose link it is; None for any that we did not make."""
    guest_id = signed_links.read(token, key())
    if guest_id is None:
        return None
    return db.get(ConsultGuest, guest_id, with_for_update=True if lock else None)


def may_enter(db: Session, guest: ConsultGuest) -> Consultation | None:
    """The room, as long as he is welcome and it goes on."""
    if guest.withdrawn_at is not None or guest.expires_at <= utc_now():
        return None
    room = db.get(Consultation, guest.consultation_id)
    return room if room and room.state is ConsultState.OPEN else None


def is_locked(guest: ConsultGuest) -> bool:
    return guest.locked_until is not None and utc_now() < guest.locked_until


def knock(db: Session, guest: ConsultGuest, pin: str, *, ip: str) -> bool:
    """The PIN that he was told by telephone. Wrong ones are counted, audited, and lock."""
    room = may_enter(db, guest)
    if room is None or is_locked(guest):
        return False
    digits = "".join(c for c in pin if c.isascii() and c.isdigit())
    right = hmac.compare_digest(_digest(guest, digits), guest.pin)
    if right:
        guest.wrong, guest.locked_until = 0, None
        guest.joined_at = guest.joined_at or utc_now()
    else:
        guest.wrong += 1
        if guest.wrong % MOST_WRONG == 0:
            guest.locked_until = utc_now() + LOCKED
    about = ("patient", room.patient_id)
    outcome = "opened" if right else "wrong"
    audit.record(db, "consult.open", outcome, about, guest=str(guest.id), ip=ip)
    db.flush()
    return right
