"""A time is promised, moved and kept."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from his.admin.service import Room
from his.appointments import service
from his.appointments.errors import (
    AlreadyBooked,
    AppointmentOver,
    HoursOverlap,
    HoursUpsideDown,
    NobodyKnown,
    NoSuchSlot,
    NotATelephone,
    SlotTaken,
    TimeIsPast,
)
from his.appointments.service import AppointmentState, Caller, Schedule, WishState
from his.encounters import service as encounters
from his.encounters.service import Priority
from his.patients import service as patients
from his.queue import service as queue
from his.queue.service import PriorityClass
from kernel import clock
from kernel.access import Actor
from tests.conftest import Later
from tests.his import clinic
from tests.his.appointments.conftest import Book, plan_on, tomorrow, weekly


def test_a_place_is_promised_once(book: Book) -> None:
    made = book(tomorrow(8))
    assert made.code.startswith("HK")
    assert made.state is AppointmentState.BOOKED
    with pytest.raises(SlotTaken):
        book(tomorrow(8))
    book(tomorrow(8, 15))


def test_what_is_taken_is_not_offered_any_more(
    db: Session, book: Book, house: clinic.Clinic
) -> None:
    at = tomorrow()
    day = at.date()
    before = service.free(db, first=day, last=day, room_id=house.p101.id)
    book(at)
    after = service.free(db, first=day, last=day, room_id=house.p101.id)
    assert len(before) == len(after) + 1 == 8
    full = service.free(db, first=day, last=day, room_id=house.p101.id, full=True)
    assert next(each.left for each in full) == 0


@pytest.mark.parametrize(
    ("hour", "days", "refusal"), [(7, 1, NoSuchSlot), (10, 1, NoSuchSlot), (8, -1, TimeIsPast)]
)
def test_nobody_is_promised_what_there_is_not(
    book: Book, hour: int, days: int, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        book(tomorrow(hour, days=days))


def test_a_second_one_in_the_room_that_day_is_asked_about(
    db: Session, actor: Actor, book: Book
) -> None:
    patient = clinic.somebody(db, actor)
    book(tomorrow(8), patient_id=patient.id)
    with pytest.raises(AlreadyBooked):
        book(tomorrow(9), patient_id=patient.id)
    book(tomorrow(9), patient_id=patient.id, again=True)


def test_somebody_unknown_needs_a_name_and_a_telephone(book: Book) -> None:
    made = book(caller=Caller(name="Lê Văn Tám", phone="0912 345 678"))
    assert (made.patient_id, made.phone) == (None, "0912345678")
    with pytest.raises(NotATelephone):
        book(tomorrow(9), caller=Caller(name="Lê Văn Tám", phone="12345678"))
    with pytest.raises(NobodyKnown):
        book(tomorrow(9), caller=Caller(name=" ", phone="0912345678"))


def test_hours_of_a_room_do_not_overlap_and_are_long_enough(
    db: Session, actor: Actor, house: clinic.Clinic, plans: list[Schedule]
) -> None:
    with pytest.raises(HoursOverlap):
        weekly(db, actor, house.p101)
    with pytest.raises(HoursUpsideDown):
        weekly(db, actor, house.p102, ends="08:10")


def test_a_moved_appointment_frees_its_place(
    db: Session, actor: Actor, book: Book, plans: list[Schedule]
) -> None:
    made = book(tomorrow(8))
    to = tomorrow(9, days=2)
    service.move(db, actor, made, schedule_id=plan_on(plans, to).id, at=to, reason="Người bệnh bận")
    assert made.at == to
    book(tomorrow(8))
    steps, _ = service.steps(db, made.id)
    assert [step.act.value for step in steps] == ["book", "move"]


def test_a_cancelled_one_frees_its_place_and_is_over(db: Session, actor: Actor, book: Book) -> None:
    made = book()
    service.cancel(db, actor, made, reason="Người bệnh bận")
    book()
    with pytest.raises(AppointmentOver):
        service.cancel(db, actor, made, reason="Lần nữa")


def test_who_comes_in_time_goes_ahead_and_the_appointment_is_kept(
    db: Session, actor: Actor, book: Book, house: clinic.Clinic, later: Later
) -> None:
    patient = clinic.somebody(db, actor)
    made = book(tomorrow(8), patient_id=patient.id)
    later(seconds=(made.at - clock.utc_now()).total_seconds() - 600)
    visit = clinic.visit(db, actor, house.p101, patient=patient)
    assert (made.state, made.encounter_id) == (AppointmentState.ARRIVED, visit.id)
    assert visit.priority is Priority.APPOINTMENT
    [line] = queue.of_encounter(db, actor, visit.id)
    assert line.ticket.priority is PriorityClass.APPOINTMENT
    encounters.cancel(db, actor, visit.id, reason="Nhầm")
    assert (made.state, made.encounter_id) == (AppointmentState.BOOKED, None)


def test_who_comes_much_too_early_is_taken_in_but_does_not_go_ahead(
    db: Session, actor: Actor, book: Book, house: clinic.Clinic, later: Later
) -> None:
    made = book(tomorrow(9))
    assert made.patient_id is not None
    later(seconds=(made.at - clock.utc_now()).total_seconds() - 7200)
    visit = service.arrive(db, actor, made.id)
    assert visit.priority is Priority.NONE
    assert made.state is AppointmentState.ARRIVED


def test_who_booked_on_line_is_known_by_telephone_and_name(
    db: Session, actor: Actor, book: Book, house: clinic.Clinic, later: Later
) -> None:
    made = book(caller=Caller(name="nguyen thi hoa", phone="0912345678"))
    hoa = patients.register(
        db,
        actor,
        name="Nguyễn Thị Hòa",
        sex=patients.Sex.FEMALE,
        birth="1990",
        phone="0912345678",
    )
    son = patients.register(
        db, actor, name="Trần Văn Nam", sex=patients.Sex.MALE, birth="2015", phone="0912345678"
    )
    later(seconds=(made.at - clock.utc_now()).total_seconds())
    assert service.of_patient_today(db, son) == []
    clinic.visit(db, actor, house.p101, patient=hoa)
    assert (made.state, made.patient_id) == (AppointmentState.ARRIVED, hoa.id)


def test_who_did_not_come_is_noted_and_still_taken_in(
    db: Session, actor: Actor, book: Book, later: Later
) -> None:
    from his.appointments.keeping import missed

    made = book(tomorrow(8))
    later(seconds=(made.at - clock.utc_now()).total_seconds() + 7300)
    said = missed(db)
    assert said is not None
    assert made.state is AppointmentState.NO_SHOW
    assert missed(db) is None
    service.arrive(db, actor, made.id)
    assert made.state is AppointmentState.ARRIVED  # type: ignore[comparison-overlap]


def test_a_doctors_leave_moves_the_whole_day_in_one_act(
    db: Session, actor: Actor, book: Book, house: clinic.Clinic
) -> None:
    promised = [book(tomorrow(8, minute)) for minute in (0, 15, 30)]
    day = tomorrow().date()
    left = service.go_away(
        db, actor, first=day, last=day, room_id=house.p101.id, reason="Bác sĩ nghỉ"
    )
    assert {each.id for each in left.moved} == {each.id for each in promised}
    assert left.remaining == []
    assert all(each.at.astimezone(clock.LOCAL).date() > day for each in promised)
    assert len({each.at for each in promised}) == 3
    with pytest.raises(NoSuchSlot):
        book(tomorrow(8))


def test_a_place_that_becomes_free_is_offered_to_who_waited_longest(
    db: Session, actor: Actor, book: Book, house: clinic.Clinic, later: Later
) -> None:
    from his.appointments.waiting import expire

    made = book(tomorrow(9, 45))
    for minute in range(0, 105, 15):
        book(tomorrow(8) + timedelta(minutes=minute))
    first, second = (
        service.wish(
            db,
            actor,
            patient_id=clinic.somebody(db, actor).id,
            room_id=house.p101.id,
            first=tomorrow().date(),
            last=tomorrow().date(),
        )
        for _ in range(2)
    )
    service.cancel(db, actor, made, reason="Bận")
    assert (first.state, second.state) == (WishState.OFFERED, WishState.WAITING)
    with pytest.raises(SlotTaken):
        book(tomorrow(9, 45))

    later(minutes=121)  # nobody answered: the next one is asked
    assert expire(db) is not None
    assert (first.state, second.state) == (WishState.CANCELLED, WishState.OFFERED)
    assert second.appointment_id is not None
    kept = service.confirm(db, actor, service.locked(db, actor, second.appointment_id))
    assert kept.state is AppointmentState.BOOKED
    assert second.state is WishState.TAKEN


def test_who_works_where_today_leaves_out_who_is_away(
    db: Session, actor: Actor, house: clinic.Clinic, plans: list[Schedule]
) -> None:
    day = tomorrow().date()
    assert [d.room_id for d in service.on_duty(db, day)] == [house.p101.id]
    service.add_absence(db, actor, first=day, last=day, reason="Lễ")
    assert service.on_duty(db, day) == []


def test_a_room_of_another_kind_can_be_booked_too(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    imaging: Room = house.imaging
    [plan, *_] = weekly(db, actor, imaging, capacity=2)
    assert plan.capacity == 2
