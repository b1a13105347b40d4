"""Lists stay quick when the house is full: one question a page, and each from an index."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event, select
from sqlmodel import SQLModel, col

from app.main import create_app
from his.admin.service import Room, RoomKind
from his.admin.settings import INACTIVE_DAYS
from his.catalogs.models import CatalogueImport
from his.catalogs.trial import check
from his.encounters.models import Encounter
from his.encounters.service import Payer
from his.encounters.service import open as open_visit
from his.orders.models import Order
from his.outpatient import summary
from his.patients.models import Patient
from his.queue.models import Ticket
from kernel import audit
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.identity.models import User
from kernel.reports import Report
from level import proving
from level.models import Run
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
# Sorts what waits in a few states: the work of one day, which the index finds.
_MAY_SORT = ("/api/orders?",)
_SCANNED = re.compile(rf"SCAN ({'|'.join(_BIG)})\b(?!.*USING (COVERING )?INDEX)")


class Known(dict[str, Any]):
    """What is there to ask for: `x_id` is any row of a table that ends in `_x`."""

    def __init__(self, busy: Database, given: dict[str, Any]) -> None:
        super().__init__(given)
        self.busy = busy

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or self._any(str(name)) is not None

    def __missing__(self, name: str) -> Any:
        return self._any(name)

    def _any(self, name: str) -> Any:
        end = "_" + name.removesuffix("_id")
        with self.busy.read() as db:
            for table in SQLModel.metadata.sorted_tables:
                if name.endswith("_id") and table.name.endswith(end) and "id" in table.c:
                    return db.execute(select(table.c.id).limit(1)).scalar()
        return None


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
    proving.prove(clinic, "110", everyone)
    with clinic.write(everyone) as db:
        file = "code,name,kind,price\nTHU.1,Siêu âm,imaging,5000\n".encode()
        check(db, everyone, "service", content=file, file_name="thu.csv", valid_from=today())
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
    for path in _lists(client, _known(busy), 50):
        few, many = _asked(busy, client, path, 10), _asked(busy, client, path, 50)
        if len(many) > len(few):
            wrong[path] = (len(few), len(many))
    assert wrong == {}


def test_no_list_reads_a_whole_table_or_sorts_it(busy: Database, client: TestClient) -> None:
    faults = _sqlite_faults if busy.is_sqlite else _postgresql_faults
    wrong = []
    for path in _lists(client, _known(busy), 20):
        for statement, values in _asked(busy, client, path, 20):
            found = faults(busy, statement, values)
            wrong += [f"{path}: {f}" for f in found if not path.startswith(_MAY_SORT)]
    assert not wrong, "\n".join(sorted(set(wrong)))


def _lists(client: TestClient, known: Known, least: int) -> Iterator[str]:
    """Every GET address whose pages have `least` rows or more, with ids of what is there."""
    described = client.get("/openapi.json").json()
    for path, methods in described["paths"].items():
        parameters = methods.get("get", {}).get("parameters", ())
        most = [p["schema"]["maximum"] for p in parameters if p["name"] == "limit"]
        if not most or most[0] < least:
            continue
        filled = re.sub(r"{(\w+)}", lambda name: _needed(known, name[1]), path)
        asked = {p["name"]: p for p in parameters if p["in"] == "query"}
        wanted = {n: _chosen(known, p, described) for n, p in asked.items() if p.get("required")}
        if "q" in asked:
            wanted["q"] = known["q"]
        yield f"{filled}?" + "".join(f"{name}={value}&" for name, value in wanted.items())


def _needed(known: Known, name: str) -> str:
    assert name in known, f"tell _known what {name} to ask a list for"
    return str(known[name])


def _chosen(known: Known, parameter: dict[str, Any], described: dict[str, Any]) -> str:
    """What a list must be told: the first word that it knows, else something known."""
    schema = parameter["schema"]
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return str(schema["enum"][0]) if "enum" in schema else _needed(known, parameter["name"])


def _known(busy: Database) -> Known:
    with busy.read() as db:

        def one(query: Any) -> Any:
            return db.execute(query).scalars().first()

        waiting = col(CatalogueImport.file_name) == "thu.csv"
        patient = one(select(col(Encounter.patient_id)).limit(1))
        given = {
            "q": "nguyen",
            "patient_id": patient,
            "subject_kind": "patient",
            "subject_id": patient,
            "encounter_id": one(select(col(Encounter.id)).limit(1)),
            "room_id": one(select(col(Ticket.room_id)).order_by(col(Ticket.issued_at).desc())),
            "ticket_id": one(select(col(Ticket.id)).limit(1)),
            "order_id": one(select(col(Order.id)).limit(1)),
            "list_id": "service",
            "import_id": one(select(col(CatalogueImport.id)).where(waiting)),
            "run_id": one(select(col(Run.id)).limit(1)),
            "parameter_id": INACTIVE_DAYS.id,
            "form_id": summary.PRINT.id,
            "report_id": next(r.id for r in busy.assembly.contributions(Report) if r.records),
            "rule": "duplicate",
            "user_id": one(select(col(User.id)).limit(1)),
            "earlier": today(),
            "later": today(),
        }
    return Known(busy, given)


Asked = list[tuple[str, Any]]


def _asked(busy: Database, client: TestClient, path: str, limit: int) -> Asked:
    """The selects that one page takes (the first time fills caches)."""
    client.get(f"{path}limit={limit}")
    with _listening(busy) as told:
        answer = client.get(f"{path}limit={limit}")
    assert answer.status_code == 200, (path, answer.text)
    return [each for each in told if each[0].lstrip().upper().startswith(("SELECT", "WITH"))]


@contextmanager
def _listening(busy: Database) -> Iterator[Asked]:
    told: Asked = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        told.append((statement, values))

    event.listen(busy.reader, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(busy.reader, "before_cursor_execute", note)


def _sqlite_faults(busy: Database, statement: str, values: Any) -> Iterator[str]:
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


def _postgresql_faults(busy: Database, statement: str, values: Any) -> Iterator[str]:
    """Small tables are read whole whatever the index; so ask what it does when it may not."""
    with busy.engine.connect() as connection:
        for setting in ("enable_seqscan", "enable_sort", "enable_incremental_sort"):
            connection.exec_driver_sql(f"SET LOCAL {setting} = off")
        asked = f"EXPLAIN (FORMAT JSON) {statement}"
        told = connection.exec_driver_sql(asked, values).scalar_one()
        connection.rollback()
    root = (told if isinstance(told, list) else json.loads(told))[0]["Plan"]
    nodes = list(_nodes(root))
    if not any(node.get("Relation Name") in _BIG for node in nodes):
        return
    for node in nodes:
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in _BIG:
            yield f"reads all of {node['Relation Name']}: {statement[:300]}"
    kinds = [node["Node Type"] for node in nodes]
    if "Sort" in kinds and "LIMIT" in statement and len(kinds) <= 3:
        yield f"sorts: {' / '.join(kinds)}: {statement[:300]}"


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)
