"""A ticket is fetched to change it, turned by its state machine, and written down."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from his.queue import states
from his.queue.errors import NotTheSameDay
from his.queue.models import QueueDay, Ticket, TicketAct, TicketCall, TicketState
from his.queue.priority import BY_LAW, PriorityClass, Rules, lane_of
from kernel import clock, live
from kernel.access import Actor
from kernel.errors import NotFound

_UNDOABLE = (
    "state",
    "priority",
    "lane",
    "turn_at",
    "called_at",
    "called_times",
    "first_called_at",
    "counter",
    "started_at",
    "finished_at",
    "sent_on",
    "note",
)


def get(db: Session, ticket_id: UUID) -> Ticket:
    """Raises NotFound."""
    found = db.get(Ticket, ticket_id)
    if found is None:
        raise NotFound
    return found


def locked(db: Session, ticket_id: UUID) -> Ticket:
    """A ticket to change, of today. Its whole chain is held, always in the same order, so that
    one who finishes it and one who cancels the visit never wait for each other in a ring."""
    chain = select(col(Ticket.chain_id)).where(col(Ticket.id) == ticket_id).scalar_subquery()
    found = db.execute(
        select(Ticket)
        .where(col(Ticket.chain_id) == chain)
        .order_by(col(Ticket.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalars()
    chained: Sequence[Ticket] = found.all()
    ticket = next((each for each in chained if each.id == ticket_id), None)
    if ticket is None:
        raise NotFound
    if ticket.day != clock.today():
        raise NotTheSameDay(day=ticket.day.strftime("%d/%m/%Y"))
    return ticket


def active_of(db: Session, encounter_id: UUID) -> list[Ticket]:
    """The tickets that a visit still has anywhere, to change them."""
    return [each for each in held_of(db, encounter_id) if each.state in states.ACTIVE]


def held_of(db: Session, encounter_id: UUID) -> Sequence[Ticket]:
    """All tickets that a visit has or had, held, in the order in which they were given."""
    found = db.execute(
        select(Ticket)
        .where(col(Ticket.encounter_id) == encounter_id)
        .order_by(col(Ticket.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalars()
    tickets: Sequence[Ticket] = found.all()
    return tickets


def held_of_visits(db: Session, encounter_ids: Collection[UUID]) -> dict[UUID, list[Ticket]]:
    """The same of many visits, in one statement."""
    tickets: dict[UUID, list[Ticket]] = {visit: [] for visit in encounter_ids}
    asked = (
        select(Ticket)
        .where(col(Ticket.encounter_id).in_(encounter_ids))
        .order_by(col(Ticket.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for ticket in db.execute(asked).scalars():
        tickets[ticket.encounter_id].append(ticket)
    return tickets


def line_of(db: Session, room_id: UUID, day: date, *, mix: int) -> QueueDay:
    """The state of a room's queue, held: two who press "next" at once go one after the other."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    row = {"room_id": room_id, "day": day, "mix": mix, "since": mix, "paused_reason": ""}
    db.execute(dialect.insert(QueueDay).values(row).on_conflict_do_nothing())
    query = select(QueueDay).where(col(QueueDay.room_id) == room_id, col(QueueDay.day) == day)
    held = query.with_for_update().execution_options(populate_existing=True)
    line: QueueDay = db.execute(held).scalar_one()
    return line


def turn(
    db: Session,
    actor: Actor,
    ticket: Ticket,
    act: TicketAct,
    *,
    at: datetime,
    counter: str = "",
    reason: str = "",
    by_visit: bool = False,
    forced: TicketState | None = None,
    besides: dict[str, Any] | None = None,
) -> Ticket:
    """Do something to a ticket. `forced` is the state that the visit's own course demands,
    `besides` what undoing must restore besides the ticket."""
    following = forced or states.after(ticket.state, act)
    note_down(
        db,
        actor,
        ticket.room_id,
        act,
        at=at,
        ticket=ticket,
        counter=counter,
        reason=reason,
        by_visit=by_visit,
        before={**_snapshot(ticket), **(besides or {})},
    )
    ticket.state = following
    if reason:
        ticket.note = reason
    if following in (TicketState.CALLED, TicketState.SERVING):
        ticket.first_called_at = ticket.first_called_at or at
        ticket.counter = counter or ticket.counter
        ticket.sent_on = False
    if following is TicketState.CALLED:
        ticket.called_at = at
        ticket.called_times += 1
    if following is TicketState.SERVING:
        ticket.called_at = ticket.called_at or at
        ticket.started_at = ticket.started_at or at
    if following in states.OVER:
        ticket.finished_at = at
        ticket.sent_on = False
    return ticket


def note_down(
    db: Session,
    actor: Actor,
    room_id: UUID,
    act: TicketAct,
    *,
    at: datetime,
    ticket: Ticket | None = None,
    counter: str = "",
    reason: str = "",
    by_visit: bool = False,
    before: dict[str, Any] | None = None,
) -> None:
    """One line of the call log, and a word to every screen that shows this queue."""
    db.add(
        TicketCall(
            ticket_id=ticket.id if ticket else None,
            room_id=room_id,
            act=act,
            at=at,
            by=actor.id,
            by_name=actor.name,
            counter=counter,
            reason=reason,
            by_visit=by_visit,
            before=before,
        )
    )
    touch(db, room_id)


def touch(db: Session, room_id: UUID) -> None:
    """This room's screens show something new, and so do those of all rooms."""
    live.touch(db, f"queue:{room_id}")
    live.touch(db, "queues")


def grade(ticket: Ticket, cls: PriorityClass, rules: Rules = BY_LAW) -> None:
    """Put a ticket in a class, and so in its lane."""
    ticket.priority = cls
    ticket.lane = int(lane_of(cls, rules))


def restore(ticket: Ticket, before: dict[str, Any]) -> None:
    """Give a ticket back what it was before an act."""
    for field in _UNDOABLE:
        value = before[field]
        if field.endswith("_at") and value is not None:
            value = datetime.fromisoformat(value)
        if field == "state":
            value = TicketState(value)
        if field == "priority":
            value = PriorityClass(value)
        setattr(ticket, field, value)


def _snapshot(ticket: Ticket) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for field in _UNDOABLE:
        value = getattr(ticket, field)
        shown[field] = value.isoformat() if isinstance(value, datetime) else value
    return shown
