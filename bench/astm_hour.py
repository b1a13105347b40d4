"""20,000 ASTM results an hour from ten analysers, beside twenty people at work: nothing is lost.

    python -m bench.astm_hour [--postgres] [--seconds 240] [--pace 1] [--keep]

Ten analysers of one make, each on a line of its own, send a tube's twelve results after the other
so that 20,000 would come in an hour (`--pace 2`: twice as many), while twenty people ask for the
bench and the queue and verify what waits, each every two seconds. Web server
and gateway are one process, as on a small server; the others are a second one. Afterwards every
value that was acknowledged must lie there once. Kept in bench/astm_hour.json.
"""

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from sqlalchemy import func
from sqlmodel import SQLModel, col, select

from app.main import create_app
from app.modules import INSTALLED
from app.serving import sweep_less
from bench.analysers import build
from bench.houses import free_port
from his.cdr import permissions as cdr
from kernel import assembly, keys
from kernel.access import SYSTEM, Actor
from kernel.clock import today
from kernel.db import Database
from lis.analysers import playing
from lis.analysers.gateway import Gateway
from lis.results import permissions
from lis.results.models import LabResult
from tests.lis.analysers import station
from tests.lis.results import bench as laboratory
from tests.postgres import Cluster

_MACHINES, _PEOPLE, _AN_HOUR = 10, 20, 20_000
_CODES = [f"B{n:02}" for n in range(12)]
_PAUSE = 2.0  # seconds of a person between two looks
KEPT = Path(__file__).with_name("astm_hour.json")


def house(database: Database, messages: int) -> dict[str, Any]:
    tubes, _ = build(database, messages)
    ports = [free_port() for _ in range(_MACHINES)]
    with database.write(SYSTEM, "bench") as db:
        for n, port in enumerate(ports):
            codes = {code: code for code in _CODES}
            station.machine(db, "roche_cobas_c311", codes, code=f"A{n}", port=port)
    return {"tubes": tubes, "ports": ports}


async def _analyser(n: int, asked: dict[str, Any], told: list[int]) -> None:
    """Its tubes one after the other, each again until its last frame was acknowledged."""
    every = 3600 * len(_CODES) * _MACHINES / (_AN_HOUR * asked["pace"])
    values = {code: (f"{4 + k / 10:.1f}", "") for k, code in enumerate(_CODES)}
    began = time.monotonic() + every * n / _MACHINES
    for k, tube in enumerate(asked["tubes"][n::_MACHINES]):
        if (due := began + k * every) > asked["until"]:
            return
        await asyncio.sleep(max(0, due - time.monotonic()))
        raw = playing.message("roche_cobas_c311", tube, values, number=f"{k}")
        sent, taken = time.monotonic(), False
        while not taken:
            try:
                line = "127.0.0.1", asked["ports"][n]
                said = await playing.send("roche_cobas_c311", *line, [raw], faults=frozenset())
                taken = said.taken
            except (OSError, TimeoutError):
                await asyncio.sleep(1)
        told.append(round((time.monotonic() - sent) * 1000))


async def _person(n: int, asked: dict[str, Any], took: list[float]) -> int:
    wrong = 0
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{asked['web']}/api", timeout=30
    ) as web:
        await asyncio.sleep(n * _PAUSE / _PEOPLE)
        for step in range(10**6):
            if time.monotonic() > asked["until"]:
                return wrong
            began = time.monotonic()
            path = ("/lab/bench?limit=50", "/lab/queue?limit=50", "/lab/queue?section=HS&limit=50")
            answer = await web.get(path[step % 3])
            took.append((time.monotonic() - began) * 1000)
            wrong += answer.status_code != 200
            if step % 3 == 1 and n % 4 == 0 and (waits := answer.json()["items"]):
                ids = [each["result"]["id"] for each in waits[n : n + 6]]
                began = time.monotonic()
                said = (
                    await web.post("/lab/queue/verifications", json={"ids": ids}) if ids else answer
                )
                took.append((time.monotonic() - began) * 1000)
                wrong += said.status_code not in (200, 409)  # (another one was quicker)
            await asyncio.sleep(max(0, _PAUSE - (time.monotonic() - began)))
    return wrong


async def play(asked: dict[str, Any]) -> dict[str, Any]:
    asked["until"] = time.monotonic() + asked["seconds"]
    lines, looks = list[int](), list[float]()
    machines = [_analyser(n, asked, lines) for n in range(_MACHINES)]
    people = [_person(n, asked, looks) for n in range(_PEOPLE)]
    *_, wrong = await asyncio.gather(*machines, _all(people))
    lines.sort()
    looks.sort()
    return {
        "messages": len(lines),
        "results_sent": len(lines) * len(_CODES),
        "message_p95_ms": lines[int(len(lines) * 0.95)],
        "requests_of_people": len(looks),
        "requests_wrong": wrong,
        "request_p50_ms": round(looks[len(looks) // 2], 1),
        "request_p95_ms": round(looks[int(len(looks) * 0.95)], 1),
    }


async def _all(people: list[Any]) -> int:
    return sum(await asyncio.gather(*people))


def run(url: str, folder: Path, *, seconds: float, pace: float) -> dict[str, Any]:
    database = Database(url, folder)
    database.assembly = assembly.build(INSTALLED)
    SQLModel.metadata.create_all(database.engine)
    messages = round(_AN_HOUR * pace / 3600 * seconds / len(_CODES)) + 2 * _MACHINES
    asked = {**house(database, messages), "seconds": seconds, "pace": pace, "web": free_port()}
    may = (permissions.READ, permissions.VERIFY, permissions.ENTER, cdr.READ)
    who = laboratory.PHYSICIAN
    actor = Actor(who.id, who.name, frozenset(p.id for p in may), username="bench")
    gateway = Gateway(database, apart=True)
    gateway.start()
    gateway.ready.wait(20)
    app = create_app(database, lambda _: actor)
    server = uvicorn.Server(uvicorn.Config(app, port=asked["web"], log_level="warning"))
    web = threading.Thread(target=server.run, daemon=True)
    web.start()
    while not server.started:
        time.sleep(0.05)
    sweep_less()
    (folder / "asked.json").write_text(json.dumps(asked))
    cpu = time.process_time()
    them = subprocess.run(
        [sys.executable, "-m", "bench.astm_hour", "--play", str(folder / "asked.json")],
        check=True,
        stdout=subprocess.PIPE,
    )
    cpu = time.process_time() - cpu
    server.should_exit = True
    web.join(20)
    gateway.stop()
    found: dict[str, Any] = json.loads(them.stdout)
    with database.read() as db:
        runs = select(func.count()).select_from(LabResult).where(col(LabResult.analyser) != "")
        kept = db.exec(runs).one()
        again = db.exec(runs.where(col(LabResult.run) > 1)).one()
    database.close()
    return {
        "seconds": seconds,
        "an_hour": round(found["results_sent"] * 3600 / seconds),
        **found,
        "results_kept": kept,
        "lost": found["results_sent"] - kept,
        "doubled": again,
        "server_cpu_percent_of_one": round(cpu / seconds * 100),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--postgres", action="store_true")
    asked.add_argument("--seconds", type=float, default=240)
    asked.add_argument("--pace", type=float, default=1)
    asked.add_argument("--keep", action="store_true")
    asked.add_argument("--play", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.play:
        print(json.dumps(asyncio.run(play(json.loads(Path(given.play).read_text())))))
        return
    with ExitStack() as running:
        folder = running.enter_context(tempfile.TemporaryDirectory())
        os.environ["HIS54_DATA"] = folder
        keys.use(keys.fresh())
        url = f"sqlite:///{folder}/his54.db"
        if given.postgres:
            url = running.enter_context(Cluster(durable=True)).url()
        found = run(url, Path(folder), seconds=given.seconds, pace=given.pace)
    print(json.dumps(found, indent=1))
    if found["lost"] or found["doubled"] or found["requests_wrong"]:
        raise SystemExit("something was lost, doubled or refused")
    if given.keep:
        kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
        on = f"{os.cpu_count()} cores, Python {platform.python_version()}"
        name = "postgresql" if given.postgres else "sqlite"
        kept[name] = {"on": f"{today()}", "machine": on, **found}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
