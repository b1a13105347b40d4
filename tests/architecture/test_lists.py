"""Lists stay quick when the house is full: one question a page, and each from an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, select
from sqlmodel import col

from app.main import create_app
from his.admin.service import Room, RoomKind
from his.encounters.models import Encounter
from his.encounters.service import Payer
from his.encounters.service import open as open_visit
from his.orders.models import Order
from his.patients.models import Patient
from his.queue.models import Ticket
from kernel import audit
from kernel.access import Actor
from kernel.db import Database
from kernel.identity.models import User
from seed.bulk import load

_MANY = 120
_BIG = (
    "his_patient",
    "his_patient_identifier",
    "his_encounter",
    "his_queue_ticket",
    "his_observation",
    "his_order",
    "kernel_audit",
)
_SCANNED = re.compile(rf"SCAN ({'|'.join(_BIG)})\b(?!.*USING (COVERING )?INDEX)")


@pytest.fixture
def everyone(clinic: Database) -> Actor:
    with clinic.read() as db:
        who = db.execute(select(User).where(col(User.username) == "doctor")).scalars().one()
    may = frozenset(p.id for p in clinic.assembly.permissions)
    return Actor(who.id, who.name, may, username=who.username)


@pytest.fixture
def busy(clinic: Database, everyone: Actor) -> Database:
    """The practice clinic after a busy day: hundreds of people, visits and tickets."""
    load(clinic, _MANY, progress=lambda *_: None)
    with clinic.write(everyone) as db:
        room = db.execute(select(Room).where(col(Room.kind) == RoomKind.EXAM)).scalars().first()
        assert room
        newest = select(col(Patient.id)).order_by(col(Patient.number).desc()).limit(60)
        for patient_id in db.execute(newest).scalars():
            who = {"patient_id": patient_id, "payer": Payer.SELF_PAY, "again": True}
            open_visit(db, everyone, room_id=room.id, **who)
        for n in range(60):
            audit.record(db, "read", "test", ("patient", str(n)))
    if clinic.is_sqlite:  # plans as in a full house, not as in a small one that was counted
        with clinic.engine.connect() as connection:
            connection.exec_driver_sql("DELETE FROM sqlite_stat1")
            connection.commit()
        clinic.engine.dispose()
    return clinic


@pytest.fixture
def client(busy: Database, everyone: Actor) -> Iterator[TestClient]:
    app: FastAPI = create_app(busy, lambda _: everyone)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_a_page_of_fifty_asks_no_more_than_a_page_of_ten(
    busy: Database, client: TestClient
) -> None:
    wrong = {}
    for path in _lists(client, _known(busy)):
        few, many = _asked(busy, client, path, 10), _asked(busy, client, path, 50)
        if len(many) > len(few):
            wrong[path] = (len(few), len(many))
    assert wrong == {}


def test_no_list_reads_a_whole_table_or_sorts_it(busy: Database, client: TestClient) -> None:
    if not busy.is_sqlite:
        pytest.skip("SQLite tells its plans plainly; the statements are the same")
    wrong = []
    for path in _lists(client, _known(busy)):
        for statement, values in _asked(busy, client, path, 20):
            wrong += [f"{path}: {fault}" for fault in _faults(busy, statement, values)]
    assert not wrong, "\n".join(sorted(set(wrong)))


def _lists(client: TestClient, known: dict[str, UUID]) -> Iterator[str]:
    """Every GET address that takes `limit`, with ids of what is there."""
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        taken = {p["name"] for p in methods.get("get", {}).get("parameters", ())}
        if "limit" not in taken:
            continue
        filled = re.sub(r"{(\w+)}", lambda found: str(known.get(found[1], found[1])), path)
        yield filled + ("?q=nguyen&" if "q" in taken else "?")


def _known(busy: Database) -> dict[str, Any]:
    with busy.read() as db:

        def one(query: Any) -> Any:
            return db.execute(query).scalars().first()

        return {
            "patient_id": one(select(col(Encounter.patient_id)).limit(1)),
            "encounter_id": one(select(col(Encounter.id)).limit(1)),
            "room_id": one(select(col(Ticket.room_id)).order_by(col(Ticket.issued_at).desc())),
            "ticket_id": one(select(col(Ticket.id)).limit(1)),
            "order_id": one(select(col(Order.id)).limit(1)),
            "list_id": "icd10",
            "user_id": one(select(col(User.id)).limit(1)),
        }


Asked = list[tuple[str, Any]]


def _asked(busy: Database, client: TestClient, path: str, limit: int) -> Asked:
    """The selects that one page takes (the first time fills caches)."""
    client.get(f"{path}limit={limit}")
    with _listening(busy) as told:
        answer = client.get(f"{path}limit={limit}")
    assert answer.status_code in (200, 404, 422), (path, answer.text)
    return [each for each in told if each[0].lstrip().upper().startswith(("SELECT", "WITH"))]


@contextmanager
def _listening(busy: Database) -> Iterator[Asked]:
    told: Asked = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        told.append((statement, values))

    event.listen(busy.engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(busy.engine, "before_cursor_execute", note)


def _faults(busy: Database, statement: str, values: Any) -> Iterator[str]:
    with busy.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    lines = [str(row[3]) for row in plan]
    if not any(table in line for line in lines for table in _BIG):
        return
    sorts = any("TEMP B-TREE" in line for line in lines)
    by_key = not sorts and "ORDER BY" in statement and "LIMIT" in statement
    for line in lines:
        if _SCANNED.search(line) and not by_key:  # a walk along the key ends with the page
            yield f"{line}: {statement[:300]}"
    if "USE TEMP B-TREE FOR ORDER BY" in lines and len(lines) <= 3:
        yield f"sorts: {' / '.join(lines)}: {statement[:300]}"
