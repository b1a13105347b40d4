"""Power cuts: the server is killed at random moments while desks register patients.

Afterwards every registration that was acknowledged is there, none is there in half, and the
audit's chain verifies.

    python -m bench.crash --kills 200            # on SQLite and on PostgreSQL
    python -m bench.crash --kills 25 --add       # 25 more, on new databases

What was found is kept in bench/crash.json, from which docs/performance.md tells it.
"""

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bench.houses import ROOT, Place, fill, house
from bench.tasks import form_of, newcomer, sign_in

_DESKS = 6
KEPT = ROOT / "bench" / "crash.json"


@dataclass(slots=True)
class Told:
    """What the desks were told: registrations that the server said were saved."""

    ids: list[str] = field(default_factory=list)
    refused: int = 0
    broken: list[str] = field(default_factory=list)  # answers that no desk should ever see


def crash(place: Place, kills: int, *, seed: int = 54, longest: float = 1.5) -> dict[str, Any]:
    """Kill so often; answers what was found in the end."""
    chance, told = Random(seed), Told()  # noqa: S311
    for _ in range(kills):
        with house(place, HIS54_LOG_LEVEL="error") as server:
            headers = sign_in(server.port, password=place.password)
            stop = threading.Event()
            desks = [
                threading.Thread(target=_work, args=(server.port, headers, own, told, stop))
                for own in (Random(chance.random()) for _ in range(_DESKS))  # noqa: S311
            ]
            for desk in desks:
                desk.start()
            time.sleep(chance.uniform(0.1, longest))
            server.kill()
            stop.set()
            for desk in desks:
                desk.join()
    return {**judge(place, told), "kills": kills}


def _work(
    port: int, headers: dict[str, str], chance: Random, told: Told, stop: threading.Event
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    kind = {**headers, "Content-Type": "application/json"}
    while not stop.is_set():
        answer = None
        try:
            body = json.dumps(form_of(newcomer(chance)))
            line.request("POST", "/api/patients", body, kind)
            answer = line.getresponse()
            said = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            if answer:
                answer.close()
            break  # the line is dead: nobody was told anything
        if answer.status == 201:
            told.ids.append(said["id"])
        elif answer.status == 409:
            told.refused += 1
        else:
            told.broken.append(f"{answer.status} {said.get('error')}")
    line.close()


def judge(place: Place, told: Told) -> dict[str, Any]:
    """Look into the database, in a process of its own (it has the house's keys)."""
    seen = subprocess.run(
        [sys.executable, "-m", "bench.crash", "--judge"],
        input=json.dumps(told.ids),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=place.environment(),
    )
    found: dict[str, Any] = json.loads(seen.stdout.strip().splitlines()[-1])
    return {**found, "refused": told.refused, "broken": told.broken}


def _judge(acknowledged: list[str]) -> dict[str, Any]:
    from sqlalchemy import func, select
    from sqlmodel import col

    from app.house import open_house
    from his.patients.models import Origin, Patient, PatientIdentifier
    from kernel.audit import Audit
    from kernel.housekeeping import verify_audit

    opened = open_house()
    with opened.database.read() as db:
        known = {str(i) for i in db.execute(select(col(Patient.id))).scalars()}
        papers = dict(
            db.execute(
                select(col(PatientIdentifier.patient_id), func.count()).group_by(
                    col(PatientIdentifier.patient_id)
                )
            )
            .tuples()
            .all()
        )
        written = set(
            db.execute(
                select(col(Audit.subject_id)).where(
                    col(Audit.subject_kind) == "patient", col(Audit.action) == "write"
                )
            ).scalars()
        )
        # Everybody of this measurement has just one card; "059" is the telephones' beginning.
        mine = [
            each
            for each in db.execute(
                select(Patient).where(col(Patient.origin) == Origin.HAND)
            ).scalars()
            if (each.phone or "").startswith("059")
        ]
    half = [str(p.id) for p in mine if papers.get(p.id) != 1 or str(p.id) not in written]
    says = verify_audit(opened.database)
    opened.close()
    return {
        "acknowledged": len(acknowledged),
        "registered": len(mine),
        "lost": sorted(set(acknowledged) - known),
        "half": half,
        "audit": says.en if says else "",
    }


def _everything(kills: int, *, add: bool) -> None:
    from bench.__main__ import machine
    from tests.postgres import Cluster

    kept: dict[str, Any] = json.loads(KEPT.read_text()) if add and KEPT.exists() else {}
    with tempfile.TemporaryDirectory(prefix="his54-crash-") as folder, Cluster(durable=True) as pg:
        sqlite = Place(Path(folder) / "sqlite", f"sqlite:///{folder}/sqlite/his54.db")
        for place in (sqlite, Place(Path(folder) / "postgresql", pg.url())):
            fill(place, 0)
            began = time.perf_counter()
            found = crash(place, kills, seed=time.time_ns())
            took = time.perf_counter() - began
            name = "SQLite" if place.is_sqlite else "PostgreSQL"
            sys.stdout.write(f"{name}: {json.dumps(found)}\n")
            sys.stdout.flush()
            kept[name] = _sum(kept.get(name), found, machine(), took)
            KEPT.write_text(json.dumps(kept, indent=1) + "\n")
            if found["lost"] or found["half"] or found["broken"]:
                raise SystemExit(1)


def _sum(
    before: dict[str, Any] | None, found: dict[str, Any], on: dict[str, Any], took: float
) -> dict[str, Any]:
    """What was found in all runs together."""
    known = before or {"runs": 0, "seconds": 0.0, "commits": [], "cpu": on["cpu"]}
    commits = [*known["commits"], *({on["commit"]} - set(known["commits"]))]
    totals = {n: known.get(n, 0) + found[n] for n in ("kills", "acknowledged", "registered")}
    counted = {n: known.get(n, 0) + len(found[n]) for n in ("lost", "half", "broken")}
    return {
        **{n: on[n] for n in ("at", "cpu", "cores", "memory_gb", "python")},
        "commits": commits,
        "runs": known["runs"] + 1,
        "seconds": round(known["seconds"] + took),
        **totals,
        **counted,
        "refused": known.get("refused", 0) + found["refused"],
        "audit": found["audit"],
    }


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kills", type=int, default=200)
    asked.add_argument("--add", action="store_true", help="to what bench/crash.json tells")
    asked.add_argument("--judge", action="store_true", help=argparse.SUPPRESS)
    wanted = asked.parse_args()
    if wanted.judge:
        sys.stdout.write(json.dumps(_judge(json.load(sys.stdin))) + "\n")
    else:
        _everything(wanted.kills, add=wanted.add)
