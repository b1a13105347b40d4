"""The desk, the public page, and fifty people who want the last place."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlmodel import col

from his.appointments import permissions, service
from his.appointments.errors import SlotTaken
from his.appointments.models import Appointment, AppointmentSlot
from his.appointments.service import Schedule
from his.encounters import permissions as visits
from kernel.access import Actor
from kernel.db import Database
from kernel.outbox import OutboxMessage
from tests.conftest import SignIn
from tests.his import clinic
from tests.his.appointments.conftest import plan_on, tomorrow, weekly


@pytest.fixture
def place(database: Database, actor: Actor) -> clinic.Clinic:
    with database.write(actor) as db:
        return clinic.build(db)


@pytest.fixture
def week(database: Database, actor: Actor, place: clinic.Clinic) -> list[Schedule]:
    with database.write(actor) as db:
        return weekly(db, actor, place.p101)


@pytest.fixture
def desk(sign_in: SignIn) -> TestClient:
    return sign_in(*permissions.ALL, *visits.ALL)


def test_the_desk_books_moves_and_checks_in(
    database: Database, actor: Actor, place: clinic.Clinic, week: list[Schedule], desk: TestClient
) -> None:
    with database.write(actor) as db:
        patient = clinic.somebody(db, actor)
    first = tomorrow().date()
    asked = {"room_id": str(place.p101.id), "first": str(first), "days": 2}
    times = desk.get("/api/appointments/times", params=asked).json()["times"]
    assert len(times) == 16
    chosen = {k: times[0][k] for k in ("schedule_id", "at")}
    made = desk.post("/api/appointments", json={**chosen, "patient_id": str(patient.id)})
    assert made.status_code == 201, made.text
    booked = made.json()
    to = {k: times[9][k] for k in ("schedule_id", "at")}
    moved = desk.post(
        f"/api/appointments/{booked['id']}/move",
        json={**to, "version": booked["version"], "reason": "Người bệnh bận"},
    )
    assert moved.status_code == 200, moved.text
    stale = desk.post(
        f"/api/appointments/{booked['id']}/move",
        json={**chosen, "version": booked["version"], "reason": "Lần nữa"},
    )
    assert stale.json()["error"] == "ChangedMeanwhile"
    day = {"day": str(first), "days": 2}
    listed = desk.get("/api/appointments", params=day).json()["items"]
    assert [each["patient"]["id"] for each in listed] == [str(patient.id)]
    printed = desk.post(f"/api/appointments/{booked['id']}/prints/card")
    assert printed.content.startswith(b"%PDF")
    arrived = desk.post(f"/api/appointments/{booked['id']}/arrival", json={})
    assert arrived.status_code == 201, arrived.text
    opened = desk.get(f"/api/encounters/{arrived.json()['encounter_id']}").json()
    assert opened["patient"]["id"] == str(patient.id)


_AT_ONCE = 16  # twice as many as a process of the house lets in at the same moment (kernel/db.py)


def code_of(database: Database) -> str:
    """The digits that went to the telephone."""
    with database.read() as db:
        payloads = db.execute(select(col(OutboxMessage.payload))).scalars().all()
    return next(
        str(word.strip(","))
        for payload in payloads
        for word in json.loads(payload)["text"].split()
        if word.strip(",").isdigit() and len(word.strip(",")) == 6
    )


def ask_on_line(
    browser: TestClient, week: list[Schedule], *, minute: int = 0, phone: str = "0912345678"
) -> object:
    at = tomorrow(8, minute)
    form = {
        "schedule": str(plan_on(week, at).id),
        "at": at.isoformat(),
        "name": "Nguyễn Thị Hoa",
        "phone": phone,
        "birth_year": "1990",
    }
    return browser.post("/hen/dat", data=form, follow_redirects=False)


def test_anybody_books_on_line_with_a_code_and_no_script(
    app: FastAPI, database: Database, place: clinic.Clinic, week: list[Schedule]
) -> None:
    with TestClient(app) as browser:
        assert "Phòng khám Nội" in browser.get("/hen").text
        page = browser.get("/hen/phong/P101").text
        assert "08:00" in page
        assert "<script" not in page
        answer = ask_on_line(browser, week)
        assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
        token = answer.headers["location"].rsplit("/", 1)[1]  # type: ignore[attr-defined]
        assert (
            "08:00"
            not in browser.get(
                "/hen/phong/P101", params={"day": str(tomorrow().date())}
            ).text.split('class="times"')[1]
        )

        # Neither the link nor a wrong code passes the telephone by.
        browser.post(f"/hen/l/{token}", data={"act": "confirm"})
        wrong = browser.post(f"/hen/ma/{token}", data={"code": "000000"})
        with database.read() as db:
            assert db.execute(select(col(Appointment.state))).scalar_one() == "requested"
        right = browser.post(f"/hen/ma/{token}", data={"code": code_of(database)})
        assert wrong.status_code == 422
        assert right.status_code == 200
        own = browser.get(f"/hen/l/{token}").text
        assert "08:00" in own
        assert "Hoa" not in own
        assert "0912345678" not in own
        assert "tôi sẽ đến" in own.lower()
        assert browser.post(f"/hen/l/{token}", data={"act": "cancel"}).status_code == 200
    with database.read() as db:
        assert db.execute(select(col(Appointment.state))).scalar_one() == "cancelled"
        assert db.execute(select(col(AppointmentSlot.taken))).scalar_one() == 0


def test_pressing_twice_on_line_is_one_booking(
    app: FastAPI, database: Database, place: clinic.Clinic, week: list[Schedule]
) -> None:
    with TestClient(app) as browser:
        first = ask_on_line(browser, week).headers["location"]  # type: ignore[attr-defined]
        again = ask_on_line(browser, week)
        assert again.status_code == 303  # type: ignore[attr-defined]
        assert again.headers["location"] == first  # type: ignore[attr-defined]
        someone_else = ask_on_line(browser, week, phone="0987654321")
        assert someone_else.status_code != 303  # type: ignore[attr-defined]
    with database.read() as db:
        assert db.execute(select(col(AppointmentSlot.taken))).scalar_one() == 1


def test_a_second_booking_on_line_is_refused_in_words_for_the_public(
    app: FastAPI, database: Database, place: clinic.Clinic, week: list[Schedule]
) -> None:
    with TestClient(app) as browser:
        ask_on_line(browser, week)
        refused = ask_on_line(browser, week, minute=30)
    assert refused.status_code == 409  # type: ignore[attr-defined]
    page = refused.text  # type: ignore[attr-defined]
    assert "Số điện thoại này đã có hẹn" in page
    with database.read() as db:
        code = db.execute(select(col(Appointment.code))).scalar_one()
    assert code not in page, "whoever types a telephone learns nothing of its appointments"


def test_five_wrong_codes_give_the_place_up_and_a_telephone_books_only_so_often(
    app: FastAPI, database: Database, place: clinic.Clinic, week: list[Schedule]
) -> None:
    with TestClient(app) as browser:
        token = ask_on_line(browser, week).headers["location"].rsplit("/", 1)[1]  # type: ignore[attr-defined]
        for _ in range(5):
            browser.post(f"/hen/ma/{token}", data={"code": "wrong1"})
        with database.read() as db:
            assert db.execute(select(col(Appointment.state))).scalar_one() == "cancelled"
        for minute in (15, 30):
            token = ask_on_line(browser, week, minute=minute).headers["location"].rsplit("/", 1)[1]  # type: ignore[attr-defined]
            browser.post(f"/hen/l/{token}", data={"act": "cancel"})
        often = ask_on_line(browser, week, minute=45)
        assert often.status_code == 409  # type: ignore[attr-defined]
        nobody = browser.get("/hen/l/khong-co")
        assert nobody.status_code == 404
    with database.read() as db:
        taken = db.execute(select(col(AppointmentSlot.taken))).scalars().all()
    assert set(taken) == {0}


def test_fifty_people_want_the_last_place_and_one_gets_it(
    database: Database, actor: Actor, place: clinic.Clinic, week: list[Schedule]
) -> None:
    at = tomorrow(8)
    plan = plan_on(week, at)
    with database.write(actor) as db:
        people = [clinic.somebody(db, actor).id for _ in range(50)]
    ready = threading.Barrier(_AT_ONCE)
    outcome: list[str] = []

    def want(n: int) -> None:
        if n < _AT_ONCE:
            ready.wait()
        try:
            with database.write(actor) as db:
                service.book(db, actor, schedule_id=plan.id, at=at, patient_id=people[n])
            outcome.append("booked")
        except SlotTaken:
            outcome.append("taken")

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for each in [pool.submit(want, n) for n in range(50)]:
            each.result()
    assert Counter(outcome) == {"booked": 1, "taken": 49}
    with database.read() as db:
        assert db.execute(select(col(AppointmentSlot.taken))).scalar_one() == 1
        assert len(db.execute(select(Appointment)).scalars().all()) == 1


def test_the_waiting_list_shows_who_still_waits(
    database: Database, actor: Actor, place: clinic.Clinic, week: list[Schedule], desk: TestClient
) -> None:
    with database.write(actor) as db:
        people = [clinic.somebody(db, actor).id for _ in range(2)]
    day = str(tomorrow().date())
    made = [
        desk.post(
            "/api/appointments/waiting-list",
            json={
                "patient_id": str(who),
                "room_id": str(place.p101.id),
                "first": day,
                "last": day,
            },
        )
        for who in people
    ]
    assert [answer.status_code for answer in made] == [201, 201], made[0].text
    gone = desk.post(f"/api/appointments/waiting-list/{made[0].json()['id']}/withdrawal")
    assert gone.json()["state"] == "cancelled"
    shown = desk.get("/api/appointments/waiting-list").json()["items"]
    assert [each["patient"]["id"] for each in shown] == [str(people[1])]


def test_who_plans_sets_hours_and_leave_and_sees_the_day(
    database: Database, place: clinic.Clinic, desk: TestClient
) -> None:
    day = tomorrow()
    hours = {
        "room_id": str(place.p102.id),
        "weekday": day.weekday(),
        "starts": "08:00",
        "ends": "09:00",
        "minutes": 30,
        "capacity": 1,
    }
    made = desk.post("/api/appointments/schedules", json=hours)
    assert made.status_code == 201, made.text
    asked = {"day": str(day.date())}
    assert len(desk.get("/api/appointments/duties", params=asked).json()["duties"]) == 1
    leave = {"first": asked["day"], "last": asked["day"], "reason": "Nghỉ phép"}
    left = desk.post("/api/appointments/absences", json=leave)
    assert left.status_code == 201, left.text
    assert desk.get("/api/appointments/duties", params=asked).json()["duties"] == []
    absence = desk.get("/api/appointments/absences").json()["items"][0]
    assert desk.post(f"/api/appointments/absences/{absence['id']}/end").status_code == 200
    end = {"version": made.json()["version"], "last": asked["day"]}
    ended = desk.post(f"/api/appointments/schedules/{made.json()['id']}/end", json=end)
    assert ended.json()["valid_to"] == asked["day"]
    assert desk.get("/api/appointments/figures").json()["rooms"] == []
