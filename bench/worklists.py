"""Worklists over a million visits: each page under 100 ms, a patient's under 150 ms.

    python -m bench.worklists [--patients 1000000] [--only sqlite,postgresql]

The patients, their visits and vital signs come from `his54 seed --patients`; what a visit leaves
besides (ticket, order, prescription, dispensing, bill, charge, invoice, payment, coverage,
insurance file) is one row of the practice clinic's, written down again for every visit, at its
time. Then every list of the API that may stand without a filter is asked forty times by somebody
who may see it, one after the other. What was found is kept in bench/worklists.json and told in
docs/worklists.md.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Table, create_engine, select, text
from sqlmodel import SQLModel

import app.modules  # noqa: F401 (every module's tables)
from bench.houses import ROOT, Place, Server, fill, house
from bench.tasks import sign_in
from kernel.columns import Instant

_KEPT = ROOT / "bench" / "worklists.json"
_PAGE = ROOT / "docs" / "worklists.md"
_TIMES = 40
_MOST, _MOST_OF_A_PATIENT = 100, 150  # ms
_LEFT_BY_A_VISIT = {  # the row of the practice clinic that is written down again
    "his_ticket": "state = 'done'",
    "his_order": "state = 'fulfilled'",
    "his_prescription": "state = 'signed'",
    "his_prescription_line": "true",
    "his_dispensing": "state = 'handed_over'",
    "his_bill": "NOT waiting",
    "his_charge": "state = 'invoiced'",
    "his_invoice": "kind = 'invoice'",
    "his_payment": "true",
    "his_coverage": "true",
    "his_insurance_dossier": "true",
}
_OWN = {  # what a row has of its own, by the name of its column
    "id": "e.id",
    "encounter_id": "e.id",
    "patient_id": "e.patient_id",
    "prescription_id": "e.id",
    "invoice_id": "e.id",
    "dispensing_id": "e.id",
    "source_id": "e.id",
    "code": "e.code",
    "number": "1000000 + row_number() OVER (ORDER BY e.id)",
}
_ROLES = ("reception", "doctor", "lab", "pharmacy", "cashier", "admin", "director")


def leave_behind(connection: Connection) -> dict[str, int]:
    """Write for every visit without a ticket what visits leave; rows of each table."""
    made = {}
    bare = "SELECT * FROM his_encounter WHERE id NOT IN (SELECT encounter_id FROM his_coverage)"
    connection.execute(text(f"CREATE TEMPORARY TABLE bare AS {bare}"))
    for name, where in _LEFT_BY_A_VISIT.items():
        table = SQLModel.metadata.tables[name]
        model = connection.execute(select(table).where(text(where)).limit(1)).mappings().first()
        if model is None:
            raise SystemExit(f"The practice clinic has no {name} where {where}")
        columns = [column.name for column in table.columns]
        values = [_value(table, column, model) for column in columns]
        done = connection.execute(
            text(
                f"INSERT INTO {name} ({', '.join(columns)}) "  # noqa: S608 (names of ours)
                f"SELECT {', '.join(values)} "
                f"FROM bare e, (SELECT * FROM {name} WHERE {where} LIMIT 1) m"
            )
        )
        made[name] = done.rowcount
        sys.stderr.write(f"{name}: {done.rowcount}\n")
    return made


def _value(table: Table, name: str, model: Any) -> str:
    if model[name] is None:
        return "NULL"
    if name in _OWN and (name != "number" or table.name in ("his_invoice", "his_ticket")):
        return _OWN[name]
    if isinstance(table.c[name].type, Instant):
        return "e.opened_at"
    if name == "day" and isinstance(table.c[name].type, Date):
        return "date(e.opened_at)"
    return f"m.{name}"


def measure(place: Place) -> list[dict[str, Any]]:
    """Every list, asked by whoever may; then a patient's page and life."""
    asked = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "openapi"],
        check=True,
        cwd=ROOT,
        env=place.environment(),
        capture_output=True,
        text=True,
    )
    paths = [
        path
        for path, each in json.loads(asked.stdout)["paths"].items()
        if "{" not in path
        and any(p["name"] == "limit" for p in each.get("get", {}).get("parameters", ()))
    ]
    found = []
    with house(place) as server:
        people = [sign_in(server.port, username) for username in _ROLES]
        time.sleep(20)
        for path in sorted(paths):
            for headers in people:
                if (told := _ask(server, headers, f"{path}?limit=50", _MOST)) is not None:
                    found.append(told)
                    break
        newest = json.loads(_get(server, people[0], "/api/encounters?limit=1")[1])
        patient = newest["items"][0]["patient"]["id"]
        for path in (f"/api/patients/{patient}", f"/api/patients/{patient}/timeline"):
            if (told := _ask(server, people[1], path, _MOST_OF_A_PATIENT)) is not None:
                found.append({**told, "path": path.replace(patient, "{patient_id}")})
    return found


def _ask(server: Server, headers: dict[str, str], path: str, most: int) -> dict[str, Any] | None:
    took, answer = [], b""
    for _ in range(_TIMES):
        began = time.perf_counter()
        status, answer = _get(server, headers, path)
        if status != 200:
            return None
        took.append((time.perf_counter() - began) * 1000)
    return {
        "path": path,
        "rows": len(json.loads(answer).get("items", ())),
        "p50": round(statistics.median(took), 1),
        "p95": round(sorted(took)[int(len(took) * 0.95) - 1], 1),
        "most": most,
    }


def _get(server: Server, headers: dict[str, str], path: str) -> tuple[int, bytes]:
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, b""


def _told(found: dict[str, Any]) -> str:
    lines = [(__doc__ or "").splitlines()[0].replace("Worklists", "# Worklists", 1), ""]
    lines += ["Written by `python -m bench.worklists`; how it is measured stands there.", ""]
    for kind, each in found.items():
        rows = ", ".join(f"{n:,} {name}" for name, n in each["rows"].items())
        lines += [
            f"## {kind}",
            "",
            f"{each['at']}, commit {each['commit']}, {each['cpu']}, {each['cores']} cores, "
            f"{each['memory_gb']} GB, Python {each['python']}. Added: {rows}.",
            "",
            "| List | rows | p50 ms | p95 ms | |",
            "|---|---:|---:|---:|---|",
        ]
        for line in sorted(each["lists"], key=lambda x: -x["p95"]):
            met = "" if line["p95"] <= line["most"] else f"**over {line['most']}**"
            lines.append(
                f"| `{line['path']}` | {line['rows']} | {line['p50']} | {line['p95']} | {met} |"
            )
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    from bench.__main__ import machine
    from tests.postgres import Cluster

    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--patients", type=int, default=1_000_000)
    asked.add_argument("--only", default="sqlite,postgresql")
    wanted = asked.parse_args()
    found: dict[str, Any] = json.loads(_KEPT.read_text()) if _KEPT.exists() else {}
    with tempfile.TemporaryDirectory(prefix="his54-lists-") as folder, ExitStack() as running:
        for kind in wanted.only.split(","):
            url = f"sqlite:///{folder}/sqlite/his54.db"
            if kind == "postgresql":
                url = running.enter_context(Cluster(durable=True)).url()
            place = Place(Path(folder) / kind, url)
            fill(place, wanted.patients)
            engine = create_engine(url)
            with engine.begin() as connection:
                rows = leave_behind(connection)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("ANALYZE"))
            engine.dispose()
            found[kind] = {**machine(), "rows": rows, "lists": measure(place)}
            _KEPT.write_text(json.dumps(found, indent=1) + "\n")
            _PAGE.write_text(_told(found))


if __name__ == "__main__":
    main()
