"""Queues as the screens of rooms ask for them, and the board that hangs on the wall."""

from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from his.admin.models import Staff
from his.admin.parameters import set_parameter
from his.encounters.service import Encounter, Priority
from his.queue import permissions as may
from his.queue.board import shortened
from kernel.access import Actor
from kernel.db import Database
from kernel.identity.models import User
from tests.conftest import SignIn
from tests.his import clinic


@pytest.fixture
def house(database: Database, actor: Actor) -> clinic.Clinic:
    with database.write(actor) as db:
        return clinic.build(db)


@pytest.fixture
def visits(database: Database, actor: Actor, house: clinic.Clinic) -> list[Encounter]:
    with database.write(actor) as db:
        ordinary = [clinic.visit(db, actor, house.p101) for _ in range(3)]
        return [*ordinary, clinic.visit(db, actor, house.p101, priority=Priority.PREGNANT)]


@pytest.fixture
def room(house: clinic.Clinic, sign_in: SignIn) -> TestClient:
    return sign_in(*may.ALL, name="ĐD Hà")


def test_one_works_in_the_room_of_the_staff_record(
    database: Database, house: clinic.Clinic, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor) as db:
        someone = User(username="ha", name="ĐD Hà")
        db.add(someone)
        db.flush()
        db.add(Staff(user_id=someone.id, room_id=house.p102.id))
    mine = sign_in(*may.ALL, id=someone.id).get("/api/queue/rooms").json()
    assert mine["own_room_id"] == str(house.p102.id)
    assert sign_in(*may.ALL).get("/api/queue/rooms").json()["own_room_id"] is None


def test_a_room_works_through_its_queue(
    house: clinic.Clinic, visits: list[Encounter], room: TestClient
) -> None:
    queue = f"/api/queue/rooms/{house.p101.id}"
    listed = room.get(f"{queue}/tickets").json()["items"]
    assert [t["number"] for t in listed] == [4, 1, 2, 3]
    assert listed[0]["why"] == {"vi": "Phụ nữ có thai", "en": "Pregnant"}
    assert listed[0]["overtakes"] == 3

    called = room.post(f"{queue}/next", json={"counter": "Bàn 1"}).json()
    assert (called["number"], called["state"], called["counter"]) == (4, "called", "Bàn 1")
    ticket = f"/api/queue/tickets/{called['id']}"
    for act, body, state in [
        ("recall", {}, "called"),
        ("start", {}, "serving"),
        ("hold", {"reason": "Đo lại huyết áp"}, "held"),
        ("return", None, "waiting"),
        ("call", {}, "called"),
        ("skip", None, "skipped"),
        ("undo", None, "called"),
        ("start", {}, "serving"),
        ("finish", None, "done"),
        ("undo", None, "serving"),
        ("leave", {"reason": "Người bệnh về"}, "left"),
    ]:
        answer = room.post(f"{ticket}/{act}", json=body)
        assert (answer.status_code, answer.json()["state"]) == (200, state), act
    log = room.get(f"{ticket}/calls").json()["items"]
    assert len(log) == 12
    assert {each["by_name"] for each in log} == {"ĐD Hà"}


def test_a_patient_is_sent_to_the_laboratory_and_comes_back(
    house: clinic.Clinic, visits: list[Encounter], room: TestClient
) -> None:
    first = room.get(f"/api/queue/of-visit/{visits[0].id}").json()["tickets"][0]
    there = room.post(f"/api/queue/tickets/{first['id']}/send", json={"room_id": str(house.lab.id)})
    assert there.status_code == 201
    lab = there.json()["id"]
    room.post(f"/api/queue/tickets/{lab}/start", json={})
    room.post(f"/api/queue/tickets/{lab}/finish")
    back = room.get(f"/api/queue/tickets/{first['id']}").json()
    assert (back["state"], back["priority"]) == ("waiting", "referred_back")
    way = room.get(f"/api/queue/of-visit/{visits[0].id}").json()["tickets"]
    assert [t["room"]["code"] for t in way] == ["P101", "XN01"]


def test_the_supervisor_sees_all_rooms_and_no_patient(
    visits: list[Encounter], room: TestClient
) -> None:
    queues = room.get("/api/queue/rooms").json()["queues"]
    p101 = next(each for each in queues if each["room"]["code"] == "P101")
    assert (p101["waiting"], p101["waiting_priority"], p101["paused_reason"]) == (4, 1, None)
    assert "Nguyễn" not in room.get("/api/queue/rooms").text


def test_a_queue_is_set_up_and_a_stale_set_up_refused(
    house: clinic.Clinic, room: TestClient
) -> None:
    path = f"/api/queue/rooms/{house.p101.id}/settings"
    assert room.get(path).json()["version"] is None
    wanted = {
        "version": None,
        "prefix": "A",
        "area": "tang-1",
        "area_name": "Tầng 1",
        "on_board": True,
    }
    kept = room.put(path, json=wanted)
    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    assert room.put(path, json=wanted).json()["error"] == "ChangedMeanwhile"
    assert room.put(path, json=wanted | {"version": 1, "prefix": "B"}).json()["version"] == 2


def test_waits_are_told_for_a_month_at_most(room: TestClient, visits: list[Encounter]) -> None:
    today = room.get("/api/queue/figures").json()
    assert today["hours"][0]["issued"] == 4
    assert today["rooms"][0]["code"] == "P101"
    params = {"first": "2026-01-01", "last": "2026-06-01"}
    assert room.get("/api/queue/figures", params=params).json()["error"] == "TooManyDays"


def test_the_number_comes_on_paper(
    house: clinic.Clinic, visits: list[Encounter], room: TestClient
) -> None:
    ticket = room.get(f"/api/queue/of-visit/{visits[3].id}").json()["tickets"][0]
    printed = room.post(f"/api/queue/tickets/{ticket['id']}/prints/ticket")
    assert printed.content.startswith(b"%PDF")


def test_nobody_waiting_is_an_answer_and_not_a_fault(
    house: clinic.Clinic, room: TestClient
) -> None:
    answer = room.post(f"/api/queue/rooms/{house.p102.id}/next", json={})
    assert (answer.status_code, answer.json()["error"]) == (409, "NobodyWaiting")
    assert room.post(f"/api/queue/rooms/{uuid4()}/next", json={}).status_code == 404


def test_the_board_shows_numbers_and_shortened_names_without_sign_in_or_script(
    house: clinic.Clinic, visits: list[Encounter], room: TestClient, sign_in: SignIn
) -> None:
    called = room.post(f"/api/queue/rooms/{house.p101.id}/next", json={}).json()
    wall = sign_in()
    wall.headers.clear()

    board = wall.get("/board/kham-benh")

    assert board.status_code == 200
    assert board.text.count("<script") == 1  # reads calls aloud where it runs; nothing needs it
    assert "<style" not in board.text
    assert " style=" not in board.text
    assert '<meta http-equiv="refresh" content="5;' in board.text
    assert "<b>004</b>" in board.text
    name = called["patient"]["name"]
    assert name not in board.text
    assert shortened(name, "initials") in board.text
    assert called["patient"]["code"] not in board.text
    assert "Dữ liệu thực hành".upper() in board.text
    assert wall.get("/board/p101").status_code == 200
    assert wall.get("/board/board.css").headers["content-type"].startswith("text/css")
    index = wall.get("/board").text
    assert "/board/kham-benh" in index
    assert "/board/P101" in index
    missing = wall.get("/board/nowhere")
    assert (missing.status_code, missing.json()["error"]) == (404, "NoSuchBoard")


def test_the_house_may_hide_the_names_on_its_boards(
    database: Database,
    actor: Actor,
    house: clinic.Clinic,
    visits: list[Encounter],
    room: TestClient,
) -> None:
    called = room.post(f"/api/queue/rooms/{house.p101.id}/next", json={}).json()
    with database.write(actor) as db:
        set_parameter(db, actor, "his.queue.board_names", value="hidden", reason="Riêng tư")
    board = room.get("/board/P101").text
    assert "<b>004</b>" in board
    name = called["patient"]["name"]
    assert name not in board
    assert shortened(name, "initials") not in board


def test_a_paused_room_says_so_on_the_board(house: clinic.Clinic, room: TestClient) -> None:
    room.post(f"/api/queue/rooms/{house.p101.id}/pause", json={"reason": "Giao ban"})
    board = room.get("/board/P101").text
    assert "Tạm dừng" in board
    assert "Giao ban" not in board
