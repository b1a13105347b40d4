"""What was registered wrongly is put right."""

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.errors import AlreadyCancelled, SamePatient, SameRoom
from his.encounters.service import EncounterState, Payer, Priority, VisitType
from his.queue import service as queue
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database
from tests.his import clinic


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return clinic.build(db)


def test_a_cancelled_visit_keeps_its_reason_and_is_over(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    encounters.cancel(db, actor, visit.id, reason="Người bệnh bỏ về")

    assert (visit.state, visit.state_reason) == (EncounterState.CANCELLED, "Người bệnh bỏ về")
    with pytest.raises(AlreadyCancelled):
        encounters.begin(db, actor, visit.id)


def test_a_visit_begun_in_the_wrong_room_waits_in_the_right_one(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    encounters.begin(db, actor, visit.id)

    encounters.move_room(db, actor, visit.id, room_id=house.p102.id, reason="Trẻ em")

    assert (visit.room_id, visit.state, visit.doctor_id) == (
        house.p102.id,
        EncounterState.WAITING,
        None,
    )
    with pytest.raises(SameRoom):
        encounters.move_room(db, actor, visit.id, room_id=house.p102.id, reason="Trẻ em")


def test_the_desk_corrects_payer_and_reason_of_an_open_visit(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    before = visit.version

    encounters.change(
        db,
        actor,
        visit,
        payer=Payer.BHYT,
        visit_type=VisitType.FOLLOW_UP,
        priority=Priority.MERIT,
        reason="Tái khám",
    )

    assert (visit.payer, visit.reason) == (Payer.BHYT, "Tái khám")
    assert visit.version > before
    [step], _ = encounters.steps(db, visit.id)
    assert step.facts == {"fields": "payer, priority, reason, visit_type"}


def test_saving_what_was_there_before_leaves_no_trace(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    before = visit.version
    encounters.change(
        db,
        actor,
        visit,
        payer=visit.payer,
        visit_type=visit.visit_type,
        priority=visit.priority,
        reason=visit.reason,
    )
    assert visit.version == before
    assert encounters.steps(db, visit.id) == ([], None)


def test_a_visit_registered_for_the_wrong_patient_goes_over_with_its_records(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    right = clinic.somebody(db, actor)

    encounters.move_to_patient(db, actor, visit.id, patient_id=right.id, reason="Nhầm mẹ với con")

    assert visit.patient_id == right.id
    [line] = queue.of_encounter(db, actor, visit.id)
    assert line.ticket.patient_id == right.id
    assert line.patient
    assert line.patient.code == right.code


def test_a_visit_is_not_moved_to_whom_it_belongs(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, house.p101)
    with pytest.raises(SamePatient):
        encounters.move_to_patient(
            db, actor, visit.id, patient_id=visit.patient_id, reason="Nhầm lẫn"
        )


def test_both_patients_audits_tell_of_a_visit_that_went_over(
    database: Database, actor: Actor
) -> None:
    with database.write(actor) as db:
        house = clinic.build(db)
        visit = clinic.visit(db, actor, house.p101)
        wrong, right = visit.patient_id, clinic.somebody(db, actor)
    with database.write(actor, "test") as db:
        encounters.move_to_patient(db, actor, visit.id, patient_id=right.id, reason="Nhầm người")
    with database.read() as db:
        moved = db.execute(select(Audit).where(col(Audit.action) == "move")).scalars().one()
        written = db.execute(
            select(Audit)
            .where(col(Audit.subject_id) == str(right.id), col(Audit.action) == "write")
            .order_by(col(Audit.id).desc())
        ).scalars()
        tables = {change["table"] for row in written for change in row.facts["changes"]}

    assert moved.subject_id == str(wrong)
    assert moved.facts["to_patient_id"] == str(right.id)
    assert moved.facts["reason"] == "Nhầm người"
    assert {"his_encounter", "his_queue_ticket"} <= tables
