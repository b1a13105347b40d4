"""Whoever works in a room calls, skips, holds and finishes."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from his.encounters.service import Priority
from his.queue import service as queue
from his.queue.errors import (
    NobodyWaiting,
    NothingToUndo,
    NotTheSameDay,
    QueuePaused,
    TicketGone,
    TicketNotCalled,
)
from his.queue.service import PriorityClass, TicketState
from kernel.access import Actor
from tests.his import clinic
from tests.his.queue.conftest import Come, Time

Next = Callable[[], int]


def test_numbers_count_up_from_one_in_each_room_and_each_day(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, time: Time
) -> None:
    assert [come().number for _ in range(3)] == [1, 2, 3]
    other = clinic.visit(db, actor, house.p102)
    [line] = queue.of_encounter(db, actor, other.id)
    assert line.ticket.number == 1
    time.pass_(60 * 24)
    assert come().number == 1


def test_people_are_called_as_they_came(come: Come, next_number: Next) -> None:
    for _ in range(3):
        come()
    assert [next_number() for _ in range(3)] == [1, 2, 3]


def test_who_has_priority_by_law_goes_ahead_and_the_reason_is_kept(
    come: Come, next_number: Next
) -> None:
    for _ in range(4):
        come()
    pregnant, child, old = (
        come(Priority.PREGNANT),
        come(birth="2024-05-01"),
        come(birth="1940"),
    )
    assert pregnant.priority is PriorityClass.PREGNANT
    assert child.priority is PriorityClass.CHILD_UNDER_6
    assert old.priority is PriorityClass.AGED_75
    assert [next_number() for _ in range(7)] == [5, 1, 2, 6, 3, 4, 7]


def test_an_emergency_is_called_before_everybody(come: Come, next_number: Next) -> None:
    come(), come(Priority.PREGNANT), come(Priority.EMERGENCY)
    assert next_number() == 3


def test_with_nobody_waiting_there_is_nobody_to_call(next_number: Next) -> None:
    with pytest.raises(NobodyWaiting):
        next_number()


def test_somebody_is_called_started_and_finished(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, time: Time
) -> None:
    come()
    ticket = queue.call_next(db, actor, house.p101.id, counter="Bàn 2")
    assert (ticket.state, ticket.called_times, ticket.counter) == (TicketState.CALLED, 1, "Bàn 2")
    queue.recall(db, actor, ticket.id)
    assert ticket.called_times == 2
    time.pass_(2)
    queue.start(db, actor, ticket.id)
    time.pass_(7)
    queue.finish(db, actor, ticket.id)
    assert ticket.state is TicketState.DONE
    assert ticket.finished_at
    assert ticket.started_at
    assert (ticket.finished_at - ticket.started_at).total_seconds() == 7 * 60


def test_a_ticket_that_nobody_called_is_not_called_again(
    db: Session, actor: Actor, come: Come
) -> None:
    with pytest.raises(TicketNotCalled):
        queue.recall(db, actor, come().id)


def test_a_finished_ticket_is_gone(db: Session, actor: Actor, come: Come) -> None:
    ticket = come()
    queue.start(db, actor, ticket.id)
    queue.finish(db, actor, ticket.id)
    with pytest.raises(TicketGone):
        queue.call(db, actor, ticket.id)


def test_who_was_skipped_comes_back_behind_those_who_were_there(
    db: Session, actor: Actor, come: Come, next_number: Next, time: Time
) -> None:
    first = come()
    come(), come()
    assert next_number() == 1
    queue.skip(db, actor, first.id)
    time.pass_(1)
    queue.return_(db, actor, first.id)
    assert [next_number() for _ in range(3)] == [2, 3, 1]


def test_called_three_times_and_not_come_is_put_aside_by_the_next_call(
    db: Session, actor: Actor, come: Come, next_number: Next
) -> None:
    absent = come()
    come()
    assert next_number() == 1
    queue.recall(db, actor, absent.id)
    queue.recall(db, actor, absent.id)
    assert next_number() == 2
    assert absent.state is TicketState.SKIPPED


def test_called_once_and_not_come_yet_stays_called(come: Come, next_number: Next) -> None:
    slow = come()
    come()
    next_number(), next_number()
    assert slow.state is TicketState.CALLED


def test_somebody_is_called_out_of_turn_by_his_number(
    db: Session, actor: Actor, come: Come, next_number: Next
) -> None:
    come(), come()
    third = come()
    queue.call(db, actor, third.id)
    assert next_number() == 1


def test_a_range_of_numbers_is_called_at_once(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    for _ in range(5):
        come()
    called = queue.call_range(db, actor, house.p101.id, first=2, last=4)
    assert [t.number for t in called] == [2, 3, 4]
    with pytest.raises(NobodyWaiting):
        queue.call_range(db, actor, house.p101.id, first=2, last=4)


def test_a_paused_queue_calls_nobody_and_says_why(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, next_number: Next
) -> None:
    come()
    queue.pause(db, actor, house.p101.id, reason="Bác sĩ hội chẩn")
    with pytest.raises(QueuePaused, match="hội chẩn"):
        next_number()
    queue.resume(db, actor, house.p101.id)
    assert next_number() == 1


def test_a_wrong_call_is_undone_and_priority_keeps_its_turn(
    db: Session, actor: Actor, come: Come, next_number: Next
) -> None:
    come()
    pregnant = come(Priority.PREGNANT)
    assert next_number() == 2
    queue.undo(db, actor, pregnant.id)
    assert (pregnant.state, pregnant.called_times, pregnant.called_at) == (
        TicketState.WAITING,
        0,
        None,
    )
    assert next_number() == 2


def test_undoing_goes_back_step_by_step_to_the_beginning(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    come()
    ticket = queue.call_next(db, actor, house.p101.id)
    queue.start(db, actor, ticket.id)
    queue.finish(db, actor, ticket.id)
    seen = []
    for _ in range(3):
        queue.undo(db, actor, ticket.id)
        seen.append(ticket.state)
    assert seen == [TicketState.SERVING, TicketState.CALLED, TicketState.WAITING]
    with pytest.raises(NothingToUndo):
        queue.undo(db, actor, ticket.id)
    log, _ = queue.calls(db, ticket.id)
    assert [(c.act.value, c.undone) for c in log] == [
        ("call", True),
        ("start", True),
        ("finish", True),
        ("undo", False),
        ("undo", False),
        ("undo", False),
    ]


def test_somebody_who_gets_worse_is_put_ahead_with_a_reason(
    db: Session, actor: Actor, come: Come, next_number: Next
) -> None:
    come()
    worse = come()
    queue.regrade(db, actor, worse.id, priority=PriorityClass.EMERGENCY, reason="Khó thở tăng")
    assert next_number() == 2
    [log], _ = queue.calls(db, worse.id, limit=1)
    assert log.reason == "Khó thở tăng"


def test_yesterdays_tickets_are_not_called_today(
    db: Session, actor: Actor, come: Come, next_number: Next, time: Time
) -> None:
    old = come()
    time.pass_(60 * 24)
    with pytest.raises(NobodyWaiting):
        next_number()
    with pytest.raises(NotTheSameDay):
        queue.call(db, actor, old.id)


def test_somebody_without_a_visit_gets_a_number_at_the_desk(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    ticket = queue.issue(db, actor, room_id=house.desk.id, priority=PriorityClass.MERIT)
    assert (ticket.number, ticket.patient_id) == (1, None)
    assert queue.call_next(db, actor, house.desk.id).id == ticket.id


def test_a_room_may_have_its_letter(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    before = come()
    queue.set_queue_room(
        db, house.p101.id, prefix="A", area="tang-1", area_name="Tầng 1", on_board=True
    )
    assert (before.label, come().label) == ("001", "A002")
