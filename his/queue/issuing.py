"""A number is given (cấp số)."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import Room
from his.encounters import service as encounters
from his.encounters.service import Encounter, Priority
from his.patients.service import Patient
from his.queue.ahead import rules_of
from his.queue.errors import AlreadyInQueue, RoomClosed
from his.queue.events import TicketIssued
from his.queue.models import Ticket
from his.queue.priority import PriorityClass, classify
from his.queue.rooms import setting
from his.queue.states import ACTIVE
from his.queue.tickets import grade, touch
from kernel import clock, counters
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.events import publish
from kernel.ids import new_id

_DECLARED = {
    Priority.NONE: PriorityClass.ORDINARY,
    Priority.EMERGENCY: PriorityClass.EMERGENCY,
    Priority.PREGNANT: PriorityClass.PREGNANT,
    Priority.SEVERE_DISABILITY: PriorityClass.SEVERE_DISABILITY,
    Priority.MERIT: PriorityClass.MERIT,
    Priority.APPOINTMENT: PriorityClass.APPOINTMENT,
}


def issue(
    db: Session,
    actor: Actor,
    *,
    room_id: UUID,
    encounter_id: UUID | None = None,
    priority: PriorityClass | None = None,
) -> Ticket:
    """A number for a visit, or for somebody without one yet (at the reception desk).

    Raises NotFound, RoomClosed, AlreadyInQueue.
    """
    encounter = encounters.open_for_work(db, actor, encounter_id) if encounter_id else None
    return write_ticket(db, actor, room_id=room_id, encounter=encounter, priority=priority)


def write_ticket(
    db: Session,
    actor: Actor,
    *,
    room_id: UUID,
    encounter: Encounter | None,
    priority: PriorityClass | None = None,
    turn_at: datetime | None = None,
    after: Ticket | None = None,
    patient_id: UUID | None = None,
    known: Sequence[Ticket] | None = None,
) -> Ticket:
    """The number itself. `encounter` is locked, so that no second one is given meanwhile.

    `after` is the ticket that this one goes on from, `turn_at` since when the patient waits,
    `patient_id` whose it is that has no visit yet, `known` all tickets of the visit, held, where
    they are at hand."""
    room = admin.room(db, room_id)
    if not room.active:
        raise RoomClosed(room=room.code)
    now = clock.utc_now()
    day = clock.today()
    if encounter:
        _refuse_second(db, encounter.id, room, known)
    shown = setting(db, room.id)
    made = new_id()
    ticket = Ticket(
        id=made,
        room_id=room.id,
        day=day,
        # Aside: the next at this counter does not wait until a visit is closed or paid. A number
        # whose visit came to nothing is nobody's.
        number=counters.take_quick(db, f"his.queue.ticket/{room.id}/{day}", block=1),
        prefix=shown.prefix if shown else "",
        encounter_id=encounter.id if encounter else None,
        patient_id=encounter.patient_id if encounter else patient_id,
        site_id=room.site_id,
        chain_id=after.chain_id if after else made,
        from_ticket_id=after.id if after else None,
        issued_at=now,
        issued_by_name=actor.name,
        turn_at=turn_at or now,
        token=secrets.token_urlsafe(12),
    )
    grade(ticket, priority or class_of(db, encounter), rules_of(db))
    db.add(ticket)
    db.flush()
    publish(
        db,
        TicketIssued(
            ticket_id=ticket.id,
            room_id=room.id,
            encounter_id=ticket.encounter_id,
            patient_id=ticket.patient_id,
            actor=actor,
            at=now,
        ),
    )
    touch(db, room.id)
    return ticket


def class_of(db: Session, encounter: Encounter | None) -> PriorityClass:
    """The class that a visit's patient has by the rule (priority.py)."""
    if encounter is None:
        return PriorityClass.ORDINARY
    patient = db.get(Patient, encounter.patient_id)
    if patient is None:
        raise NotFound
    declared = _DECLARED[encounter.priority]
    rules = rules_of(db)
    return classify(declared=declared, birth=patient.birth, on=clock.today(), rules=rules).cls


def _refuse_second(
    db: Session, encounter_id: UUID, room: Room, known: Sequence[Ticket] | None
) -> None:
    """`known` are all tickets of the visit, where they are at hand."""
    if known is None:
        asked = select(Ticket).where(
            col(Ticket.encounter_id) == encounter_id,
            col(Ticket.room_id) == room.id,
            col(Ticket.day) == clock.today(),
            col(Ticket.state).in_(ACTIVE),
        )
        known = db.execute(asked.limit(1)).scalars().all()
    here = (t for t in known if t.room_id == room.id and t.day == clock.today())
    if other := next((t for t in here if t.state in ACTIVE), None):
        raise AlreadyInQueue(number=other.label, ticket_id=other.id)
