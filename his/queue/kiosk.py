"""Numbers at a kiosk (ki-ốt lấy số): by touch, or by scanning a card, an appointment, a ticket.

The kiosk signs in nobody. It is a device with a token of its own, made by an administrator and
blocked by him; it gives numbers, so many a minute, and shows nothing of a patient but his number.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import RoomKind
from his.encounters import service as encounters
from his.encounters.slots import ArrivalByScan
from his.patients import service as patients
from his.queue.errors import KioskBusy, KioskNotKnown, NoSuchTicket
from his.queue.issuing import write_ticket
from his.queue.models import QueueKiosk, Ticket
from his.queue.priority import PriorityClass, classify
from his.queue.settings import KIOSK_NUMBERS
from his.queue.states import ACTIVE
from his.queue.steps import least_busy
from kernel import clock
from kernel.access import SYSTEM, Actor
from kernel.columns import blind
from kernel.errors import NotFound
from kernel.events import assembly_of
from kernel.paging import page_of

#: What one may say of oneself at the kiosk; the desk looks again.
DECLARED = (
    PriorityClass.AGED_75,
    PriorityClass.CHILD_UNDER_6,
    PriorityClass.PREGNANT,
    PriorityClass.SEVERE_DISABILITY,
    PriorityClass.MERIT,
)


def make(db: Session, actor: Actor, *, name: str, room_id: UUID) -> tuple[QueueKiosk, str]:
    """A new kiosk for the numbers of a desk; answers it with the token, which is shown once."""
    token = secrets.token_urlsafe(24)
    kiosk = QueueKiosk(
        name=name,
        room_id=admin.room(db, room_id).id,
        token_blind=blind("kiosk", token),
        made_at=clock.utc_now(),
        made_by_name=actor.name,
    )
    db.add(kiosk)
    db.flush()
    return kiosk, token


def block(db: Session, actor: Actor, kiosk_id: UUID) -> QueueKiosk:
    """It gives no numbers any more (lost, moved, misused)."""
    kiosk = db.get(QueueKiosk, kiosk_id, with_for_update=True)
    if kiosk is None:
        raise NotFound
    kiosk.blocked_at = kiosk.blocked_at or clock.utc_now()
    db.flush()
    return kiosk


def kiosks(
    db: Session, *, after: str | None = None, limit: int = 50
) -> tuple[list[QueueKiosk], str | None]:
    """Every kiosk, the newest last."""
    by = (col(QueueKiosk.id),)
    return page_of(db, select(QueueKiosk), by=by, types=(UUID,), after=after, limit=limit)


def known(db: Session, token: str) -> QueueKiosk:
    """The kiosk with this token. Raises KioskNotKnown."""
    found: QueueKiosk | None = db.execute(
        select(QueueKiosk).where(col(QueueKiosk.token_blind) == blind("kiosk", token))
    ).scalar_one_or_none()
    if found is None or found.blocked_at is not None:
        raise KioskNotKnown
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """The number to print; `fresh` is false for one that he had already."""

    ticket: Ticket
    fresh: bool


def number(db: Session, kiosk: QueueKiosk, *, priority: PriorityClass | None = None) -> Given:
    """A number at the desk, for somebody who scanned nothing. Raises KioskBusy."""
    _refuse_too_many(db, kiosk)
    declared = priority if priority in DECLARED else PriorityClass.ORDINARY
    actor = _actor(kiosk)
    made = write_ticket(db, actor, room_id=_desk(db, kiosk), encounter=None, priority=declared)
    return Given(made, fresh=True)


def scan(db: Session, kiosk: QueueKiosk, text: str) -> Given:
    """What a scan gives: the number that he has, the visit he is expected for, or a number at
    the desk that knows who he is. Raises KioskBusy, NoSuchTicket."""
    actor = _actor(kiosk)
    if mine := _his_own(db, text):
        return Given(mine, fresh=False)
    found = patients.recognise_scan(db, actor, text).found
    patient = found[0] if len(found) == 1 else None
    if patient and (has := _waiting(db, patient.id)):
        return Given(has, fresh=False)
    _refuse_too_many(db, kiosk)
    for slot in assembly_of(db).contributions(ArrivalByScan):
        visit_id = slot.by(db, actor, text, patient.id if patient else None)
        if visit_id and (ticket := _of_visit(db, visit_id)):
            return Given(ticket, fresh=True)
    if patient is None:
        raise NoSuchTicket
    cls = classify(declared=PriorityClass.ORDINARY, birth=patient.birth, on=clock.today()).cls
    room_id = _desk(db, kiosk)
    made = write_ticket(
        db, actor, room_id=room_id, encounter=None, priority=cls, patient_id=patient.id
    )
    return Given(made, fresh=True)


def _actor(kiosk: QueueKiosk) -> Actor:
    return Actor(kiosk.id, kiosk.name, username="kiosk")


def _desk(db: Session, kiosk: QueueKiosk) -> UUID:
    """The kiosk's own desk; of several of the same kind at its place the one with least to do."""
    own = admin.room(db, kiosk.room_id)
    if own.kind is not RoomKind.RECEPTION:
        return own.id
    desks = [r for r in admin.rooms(db, kind=RoomKind.RECEPTION) if r.site_id == own.site_id]
    best = least_busy(db, desks)
    return best.id if best else own.id


def _his_own(db: Session, text: str) -> Ticket | None:
    """He scans the code of his visit, or the link on his ticket."""
    typed = text.strip()
    if "/q/" in typed:
        token = typed.rsplit("/q/", 1)[1][:24]
        query = select(Ticket).where(col(Ticket.token) == token)
        found: Ticket | None = db.execute(query).scalar_one_or_none()
        if found is None:
            return None
        return (_of_visit(db, found.encounter_id) if found.encounter_id else None) or found
    visits = encounters.by_code(db, SYSTEM, typed, 1)
    return _of_visit(db, visits[0].encounter.id) if visits else None


def _of_visit(db: Session, encounter_id: UUID) -> Ticket | None:
    """Where a visit waits now: the last of its numbers that is not over."""
    found: Ticket | None = (
        db.execute(
            select(Ticket)
            .where(
                col(Ticket.encounter_id) == encounter_id,
                col(Ticket.day) == clock.today(),
                col(Ticket.state).in_(ACTIVE),
            )
            .order_by(col(Ticket.issued_at).desc(), col(Ticket.id).desc())
            .limit(1)
        )
        .scalars()
        .first()
    )
    return found


def _waiting(db: Session, patient_id: UUID) -> Ticket | None:
    """The last number of today that he still has anywhere."""
    found: Ticket | None = (
        db.execute(
            select(Ticket)
            .where(
                col(Ticket.patient_id) == patient_id,
                col(Ticket.day) == clock.today(),
                col(Ticket.state).in_(ACTIVE),
            )
            .order_by(col(Ticket.issued_at).desc(), col(Ticket.id).desc())
            .limit(1)
        )
        .scalars()
        .first()
    )
    return found


def _refuse_too_many(db: Session, kiosk: QueueKiosk) -> None:
    """A child that plays with the buttons, or worse."""
    most = int(admin.parameter(db, KIOSK_NUMBERS.id, room_id=kiosk.room_id))
    locked = db.get(QueueKiosk, kiosk.id, with_for_update=True, populate_existing=True)
    assert locked is not None
    since = clock.utc_now() - timedelta(minutes=1)
    given = db.execute(
        select(func.count())
        .select_from(Ticket)
        .where(
            col(Ticket.day) == clock.today(),
            col(Ticket.issued_by_name) == kiosk.name,
            col(Ticket.issued_at) > since,
        )
    ).scalar_one()
    if given >= most:
        raise KioskBusy
    locked.seen_at = clock.utc_now()
