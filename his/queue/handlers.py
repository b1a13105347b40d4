"""What the queue does when something happens to a visit."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.events import (
    EncounterBegun,
    EncounterCancelled,
    EncounterChanged,
    EncounterClosed,
    EncounterEvent,
    EncounterMoved,
    EncounterMovedToPatient,
    EncounterOpened,
    EncounterPutBack,
)
from his.encounters.service import Encounter, EncounterState
from his.queue.ahead import rules_of
from his.queue.issuing import class_of, write_ticket
from his.queue.models import Ticket, TicketAct, TicketState
from his.queue.moving import end_all, go_on
from his.queue.returning import over, put_back_in_line
from his.queue.states import may
from his.queue.steps import withdraw_all
from his.queue.tickets import active_of, grade, touch, turn
from kernel import clock
from kernel.access import SYSTEM


def give_a_number(db: Session, event: EncounterOpened) -> None:
    """Whoever is registered has a number in the same breath."""
    encounter = encounters.by_id(db, event.encounter_id)
    write_ticket(db, event.actor, room_id=event.room_id, encounter=encounter, known=())


def follow(db: Session, event: EncounterMoved) -> None:
    """The ticket goes along to the other room, and keeps its turn."""
    encounter = encounters.by_id(db, event.encounter_id)
    here = _in_room(db, event, event.from_room_id)
    if here:
        go_on(
            db,
            event.actor,
            here,
            encounter,
            room_id=event.room_id,
            reason=event.reason,
            by_visit=True,
        )
    else:
        write_ticket(db, event.actor, room_id=event.room_id, encounter=encounter)


def start(db: Session, event: EncounterBegun) -> None:
    """The doctor has begun: nobody need press "start" as well."""
    ticket = _in_room(db, event, event.room_id)
    if ticket and may(ticket.state, TicketAct.START):
        turn(db, event.actor, ticket, TicketAct.START, at=event.at, by_visit=True)
        db.flush()


def put_back(db: Session, event: EncounterPutBack) -> None:
    ticket = _in_room(db, event, event.room_id)
    if ticket and may(ticket.state, TicketAct.RETURN):
        put_back_in_line(db, event.actor, ticket, by_visit=True)
        db.flush()


def finish(db: Session, event: EncounterClosed) -> None:
    """The visit is over, and with it the ticket of its room, wherever that stood. Tickets at
    the cashier or the pharmacy go on."""
    ticket = _in_room(db, event, event.room_id)
    if ticket:
        turn(
            db,
            event.actor,
            ticket,
            TicketAct.FINISH,
            at=event.at,
            by_visit=True,
            forced=TicketState.DONE,
        )
        over(db, event.actor, ticket)


def end(db: Session, event: EncounterCancelled) -> None:
    encounter = encounters.by_id(db, event.encounter_id)
    withdraw_all(db, encounter.id, event.at)
    end_all(db, event.actor, encounter, reason=event.reason)


def classify_again(db: Session, event: EncounterChanged | EncounterMovedToPatient) -> None:
    """Another priority was declared, or the visit is another person's: the class follows."""
    if isinstance(event, EncounterChanged) and "priority" not in event.fields:
        return
    encounter = encounters.by_id(db, event.encounter_id)
    for ticket in active_of(db, event.encounter_id):
        grade(ticket, class_of(db, encounter), rules_of(db))
        touch(db, ticket.room_id)
    db.flush()


def catch_up(db: Session, _: date) -> None:
    """The queue was off for a while: today's patients who wait get their numbers now."""
    start, _end = clock.day_bounds(clock.today())
    waiting = db.execute(
        select(Encounter)
        .where(
            col(Encounter.opened_at) >= start,
            col(Encounter.state) == EncounterState.WAITING,
            ~select(col(Ticket.id)).where(col(Ticket.encounter_id) == col(Encounter.id)).exists(),
        )
        .order_by(col(Encounter.opened_at), col(Encounter.id))
        .with_for_update()
    ).scalars()
    for encounter in waiting.all():
        write_ticket(
            db, SYSTEM, room_id=encounter.room_id, encounter=encounter, turn_at=encounter.opened_at
        )


def _in_room(db: Session, event: EncounterEvent, room_id: UUID) -> Ticket | None:
    """The visit's active ticket of today in a room."""
    tickets = active_of(db, event.encounter_id)
    today = clock.today()
    return next((t for t in tickets if t.room_id == room_id and t.day == today), None)
