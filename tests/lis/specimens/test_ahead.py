"""In an emergency the tube is first and the order comes later; nothing goes out without one."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from his.encounters import service as encounters
from his.encounters.service import Encounter, Priority
from his.orders.service import OrderState, Urgency
from his.patients import service as patients
from his.patients.service import Sex
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.db import Database
from kernel.ids import new_id
from lis.results import service as results
from lis.results.service import OutcomeKind, Reading
from lis.specimens import ahead, chain, collecting, permissions, receiving
from lis.specimens.errors import NothingToJoin, NoTubeNamed, TubeOfAnother, VisitElsewhere, WhoIsIt
from lis.specimens.models import Specimen
from lis.specimens.states import CustodyAct, Identified, ItemState, SpecimenState
from tests.conftest import SignIn
from tests.his import clinic
from tests.lis.specimens.laboratory import (
    DOCTOR,
    NURSE,
    TECHNICIAN,
    build,
    card,
    items,
    labelled,
    order,
    visit,
)

WHY = "BS. Lan, nói miệng: ngừng tim"


@pytest.fixture
def house(db: Session) -> clinic.Clinic:
    return build(db)


@pytest.fixture
def came(db: Session, house: clinic.Clinic) -> Encounter:
    return visit(db, house)


def first(db: Session, came: Encounter, *containers: str) -> list[Specimen]:
    return ahead.draw(
        db,
        NURSE,
        containers=containers or ("EDTA", "SERUM"),
        asked_by=WHY,
        scan=card(db, came),
        where="Cấp cứu",
    )


def waiting(db: Session) -> list[str]:
    return [t.code for t in ahead.waiting(db, NURSE, after=None, limit=20)[0]]


def test_the_tube_is_numbered_and_followed_before_there_is_an_order(
    db: Session, came: Encounter
) -> None:
    blood, serum = first(db, came)
    assert {t.container_code for t in (blood, serum)} == {"EDTA", "SERUM"}
    assert (blood.state, blood.identified) == (SpecimenState.COLLECTED, Identified.WRISTBAND)
    assert waiting(db) == sorted([blood.code, serum.code])
    receiving.receive(db, TECHNICIAN, blood.code)
    acts = [e.act for e in chain.history(db, blood.id)]
    assert acts == [CustodyAct.LABEL, CustodyAct.COLLECT, CustodyAct.RECEIVE]


def test_the_order_written_afterwards_finds_its_tubes(db: Session, came: Encounter) -> None:
    blood, serum = first(db, came)
    receiving.receive(db, TECHNICIAN, serum.code)
    count = order(db, came, "XN-CTM", Urgency.STAT)
    chemistry = order(db, came, "XN-SH", Urgency.STAT)
    thyroid = order(db, came, "XN-TSH", Urgency.STAT)

    assert {i.state for i in items(db, count)} == {ItemState.COLLECTED}
    assert {(i.specimen_id, i.state) for i in items(db, chemistry, thyroid)} == {
        (serum.id, ItemState.RECEIVED)
    }, "another section shares the tube that was drawn in an emergency"
    assert count.state is OrderState.ACCEPTED
    assert count.collected_at == blood.collected_at
    assert waiting(db) == []


def test_a_routine_order_is_joined_by_a_person(db: Session, came: Encounter) -> None:
    [serum] = first(db, came, "SERUM")
    with pytest.raises(NothingToJoin):
        ahead.join_tube(db, NURSE, serum.code)
    placed = order(db, came, "XN-SH")
    assert {i.state for i in items(db, placed)} == {ItemState.WAITING}
    ahead.join_tube(db, NURSE, serum.code)
    assert {i.specimen_id for i in items(db, placed)} == {serum.id}
    assert waiting(db) == []


def test_no_result_goes_out_without_an_order(db: Session, came: Encounter) -> None:
    [serum] = first(db, came, "SERUM")
    receiving.receive(db, TECHNICIAN, serum.code)
    reading = Reading(test_code="K", value="7.1", unit="", at=utc_now())
    [told] = results.receive(
        db, TECHNICIAN, analyser="AU", specimen_code=serum.code, readings=[reading], message_id=None
    )
    assert told.kind is OutcomeKind.NOT_ASKED
    assert db.exec(select(results.LabResult)).all() == []
    placed = order(db, came, "XN-K", Urgency.STAT)
    [told] = results.receive(
        db, TECHNICIAN, analyser="AU", specimen_code=serum.code, readings=[reading], message_id=None
    )
    assert told.kind is OutcomeKind.FILED
    assert [i.state for i in items(db, placed)] == [ItemState.RESULTED]


def test_somebody_whom_nobody_knows_gets_a_record_a_visit_and_his_tube(
    db: Session, house: clinic.Clinic
) -> None:
    with pytest.raises(VisitElsewhere):
        ahead.draw(db, NURSE, containers=["EDTA"], asked_by=WHY, unknown=Sex.MALE)
    [tube] = ahead.draw(
        db, NURSE, containers=["EDTA"], asked_by=WHY, unknown=Sex.MALE, room_id=house.p101.id
    )
    patient = patients.get(db, NURSE, tube.patient_id)
    assert patient.unknown
    assert patient.name.startswith("Vô danh nam")
    opened = encounters.get(db, NURSE, tube.encounter_id)
    assert opened.priority is Priority.EMERGENCY
    placed = order(db, opened, "XN-CTM")
    assert {i.specimen_id for i in items(db, placed)} == {tube.id}, "an emergency's order looks"


def test_in_an_emergency_too_it_is_known_whose_arm_it_is(
    db: Session, house: clinic.Clinic, came: Encounter
) -> None:
    with pytest.raises(WhoIsIt):
        ahead.draw(db, NURSE, containers=["EDTA"], asked_by=WHY, patient_id=came.patient_id)
    with pytest.raises(NoTubeNamed):
        first(db, came, "NO-SUCH")
    first(db, came, "EDTA")
    other = visit(db, house)
    placed = order(db, other, "XN-CTM", Urgency.STAT)
    assert {i.specimen_id for i in items(db, placed)} == {None}, "another's tube stays another's"
    [tube] = labelled(db, other)
    with pytest.raises(TubeOfAnother):
        collecting.collect(db, NURSE, codes=[tube.specimen.code], scan=card(db, came))


def test_a_tube_whose_order_never_comes_is_given_up_with_a_reason(
    db: Session, came: Encounter
) -> None:
    [tube] = first(db, came, "EDTA")
    ahead.give_up(db, NURSE, tube.code, reason="người bệnh tử vong")
    assert (tube.state, tube.reason) == (SpecimenState.DISPOSED, "người bệnh tử vong")
    assert waiting(db) == []
    late = order(db, came, "XN-CTM", Urgency.STAT)
    assert {i.specimen_id for i in items(db, late)} == {None}


def test_over_the_api(database: Database, sign_in: SignIn) -> None:
    with database.write(SYSTEM, "test") as db:
        house = build(db)
        came = visit(db, house)
        band, encounter = card(db, came), came.id
    nurse: TestClient = sign_in(permissions.READ, permissions.COLLECT, id=new_id())
    tubes = nurse.get("/api/lis/ahead/vessels").json()["items"]
    assert [t["code"] for t in tubes] == ["EDTA", "SERUM"]
    asked = {"containers": ["SERUM"], "asked_by": WHY, "scan": band, "where": "CC"}
    [made] = nurse.post("/api/lis/ahead", json=asked).json()
    assert (made["ahead"], made["ahead_open"]) == (WHY, True)
    printed = nurse.post("/api/lis/collection/labels/print", json={"codes": [made["code"]]})
    assert printed.content.startswith(b"%PDF")
    assert len(nurse.get("/api/lis/ahead").json()["items"]) == 1
    early = nurse.post(f"/api/lis/ahead/{made['code']}/join")
    assert early.json()["error"] == "NothingToJoin"
    with database.write(DOCTOR, "test") as db:
        order(db, encounters.by_id(db, encounter), "XN-K")
    joined = nurse.post(f"/api/lis/ahead/{made['code']}/join").json()
    assert (joined["ahead_open"], joined["tests"]) == (False, ["K"])
    assert nurse.get("/api/lis/ahead").json()["items"] == []
