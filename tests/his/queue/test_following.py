"""The ticket follows the visit, and the patient from room to room."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session

from his.encounters import service as encounters
from his.encounters.service import EncounterState, Priority
from his.queue import handlers
from his.queue import service as queue
from his.queue.errors import AlreadyInQueue, AlreadyInThatRoom, NothingToUndo, UndoAtTheVisit
from his.queue.models import Ticket
from his.queue.service import PriorityClass, TicketState
from kernel.access import Actor
from tests.his import clinic
from tests.his.queue.conftest import Come, Time

Next = Callable[[], int]


def test_the_doctor_who_begins_the_visit_starts_the_ticket(
    db: Session, actor: Actor, come: Come
) -> None:
    visit, ticket = come.visit()
    encounters.begin(db, actor, visit.id)
    assert ticket.state is TicketState.SERVING
    with pytest.raises(UndoAtTheVisit):
        queue.undo(db, actor, ticket.id)


def test_a_visit_put_back_gives_the_ticket_its_old_turn(
    db: Session, actor: Actor, come: Come, next_number: Next
) -> None:
    visit, ticket = come.visit()
    come()
    encounters.begin(db, actor, visit.id)
    encounters.put_back(db, actor, visit.id, reason="Bấm nhầm")
    assert ticket.state is TicketState.WAITING
    assert next_number() == 1


def test_a_cancelled_visit_waits_nowhere(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, next_number: Next
) -> None:
    visit, ticket = come.visit()
    lab = queue.send(db, actor, ticket.id, room_id=house.lab.id)
    come()
    encounters.cancel(db, actor, visit.id, reason="Người bệnh bỏ về")
    assert (ticket.state, lab.state) == (TicketState.LEFT, TicketState.LEFT)
    assert next_number() == 2


def test_who_is_sent_to_another_room_keeps_his_turn_there(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, time: Time
) -> None:
    visit, ticket = come.visit()
    time.pass_(30)
    clinic.visit(db, actor, house.p102)
    time.pass_(1)

    encounters.move_room(db, actor, visit.id, room_id=house.p102.id, reason="Khám Nhi")

    [_, there] = [line.ticket for line in queue.of_encounter(db, actor, visit.id)]
    assert ticket.state is TicketState.MOVED
    assert (there.room_id, there.number, there.chain_id) == (
        house.p102.id,
        2,
        ticket.chain_id,
    )
    assert queue.call_next(db, actor, house.p102.id).id == there.id


def test_moving_the_ticket_of_a_visit_moves_the_visit(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    visit, ticket = come.visit()
    there = queue.move(db, actor, ticket.id, room_id=house.p102.id, reason="Phòng quá đông")
    assert (there.room_id, visit.room_id) == (house.p102.id, house.p102.id)
    with pytest.raises(NothingToUndo):
        queue.undo(db, actor, ticket.id)
    with pytest.raises(AlreadyInThatRoom):
        queue.move(db, actor, there.id, room_id=house.p102.id, reason="Phòng quá đông")


def test_back_from_the_tests_he_goes_ahead_and_not_to_the_end(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, next_number: Next, time: Time
) -> None:
    _, ticket = come.visit()
    for _ in range(4):
        come()
    assert next_number() == 1
    queue.start(db, actor, ticket.id)
    lab = queue.send(db, actor, ticket.id, room_id=house.lab.id)
    assert (ticket.state, ticket.note) == (TicketState.HELD, "XN01 Phòng xét nghiệm")
    assert next_number() == 2
    queue.start(db, actor, lab.id)
    time.pass_(10)
    queue.finish(db, actor, lab.id)

    assert ticket.state is TicketState.WAITING
    assert ticket.priority is PriorityClass.REFERRED_BACK
    assert next_number() == 1


def test_with_two_rooms_to_visit_he_comes_back_after_the_second(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    _, ticket = come.visit()
    queue.start(db, actor, ticket.id)
    lab = queue.send(db, actor, ticket.id, room_id=house.lab.id)
    xray = queue.send(db, actor, ticket.id, room_id=house.imaging.id)
    queue.start(db, actor, lab.id)
    queue.finish(db, actor, lab.id)
    between = ticket.state
    queue.start(db, actor, xray.id)
    queue.finish(db, actor, xray.id)
    assert (between, ticket.state) == (TicketState.HELD, TicketState.WAITING)


def test_one_ticket_is_followed_through_the_house(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    visit, ticket = come.visit()
    lab = queue.send(db, actor, ticket.id, room_id=house.lab.id)
    xray = queue.move(db, actor, lab.id, room_id=house.imaging.id, reason="Chụp trước")
    way = [line.ticket for line in queue.of_encounter(db, actor, visit.id)]
    assert [t.id for t in way] == [ticket.id, lab.id, xray.id]
    assert {t.chain_id for t in way} == {ticket.id}
    assert (lab.from_ticket_id, xray.from_ticket_id) == (ticket.id, lab.id)
    queue.start(db, actor, xray.id)
    queue.finish(db, actor, xray.id)
    assert ticket.state is TicketState.WAITING


def test_a_visit_has_one_number_in_a_room(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    visit, ticket = come.visit()
    with pytest.raises(AlreadyInQueue) as refused:
        queue.issue(db, actor, room_id=house.p101.id, encounter_id=visit.id)
    assert refused.value.facts["ticket_id"] == ticket.id
    assert queue.issue(db, actor, room_id=house.cashier.id, encounter_id=visit.id).number == 1


def test_a_declared_priority_changes_the_class_of_who_waits(
    db: Session, actor: Actor, come: Come, next_number: Next
) -> None:
    come()
    visit, ticket = come.visit()
    encounters.change(
        db,
        actor,
        visit,
        payer=visit.payer,
        visit_type=visit.visit_type,
        priority=Priority.EMERGENCY,
        reason=visit.reason,
    )
    assert ticket.priority is PriorityClass.EMERGENCY
    assert next_number() == 2


def test_a_visit_moved_to_a_child_gives_the_ticket_a_childs_class(
    db: Session, actor: Actor, come: Come
) -> None:
    visit, ticket = come.visit()
    child = clinic.somebody(db, actor, birth="2025-01-01")
    encounters.move_to_patient(db, actor, visit.id, patient_id=child.id, reason="Nhầm mẹ với con")
    assert (ticket.patient_id, ticket.priority) == (child.id, PriorityClass.CHILD_UNDER_6)


def test_after_the_queue_was_off_those_who_wait_get_their_numbers(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    visit, ticket = come.visit()
    db.delete(ticket)
    db.flush()
    for _ in range(2):
        handlers.catch_up(db, date(2026, 11, 1))
    [line] = queue.of_encounter(db, actor, visit.id)
    assert line.ticket.turn_at == visit.opened_at
    assert isinstance(line.ticket, Ticket)
    assert visit.state is EncounterState.WAITING


def test_a_cancelled_visit_calls_nobody_back_to_the_room(
    db: Session, actor: Actor, come: Come
) -> None:
    visit, ticket = come.visit()
    queue.call(db, actor, ticket.id)
    queue.start(db, actor, ticket.id)
    queue.finish(db, actor, ticket.id)
    encounters.cancel(db, actor, visit.id, reason="Người bệnh về")

    with pytest.raises(UndoAtTheVisit):
        queue.undo(db, actor, ticket.id)
    assert ticket.state is TicketState.DONE
