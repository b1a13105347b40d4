"""What each layer of a request costs, and what is done once: start, level, print.

python -m bench.costs
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import load, stripped, tasks
from bench.houses import ROOT, Place, Server, copy, fill, free_port, house
from bench.tasks import sign_in

_NOTE = (
    "Processor time of one pass through each layer, in this process, on SQLite (median of 200). "
    "A registration passes the session once, writes one audit row, seals four values and makes "
    "seven blind indexes."
)


def measured(filled: Path | None = None) -> dict[str, Any]:
    """Layers and the rest, on a practice clinic made for it; whole requests on copies of a
    filled house (SQLite)."""
    with tempfile.TemporaryDirectory(prefix="his54-costs-") as folder:
        place = Place(Path(folder), f"sqlite:///{folder}/his54.db")
        fill(place, 0)
        with house(place) as first:
            started = first.started_in
        with house(place) as server:
            time.sleep(20)
            memory = server.memory_mb()
            sign_in(server.port)
        level = _took(lambda: place.his54("prove"), check=False)
        inside = subprocess.run(
            [sys.executable, "-m", "bench.costs", "--inside"],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=place.environment(),
        )
    lines = [line.rsplit("\t", 1) for line in inside.stdout.splitlines() if "\t" in line]
    layers = {name: float(value) for name, value in lines}
    pages = layers.pop("print")
    return {
        "note": _NOTE,
        "layers": layers,
        "without": without(filled) if filled and (filled / "done").exists() else {},
        "rest": {
            "Start to first answer": f"{started:.1f} s",
            "Idle memory (SQLite, 1 worker)": f"{memory:.0f} MB",
            "Whole run of the level's evidence (`his54 prove`, start included)": f"{level:.1f} s",
            "One page as PDF (Typst)": f"{pages:.0f} ms",
        },
    }


def without(filled: Path, rounds: int = 5) -> dict[str, dict[str, Any]]:
    """Houses with one layer taken out, each right after the whole one: requests a second, by how
    much that is more (median of the pairs), and processor time of the server per request."""
    found: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="his54-layers-") as folder, ExitStack() as running:
        houses: dict[str, tuple[Server, tasks.Desk]] = {}
        seed = time.time_ns()
        for layer in stripped.LAYERS:
            data = Path(folder) / layer
            place = copy(Place(filled, ""), data, f"sqlite:///{data / 'his54.db'}")
            port = free_port()
            environment = place.environment(HIS54_PORT=str(port), HIS54_WORKERS="1")
            command = [sys.executable, "-m", "bench.stripped", layer]
            server = running.enter_context(Server(command, environment, port))
            houses[layer] = server, tasks.Desk(place, port, seed)
        time.sleep(15)
        for task in (task for task in tasks.TASKS if task.id in ("register", "open")):
            pairs: dict[str, list[tuple[float, float, float]]] = {}
            for _ in range(rounds):
                for layer, house_ in houses.items():
                    whole, _cpu = _rate(task, *houses["nothing"])
                    rate, cpu = _rate(task, *house_)
                    pairs.setdefault(layer, []).append((rate, rate / whole, cpu))
            for layer, all_ in pairs.items():
                rate, more, cpu = (statistics.median(each) for each in zip(*all_, strict=True))
                told = {"rate": round(rate, 1), "more": round(more - 1, 3), "cpu": round(cpu, 2)}
                found.setdefault(layer, {})[task.id] = told
    return found


def _rate(task: tasks.Task, server: Server, desk: tasks.Desk) -> tuple[float, float]:
    """Requests a second, and milliseconds of the server's processor for each."""
    before = server.cpu_seconds()
    found = load.run(desk.port, task.house(desk), concurrency=8, seconds=0.8)
    return found.rate, (server.cpu_seconds() - before) * 1000 / max(1, found.requests)


def _took(work: Callable[[], object], *, check: bool = True) -> float:
    began = time.perf_counter()
    try:
        work()
    except subprocess.CalledProcessError:  # evidence that is not met ends with 1
        if check:
            raise
    return time.perf_counter() - began


def _each(name: str, work: Callable[[], object], times: int = 200) -> None:
    work()
    taken = []
    for _ in range(times):
        began = time.thread_time()
        work()
        taken.append(time.thread_time() - began)
    sys.stdout.write(f"{name}\t{statistics.median(taken) * 1000}\n")


def _inside() -> None:
    from sqlalchemy import select
    from sqlmodel import col

    from app.house import open_house
    from his.patients.models import Patient
    from kernel import audit, keys
    from kernel.access import SYSTEM
    from kernel.audit_values import values_of
    from kernel.columns import blind
    from kernel.identity import door
    from kernel.identity.models import SignIn
    from kernel.metrics import request_done

    opened = open_house()
    database, ring = opened.database, keys.ring()
    with database.read() as db:
        token = db.execute(select(col(SignIn.token))).scalars().first()
    _each("Session: whose cookie is it", lambda: door._BY_COOKIE.ask(database.reader, token))
    may = frozenset(p.id for p in database.assembly.permissions)
    _each("Permission: may he", lambda: "his.patients.register" in may)
    _each("Encryption: seal one value", lambda: ring.seal(b"079123456789", "his_patient.phone"))
    sealed = ring.seal(b"079123456789", "his_patient.phone")
    _each("Encryption: open one value", lambda: ring.open(sealed, "his_patient.phone"))
    _each("Blind index of one value", lambda: blind("cccd", "079123456789"))
    _each("Metrics of a request", lambda: request_done("his.patients.show", "GET", 200, 0.01))
    with database.session(writing=True) as db:
        patient = db.execute(select(Patient).limit(1)).scalars().first()
        if patient is not None:
            _each("Audit: the old and new values of a record", lambda: values_of(patient))
        row = audit.row(db, "read", "his.patients.show", ("patient", str(SYSTEM.id)))
        _each("Audit: one row appended", lambda: audit.append(db, [row]))
        person = select(col(Patient.id)).limit(1)
        _each("For comparison: one ordinary select", lambda: db.execute(person).all())
        db.rollback()
    _each("print", _page, 5)
    opened.close()


def _page() -> object:
    import typst

    return typst.compile(b'#set page("a5")\n= Phieu kham\nHIS54')


if __name__ == "__main__":
    if "--inside" in sys.argv:
        _inside()
    else:
        os.environ.setdefault("HIS54_CONFIG", os.devnull)
        sys.stdout.write(f"{measured()}\n")
