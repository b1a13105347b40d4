# ruff: noqa: S608 (the statements are made of names that stand here)
"""The laboratory's lists where ten million results lie: the bench, the queue, the cumulative view.

    python -m bench.ten_million [--postgres] [--results 10000000] [--keep]

The rows are copies of one finished test, of fifty thousand patients with two hundred values each
(a hundred of them real ones), made by the database itself without its indexes, which are built
afterwards. Then a real small laboratory is open beside them, and each list is asked over the API,
by a whole request, one after the other. What was found is kept in bench/ten_million.json.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text
from sqlmodel import SQLModel, col, select

from app.main import create_app
from app.modules import INSTALLED
from bench.analysers import _messages, build
from his.cdr import permissions as cdr
from his.cdr import service as repository
from kernel import assembly, keys
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import Database
from lis.analysers import filing, instruments
from lis.results import permissions
from lis.results import service as results
from lis.results.models import LabResult, ResultState
from tests.lis.results import bench as laboratory
from tests.postgres import Cluster

KEPT = Path(__file__).with_name("ten_million.json")
_PATIENTS, _TIMES, _TUBES = 50_000, 100, 300
_TABLES = ("lis_item", "lis_result", "his_observation")
_MOMENTS = {"at", "recorded_at", "ordered_at", "entered_at", "verified_at", "measured_at"}
_MOMENTS |= {"collected_at", "received_at", "resulted_at", "closed_at"}


def templates(database: Database) -> None:
    """300 tubes of 100 patients came; half were measured, of one the results went out."""
    numbers, _ = build(database, _TUBES)
    with database.read() as db:
        [machine] = instruments.active(db)
    said = [json.loads(line).encode() for line in _messages(numbers[: _TUBES // 2]).splitlines()]
    filing.take(database, [filing.Incoming(machine, raw, utc_now()) for raw in said])
    with database.write(laboratory.PHYSICIAN, "bench") as db:
        waiting = select(LabResult.id).where(LabResult.state == ResultState.ENTERED)
        one = db.exec(waiting.order_by(col(LabResult.id)).limit(12)).all()
        found = results.verify(db, laboratory.PHYSICIAN, list(one))
        repository.record(  # the order waits for its other tubes
            db,
            laboratory.PHYSICIAN,
            patient_id=found[0].patient_id,
            encounter_id=found[0].encounter_id,
            category=repository.Category.LABORATORY,
            facts=[
                repository.Fact(
                    code=r.loinc, name=r.name, number=r.number, unit=r.unit, reference=r.reference
                )
                for r in found
            ],
            source="bench",
            order_id=found[0].order_id,
        )


def fill(database: Database, count: int) -> dict[str, float]:
    """Copies of what is finished, by the database itself; seconds of each step."""
    took: dict[str, float] = {}
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        postgres = db.dialect.name == "postgresql"
        off = "SET session_replication_role = replica" if postgres else "PRAGMA foreign_keys=OFF"
        db.execute(text(off))
        _people(db, postgres=postgres)
        for table in _TABLES:
            began = time.perf_counter()
            indexes = _indexes(db, table, postgres=postgres)
            for name in indexes:
                db.execute(text(f"DROP INDEX {name}"))
            db.execute(text(_copies(db, table, count, postgres=postgres)))
            took[f"{table} rows"] = round(time.perf_counter() - began)
            began = time.perf_counter()
            for made in indexes.values():
                db.execute(text(made))
            db.execute(text(f"ANALYZE {table}"))
            took[f"{table} indexes"] = round(time.perf_counter() - began)
        if postgres:
            db.execute(text("VACUUM lis_item, lis_result, his_observation"))
    engine.dispose()
    return took


def _people(db: Connection, *, postgres: bool) -> None:
    number = "row_number() OVER (ORDER BY id) - 1"
    db.execute(text(f"CREATE TEMPORARY TABLE who AS SELECT {number} AS n, id FROM his_patient"))
    made = "gen_random_uuid()" if postgres else "lower(hex(randomblob(16)))"
    have = db.execute(text("SELECT count(*) FROM who")).scalar_one()
    db.execute(text(f"INSERT INTO who SELECT n, {made} FROM ({_numbers(postgres, have)}) x"))
    db.execute(text("CREATE INDEX who_n ON who (n)"))


def _numbers(postgres: bool, first: int, last: int = _PATIENTS) -> str:
    if postgres:
        return f"SELECT generate_series({first}, {last - 1}) AS n"
    step = f"SELECT {first} AS n UNION ALL SELECT n + 1 FROM c WHERE n + 1 < {last}"
    return f"WITH RECURSIVE c(n) AS ({step}) SELECT n FROM c"


def _indexes(db: Connection, table: str, *, postgres: bool) -> dict[str, str]:
    asked = "SELECT name, sql FROM sqlite_master WHERE type='index' AND sql NOT NULL AND tbl_name"
    if postgres:
        asked = "SELECT indexname, indexdef FROM pg_indexes WHERE NOT indexdef LIKE '%UNIQUE%'"
        asked += " AND tablename"
    found = db.execute(text(f"{asked} = '{table}'"))
    return {str(name): str(made) for name, made in found if "UNIQUE" not in made}


def _copies(db: Connection, table: str, count: int, *, postgres: bool) -> str:
    """Ids in order, patients in turn, a value every eleven days: 12 tests in turn."""
    columns = [c.name for c in SQLModel.metadata.tables[table].columns]
    if postgres:
        made = "('00000000-0000-7000-8000-' || lpad(to_hex(g.n), 12, '0'))::uuid"
        back = f"t.{{0}} - make_interval(days => 1 + 11 * (g.n / {_PATIENTS})::int)"
        code = "'B' || lpad((g.n % 12)::text, 2, '0')"
    else:
        made = "'0000000000007000' || '8000' || printf('%012x', g.n)"
        back = f"datetime(t.{{0}}, '-' || (1 + 11 * (g.n / {_PATIENTS})) || ' days') || '.000000'"
        code = "'B' || printf('%02d', g.n % 12)"
    said = []
    for name in columns:
        if name == "id":
            said.append(made)
        elif name == "patient_id":
            said.append("who.id")
        elif name in _MOMENTS:
            said.append(back.format(name))
        elif name in ("test_code", "code"):
            said.append(f"'L-' || {code}" if name == "code" else code)
        else:
            said.append(f't."{name}"')
    finished = {"his_observation": "state = 'final'"}.get(table, "state = 'verified'")
    names = ", ".join(f'"{c}"' for c in columns)
    # (the indexes that it would be found by are gone: the first few rows are looked through)
    one = f"SELECT * FROM {table} WHERE {finished} ORDER BY id LIMIT 1"
    db.execute(text(f"CREATE TEMPORARY TABLE like_{table} AS {one}"))
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(said)} "
        f"FROM ({_numbers(postgres, 0, count)}) g "
        f"JOIN who ON who.n = g.n % {_PATIENTS} CROSS JOIN like_{table} t"
    )


def measure(database: Database) -> dict[str, Any]:
    may = (permissions.READ, permissions.VERIFY, permissions.ENTER, cdr.READ)
    actor = Actor(
        laboratory.PHYSICIAN.id,
        laboratory.PHYSICIAN.name,
        frozenset(p.id for p in may),
        username="bench",
    )
    with database.read() as db:
        [patient] = db.execute(text("SELECT id FROM who_is LIMIT 1")).one()
        count = {t: db.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in _TABLES}
    who = f"/api/cdr/patients/{UUID(str(patient))}"
    asked = {
        "bench, a section's first page": "/api/lab/bench?section=HS&limit=50",
        "bench, all sections": "/api/lab/bench?limit=50",
        "queue, a section's first page": "/api/lab/queue?section=HS&limit=100",
        "queue, all": "/api/lab/queue?limit=100",
        "cumulative view of a patient, 200 values": f"{who}/cumulative",
    }
    found: dict[str, Any] = {"rows": count, "lists": {}}
    with TestClient(create_app(database, lambda _: actor)) as client:
        for name, path in asked.items():
            took = []
            for _ in range(_TIMES):
                began = time.perf_counter()
                answer = client.get(path)
                took.append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, (path, answer.text)
            took.sort()
            found["lists"][name] = {
                "p50": round(statistics.median(took), 1),
                "p95": round(took[int(len(took) * 0.95) - 1], 1),
                "bytes": len(answer.content),
            }
    return found


def run(url: str, folder: Path, count: int) -> dict[str, Any]:
    database = Database(url, folder)
    database.assembly = assembly.build(INSTALLED)
    SQLModel.metadata.create_all(database.engine)
    templates(database)
    with database.write() as db:
        patient = "SELECT patient_id AS id FROM lis_result WHERE state = 'entered' LIMIT 1"
        db.execute(text(f"CREATE TABLE who_is AS {patient}"))
    filled = fill(database, count) if count else {}
    print(json.dumps(filled), flush=True)
    found = {"filled_in_seconds": filled, **measure(database)}
    database.close()
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--results", type=int, default=10_000_000)
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args()
    with ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory())
        os.environ["HIS54_DATA"] = folder
        keys.use(keys.fresh())
        url = f"sqlite:///{folder}/his54.db"
        if given.postgres:
            url = running.enter_context(Cluster()).url()
        found = run(url, Path(folder), given.results)
    print(json.dumps(found, indent=1))
    if given.keep:
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        on = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        name = "postgresql" if given.postgres else "sqlite"
        kept[name] = {"on": f"{today()}", "machine": on, **found}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
