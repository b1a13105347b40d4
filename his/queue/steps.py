"""One patient, one way: his visit's orders, payments and drugs give him his next numbers.

Tests come before the end of the examination: a doctor who has asked for some is shown the
patient again when all answers are there. The cashier comes when money is due, the pharmacy when
the doctor has closed the visit and nothing is left to pay.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import Room, RoomKind
from his.encounters import service as encounters
from his.encounters.events import EncounterGoesOn, StepDone, StepPerformed, StepWanted
from his.encounters.service import Encounter, EncounterState
from his.queue.issuing import write_ticket
from his.queue.models import QueueDay, QueueStep, StepState, Ticket, TicketAct, TicketState
from his.queue.returning import ANSWERING, over, put_back_in_line, sent_on
from his.queue.states import ACTIVE
from his.queue.tickets import active_of, held_of, held_of_visits, turn
from kernel import clock
from kernel.access import Actor
from kernel.events import in_batches
from kernel.once import once

_OPEN = (StepState.OPEN, StepState.PERFORMED)


def want(db: Session, event: StepWanted) -> None:
    """Somebody wants the patient somewhere. The same wish again changes nothing."""
    known = db.execute(_of(event.source, event.source_id)).scalar_one_or_none()
    if known is not None and known.state in _OPEN:
        return
    step = known or QueueStep(
        encounter_id=event.encounter_id,
        place=event.place,
        source=event.source,
        source_id=event.source_id,
        to_room_id=event.to_room_id,
        wanted_at=event.at,
    )
    step.state, step.ticket_id, step.ended_at = StepState.OPEN, None, None
    db.add(step)
    db.flush()
    give_numbers(db, event.actor, encounters.by_id(db, event.encounter_id))


def performed(db: Session, event: StepPerformed) -> None:
    """The room is done with him; the doctor still waits for the answer."""
    step = db.execute(_of(event.source, event.source_id).with_for_update()).scalar_one_or_none()
    if step is None or step.state is not StepState.OPEN:
        return
    step.state = StepState.PERFORMED
    db.flush()
    _settle(db, event.actor, step, event.at)


def done_many(db: Session, events: Sequence[StepDone]) -> None:
    """Answered, handed over, paid, or not wanted any more: hundreds in the statements of one.

    Rows are held in one order, steps before tickets, as everywhere in the queue.
    """
    held = _held(db, events)
    ended: list[tuple[QueueStep, StepDone]] = []
    for event in events:
        step = held.get((event.source, event.source_id))
        if step is not None and step.state in _OPEN:
            step.state = StepState.WITHDRAWN if event.withdrawn else StepState.DONE
            step.ended_at = event.at
            ended.append((step, event))
    if not ended:
        return
    db.flush()
    visits = {step.encounter_id: event for step, event in ended}
    steps, tickets = _of_visits(db, visits), held_of_visits(db, visits)
    for step, event in ended:
        _settle_among(db, event, step, steps[step.encounter_id], tickets[step.encounter_id])
    for visit, event in visits.items():
        mine: Sequence[Ticket] = tickets[visit]
        if any(s.state is StepState.OPEN and s.ticket_id is None for s in steps[visit]):
            give_numbers(db, event.actor, encounters.by_id(db, visit))
            mine = held_of(db, visit)
        if not any(s.place in ANSWERING and s.state in _OPEN for s in steps[visit]):
            for ticket in sent_on([t for t in mine if t.state in ACTIVE]):
                put_back_in_line(db, event.actor, ticket, by_visit=True)
    db.flush()


@in_batches(done_many)
def done(db: Session, event: StepDone) -> None:
    """Answered, handed over, paid, or not wanted any more."""
    done_many(db, [event])


def after_the_visit(db: Session, event: EncounterGoesOn) -> None:
    """The doctor is done: now come the cashier and the pharmacy."""
    give_numbers(db, event.actor, encounters.by_id(db, event.encounter_id))


def give_numbers(db: Session, actor: Actor, encounter: Encounter) -> list[Ticket]:
    """A number for every step whose turn has come, in the room of its kind with least to do."""
    if encounter.state is EncounterState.CANCELLED:
        return []
    steps = of_visit(db, encounter.id)
    closed = encounter.state is EncounterState.CLOSED
    unpaid = any(s.place == RoomKind.CASHIER and s.state is StepState.OPEN for s in steps)
    made: list[Ticket] = []
    for step in steps:
        if step.state is not StepState.OPEN or step.ticket_id is not None:
            continue
        if step.place == RoomKind.PHARMACY and (unpaid or not closed):
            continue
        ticket = _ticket_for(db, actor, encounter, step)
        if ticket is not None:
            step.ticket_id = ticket.id
            made.append(ticket)
    db.flush()
    return made


def of_visit(db: Session, encounter_id: UUID) -> Sequence[QueueStep]:
    """What a visit wants or wanted elsewhere, in the order in which it was wanted."""
    asked = (
        select(QueueStep)
        .where(col(QueueStep.encounter_id) == encounter_id)
        .order_by(col(QueueStep.wanted_at), col(QueueStep.id))
    )
    name = ("his.queue.steps", encounter_id)
    return once(db, name, lambda: db.execute(asked).scalars().all(), QueueStep)


def withdraw_all(db: Session, encounter_id: UUID, at: datetime) -> None:
    """The visit will not take place."""
    for step in of_visit(db, encounter_id):
        if step.state in _OPEN:
            step.state, step.ended_at = StepState.WITHDRAWN, at
    db.flush()


def _held(db: Session, events: Sequence[StepDone]) -> dict[tuple[str, UUID], QueueStep]:
    """The steps that these events end, to change them."""
    found: dict[tuple[str, UUID], QueueStep] = {}
    for source in sorted({event.source for event in events}):
        asked = (
            select(QueueStep)
            .where(
                col(QueueStep.source) == source,
                col(QueueStep.source_id).in_({e.source_id for e in events if e.source == source}),
            )
            .order_by(col(QueueStep.id))
            .with_for_update()
        )
        found |= {(source, step.source_id): step for step in db.execute(asked).scalars()}
    return found


def _of_visits(db: Session, visits: Collection[UUID]) -> dict[UUID, list[QueueStep]]:
    """What these visits want or wanted elsewhere."""
    found: dict[UUID, list[QueueStep]] = {visit: [] for visit in visits}
    asked = select(QueueStep).where(col(QueueStep.encounter_id).in_(visits))
    for step in db.execute(asked).scalars():
        found[step.encounter_id].append(step)
    return found


def _of(source: str, source_id: UUID) -> Select[Any]:
    return select(QueueStep).where(
        col(QueueStep.source) == source, col(QueueStep.source_id) == source_id
    )


def _ticket_for(db: Session, actor: Actor, encounter: Encounter, step: QueueStep) -> Ticket | None:
    today = clock.today()
    known = held_of(db, encounter.id)
    mine = [t for t in known if t.day == today and t.state in ACTIVE]
    if step.to_room_id:
        rooms = {step.to_room_id: admin.room(db, step.to_room_id)}
    else:
        rooms = {room.id: room for room in admin.rooms(db, kind=RoomKind(step.place))}
    for ticket in mine:
        if ticket.room_id in rooms and ticket.room_id != encounter.room_id:
            return ticket  # he waits there already: one number for all of it
    others = [r for r in rooms.values() if r.id != encounter.room_id]
    room = least_busy(db, [r for r in others if r.site_id == encounter.site_id] or others)
    if room is None:
        return None
    own = next((t for t in mine if t.room_id == encounter.room_id), None)
    if own is None:
        own = next((t for t in known if t.day == today), None)
    return write_ticket(db, actor, room_id=room.id, encounter=encounter, after=own, known=known)


def least_busy(db: Session, rooms: Sequence[Room]) -> Room | None:
    """The room with the fewest people before a newcomer; one that is paused only at need."""
    if len(rooms) < 2:
        return rooms[0] if rooms else None
    ids = [room.id for room in rooms]
    today = clock.today()
    counted = db.execute(
        select(col(Ticket.room_id), func.count())
        .where(
            col(Ticket.room_id).in_(ids),
            col(Ticket.day) == today,
            col(Ticket.state).in_((TicketState.WAITING, TicketState.CALLED, TicketState.SERVING)),
        )
        .group_by(col(Ticket.room_id))
    ).all()
    busy: dict[UUID, int] = {room_id: n for room_id, n in counted}  # noqa: C416 (typed)
    paused = set(
        db.execute(
            select(col(QueueDay.room_id)).where(
                col(QueueDay.room_id).in_(ids),
                col(QueueDay.day) == today,
                col(QueueDay.paused_at).is_not(None),
            )
        ).scalars()
    )
    return min(rooms, key=lambda r: (r.id in paused, busy.get(r.id, 0), r.code))


def _settle(db: Session, actor: Actor, step: QueueStep, at: datetime) -> None:
    """Nothing is left to do in that room: his number there is over."""
    if step.ticket_id is None:
        return
    left = db.execute(
        select(func.count())
        .select_from(QueueStep)
        .where(col(QueueStep.ticket_id) == step.ticket_id, col(QueueStep.state) == StepState.OPEN)
    ).scalar_one()
    if not left:
        _over(db, actor, step, at, active_of(db, step.encounter_id))


def _settle_among(
    db: Session,
    event: StepDone,
    step: QueueStep,
    steps: Sequence[QueueStep],
    tickets: Sequence[Ticket],
) -> None:
    """The same, of a visit whose steps and tickets are here."""
    mine = [s for s in steps if s.ticket_id == step.ticket_id]
    if step.ticket_id is not None and all(s.state is not StepState.OPEN for s in mine):
        _over(db, event.actor, step, event.at, tickets)


def _over(
    db: Session, actor: Actor, step: QueueStep, at: datetime, tickets: Sequence[Ticket]
) -> None:
    ticket = next((t for t in tickets if t.id == step.ticket_id), None)
    if ticket is None or ticket.state not in ACTIVE:
        return
    unseen = step.state is StepState.WITHDRAWN and ticket.started_at is None
    act = TicketAct.LEAVE if unseen else TicketAct.FINISH
    to = TicketState.LEFT if unseen else TicketState.DONE
    turn(db, actor, ticket, act, at=at, by_visit=True, forced=to)
    over(db, actor, ticket, by_visit=True)
