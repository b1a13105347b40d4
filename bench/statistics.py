"""The laboratory's reports over 10,000 and over a million tests: a day and a month take the same.

    python -m bench.statistics [--rows 10000,1000000] [--only sqlite,postgresql] [--keep]

Fifty people with ten tests each are ordered, measured and verified through the services; their
rows are then written down again, half a day earlier each time. Processor and wall time, and which
index the database takes. `--keep` writes bench/statistics.json.
"""

# ruff: noqa: S608 (the statements are this file's own)
import argparse
import json
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, text
from sqlmodel import Session, SQLModel

from app.modules import INSTALLED
from bench.laboratory import _address, _file, _prepare, _verify
from kernel import assembly, keys
from kernel.access import SYSTEM
from kernel.clock import today
from kernel.db import Database
from kernel.reports import Period, Report
from lis.results.models import LabResult
from lis.specimens.models import Item
from lis.statistics.turnaround import TURNAROUND
from lis.statistics.volume import RESULTS, VOLUME

_KEPT = Path(__file__).parent / "statistics.json"
_PEOPLE, _TESTS = 50, 10
_TIMES = 5
_REPORTS: tuple[tuple[Report, dict[str, str]], ...] = (
    (VOLUME, {}),
    (VOLUME, {"by": "payer"}),
    (TURNAROUND, {}),
    (TURNAROUND, {"by": "section", "clock": "working", "figure": "p90"}),
    (RESULTS, {"by": "analyser"}),
)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", default="10000,1000000")
    asked.add_argument("--only", default="sqlite,postgresql")
    asked.add_argument("--keep", action="store_true")
    given = asked.parse_args()
    keys.use(keys.fresh())
    found: dict[str, Any] = {}
    for kind in given.only.split(","):
        for rows in map(int, given.rows.split(",")):
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                address = _address(stack, folder, postgresql=kind == "postgresql")
                database = Database(address, folder)
                database.assembly = assembly.build(INSTALLED)
                stack.callback(database.close)
                SQLModel.metadata.create_all(database.engine)
                _fill(database, rows)
                found.setdefault(kind, {})[str(rows)] = _measured(database)
    print(json.dumps(found, indent=1))
    if given.keep:
        _KEPT.write_text(json.dumps(found, indent=1) + "\n")


def _fill(database: Database, rows: int) -> None:
    with database.write(SYSTEM) as db:
        tubes = _prepare(db, _PEOPLE, _TESTS)
    _file(database, tubes, _TESTS)
    _verify(database)
    with database.write(SYSTEM) as db:
        for model, moved in ((Item, ("id",)), (LabResult, ("id", "item_id"))):
            _again(db, model, moved, rows // (_PEOPLE * _TESTS) - 1)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def _again(db: Session, model: type[SQLModel], moved: tuple[str, ...], times: int) -> None:
    """The same rows, half a day earlier each time."""
    table: Any = model.__table__  # type: ignore[attr-defined]
    sqlite = db.get_bind().dialect.name == "sqlite"
    values = []
    for column in table.columns:
        if column.name in moved:
            values.append(_id(column.name, sqlite))
        elif isinstance(getattr(column.type, "impl", column.type), DateTime):
            values.append(_earlier(column.name, sqlite))
        else:
            values.append(f'"{column.name}"')
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    series = (
        "(WITH RECURSIVE s(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < :n) "
        "SELECT k FROM s) AS series"
        if sqlite
        else "generate_series(1, :n) AS series(k)"
    )
    db.execute(
        text(
            f"INSERT INTO {table.name} ({names}) "
            f"SELECT {', '.join(values)} FROM {table.name}, {series}"
        ),
        {"n": times},
    )


def _id(name: str, sqlite: bool) -> str:
    if sqlite:
        return f"substr({name}, 1, 24) || printf('%08x', k)"
    return f"(substr(replace({name}::text, '-', ''), 1, 24) || lpad(to_hex(k), 8, '0'))::uuid"


def _earlier(name: str, sqlite: bool) -> str:
    if sqlite:
        return f"strftime('%Y-%m-%d %H:%M:%f000', {name}, '-' || (k * 12) || ' hours')"
    return f"{name} - k * interval '12 hours'"


def _measured(database: Database) -> list[dict[str, Any]]:
    told = []
    yesterday = today() - timedelta(1)
    periods = {
        "day": Period(yesterday, yesterday),
        "week": Period(yesterday - timedelta(6), yesterday),
    }
    with database.read(SYSTEM) as db:
        for report, filters in _REPORTS:
            for name, over in periods.items():
                took, spent, lines = [], [], []
                for _ in range(_TIMES):
                    began, used = time.perf_counter(), time.process_time()
                    lines = report.by(db, SYSTEM, over, filters)
                    took.append(time.perf_counter() - began)
                    spent.append(time.process_time() - used)
                told.append(
                    {
                        "report": report.id,
                        "filters": filters,
                        "period": name,
                        "lines": len(lines),
                        "tests": sum(line.values[1] for line in lines),
                        "ms": round(min(took) * 1000, 1),
                        "cpu_ms": round(min(spent) * 1000, 1),
                    }
                )
    return told


if __name__ == "__main__":
    main()
