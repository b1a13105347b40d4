"""What visits add to the patient's pages: timeline, banner, search, merging."""

import pytest
from sqlmodel import Session

from his.encounters import service as encounters
from his.encounters import timeline
from his.patients import service as patients
from his.queue import service as queue
from kernel import clock
from kernel.access import Actor
from tests.his import clinic


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return clinic.build(db)


def test_a_visit_is_on_the_timeline_and_the_banner_while_it_is_open(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)

    [item] = timeline.visits(db, actor, visit.patient_id, clock.utc_now(), 10)
    [open_now] = timeline.open_now(db, actor, visit.patient_id)

    assert item.to == f"/visits/{visit.id}"
    assert "đang chờ" in item.title.vi
    assert open_now.says.vi == f"{visit.code}: đang chờ, P101"
    encounters.cancel(db, actor, visit.id, reason="Bỏ về")
    assert timeline.open_now(db, actor, visit.patient_id) == []


def test_the_code_on_the_slip_finds_the_visit(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    [hit] = timeline.search(db, actor, visit.code, 5)
    assert hit.to == f"/visits?visit={visit.id}"  # the page of the examination is a doctor's


def test_whoever_merges_two_patients_in_the_house_is_told(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    one, other = clinic.visit(db, actor, house.p101), clinic.visit(db, actor, house.p102)
    [warning] = timeline.both_in_the_house(db, actor, one.patient_id, other.patient_id)
    assert one.code in warning.vi
    assert other.code in warning.en
    encounters.cancel(db, actor, other.id, reason="Bỏ về")
    assert timeline.both_in_the_house(db, actor, one.patient_id, other.patient_id) == []


def test_a_merge_takes_visits_and_tickets_along(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    kept = clinic.somebody(db, actor)

    patients.merge(
        db,
        actor,
        kept_id=kept.id,
        gone_id=visit.patient_id,
        reason="Cùng một người",
        accepted=["his.patients.birth"],
    )

    db.expire_all()
    assert encounters.header(db, actor, visit.id).patient.id == kept.id
    [line] = queue.of_encounter(db, actor, visit.id)
    assert line.ticket.patient_id == kept.id
