"""Away and back: a ticket that is over, one that waits for answers, one that goes back in line."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.queue.ahead import rules_of
from his.queue.events import TicketFinished
from his.queue.models import QueueStep, StepState, Ticket, TicketAct, TicketState
from his.queue.priority import Lane, PriorityClass
from his.queue.tickets import grade, turn
from kernel import clock
from kernel.access import Actor
from kernel.events import publish
from kernel.text import Text

# Where a doctor waits for an answer: these steps bring the patient back to him.
ANSWERING = (admin.RoomKind.LAB, admin.RoomKind.IMAGING, admin.RoomKind.PROCEDURE)
WAITS_FOR_ANSWERS = Text("Đi làm dịch vụ, chờ kết quả", "Away for tests, waiting for results")


def put_back_in_line(db: Session, actor: Actor, ticket: Ticket, *, by_visit: bool = False) -> None:
    """The place he gets depends on where he comes from.

    From tests or a hold after he was seen: ahead, as one who was referred back. Skipped: behind
    those who were there. Called or begun by mistake: his old place.
    """
    now = clock.utc_now()
    before = ticket.state
    turn(db, actor, ticket, TicketAct.RETURN, at=now, by_visit=by_visit)
    if before is TicketState.HELD and ticket.first_called_at:
        if ticket.lane != Lane.EMERGENCY:
            grade(ticket, PriorityClass.REFERRED_BACK, rules_of(db))
        ticket.turn_at = now
    if before is TicketState.SKIPPED:
        ticket.turn_at = now
    ticket.sent_on = False
    ticket.called_times = 0
    ticket.started_at = None


def over(db: Session, actor: Actor, ticket: Ticket, *, by_visit: bool = False) -> None:
    """A ticket is over: whoever was sent here from another room waits there again."""
    db.flush()
    if ticket.state is TicketState.DONE:
        publish(
            db,
            TicketFinished(
                ticket_id=ticket.id,
                room_id=ticket.room_id,
                encounter_id=ticket.encounter_id,
                patient_id=ticket.patient_id,
                actor=actor,
                at=ticket.finished_at or clock.utc_now(),
            ),
        )
    chain = db.execute(
        select(Ticket)
        .where(col(Ticket.chain_id) == ticket.chain_id, col(Ticket.day) == ticket.day)
        .order_by(col(Ticket.id))
    ).scalars()
    back_to_the_room(db, actor, [each for each in chain.all() if each.id != ticket.id])


def back_to_the_room(db: Session, actor: Actor, others: Sequence[Ticket]) -> None:
    """Whoever was sent on from a room waits there again, once he has nowhere else to go and
    every answer that the doctor waits for is there."""
    for each in sent_on(others):
        if not _answers_wanted(db, each):
            put_back_in_line(db, actor, each, by_visit=True)
    db.flush()


def sent_on(others: Sequence[Ticket]) -> list[Ticket]:
    """Those of a visit's tickets whose room sent him on, when he has no other room to go to."""
    busy = (TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.SKIPPED)
    if any(each.state in busy for each in others):
        return []
    return [each for each in others if each.state is TicketState.HELD and each.sent_on]


def _answers_wanted(db: Session, ticket: Ticket) -> bool:
    if ticket.encounter_id is None:
        return False
    step = select(col(QueueStep.id)).where(
        col(QueueStep.encounter_id) == ticket.encounter_id,
        col(QueueStep.place).in_(ANSWERING),
        col(QueueStep.state).in_((StepState.OPEN, StepState.PERFORMED)),
    )
    return db.execute(step.limit(1)).first() is not None


def send_on(db: Session, actor: Actor, *which: ColumnElement[bool], reason: str) -> None:
    """Tickets of people who are elsewhere now: held until they come back. One that somebody is
    changing just now is passed over."""
    found = db.execute(
        select(Ticket)
        .where(*which, col(Ticket.day) == clock.today(), col(Ticket.state) == TicketState.SERVING)
        .order_by(col(Ticket.id))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).scalars()
    for ticket in found.all():
        turn(
            db,
            actor,
            ticket,
            TicketAct.HOLD,
            at=clock.utc_now(),
            reason=reason,
            by_visit=True,
        )
        ticket.sent_on = True


def set_aside(db: Session, actor: Actor, room_id: UUID, counter: str) -> None:
    """Whom this desk saw and sent for tests is away: held, until all answers are there."""
    wanted = select(col(QueueStep.encounter_id)).where(
        col(QueueStep.encounter_id) == col(Ticket.encounter_id),
        col(QueueStep.place).in_(ANSWERING),
        col(QueueStep.state).in_((StepState.OPEN, StepState.PERFORMED)),
    )
    send_on(
        db,
        actor,
        col(Ticket.room_id) == room_id,
        col(Ticket.counter) == counter,
        wanted.exists(),
        reason=WAITS_FOR_ANSWERS.to("vi"),
    )
