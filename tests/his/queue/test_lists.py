"""What a room and the house see of the queues."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from his.encounters.service import Priority
from his.queue import paper
from his.queue import service as queue
from his.queue.schemas import TicketOut
from kernel.access import Actor
from kernel.schemas import BadCursor
from tests.his import clinic
from tests.his.queue.conftest import Come, Time


def test_a_room_sees_who_is_inside_then_who_waits_in_the_order_of_calling(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    tickets = [come() for _ in range(4)]
    come(Priority.PREGNANT)
    queue.start(db, actor, tickets[2].id)
    queue.skip(db, actor, tickets[0].id)

    lines, _ = queue.of_room(db, actor, house.p101.id)

    assert [line.ticket.number for line in lines] == [3, 5, 2, 4, 1]


def test_the_list_is_read_in_pages(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    for _ in range(5):
        come()
    seen: list[int] = []
    after = None
    while True:
        lines, after = queue.of_room(db, actor, house.p101.id, after=after, limit=2)
        seen += [line.ticket.number for line in lines]
        if after is None:
            break
    assert seen == [1, 2, 3, 4, 5]
    with pytest.raises(BadCursor):
        queue.of_room(db, actor, house.p101.id, after="nonsense")


def test_somebody_called_between_two_pages_hides_nobody(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    tickets = [come() for _ in range(5)]
    _, after = queue.of_room(db, actor, house.p101.id, limit=2)
    queue.call(db, actor, tickets[4].id)
    lines, _ = queue.of_room(db, actor, house.p101.id, after=after, limit=5)
    assert [line.ticket.number for line in lines] == [3, 4]


def test_everybody_sees_his_place_the_reason_and_the_wait(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, time: Time
) -> None:
    come()
    pregnant = come(Priority.PREGNANT)
    come()
    time.pass_(5)

    shown = [TicketOut.of(line) for line in queue.of_room(db, actor, house.p101.id)[0]]

    assert [(t.number, t.ahead, t.overtakes) for t in shown] == [(2, 0, 1), (1, 1, 0), (3, 2, 0)]
    assert shown[0].why.vi == "Phụ nữ có thai"
    assert shown[0].id == pregnant.id
    assert [t.expected_minutes for t in shown] == [0, 8, 16]
    assert [t.waiting_minutes for t in shown] == [6, 7, 5]
    assert shown[0].patient
    assert shown[0].patient.age.vi


def test_the_estimate_learns_from_the_last_patients(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, time: Time
) -> None:
    for _ in range(3):
        ticket = come()
        queue.start(db, actor, ticket.id)
        time.pass_(20)
        queue.finish(db, actor, ticket.id)
    come()
    last = come()
    line = queue.one(db, actor, last.id)
    assert line.outlook
    assert line.outlook.wait == timedelta(minutes=20)


def test_the_supervisor_sees_every_room_in_one_line(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, time: Time
) -> None:
    first = come()
    come(Priority.PREGNANT)
    come()
    queue.start(db, actor, first.id)
    queue.pause(db, actor, house.p101.id, reason="Giao ban")
    time.pass_(10)

    rooms = {each.room.code: each for each in queue.all_rooms(db)}

    assert set(rooms) == {"P101", "P102", "XN01", "CDHA01", "TN01", "TD01"}
    p101 = rooms["P101"]
    assert (p101.waiting, p101.waiting_priority, p101.serving, p101.now) == (2, 1, 1, "001")
    assert p101.paused_reason == "Giao ban"
    assert p101.longest_wait == timedelta(minutes=11)
    assert p101.next_wait == timedelta(minutes=24)
    assert rooms["P102"].next_wait == timedelta(0)


def test_the_slip_carries_the_number_the_reason_and_the_wait(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come
) -> None:
    come()
    visit, _ = come.visit(birth="1940")
    block = paper.on_slip(db, visit)
    assert block
    assert block.value == "002"
    assert block.note.vi == "Người từ đủ 75 tuổi · trước bạn có 0 người · chờ khoảng 0 phút"
