"""Measure, and write docs/performance.md and bench/results.json.

    python -m bench [--quick] [--only sqlite,postgresql-1,postgresql-2]
    python -m bench --report     # the page again, from bench/results.json and bench/crash.json

Everything that is compared runs in turn within seconds: the limit, the house with ten thousand
patients, the house with a million. So a busy machine slows all of them.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from bench import costs, load, report, tasks
from bench.houses import ROOT, Place, fill, house
from bench.houses import limit as bare
from tests.postgres import Cluster

KEPT = ROOT / "var" / "bench"
SMALL, LARGE = 10_000, 1_000_000
_SETTLED = 25  # seconds after which a new server has caught up with its missed jobs


def say(words: str) -> None:
    sys.stderr.write(words + "\n")


def kept(kind: str, patients: int, cluster: Cluster | None) -> Place:
    """A filled house; the first time it is made, later it is there."""
    data = KEPT / f"{kind}-{patients}"
    url = cluster.url(f"house_{patients}") if cluster else f"sqlite:///{data / 'his54.db'}"
    place = Place(data, url)
    if not (data / "done").exists():
        say(f"Filling {kind} with {patients} patients ...")
        if cluster:
            _database(cluster, f"house_{patients}")
        fill(place, patients)
        (data / "done").touch()
    place.his54("migrate")
    _warm(data if place.is_sqlite else KEPT / "postgresql" / "base")
    return place


def _warm(folder: Path) -> None:
    """Read what is there once, so that it lies in memory as on a server that has run for a day."""
    for file in sorted(folder.rglob("*")):
        with suppress(OSError):
            if file.is_file():
                with file.open("rb") as lines:
                    while lines.read(1 << 22):
                        pass


def _database(cluster: Cluster, name: str) -> None:
    engine = create_engine(cluster.url(), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()


def measure(kind: str, workers: int, cluster: Cluster | None, quick: bool) -> dict[str, Any]:
    """One set-up: every task at every concurrency, on the limit and on both houses."""
    small, large = kept(kind, SMALL, cluster), kept(kind, LARGE, cluster)
    if cluster:
        _database(cluster, "bare")
    with tempfile.TemporaryDirectory(prefix="his54-bare-") as folder, ExitStack() as running:
        url = cluster.url("bare") if cluster else f"sqlite:///{folder}/bare.db"
        fill_bare = "from bench import limit; limit.fill(10_000, 300)"
        environment = os.environ | {"HIS54_DATABASE_URL": url}
        subprocess.run([sys.executable, "-c", fill_bare], check=True, cwd=ROOT, env=environment)
        servers = [house(each, workers=workers) for each in (small, large)]
        ports = [running.enter_context(server).port for server in servers]
        at_the_limit = running.enter_context(bare(url, workers=workers))
        everybody = {"limit": at_the_limit, "small": servers[0], "large": servers[1]}
        time.sleep(_SETTLED)
        before = {name: server.processes() for name, server in everybody.items()}
        memory = [round(server.memory_mb()) for server in servers]
        places = zip((small, large), ports, strict=True)
        desks = [tasks.Desk(p, port, time.time_ns()) for p, port in places]
        known = tasks.Bare(10_000, at_the_limit.port, 54)
        found = [
            {"task": task.id, "at_once": at_once, **each}
            for task in tasks.TASKS
            for at_once in ((8,) if quick else (1, 8, 50))
            for each in [_in_turn(task, at_once, desks, known)]
        ]
        for name, server in everybody.items():
            if gone := before[name] - server.processes():
                say(
                    f"  {name}: {len(gone)} of its processes died. {server.log.read_text()[-2000:]}"
                )
    return {
        "kind": kind,
        "workers": workers,
        "memory_mb": memory,
        "started_in": [round(server.started_in, 1) for server in servers],
        "found": found,
    }


def _in_turn(
    task: tasks.Task, at_once: int, desks: list[tasks.Desk], known: tasks.Bare
) -> dict[str, Any]:
    rounds: list[list[load.Outcome]] = []
    seconds, times = (1.5, 3) if at_once == 8 else (0.8, 2)
    for _ in range(times):
        lines = [
            (known.port, task.bare(known)),
            (desks[0].port, task.house(desks[0])),
            (desks[1].port, task.house(desks[1])),
        ]
        rounds.append(
            [load.run(port, make, concurrency=at_once, seconds=seconds) for port, make in lines]
        )
    named = zip(("limit", "small", "large"), zip(*rounds, strict=True), strict=True)
    out: dict[str, Any] = {name: _middle(outcomes) for name, outcomes in named}
    told = {k: (round(v["rate"]), round(v["p95"])) for k, v in out.items()}
    say(f"  {task.id:13} {at_once:3} at once: {told}")
    return out


def _middle(outcomes: tuple[load.Outcome, ...]) -> dict[str, Any]:
    middle = {
        name: round(statistics.median(getattr(each, name) for each in outcomes), 1)
        for name in ("rate", "p50", "p95")
    }
    failures: Counter[str] = Counter()
    for each in outcomes:
        failures.update(each.failures)
    return {**middle, "failed": failures.total(), "failures": dict(failures)}


def machine() -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((x.split(":")[1].strip() for x in lines if x.startswith("model name")), "")
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "commit": commit.stdout.strip(),
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "load_before": [round(x, 1) for x in os.getloadavg()],
    }


def set_ups(only: list[str], quick: bool) -> Iterator[dict[str, Any]]:
    if "sqlite" in only:
        say("SQLite, 1 worker")
        yield measure("sqlite", 1, None, quick)
    if any(name.startswith("postgresql") for name in only):
        with Cluster(durable=True, keep=KEPT / "postgresql") as cluster:
            for workers in (1, 2):
                if f"postgresql-{workers}" in only:
                    say(f"PostgreSQL, {workers} worker(s)")
                    yield measure("postgresql", workers, cluster, quick)


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure HIS54 against its limit.")
    asked.add_argument("--quick", action="store_true", help="concurrency 8 only, shorter runs")
    asked.add_argument("--only", default="sqlite,postgresql-1,postgresql-2")
    asked.add_argument("--costs", action="store_true", help="single layers only; keep the rest")
    asked.add_argument("--report", action="store_true", help="only write the page anew")
    wanted = asked.parse_args()
    kept_file = ROOT / "bench" / "results.json"
    page = ROOT / "docs" / "performance.md"
    if wanted.report or wanted.costs:
        kept_: dict[str, Any] = json.loads(kept_file.read_text())
        if wanted.costs:
            kept_["costs"] = costs.measured(KEPT / f"sqlite-{SMALL}")
            kept_file.write_text(json.dumps(kept_, indent=1) + "\n")
        page.write_text(report.written(kept_))
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {"machine": machine(), "quick": wanted.quick}
    results["set_ups"] = []
    for each in set_ups(wanted.only.split(","), wanted.quick):
        results["set_ups"].append(each)
        (KEPT / "so-far.json").write_text(json.dumps(results, indent=1) + "\n")
    say("What each layer costs, start-up, level, print")
    results["costs"] = costs.measured(KEPT / f"sqlite-{SMALL}")
    results["machine"]["load_after"] = [round(x, 1) for x in os.getloadavg()]
    kept_file.write_text(json.dumps(results, indent=1) + "\n")
    page.write_text(report.written(results))
    say("docs/performance.md is written.")


if __name__ == "__main__":
    main()
