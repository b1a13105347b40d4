"""A form posted twice is done once, also one that carries a file."""

from typing import Annotated
from uuid import uuid4

import pytest
from fastapi import Depends, FastAPI, UploadFile
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import text

from kernel import answers, audit
from kernel.access import Actor, SignedIn
from kernel.counters import take
from kernel.db import Database, Db
from kernel.routing import Router

router = Router(prefix="/tickets", tags=["test"])


class Wish(BaseModel):
    name: str


@router.post("")
def issue(wish: Wish, actor: SignedIn, db: Db) -> dict[str, object]:
    audit.record(db, "issue", "", ("ticket", 1))
    return {"number": take(db, "ticket"), "name": wish.name}


def _nothing() -> None: ...


@router.post("/scan")
def scan(
    paper: UploadFile, actor: SignedIn, _: Annotated[None, Depends(_nothing)], db: Db
) -> dict[str, object]:
    return {"number": take(db, "ticket"), "size": len(paper.file.read())}


@pytest.fixture
def desk(database: Database) -> TestClient:
    app = FastAPI()
    app.state.database = database
    somebody = Actor(uuid4(), "TV. Hương")
    app.state.actor_of = lambda _: somebody
    answers.install(app)
    app.include_router(router, prefix="/api")
    return TestClient(app)


def test_a_double_click_gives_one_ticket_and_the_same_answer(desk: TestClient) -> None:
    key = {"Idempotency-Key": "form-1"}
    first = desk.post("/api/tickets", json={"name": "An"}, headers=key)
    again = desk.post("/api/tickets", json={"name": "An"}, headers=key)
    assert first.json() == again.json() == {"number": 1, "name": "An"}
    assert again.headers["Idempotent-Replay"] == "true"
    other = desk.post("/api/tickets", json={"name": "Bình"}, headers=key)
    assert (other.status_code, other.json()["error"]) == (422, "IdempotencyKeyReused")
    new = desk.post("/api/tickets", json={"name": "An"}, headers={"Idempotency-Key": "form-2"})
    assert new.json()["number"] == 2


def test_a_scan_sent_twice_is_kept_once(desk: TestClient) -> None:
    key = {"Idempotency-Key": "scan-1"}
    paper = {"paper": ("cccd.pdf", b"%PDF" * 1000)}
    first = desk.post("/api/tickets/scan", files=paper, headers=key)
    again = desk.post("/api/tickets/scan", files=paper, headers=key)
    assert first.json() == again.json() == {"number": 1, "size": 4000}
    other = desk.post("/api/tickets/scan", files={"paper": ("a", b"x")}, headers=key)
    assert other.json()["error"] == "IdempotencyKeyReused"


def test_the_answer_is_kept_sealed(desk: TestClient, database: Database) -> None:
    desk.post("/api/tickets", json={"name": "Nguyen An"}, headers={"Idempotency-Key": "f"})
    with database.read() as db:
        kept = db.execute(text("SELECT answer FROM kernel_idempotency_key")).scalar_one()
        assert b"Nguyen An" not in bytes(kept)
