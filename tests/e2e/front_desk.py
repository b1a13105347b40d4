"""What happened before a journey begins: somebody came, was registered and sent to a room."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from random import SystemRandom
from typing import Any

import httpx

from kernel.clock import today
from seed import people
from tests.e2e.conftest import PASSWORD


def somebody(**wanted: Any) -> people.Person:
    """Somebody whom nobody has seen before."""
    return people.person(SystemRandom(), on=today(), **wanted)


@contextmanager
def signed_in(clinic_url: str, username: str, password: str = PASSWORD) -> Iterator[httpx.Client]:
    """The API as this person may use it."""
    with httpx.Client(base_url=clinic_url, timeout=20) as client:
        answer = client.post("/api/session", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        yield client


def visit(clinic_url: str, *, room: str = "P101", reason: str = "Sốt, đau họng") -> dict[str, Any]:
    """A new adult's visit, waiting in this room."""
    person = somebody(ages=(20, 60))
    with signed_in(clinic_url, "reception") as desk:
        rooms = {each["code"]: each["id"] for each in desk.get("/api/admin/rooms").json()["items"]}
        patient = desk.post(
            "/api/patients",
            json={"name": person.name, "sex": person.sex, "birth": person.birth},
            headers={"Idempotency-Key": secrets.token_hex(8)},
        )
        assert patient.status_code == 201, patient.text
        opened = desk.post(
            "/api/encounters",
            json={
                "patient_id": patient.json()["id"],
                "room_id": rooms[room],
                "payer": "self_pay",
                "reason": reason,
            },
        )
        assert opened.status_code == 201, opened.text
        found: dict[str, Any] = opened.json()
        return found
