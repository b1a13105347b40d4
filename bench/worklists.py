"""Worklists over a million visits: each page under 100 ms, a patient's under 150 ms.

    python -m bench.worklists [--visits 1000000] [--only sqlite,postgresql]

The patients, their visits and vital signs come from `his54 seed --patients`; what a visit leaves
besides (ticket, coverage, examination, order, prescription, dispensing, bill, charge, invoice,
payment, insurance file) is the practice clinic's, written down again for every visit
(bench/visits.py). Then every list of the API that may stand without a filter, some with the
screens' filters, and everything that is read of one patient, visit or room is asked forty times
by somebody who may see it, one after the other. What was found is kept in bench/worklists.json
and told in docs/worklists.md.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

import app.modules  # noqa: F401 (every module's tables)
from bench.houses import ROOT, Place, Server, fill, house
from bench.tasks import sign_in
from bench.visits import leave_behind

_KEPT = ROOT / "bench" / "worklists.json"
_PAGE = ROOT / "docs" / "worklists.md"
_TIMES = 40
_FILLED = "visits.json"
_SHOWN = 40
_MILLION = 990_000  # nearly: what chance makes of so many patients
_VISITS_OF_A_PATIENT = 1.4  # as seed/bulk.py makes them
_MOST, _MOST_OF_A_PATIENT = 100, 150  # ms
_FILTERED = {  # as the screens ask
    "/api/encounters": ("newest_first=true", "state=waiting", "state=closed&newest_first=true"),
    "/api/orders": ("kind=lab", "kind=lab&state=placed", "kind=imaging&state=placed"),
    "/api/patients": ("q=nguyen%20van%20an", "q=LK26", "q=tran%20thi"),
    "/api/billing/visits": ("q=nguyen",),
    "/api/billing/waiting": ("q=nguyen",),
    "/api/pharmacy/dispensing": ("state=waiting", "state=dispensed", "q=nguyen"),
    "/api/insurance/dossiers": ("state=ready", "state=accepted"),
    "/api/prescribing/national": ("state=sent", "state=waiting"),
    "/api/audit": ("action=write",),
}
_ROLES = ("reception", "doctor", "lab", "pharmacy", "cashier", "admin", "director")


def measure(place: Place) -> list[dict[str, Any]]:
    """Every list, asked by whoever may; then what a patient's and a visit's page ask."""
    asked = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "openapi"],
        check=True,
        cwd=ROOT,
        env=place.environment(),
        capture_output=True,
        text=True,
    )
    paths: dict[str, Any] = json.loads(asked.stdout)["paths"]
    found = []
    with house(place) as server:
        people = {username: sign_in(server.port, username) for username in _ROLES}
        time.sleep(20)
        newest = _json(server, people["reception"], "/api/encounters?newest_first=true&limit=1")
        visit = newest["items"][0]
        known = {
            "patient_id": visit["patient"]["id"],
            "encounter_id": visit["id"],
            "room_id": visit["room"]["id"],
        }
        for path in _asked_for(paths, set(known)):
            given, most = path, _MOST
            for name, value in known.items():
                if f"{{{name}}}" in path:
                    given = given.replace(f"{{{name}}}", value)
                    most = _MOST_OF_A_PATIENT
            for headers in people.values():
                if (told := _ask(server, headers, given, most)) is not None:
                    found.append({**told, "path": path})
                    break
            else:
                sys.stderr.write(f"Nobody was answered: {path}\n")
    return found


def _asked_for(paths: dict[str, Any], known: set[str]) -> Iterator[str]:
    """Lists of fifty, those of one kind alone, and what is read of a patient, visit or room."""
    for path, operations in sorted(paths.items()):
        if "get" not in operations or path.endswith((".pdf", "/print", "/events", "/stream")):
            continue
        given = operations["get"].get("parameters", ())
        open_ = {p["name"] for p in given if p["in"] == "path"}
        needed = {p["name"] for p in given if p["in"] == "query" and p.get("required")}
        paged = any(p["name"] == "limit" for p in given)
        if open_ <= known and len(open_) < 2 and not needed and (open_ or paged):
            yield f"{path}?limit=50" if paged else path
        for words in _FILTERED.get(path, ()):
            yield f"{path}?{words}&limit=50"


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


def _json(server: Server, headers: dict[str, str], path: str) -> Any:
    return json.loads(_get(server, headers, path)[1])


def _get(server: Server, headers: dict[str, str], path: str) -> tuple[int, bytes]:
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, b""


def _told(found: dict[str, Any]) -> str:
    lines = [
        "# Worklists over very many visits",
        "",
        f"Wanted with a million visits: each list's page of fifty within {_MOST} ms on the server "
        f"(p95), what is read of one patient or visit within {_MOST_OF_A_PATIENT} ms. Written by",
        "`python -m bench.worklists`; how it is measured stands there.",
        "",
        "What grew with the visits: finding a dispensing by a code (`?q=`) read all of them, 66 ms",
        "of the database at 300,000; it looks in its indexes since (0.1 ms, EXPLAIN). The others",
        "took about as long with 3,000 visits (SQLite): their pages come from an index in order.",
        "",
    ]
    for kind, each in found.items():
        visits = max(each["rows"].values())
        rows = ", ".join(each["rows"])
        over = [line["path"] for line in each["lists"] if line["p95"] > line["most"]]
        lines += [
            f"## {kind}, {visits:,} visits",
            "",
            f"{len(each['lists'])} lists and pages, {len(over)} of them too slow. "
            + (
                f"A million visits were **not** filled here: {visits:,}."
                if visits < 990_000
                else ""
            ),
            "",
            f"{each['at']}, commit {each['commit']}, {each['cpu']}, {each['cores']} cores, "
            f"{each['memory_gb']} GB, Python {each['python']}. A row a visit in: {rows}.",
            "",
            "| List | rows | p50 ms | p95 ms | |",
            "|---|---:|---:|---:|---|",
        ]
        slowest = sorted(each["lists"], key=lambda x: -x["p95"])
        for line in slowest[:_SHOWN]:
            met = "" if line["p95"] <= line["most"] else f"**over {line['most']}**"
            lines.append(
                f"| `{line['path']}` | {line['rows']} | {line['p50']} | {line['p95']} | {met} |"
            )
        if rest := slowest[_SHOWN:]:
            lines += ["", f"The other {len(rest)} took at most {rest[0]['p95']} ms (p95)."]
        lines.append("")
    return "\n".join(lines)


def _filled(place: Place, visits: int) -> dict[str, int]:
    """The house with its visits; filled the first time, found there later."""
    told = place.data / _FILLED
    if not told.exists():
        fill(place, round(visits / _VISITS_OF_A_PATIENT))
        engine = create_engine(place.url)
        rows = leave_behind(engine)
        engine.dispose()
        told.write_text(json.dumps(rows))
    rows = json.loads(told.read_text())
    return {name: int(n) for name, n in rows.items()}


def main() -> None:
    from bench.__main__ import KEPT, machine
    from tests.postgres import Cluster

    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--visits", type=int, default=1_000_000)
    asked.add_argument("--only", default="sqlite,postgresql")
    asked.add_argument("--keep", type=Path, default=KEPT / "visits", help="where the houses stay")
    asked.add_argument("--fill", action="store_true", help="fill the houses, measure nothing")
    asked.add_argument("--report", action="store_true", help="only write the page anew")
    wanted = asked.parse_args()
    found: dict[str, Any] = json.loads(_KEPT.read_text()) if _KEPT.exists() else {}
    for kind in () if wanted.report else wanted.only.split(","):
        with ExitStack() as running:
            folder = wanted.keep / f"{kind}-{wanted.visits}"
            place = Place(folder, f"sqlite:///{folder}/his54.db")
            if kind == "postgresql":
                keep = wanted.keep / f"cluster-{wanted.visits}"
                if not (folder / _FILLED).exists():
                    with Cluster(keep=keep) as hasty:
                        _filled(Place(folder, hasty.url()), wanted.visits)
                place = Place(folder, running.enter_context(Cluster(durable=True, keep=keep)).url())
            rows = _filled(place, wanted.visits)
            if wanted.fill:
                continue
            found[kind] = {**machine(), "rows": rows, "lists": measure(place)}
            _KEPT.write_text(json.dumps(found, indent=1) + "\n")
    if found:
        _PAGE.write_text(_told(found))


if __name__ == "__main__":
    main()
