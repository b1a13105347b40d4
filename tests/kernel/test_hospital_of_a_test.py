"""The fixtures themselves: what every other test stands on."""

from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlmodel import Session

from kernel import audit
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database
from tests.conftest import SignIn


def rows(db: Session) -> int:
    found: int = db.execute(select(func.count()).select_from(Audit)).scalar_one()
    return found


def test_what_a_test_does_is_undone_first(db: Session) -> None:
    assert rows(db) == 0
    audit.append(db, [audit.row(db, "print", "x", ("patient", "1"))])
    assert rows(db) == 1


def test_what_a_test_does_is_undone_second(db: Session) -> None:
    assert rows(db) == 0


def test_what_commits_stays_in_the_hospital_of_that_test(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        audit.record(db, "print", "x", ("patient", "1"))
    with database.read() as db:
        assert rows(db) == 1


def test_a_hospital_begins_empty(database: Database) -> None:
    with database.read() as db:
        assert rows(db) == 0


def test_two_people_are_signed_in_at_once(sign_in: SignIn) -> None:
    one, other = sign_in(name="A"), sign_in(name="B")
    assert isinstance(one, TestClient)
    assert one.get("/api/nowhere").status_code == 404
    assert other.get("/api/nowhere").json()["error"] == "NoSuchPage"
