"""Whoever works in a room calls, calls again, skips, holds and finishes (gọi số)."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import service as encounters
from his.encounters.service import EncounterState
from his.queue.ahead import rules_of
from his.queue.errors import (
    NobodyWaiting,
    NothingToUndo,
    QueuePaused,
    UndoAtTheVisit,
)
from his.queue.events import TicketCalled
from his.queue.models import Ticket, TicketAct, TicketCall, TicketState
from his.queue.pausing import line_today
from his.queue.priority import Lane, PriorityClass
from his.queue.returning import (
    WAITS_FOR_ANSWERS,
    over,
    put_back_in_line,
    send_on,
    set_aside,
)
from his.queue.settings import CALLS
from his.queue.tickets import grade, locked, note_down, restore, turn
from kernel import clock
from kernel.access import Actor
from kernel.events import publish


def call_next(db: Session, actor: Actor, room_id: UUID, *, counter: str = "") -> Ticket:
    """Call whose turn it is. Raises NobodyWaiting, QueuePaused."""
    room = admin.room(db, room_id)
    day = clock.today()
    line, mix = line_today(db, room.id, day)
    if line.paused_at:
        raise QueuePaused(reason=line.paused_reason)
    _skip_no_shows(db, actor, room.id, day, counter)
    set_aside(db, actor, room.id, counter)
    for lane in mix.preference():
        ticket = _first(db, room.id, day, lane)
        if ticket:
            line.since = mix.called(lane).since
            return _call(db, actor, ticket, counter=counter, since=mix.since)
    raise NobodyWaiting(room=room.code)


def call_range(
    db: Session, actor: Actor, room_id: UUID, *, first: int, last: int, counter: str = ""
) -> list[Ticket]:
    """Call everybody from one number to another at once. Raises NobodyWaiting, QueuePaused."""
    room = admin.room(db, room_id)
    day = clock.today()
    line, _ = line_today(db, room.id, day)
    if line.paused_at:
        raise QueuePaused(reason=line.paused_reason)
    found = db.execute(
        select(Ticket)
        .where(
            col(Ticket.room_id) == room.id,
            col(Ticket.day) == day,
            col(Ticket.state) == TicketState.WAITING,
            col(Ticket.number) >= first,
            col(Ticket.number) <= last,
        )
        .order_by(col(Ticket.number))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalars()
    called = [_call(db, actor, ticket, counter=counter) for ticket in found.all()]
    if not called:
        raise NobodyWaiting(room=room.code)
    return called


def call(db: Session, actor: Actor, ticket_id: UUID, *, counter: str = "") -> Ticket:
    """Call this very ticket, out of turn (or one that was skipped or held)."""
    return _call(db, actor, locked(db, ticket_id), counter=counter)


def recall(db: Session, actor: Actor, ticket_id: UUID, *, counter: str = "") -> Ticket:
    """Call a called ticket once more."""
    ticket = locked(db, ticket_id)
    return _call(db, actor, ticket, counter=counter, act=TicketAct.RECALL)


def skip(db: Session, actor: Actor, ticket_id: UUID) -> Ticket:
    """He is not there: the ticket is kept aside until he comes."""
    return _turned(db, actor, ticket_id, TicketAct.SKIP)


def hold(db: Session, actor: Actor, ticket_id: UUID, *, reason: str) -> Ticket:
    """Let him wait outside the queue (he fetches a paper, his blood pressure must settle)."""
    return _turned(db, actor, ticket_id, TicketAct.HOLD, reason=reason)


def return_(db: Session, actor: Actor, ticket_id: UUID) -> Ticket:
    """Back into the queue: see `put_back_in_line`."""
    ticket = locked(db, ticket_id)
    put_back_in_line(db, actor, ticket)
    db.flush()
    return ticket


def start(db: Session, actor: Actor, ticket_id: UUID, *, counter: str = "") -> Ticket:
    """He is in the room."""
    return _turned(db, actor, ticket_id, TicketAct.START, counter=counter)


def finish(db: Session, actor: Actor, ticket_id: UUID) -> Ticket:
    """He is served here. If he was sent from another room, he waits there again."""
    ticket = locked(db, ticket_id)
    turn(db, actor, ticket, TicketAct.FINISH, at=clock.utc_now())
    over(db, actor, ticket)
    return ticket


def leave(db: Session, actor: Actor, ticket_id: UUID, *, reason: str) -> Ticket:
    """He went away without being served (bỏ về)."""
    ticket = locked(db, ticket_id)
    turn(db, actor, ticket, TicketAct.LEAVE, at=clock.utc_now(), reason=reason)
    over(db, actor, ticket)
    return ticket


def regrade(
    db: Session, actor: Actor, ticket_id: UUID, *, priority: PriorityClass, reason: str
) -> Ticket:
    """Somebody is worse, or showed his card of merit: another class, by hand and with a reason."""
    ticket = locked(db, ticket_id)
    turn(db, actor, ticket, TicketAct.REGRADE, at=clock.utc_now(), reason=reason)
    grade(ticket, priority, rules_of(db))
    db.flush()
    return ticket


def undo(db: Session, actor: Actor, ticket_id: UUID) -> Ticket:
    """Take back the last thing done to a ticket by a button of the queue."""
    ticket = locked(db, ticket_id)
    last = db.execute(
        select(TicketCall)
        .where(
            col(TicketCall.ticket_id) == ticket.id,
            col(TicketCall.act) != TicketAct.UNDO,
            ~col(TicketCall.undone),
        )
        .order_by(col(TicketCall.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if last is None or last.act is TicketAct.MOVE or ticket.sent_on:
        raise NothingToUndo(ticket=ticket.label)
    if last.by_visit or _visit_is_over(db, ticket):
        raise UndoAtTheVisit(ticket=ticket.label)
    now = clock.utc_now()
    note_down(
        db, actor, ticket.room_id, TicketAct.UNDO, at=now, ticket=ticket, reason=last.act.value
    )
    last.undone = True
    restore(ticket, last.before)
    if "since" in last.before:  # whoever has priority gets his turn back as well
        line, _ = line_today(db, ticket.room_id, ticket.day)
        line.since = last.before["since"]
    db.flush()
    return ticket


def _visit_is_over(db: Session, ticket: Ticket) -> bool:
    """A cancelled visit calls nobody back; a closed one nobody into its own room."""
    if ticket.encounter_id is None:
        return False
    visit = encounters.by_id(db, ticket.encounter_id)
    closed_here = visit.state is EncounterState.CLOSED and visit.room_id == ticket.room_id
    return closed_here or visit.state is EncounterState.CANCELLED


def _call(
    db: Session,
    actor: Actor,
    ticket: Ticket,
    *,
    counter: str,
    act: TicketAct = TicketAct.CALL,
    since: int | None = None,
) -> Ticket:
    now = clock.utc_now()
    before = {} if since is None else {"since": since}
    turn(db, actor, ticket, act, at=now, counter=counter, besides=before)
    send_on(
        db,
        actor,
        col(Ticket.chain_id) == ticket.chain_id,
        col(Ticket.id) != ticket.id,
        reason=WAITS_FOR_ANSWERS.to("vi"),
    )
    db.flush()
    publish(
        db,
        TicketCalled(
            ticket_id=ticket.id,
            room_id=ticket.room_id,
            encounter_id=ticket.encounter_id,
            patient_id=ticket.patient_id,
            actor=actor,
            at=now,
            times=ticket.called_times,
        ),
    )
    return ticket


def _turned(
    db: Session,
    actor: Actor,
    ticket_id: UUID,
    act: TicketAct,
    *,
    reason: str = "",
    counter: str = "",
) -> Ticket:
    ticket = locked(db, ticket_id)
    turn(db, actor, ticket, act, at=clock.utc_now(), reason=reason, counter=counter)
    db.flush()
    return ticket


def _first(db: Session, room_id: UUID, day: date, lane: Lane) -> Ticket | None:
    """Who has waited longest in a lane; one whom somebody is changing just now is passed over."""
    return db.execute(
        select(Ticket)
        .where(
            col(Ticket.room_id) == room_id,
            col(Ticket.day) == day,
            col(Ticket.state) == TicketState.WAITING,
            col(Ticket.lane) == int(lane),
        )
        .order_by(col(Ticket.turn_at), col(Ticket.number))
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalar_one_or_none()


def _skip_no_shows(db: Session, actor: Actor, room_id: UUID, day: date, counter: str) -> None:
    """Called often enough from this desk and never came: aside, so that the board is clear."""
    often = int(admin.parameter(db, CALLS.id, room_id=room_id))
    found = db.execute(
        select(Ticket)
        .where(
            col(Ticket.room_id) == room_id,
            col(Ticket.day) == day,
            col(Ticket.state) == TicketState.CALLED,
            col(Ticket.called_times) >= often,
            col(Ticket.counter) == counter,
        )
        .order_by(col(Ticket.id))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalars()
    for ticket in found.all():
        turn(db, actor, ticket, TicketAct.SKIP, at=clock.utc_now(), counter=counter)
