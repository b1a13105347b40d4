"""The first start of an empty house."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from his.admin import service, set_up
from his.admin.errors import AlreadySetUp
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.identity.passwords import hasher

FIRST = {
    "code": "01234",
    "facility": "Phòng khám Hoa Sen",
    "username": "sen",
    "name": "Lê Thị Sen",
    "password": "một câu thật là dài",
}


@pytest.fixture
def browser(database: Database) -> Iterator[TestClient]:
    with TestClient(create_app(database), raise_server_exceptions=False) as client:
        yield client


def test_an_empty_house_opens_its_set_up_page(browser: TestClient) -> None:
    page = browser.get("/login")
    assert (page.status_code, page.url.path) == (200, "/set-up")
    assert "<script" not in page.text


def test_the_first_administrator_is_signed_in_and_the_page_is_gone(
    browser: TestClient, database: Database
) -> None:
    done = browser.post("/set-up", data=FIRST, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/")
    me = browser.get("/api/assembly").json()
    assert me["facility"] == {"name": "Phòng khám Hoa Sen", "code": "01234", "demo": False}
    assert "his.admin.users.manage" in me["may"]
    assert browser.get("/set-up", follow_redirects=False).headers["location"] == "/login"
    again = browser.post("/api/set-up", json={**FIRST, "username": "khac"})
    assert (again.status_code, again.json()["error"]) == (409, "AlreadySetUp")
    with database.read() as db:
        assert {r.code for r in service.rooms(db)} == {"TD01", "P101"}


def test_the_page_keeps_what_was_typed_when_something_is_wrong(browser: TestClient) -> None:
    page = browser.post("/set-up", data={**FIRST, "password": "matkhau123"})
    assert page.status_code == 422
    assert "Phòng khám Hoa Sen" in page.text
    assert "matkhau123" not in page.text
    page = browser.post("/set-up", data={**FIRST, "code": "1", "lang": "en"})
    assert page.status_code == 422
    assert "Exactly 5 digits or capital letters." in page.text
    assert "At least 2 characters" not in page.text


def test_the_practice_clinic_can_be_tried_first(browser: TestClient) -> None:
    assert browser.post("/api/set-up", json={**FIRST, "demo": True}).status_code == 200
    me = browser.get("/api/assembly").json()
    assert me["facility"]["demo"] is True
    assert me["user"]["username"] == "sen"
    names = [p["username"] for p in browser.get("/api/admin/users").json()["items"]]
    assert "doctor" in names


def test_two_who_set_up_at_once_leave_one_facility(database: Database) -> None:
    service.run_seeds(database, demo=False)

    def first(name: str) -> str:
        try:
            with database.write(SYSTEM) as db:
                set_up.set_up(
                    db,
                    hasher(),
                    code="01234",
                    facility="Hoa Sen",
                    username=name,
                    name=name,
                    password=FIRST["password"],
                )
        except AlreadySetUp:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(first, ["sen", "hoa"])) == ["done", "refused"]
