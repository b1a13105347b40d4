"""A patient comes to the desk."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session

from his.admin.parameters import set_parameter
from his.encounters import service as encounters
from his.encounters.errors import RoomIsFull, RoomTakesNoVisits, VisitOpenHere
from his.encounters.service import EncounterState, Payer
from kernel import clock
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.ids import new_id
from tests.his import clinic


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return clinic.build(db)


def test_an_opened_visit_waits_and_has_a_code_of_its_year(
    db: Session, actor: Actor, house: clinic.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: datetime(2026, 12, 31, 17, 30, tzinfo=UTC))

    visit = clinic.visit(db, actor, house.p101)

    assert visit.state is EncounterState.WAITING
    assert visit.code.startswith("LK27")  # half past midnight in Vietnam
    assert (visit.site_id, visit.department_id) == (house.p101.site_id, house.p101.department_id)
    assert visit.opened_by == actor.id


def test_codes_are_never_given_twice(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    codes = {clinic.visit(db, actor, house.p101).code for _ in range(5)}
    assert len(codes) == 5


def test_a_second_visit_in_the_same_room_today_is_refused_and_names_the_first(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    first = clinic.visit(db, actor, house.p101)
    who = encounters.header(db, actor, first.id).patient

    with pytest.raises(VisitOpenHere) as refused:
        clinic.open_again(db, actor, first, house.p101)

    assert refused.value.facts["encounter_id"] == first.id
    assert first.code in refused.value.detail.vi
    again = clinic.open_again(db, actor, first, house.p101, again=True)
    assert again.patient_id == who.id


def test_the_same_patient_may_be_seen_in_another_room(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    first = clinic.visit(db, actor, house.p101)
    assert clinic.open_again(db, actor, first, house.p102).state is EncounterState.WAITING


def test_a_cancelled_visit_does_not_stand_in_the_way(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    first = clinic.visit(db, actor, house.p101)
    encounters.cancel(db, actor, first.id, reason="Nhầm phòng")

    assert clinic.open_again(db, actor, first, house.p101).id != first.id


def test_nobody_is_examined_at_the_cashier(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    with pytest.raises(RoomTakesNoVisits):
        clinic.visit(db, actor, house.cashier)


def test_a_room_out_of_use_takes_nobody(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    house.p101.active = False
    db.flush()
    with pytest.raises(RoomTakesNoVisits):
        clinic.visit(db, actor, house.p101)


def test_a_full_room_takes_one_more_only_when_somebody_says_so(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    set_parameter(
        db,
        actor,
        "his.encounters.daily_quota",
        value=1,
        reason="Chỉ một bác sĩ",
        room_id=house.p101.id,
    )
    clinic.visit(db, actor, house.p101)
    patient = clinic.somebody(db, actor)

    with pytest.raises(RoomIsFull):
        clinic.visit(db, actor, house.p101, patient=patient)

    assert encounters.open(
        db,
        actor,
        patient_id=patient.id,
        room_id=house.p101.id,
        payer=Payer.BHYT,
        beyond_quota=True,
    )
    assert clinic.visit(db, actor, house.p102)


def test_an_unknown_patient_or_room_or_doctor_is_not_found(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    patient = clinic.somebody(db, actor)
    for who, where, doctor in (
        (new_id(), house.p101.id, None),
        (patient.id, new_id(), None),
        (patient.id, house.p101.id, new_id()),
    ):
        with pytest.raises(NotFound):
            encounters.open(
                db, actor, patient_id=who, room_id=where, payer=Payer.BHYT, doctor_id=doctor
            )


def test_the_desk_sees_how_many_more_a_room_takes(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    from his.admin import service as admin
    from his.encounters import capacity
    from his.encounters.settings import DAILY_QUOTA

    admin.set_parameter(
        db, actor, DAILY_QUOTA.id, value=30, room_id=house.p101.id, reason="Chỉ tiêu ngày"
    )
    clinic.visit(db, actor, house.p101)
    found = {each.room.code: (each.quota, each.taken) for each in capacity.today(db)}
    assert found["P101"] == (30, 1)
    assert found["P102"] == (0, 0)
    assert "TN01" not in found
