"""Whom a room sees today, whom nobody closed yesterday, what the desk counted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from his.admin.service import Department, Staff
from his.encounters import service as encounters
from his.encounters.service import EncounterState, Payer, Priority
from his.encounters.worklist import counted
from kernel import clock
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.identity.models import User
from kernel.ids import new_id
from tests.his import clinic

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # 08:00 in Vietnam
SetTime = Callable[[datetime], None]


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return clinic.build(db)


@pytest.fixture
def set_time(monkeypatch: pytest.MonkeyPatch) -> SetTime:
    def set_time(at: datetime) -> None:
        monkeypatch.setattr(clock, "utc_now", lambda: at)

    set_time(MORNING)
    return set_time


def test_a_room_sees_its_visits_of_today_in_the_order_of_opening(
    db: Session, actor: Actor, house: clinic.Clinic, set_time: SetTime
) -> None:
    visits = []
    for minute in range(5):
        set_time(MORNING + timedelta(minutes=minute))
        visits.append(clinic.visit(db, actor, house.p101))
    clinic.visit(db, actor, house.p102)

    first, after = encounters.of_day(db, actor, room_id=house.p101.id, limit=3)
    second, end = encounters.of_day(db, actor, room_id=house.p101.id, limit=3, after=after)

    assert [line.encounter.id for line in (*first, *second)] == [v.id for v in visits]
    assert end is None
    assert first[0].room.code == "P101"
    assert first[0].patient.name.startswith("Nguyễn")


def test_a_page_of_fifty_costs_one_query(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    for _ in range(12):
        clinic.visit(db, actor, house.p101)
    db.flush()
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    bind = db.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    try:
        lines, _ = encounters.of_day(db, actor, room_id=house.p101.id)
    finally:
        event.remove(bind, "before_cursor_execute", note)

    assert len(lines) == 12
    assert len([sql for sql in asked if "his_encounter" in sql]) == 1


def test_the_day_turns_at_midnight_in_vietnam(
    db: Session, actor: Actor, house: clinic.Clinic, set_time: SetTime
) -> None:
    set_time(datetime(2026, 11, 21, 16, 59, tzinfo=UTC))  # 23:59
    late = clinic.visit(db, actor, house.p101)
    set_time(datetime(2026, 11, 21, 17, 1, tzinfo=UTC))  # 00:01
    early = clinic.visit(db, actor, house.p101)

    today, _ = encounters.of_day(db, actor)
    left_over, _ = encounters.unfinished(db, actor)

    assert [line.encounter.id for line in today] == [early.id]
    assert [line.encounter.id for line in left_over] == [late.id]


def test_lists_are_narrowed_by_state_and_doctor(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    one, other = clinic.visit(db, actor, house.p101), clinic.visit(db, actor, house.p101)
    encounters.begin(db, actor, one.id)

    begun, _ = encounters.of_day(db, actor, states=[EncounterState.IN_PROGRESS])
    mine, _ = encounters.of_day(db, actor, doctor_id=actor.id)
    waiting, _ = encounters.of_day(db, actor, states=[EncounterState.WAITING])
    nobody, _ = encounters.of_day(db, actor, doctor_id=new_id())

    assert [line.encounter.id for line in begun] == [one.id]
    assert [line.encounter.id for line in mine] == [one.id]
    assert [line.encounter.id for line in waiting] == [other.id]
    assert nobody == []


def test_a_patients_visits_stand_newest_first(
    db: Session, actor: Actor, house: clinic.Clinic, set_time: SetTime
) -> None:
    first = clinic.visit(db, actor, house.p101)
    set_time(MORNING + timedelta(days=1))
    second = clinic.open_again(db, actor, first, house.p102)

    found, _ = encounters.of_patient(db, actor, first.patient_id)
    now = encounters.open_today(db, actor, first.patient_id)

    assert [line.encounter.id for line in found] == [second.id, first.id]
    assert [line.encounter.id for line in now] == [second.id]


def test_a_visit_is_found_by_its_code_typed_in_any_case(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)

    [found] = encounters.by_code(db, actor, visit.code.lower(), 10)

    assert found.encounter.id == visit.id
    assert encounters.by_code(db, actor, "nguyen", 10) == []


def test_the_figures_of_the_desk_leave_cancelled_visits_out() -> None:
    room = new_id()
    eight = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
    figures = counted(
        [
            (eight, Payer.BHYT, room, EncounterState.CLOSED),
            (eight + timedelta(hours=1), Payer.SELF_PAY, room, EncounterState.WAITING),
            (eight, Payer.SELF_PAY, room, EncounterState.CANCELLED),
        ]
    )
    assert figures.total == 2
    assert figures.by_hour == {8: 1, 9: 1}
    assert figures.by_payer == {"bhyt": 1, "self_pay": 1}
    assert figures.by_room == {room: 2}
    assert figures.by_state == {"cancelled": 1, "closed": 1, "waiting": 1}


def test_emergencies_are_declared_at_the_desk(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101, priority=Priority.EMERGENCY)
    assert visit.priority is Priority.EMERGENCY


def test_whoever_is_kept_to_his_department_sees_its_visits_alone(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    ours = clinic.visit(db, actor, house.p101)
    other = Department(site_id=house.p102.site_id, code="NHI", name="Khoa Nhi")
    db.add(other)
    db.flush()
    house.p102.department_id = other.id
    theirs = clinic.visit(db, actor, house.p102)
    someone = User(username="kept", name="ĐD. Kept")
    db.add(someone)
    db.flush()
    kept = Actor(someone.id, someone.name)
    db.add(Staff(user_id=kept.id, department_id=house.p101.department_id, departments_only=True))
    db.flush()

    lines, _ = encounters.of_day(db, kept)
    assert [line.encounter.id for line in lines] == [ours.id]
    assert encounters.get(db, kept, ours.id).id == ours.id
    with pytest.raises(NotFound):
        encounters.get(db, kept, theirs.id)
    assert encounters.get(db, actor, theirs.id).id == theirs.id


def test_the_desk_sees_its_last_visits_first(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    first, second = clinic.visit(db, actor, house.p101), clinic.visit(db, actor, house.p101)

    page, after = encounters.of_day(db, actor, newest_first=True, limit=1)
    rest, _ = encounters.of_day(db, actor, newest_first=True, limit=1, after=after)

    assert [line.encounter.id for line in (*page, *rest)] == [second.id, first.id]
