"""Visits as the desk's and the doctor's screens ask for them."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import col

from his.encounters import permissions as may
from his.encounters.service import Encounter
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database
from tests.conftest import SignIn
from tests.his import clinic


@pytest.fixture
def house(database: Database, actor: Actor) -> clinic.Clinic:
    with database.write(actor) as db:
        return clinic.build(db)


@pytest.fixture
def visit(database: Database, actor: Actor, house: clinic.Clinic) -> Encounter:
    with database.write(actor) as db:
        return clinic.visit(db, actor, house.p101)


@pytest.fixture
def desk(house: clinic.Clinic, sign_in: SignIn) -> TestClient:
    return sign_in(*may.ALL, name="Tiếp đón Ánh")


def patient_id(database: Database, actor: Actor) -> str:
    with database.write(actor) as db:
        return str(clinic.somebody(db, actor).id)


def test_the_desk_opens_a_visit_and_sees_who_waits_where(
    database: Database, actor: Actor, house: clinic.Clinic, desk: TestClient
) -> None:
    body = {
        "patient_id": patient_id(database, actor),
        "room_id": str(house.p101.id),
        "payer": "bhyt",
        "reason": "Đau bụng",
    }

    made = desk.post("/api/encounters", json=body)

    assert made.status_code == 201
    shown = made.json()
    assert shown["room"]["code"] == "P101"
    assert shown["patient"]["age"]["vi"].endswith("t")
    assert (shown["state"], shown["opened_by_name"]) == ("waiting", "Tiếp đón Ánh")
    assert "begin" in shown["acts"]
    assert "reopen" not in shown["acts"]
    [listed] = desk.get("/api/encounters", params={"room_id": str(house.p101.id)}).json()["items"]
    assert listed == shown


def test_the_same_form_sent_twice_opens_one_visit(
    database: Database, actor: Actor, house: clinic.Clinic, desk: TestClient
) -> None:
    body = {
        "patient_id": patient_id(database, actor),
        "room_id": str(house.p101.id),
        "payer": "self_pay",
    }
    key = {"Idempotency-Key": str(uuid4())}

    first, second = (desk.post("/api/encounters", json=body, headers=key) for _ in range(2))

    assert [first.status_code, second.status_code] == [201, 201], (first.text, second.text)
    assert first.json()["id"] == second.json()["id"]
    listed = desk.get(f"/api/encounters/of-patient/{body['patient_id']}")  # (whatever the hour)
    assert len(listed.json()["items"]) == 1


def test_a_second_visit_asks_the_desk_to_confirm(
    house: clinic.Clinic, desk: TestClient, visit: Encounter
) -> None:
    body = {
        "patient_id": str(visit.patient_id),
        "room_id": str(house.p101.id),
        "payer": "self_pay",
    }
    refused = desk.post("/api/encounters", json=body)
    assert (refused.status_code, refused.json()["error"]) == (409, "VisitOpenHere")
    assert refused.json()["facts"]["encounter_id"] == str(visit.id)
    assert desk.post("/api/encounters", json=body | {"again": True}).status_code == 201


def test_whoever_corrects_an_old_state_gets_the_new_one(desk: TestClient, visit: Encounter) -> None:
    path = f"/api/encounters/{visit.id}"
    wanted = {
        "version": 1,
        "payer": "bhyt",
        "visit_type": "first",
        "priority": "none",
        "reason": "Sốt",
    }
    assert desk.put(path, json=wanted).json()["payer"] == "bhyt"
    stale = desk.put(path, json=wanted | {"payer": "service"})
    assert (stale.status_code, stale.json()["error"]) == (409, "ChangedMeanwhile")
    assert stale.json()["facts"]["present"]["payer"] == "bhyt"


def test_the_doctor_sees_what_is_missing_before_he_tries_to_close(
    desk: TestClient, visit: Encounter
) -> None:
    path = f"/api/encounters/{visit.id}"
    assert desk.get(f"{path}/readiness").json()["can_close"] is False
    assert desk.post(f"{path}/close", json={"disposition": "home"}).json()["error"] == "NotBegun"
    assert desk.post(f"{path}/begin").json()["doctor_name"] == "Tiếp đón Ánh"
    readiness = desk.get(f"{path}/readiness").json()
    closed = desk.post(f"{path}/close", json={"disposition": "home"})
    assert (closed.status_code == 200) is readiness["can_close"]
    if closed.status_code == 409:
        assert closed.json()["facts"]["missing"] == readiness["missing"]


def test_every_act_of_a_visit_has_its_door(
    database: Database, actor: Actor, house: clinic.Clinic, desk: TestClient, visit: Encounter
) -> None:
    path = f"/api/encounters/{visit.id}"
    why = {"reason": "Bấm nhầm"}
    other = patient_id(database, actor)
    walk = [
        ("begin", {}, "in_progress"),
        ("put-back", why, "waiting"),
        ("room", why | {"room_id": str(house.p102.id)}, "waiting"),
        ("patient", why | {"patient_id": other}, "waiting"),
        ("cancel", why, "cancelled"),
    ]
    for act, body, state in walk:
        answer = desk.post(f"{path}/{act}", json=body)
        assert (answer.status_code, answer.json()["state"]) == (200, state), act
    steps = desk.get(f"{path}/steps").json()["items"]
    assert [s["act"] for s in steps] == [
        "begin",
        "put_back",
        "move_room",
        "move_to_patient",
        "cancel",
    ]
    assert desk.post(f"{path}/reopen", json=why).json()["error"] == "AlreadyCancelled"


def test_the_slip_is_a_pdf_and_a_copy_says_so(desk: TestClient, visit: Encounter) -> None:
    path = f"/api/encounters/{visit.id}/prints/slip"
    first, again = desk.post(path), desk.post(path)
    assert first.content.startswith(b"%PDF")
    assert [each.headers["X-Copy-Number"] for each in (first, again)] == ["1", "2"]


def test_looking_at_visits_is_on_the_audit(
    database: Database, desk: TestClient, visit: Encounter
) -> None:
    desk.get(f"/api/encounters/{visit.id}")
    desk.get("/api/encounters")
    desk.get(f"/api/encounters/of-patient/{visit.patient_id}")
    with database.read() as db:
        looked = db.execute(
            select(col(Audit.action), col(Audit.what), col(Audit.subject_id)).where(
                col(Audit.action).in_(("read", "list"))
            )
        ).all()
    who = str(visit.patient_id)
    assert ("read", "his.encounters.header", who) in [tuple(row) for row in looked]
    assert ("list", "his.encounters.worklist", who) in [tuple(row) for row in looked]
    assert ("read", "his.encounters.of_patient", who) in [tuple(row) for row in looked]


def test_the_figures_name_rooms(desk: TestClient, visit: Encounter) -> None:
    figures = desk.get("/api/encounters/figures").json()
    assert figures["total"] == 1
    assert figures["by_room"][0]["room"]["code"] == "P101"
    assert figures["by_state"] == [{"state": "waiting", "visits": 1}]


def test_a_visit_that_does_not_exist_is_not_found(desk: TestClient) -> None:
    assert desk.get(f"/api/encounters/{uuid4()}").status_code == 404
    assert desk.post(f"/api/encounters/{uuid4()}/begin").status_code == 404
    assert desk.get("/api/encounters", params={"after": "x"}).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-11-21"])
def test_a_day_at_the_edge_of_the_calendar_is_only_empty(desk: TestClient, day: str) -> None:
    assert desk.get("/api/encounters", params={"day": day}).json()["items"] == []
    assert desk.get("/api/encounters/figures", params={"day": day}).json()["total"] == 0
