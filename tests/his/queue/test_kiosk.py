"""A kiosk gives numbers, the patient looks at his own, and the board reads calls aloud."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.parameters import set_parameter
from his.encounters import service as encounters
from his.encounters.events import StepWanted, about
from his.patients import service as patients
from his.queue import permissions, public, voice
from his.queue import service as queue
from his.queue.errors import KioskBusy, KioskNotKnown, NoSuchTicket
from his.queue.kiosk import known, number, scan
from his.queue.models import QueueKiosk, Ticket
from his.queue.service import PriorityClass
from his.queue.settings import HOUSE_AHEAD, KIOSK_NUMBERS
from kernel import clock
from kernel.access import Actor
from kernel.db import Database
from kernel.events import publish
from kernel.ids import new_id
from tests.conftest import Later, SignIn
from tests.his import clinic


@pytest.fixture
def place(db: Session) -> clinic.Clinic:
    return clinic.build(db)


@pytest.fixture
def kiosk(db: Session, actor: Actor, place: clinic.Clinic) -> QueueKiosk:
    made, _ = queue.make_kiosk(db, actor, name="Ki-ốt 1", room_id=place.desk.id)
    return made


def test_a_kiosk_gives_numbers_of_the_desk_and_those_of_priority_go_ahead(
    db: Session, actor: Actor, kiosk: QueueKiosk, place: clinic.Clinic
) -> None:
    first = number(db, kiosk).ticket
    old = number(db, kiosk, priority=PriorityClass.AGED_75).ticket
    assert (first.number, old.number, first.room_id) == (1, 2, place.desk.id)
    assert queue.call_next(db, actor, place.desk.id).id == old.id


def test_nobody_declares_himself_an_emergency_at_a_kiosk(db: Session, kiosk: QueueKiosk) -> None:
    made = number(db, kiosk, priority=PriorityClass.EMERGENCY).ticket
    assert made.priority is PriorityClass.ORDINARY


def test_a_child_that_plays_with_the_buttons_is_stopped(
    db: Session, actor: Actor, kiosk: QueueKiosk, later: Later
) -> None:
    set_parameter(db, actor, KIOSK_NUMBERS.id, value=3, reason="Thử")
    later(seconds=1)
    for _ in range(3):
        number(db, kiosk)
    with pytest.raises(KioskBusy):
        number(db, kiosk)
    later(minutes=2)
    number(db, kiosk)


def test_a_scanned_card_gives_a_number_that_knows_its_owner_and_only_one(
    db: Session, actor: Actor, kiosk: QueueKiosk, place: clinic.Clinic
) -> None:
    patient = clinic.somebody(db, actor, birth="1948-05-01")
    card = patients.issue_card(db, actor, patient.id, kind=patients.CardKind.CARD)
    given = scan(db, kiosk, card.token)
    assert given.fresh
    assert (given.ticket.patient_id, given.ticket.priority) == (patient.id, PriorityClass.AGED_75)
    again = scan(db, kiosk, card.token)
    assert (again.fresh, again.ticket.id) == (False, given.ticket.id)


def test_who_has_a_visit_is_shown_where_it_waits(
    db: Session, actor: Actor, kiosk: QueueKiosk, place: clinic.Clinic
) -> None:
    visit = clinic.visit(db, actor, place.p101)
    given = scan(db, kiosk, visit.code)
    assert (given.fresh, given.ticket.room_id) == (False, place.p101.id)
    link = f"https://phongkham.example/q/{given.ticket.token}"
    assert scan(db, kiosk, link).ticket.id == given.ticket.id


def test_a_lost_card_and_an_unknown_code_give_nothing(
    db: Session, actor: Actor, kiosk: QueueKiosk
) -> None:
    patient = clinic.somebody(db, actor)
    card = patients.issue_card(db, actor, patient.id, kind=patients.CardKind.CARD)
    patients.withdraw_card(
        db,
        actor,
        patient.id,
        card.id,
        version=card.version,
        state=patients.CardState.LOST,
        reason="Mất thẻ",
    )
    for text in (card.token, "abcdef", "999999999999"):
        with pytest.raises(NoSuchTicket):
            scan(db, kiosk, text)


def test_a_blocked_kiosk_opens_nothing(db: Session, actor: Actor, place: clinic.Clinic) -> None:
    made, token = queue.make_kiosk(db, actor, name="Ki-ốt 2", room_id=place.desk.id)
    assert known(db, token).id == made.id
    queue.block_kiosk(db, actor, made.id)
    for tried in (token, "khong-co"):
        with pytest.raises(KioskNotKnown):
            known(db, tried)


def test_a_house_may_let_nobody_ahead_but_by_law(
    db: Session, actor: Actor, place: clinic.Clinic, later: Later
) -> None:
    set_parameter(db, actor, HOUSE_AHEAD.id, value="none", reason="Thử")
    later(seconds=1)
    visit = clinic.visit(db, actor, place.p101, priority=encounters.Priority.APPOINTMENT)
    [line] = queue.of_encounter(db, actor, visit.id)
    assert (line.ticket.priority, line.ticket.lane) == (PriorityClass.APPOINTMENT, 2)


def test_his_own_page_says_where_he_stands_and_what_comes_but_not_who_he_is(
    db: Session, actor: Actor, place: clinic.Clinic
) -> None:
    clinic.visit(db, actor, place.p101)
    visit = clinic.visit(db, actor, place.p101)
    [line] = queue.of_encounter(db, actor, visit.id)
    head = about(visit, actor, clock.utc_now())
    wanted = StepWanted(**head, place="pharmacy", source="his_test", source_id=new_id())
    publish(db, wanted)
    assert line.ticket.token is not None
    way = public.way(db, line.ticket.token)
    assert way.now is not None
    assert (way.now.label, way.now.ahead, way.now.minutes) == ("002", 1, 8)
    assert [each.vi for each in way.coming] == ["Nhà thuốc"]


def test_tomorrow_his_page_is_over(
    db: Session, actor: Actor, place: clinic.Clinic, later: Later
) -> None:
    visit = clinic.visit(db, actor, place.p101)
    [line] = queue.of_encounter(db, actor, visit.id)
    later(days=1)
    assert line.ticket.token is not None
    assert public.way(db, line.ticket.token).over


def test_the_browser_of_a_kiosk_is_paired_once_and_works_without_a_script(
    app: FastAPI, database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor) as db:
        place = clinic.build(db)
        visit = clinic.visit(db, actor, place.p101)
        name = patients.get(db, actor, visit.patient_id).name
    admin = sign_in(*permissions.ALL)
    body = {"name": "Ki-ốt cửa chính", "room_id": str(place.desk.id)}
    made = admin.post("/api/queue/kiosks", json=body)
    assert made.status_code == 201, made.text
    with TestClient(app) as browser:
        assert "Ghép ki-ốt" in browser.get("/kiosk").text
        assert browser.post("/kiosk/pair", data={"token": "sai"}).status_code == 404
        page = browser.post("/kiosk/pair", data={"token": made.json()["token"]}).text
        assert "LẤY SỐ" in page
        assert "001" in browser.post("/kiosk/number").text
        shown = browser.post("/kiosk/scan", data={"text": visit.code}).text
        assert "P101" in shown
        assert name not in shown
        assert browser.post("/kiosk/scan", data={"text": "khong co"}).status_code == 404
        with database.read() as db:
            token = db.execute(
                select(col(Ticket.token)).where(col(Ticket.encounter_id) == visit.id)
            ).scalar_one()
        own = browser.get(f"/q/{token}").text
        assert "P101" in own
        assert name not in own
        assert browser.get("/q/khong-co").status_code == 404
        assert (
            admin.post(f"/api/queue/kiosks/{made.json()['kiosk']['id']}/block").status_code == 200
        )
        assert "Ghép ki-ốt" in browser.post("/kiosk/number").text
    listed = admin.get("/api/queue/kiosks").json()["items"]
    assert [each["name"] for each in listed] == ["Ki-ốt cửa chính"]


def test_the_board_tells_a_script_what_to_read_and_serves_the_words(
    app: FastAPI,
    database: Database,
    actor: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HIS54_DATA", str(tmp_path))
    with database.write(actor) as db:
        place = clinic.build(db)
        for _ in range(2):
            clinic.visit(db, actor, place.p101)
        called = queue.call_next(db, actor, place.p101.id, counter="Bàn 1")
        queue.recall(db, actor, called.id)
    with TestClient(app) as television:
        board = television.get("/board/P101").text
        assert 'data-call="001"' in board
        assert 'data-times="2"' in board
        assert "khoảng" in board
        assert "speechSynthesis" in television.get("/board/board.js").text
        assert television.get("/board/clips/7.wav").status_code == 404
        (tmp_path / "voice").mkdir()
        (tmp_path / "voice" / "7.wav").write_bytes(b"RIFF")
        assert television.get("/board/clips/7.wav").content == b"RIFF"
        assert television.get("/board/clips/..%2Fsecret.wav").status_code == 404
    assert not voice.clips_ready()


def test_the_tickets_behind_a_figure_are_found_by_room_and_hour(
    db: Session, actor: Actor, place: clinic.Clinic
) -> None:
    for _ in range(3):
        clinic.visit(db, actor, place.p101)
    today = clock.today()
    hour = clock.local_now().hour
    found, _ = queue.issued(db, actor, place.p101.id, first=today, last=today, hour=hour)
    other, _ = queue.issued(db, actor, place.p101.id, first=today, last=today, hour=(hour + 5) % 24)
    before, _ = queue.issued(
        db, actor, place.p101.id, first=today - timedelta(3), last=today - timedelta(1)
    )
    assert (len(found), len(other), len(before)) == (3, 0, 0)
