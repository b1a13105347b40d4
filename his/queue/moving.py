"""A patient goes from room to room; the chain of tickets keeps his way (chuyển phòng)."""

from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.queue.errors import AlreadyInThatRoom
from his.queue.issuing import write_ticket
from his.queue.models import Ticket, TicketAct
from his.queue.tickets import active_of, get, locked, turn
from kernel import clock
from kernel.access import Actor


def move(db: Session, actor: Actor, ticket_id: UUID, *, room_id: UUID, reason: str) -> Ticket:
    """He belongs in another room: a ticket there, in the turn that he had. Answers the new one.

    The ticket of the visit's own room moves the visit itself when the other room takes visits.
    Raises AlreadyInThatRoom, AlreadyInQueue.
    """
    ticket = get(db, ticket_id)
    room = admin.room(db, room_id)
    encounter = _visit(db, actor, ticket)
    ticket = locked(db, ticket_id)
    if ticket.room_id == room.id:
        raise AlreadyInThatRoom(room=room.code)
    if encounter and encounter.room_id == ticket.room_id and room.kind == admin.RoomKind.EXAM:
        encounters.move_room(db, actor, encounter.id, room_id=room.id, reason=reason)
        return next(t for t in active_of(db, encounter.id) if t.room_id == room.id)
    return go_on(db, actor, ticket, encounter, room_id=room.id, reason=reason)


def go_on(
    db: Session,
    actor: Actor,
    ticket: Ticket,
    encounter: Encounter | None,
    *,
    room_id: UUID,
    reason: str,
    by_visit: bool = False,
) -> Ticket:
    """End a ticket here and write the one that it goes on as."""
    priority = ticket.priority
    now = clock.utc_now()
    turn(db, actor, ticket, TicketAct.MOVE, at=now, reason=reason, by_visit=by_visit)
    db.flush()
    return write_ticket(
        db,
        actor,
        room_id=room_id,
        encounter=encounter,
        priority=priority,
        turn_at=ticket.turn_at,
        after=ticket,
    )


def send(db: Session, actor: Actor, ticket_id: UUID, *, room_id: UUID) -> Ticket:
    """Send him to another room for a while (tests, the cashier): his ticket here is held, and
    comes back ahead of the ordinary ones when he is done there. Answers the ticket there.

    Raises AlreadyInThatRoom, AlreadyInQueue.
    """
    ticket = get(db, ticket_id)
    room = admin.room(db, room_id)
    encounter = _visit(db, actor, ticket)
    ticket = locked(db, ticket_id)
    if ticket.room_id == room.id:
        raise AlreadyInThatRoom(room=room.code)
    if not ticket.sent_on:  # already away: one more room on his way
        now = clock.utc_now()
        turn(db, actor, ticket, TicketAct.HOLD, at=now, reason=f"{room.code} {room.name}")
        ticket.sent_on = True
        ticket.first_called_at = ticket.first_called_at or now
    db.flush()
    return write_ticket(db, actor, room_id=room.id, encounter=encounter, after=ticket)


def _visit(db: Session, actor: Actor, ticket: Ticket) -> Encounter | None:
    """The ticket's visit, held before the ticket is: everybody locks in this order."""
    if ticket.encounter_id is None:
        return None
    return encounters.locked(db, actor, ticket.encounter_id)


def end_all(db: Session, actor: Actor, encounter: Encounter, *, reason: str) -> None:
    """The visit will not take place: nobody waits for it any more."""
    for ticket in active_of(db, encounter.id):
        turn(db, actor, ticket, TicketAct.LEAVE, at=clock.utc_now(), reason=reason, by_visit=True)
    db.flush()
