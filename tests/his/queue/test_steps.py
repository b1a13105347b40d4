"""One patient's way through the house: tests, back to the doctor, cashier, pharmacy."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlmodel import Session

from his.admin.service import Room, RoomKind
from his.encounters import service as encounters
from his.encounters.events import StepDone, StepPerformed, StepWanted, about
from his.encounters.service import Disposition, Encounter, EncounterState
from his.queue import service as queue
from his.queue.service import PriorityClass, Ticket, TicketState
from kernel import clock
from kernel.access import Actor
from kernel.assembly import build
from kernel.events import ASSEMBLY, publish, publish_many
from kernel.ids import new_id
from tests.his import clinic
from tests.his.queue.conftest import Come, Time


class House:
    """What the wings, the cashier and the pharmacy would say."""

    def __init__(self, db: Session, actor: Actor) -> None:
        self._db, self._actor = db, actor

    def wants(self, visit: Encounter, place: str, source_id: UUID | None = None) -> UUID:
        made = source_id or new_id()
        head = about(visit, self._actor, clock.utc_now())
        publish(self._db, StepWanted(**head, place=place, source="his_test", source_id=made))
        return made

    def performed(self, visit: Encounter, source_id: UUID) -> None:
        head = about(visit, self._actor, clock.utc_now())
        publish(self._db, StepPerformed(**head, source="his_test", source_id=source_id))

    def done(self, visit: Encounter, source_id: UUID, *, withdrawn: bool = False) -> None:
        head = about(visit, self._actor, clock.utc_now())
        step = StepDone(**head, source="his_test", source_id=source_id, withdrawn=withdrawn)
        publish(self._db, step)

    def all_done(self, steps: list[tuple[Encounter, UUID]]) -> None:
        now = clock.utc_now()
        done = [
            StepDone(**about(visit, self._actor, now), source="his_test", source_id=each)
            for visit, each in steps
        ]
        publish_many(self._db, done)


@pytest.fixture
def wing(db: Session, actor: Actor, house: clinic.Clinic) -> House:
    """(`house` first: the rooms must be there)."""
    return House(db, actor)


@pytest.fixture
def pharmacy(db: Session, house: clinic.Clinic) -> Room:
    room = Room(
        site_id=house.p101.site_id,
        department_id=house.p101.department_id,
        code="NT01",
        name="Nhà thuốc",
        kind=RoomKind.PHARMACY,
    )
    db.add(room)
    db.flush()
    return room


def way(db: Session, actor: Actor, visit: Encounter) -> dict[str, TicketState]:
    lines = queue.of_encounter(db, actor, visit.id)
    return {line.room.code: line.ticket.state for line in lines}


def ticket_in(db: Session, actor: Actor, visit: Encounter, room: Room) -> Ticket:
    lines = queue.of_encounter(db, actor, visit.id)
    return [line.ticket for line in lines if line.room.id == room.id][-1]


def close(db: Session, actor: Actor, visit: Encounter) -> None:
    """Without what other modules want first: that is not what is tested here."""
    db.info[ASSEMBLY] = build(
        db.info[ASSEMBLY].installed,
        off=[m.id for m in db.info[ASSEMBLY].installed if m.can_be_off and m.id != "his.queue"],
    )
    encounters.close(db, actor, visit.id, disposition=Disposition.HOME)


def test_one_number_does_for_several_tests_and_the_doctor_sees_him_when_all_are_answered(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House, time: Time
) -> None:
    visit, mine = come.visit()
    come()  # the next patient
    queue.call_next(db, actor, house.p101.id)
    encounters.begin(db, actor, visit.id)
    blood, urine = wing.wants(visit, "lab"), wing.wants(visit, "lab")
    chest = wing.wants(visit, "imaging")

    assert way(db, actor, visit) == {
        "P101": TicketState.SERVING,
        "XN01": TicketState.WAITING,
        "CDHA01": TicketState.WAITING,
    }
    time.pass_(5)
    queue.call_next(db, actor, house.p101.id)  # the doctor goes on: he is away for tests
    assert mine.state is TicketState.HELD

    wing.performed(visit, blood)
    assert ticket_in(db, actor, visit, house.lab).state is TicketState.WAITING
    wing.performed(visit, urine)  # both samples are taken
    assert ticket_in(db, actor, visit, house.lab).state is TicketState.DONE
    wing.done(visit, chest)
    wing.done(visit, blood)
    assert mine.state is TicketState.HELD  # one result is missing
    wing.done(visit, urine)

    assert mine.state is TicketState.WAITING  # type: ignore[comparison-overlap]
    assert mine.priority is PriorityClass.REFERRED_BACK


def test_many_answers_at_once_bring_each_patient_back_who_waits_for_no_other(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House
) -> None:
    came = [come.visit() for _ in range(4)]
    come()  # the next patient
    wanted = []
    for visit, _ in came:
        queue.call_next(db, actor, house.p101.id)
        encounters.begin(db, actor, visit.id)
        wanted.append((wing.wants(visit, "lab"), wing.wants(visit, "lab")))
    queue.call_next(db, actor, house.p101.id)
    for (visit, _), (blood, urine) in zip(came[:3], wanted, strict=False):
        wing.performed(visit, blood)
        wing.performed(visit, urine)

    answered = [(came[n][0], each) for n in (0, 1, 3) for each in wanted[n]]
    wing.all_done([*answered, (came[2][0], wanted[2][0])])

    states = [mine.state for _, mine in came]
    assert states == [TicketState.WAITING] * 2 + [TicketState.HELD, TicketState.WAITING]
    # (whose blood was never taken here need not go to the laboratory any more)
    assert ticket_in(db, actor, came[3][0], house.lab).state is TicketState.DONE
    assert ticket_in(db, actor, came[2][0], house.lab).state is TicketState.DONE


def test_many_answers_take_the_same_statements_as_two(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House
) -> None:
    came = [come.visit()[0] for _ in range(8)]
    wanted = [(visit, wing.wants(visit, "lab")) for visit in came]
    for visit, each in wanted:
        wing.performed(visit, each)
    counted: list[str] = []
    bind = db.get_bind()

    def note(*told: Any) -> None:
        counted.append(told[2])

    event.listen(bind, "before_cursor_execute", note)
    try:
        wing.all_done(wanted[:2])
        two = len(counted)
        wing.all_done(wanted[2:])
        assert len(counted) == 2 * two
    finally:
        event.remove(bind, "before_cursor_execute", note)


def test_a_patient_called_to_the_laboratory_has_left_the_doctors_room(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House
) -> None:
    visit, mine = come.visit()
    encounters.begin(db, actor, visit.id)
    wing.wants(visit, "lab")
    called = queue.call_next(db, actor, house.lab.id)
    assert called.encounter_id == visit.id
    assert mine.state is TicketState.HELD
    queue.finish(db, actor, called.id)
    assert mine.state is TicketState.HELD  # the sample is taken, the result is not there


def test_tests_that_are_cancelled_bring_him_back_and_leave_the_laboratory(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House
) -> None:
    visit, mine = come.visit()
    encounters.begin(db, actor, visit.id)
    blood = wing.wants(visit, "lab")
    queue.hold(db, actor, mine.id, reason="Đi xét nghiệm")
    mine.sent_on = True
    wing.done(visit, blood, withdrawn=True)
    assert ticket_in(db, actor, visit, house.lab).state is TicketState.LEFT
    assert mine.state is TicketState.WAITING


def test_the_pharmacy_comes_when_the_doctor_has_closed_and_the_bill_is_paid(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House, pharmacy: Room
) -> None:
    visit, _ = come.visit()
    encounters.begin(db, actor, visit.id)
    drugs = wing.wants(visit, "pharmacy")
    assert "NT01" not in way(db, actor, visit)
    bill = wing.wants(visit, "cashier")
    close(db, actor, visit)
    assert way(db, actor, visit) == {"P101": TicketState.DONE, "TN01": TicketState.WAITING}

    wing.done(visit, bill)
    assert way(db, actor, visit)["NT01"] is TicketState.WAITING
    wing.done(visit, drugs)
    assert set(way(db, actor, visit).values()) == {TicketState.DONE}
    chains = {line.ticket.chain_id for line in queue.of_encounter(db, actor, visit.id)}
    assert len(chains) == 1


def test_the_room_with_fewest_people_is_chosen_and_a_paused_one_only_at_need(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House
) -> None:
    second = Room(
        site_id=house.lab.site_id,
        department_id=house.lab.department_id,
        code="XN02",
        name="Phòng lấy mẫu 2",
        kind=RoomKind.LAB,
    )
    db.add(second)
    db.flush()
    rooms = []
    for _ in range(3):
        visit, _ticket = come.visit()
        wing.wants(visit, "lab")
        rooms.append(list(way(db, actor, visit))[-1])
    assert rooms == ["XN01", "XN02", "XN01"]
    queue.pause(db, actor, second.id, reason="Nghỉ trưa")
    visit, _ticket = come.visit()
    wing.wants(visit, "lab")
    assert list(way(db, actor, visit))[-1] == "XN01"


def test_wanting_the_same_twice_gives_no_second_number(
    db: Session, actor: Actor, come: Come, wing: House
) -> None:
    visit, _ = come.visit()
    blood = wing.wants(visit, "lab")
    wing.wants(visit, "lab", blood)
    assert len(queue.of_encounter(db, actor, visit.id)) == 2


def test_a_house_without_such_a_room_goes_on_without_a_number(
    db: Session, actor: Actor, come: Come, wing: House
) -> None:
    visit, _ = come.visit()
    step = wing.wants(visit, "procedure")
    assert len(queue.of_encounter(db, actor, visit.id)) == 1
    wing.done(visit, step)


def test_a_cancelled_visit_wants_nothing_any_more(
    db: Session, actor: Actor, come: Come, wing: House
) -> None:
    visit, _ = come.visit()
    step = wing.wants(visit, "lab")
    encounters.cancel(db, actor, visit.id, reason="Người bệnh về")
    assert visit.state is EncounterState.CANCELLED
    assert set(way(db, actor, visit).values()) == {TicketState.LEFT}
    wing.done(visit, step)
    assert set(way(db, actor, visit).values()) == {TicketState.LEFT}


def test_who_owes_when_the_visit_closes_pays_before_he_fetches_his_drugs(
    db: Session, actor: Actor, house: clinic.Clinic, come: Come, wing: House, pharmacy: Room
) -> None:
    """The cashier says so only while the closing is being told: nobody is sent ahead of that."""
    visit, _ = come.visit()
    encounters.begin(db, actor, visit.id)
    wing.wants(visit, "pharmacy")
    visit.state = EncounterState.CLOSED  # as the cashier's handler finds it
    bill = wing.wants(visit, "cashier")
    assert "NT01" not in way(db, actor, visit)
    wing.done(visit, bill)
    assert way(db, actor, visit)["NT01"] is TicketState.WAITING
    wing.wants(visit, "cashier", bill)  # a drug more is to be paid
    assert [line.room.code for line in queue.of_encounter(db, actor, visit.id)].count("TN01") == 2
