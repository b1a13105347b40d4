"""A link to pictures: a PIN opens it, each opening is written down, and it ends."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from his.patient_links.models import LinkVisit
from his.patients.service import Patient
from kernel.db import Database
from tests.conftest import Later

URL = "/api/imaging/deliveries"
Wanted = Callable[..., dict[str, Any]]


@pytest.fixture
def link(
    monkeypatch: pytest.MonkeyPatch,
    clerk: TestClient,
    person: Callable[..., Patient],
    wanted: Wanted,
) -> tuple[dict[str, Any], str, str]:
    """A delivery by link, the path that is printed, and its PIN."""
    monkeypatch.setenv("HIS54_PUBLIC_URL", "https://pk.example")
    body = wanted(person(), form="link", purpose="doctor", consent=True, recipient="BS. Ngoài")
    made = clerk.post(URL, json=body)
    assert made.status_code == 201, made.text
    delivery = made.json()["delivery"]
    told = clerk.post(f"{URL}/{delivery['id']}/address").json()
    assert told["qr"].startswith("<")
    return delivery, told["address"].removeprefix("https://pk.example"), told["pin"]


def test_a_pin_opens_the_pictures_on_a_telephone_and_a_wrong_one_does_not(
    clerk: TestClient, link: tuple[dict[str, Any], str, str], database: Database
) -> None:
    _, path, pin = link
    assert "PIN" in clerk.get(path).text
    wrong = f"{(int(pin) + 1) % 1_000_000:06d}"
    assert clerk.post(path, data={"factor": wrong}).status_code == 422
    opened = clerk.post(path, data={"factor": pin}, follow_redirects=False)
    assert opened.status_code == 303
    cookie = {"Cookie": opened.headers["set-cookie"].split(";")[0]}
    page = clerk.get(path, headers=cookie)
    sources = re.findall(r'<img src="([^"]+)"', page.text)
    assert len(sources) == 3
    assert "Nguyễn" not in page.text
    picture = clerk.get(sources[0], headers=cookie)
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content[:2] == b"\xff\xd8"
    assert clerk.get(sources[0]).status_code == 403
    with database.read() as db:
        outcomes = [v.outcome.value for v in db.exec(select(LinkVisit).order_by("id"))]
    assert outcomes == ["wrong", "opened"]


def test_it_ends_when_it_is_withdrawn_and_after_its_days(
    clerk: TestClient, link: tuple[dict[str, Any], str, str], later: Later
) -> None:
    delivery, path, pin = link
    changed = clerk.post(f"{URL}/{delivery['id']}/pin", json={"version": delivery["version"]})
    version = changed.json()["delivery"]["version"]
    assert clerk.post(path, data={"factor": pin}).status_code == 422
    pin = clerk.get(f"{URL}/{delivery['id']}/address").json()["pin"]
    opened = clerk.post(path, data={"factor": pin}, follow_redirects=False)
    cookie = {"Cookie": opened.headers["set-cookie"].split(";")[0]}
    (source, *_) = re.findall(r'<img src="([^"]+)"', clerk.get(path, headers=cookie).text)
    gone = {"reason": "gửi nhầm", "version": version}
    assert clerk.post(f"{URL}/{delivery['id']}/withdrawal", json=gone).status_code == 200
    assert clerk.get(path, headers=cookie).status_code == 410
    assert clerk.get(source, headers=cookie).status_code == 404
    assert clerk.post(path, data={"factor": pin}).status_code == 410
    later(days=15)
    assert clerk.post(f"{URL}/{delivery['id']}/address").status_code == 409


def test_the_slip_has_the_link_and_not_the_pin(
    clerk: TestClient, link: tuple[dict[str, Any], str, str]
) -> None:
    delivery, _, _ = link
    answer = clerk.post(f"{URL}/{delivery['id']}/slip")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF-")


def test_without_a_public_address_it_says_what_is_missing(
    clerk: TestClient, person: Callable[..., Patient], wanted: Wanted
) -> None:
    made = clerk.post(URL, json=wanted(person(), form="link")).json()["delivery"]
    answer = clerk.post(f"{URL}/{made['id']}/address")
    assert answer.json()["error"] == "NoAddressForLinks"
