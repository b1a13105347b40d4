"""After a change: the same requests once more, on the limit and ten thousand patients alone.

    python -m bench.again [--only sqlite,postgresql-1,postgresql-2]

Eight at once, the limit and the house in turn within the same seconds (as bench/__main__.py does
it), with the server's processor time of each request. Its figures stand beside those of the whole
measuring in docs/performance.md, until that is done anew.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import load, report, tasks
from bench.__main__ import KEPT, SMALL, _database, kept, machine, say
from bench.houses import ROOT, Server, house
from bench.houses import limit as bare
from tests.postgres import Cluster

_ROUNDS, _SECONDS, _SETTLED = 3, 1.5, 20


def measure(kind: str, workers: int, cluster: Cluster | None) -> dict[str, Any]:
    small = kept(kind, SMALL, cluster)
    if cluster:
        _database(cluster, "bare")
    with tempfile.TemporaryDirectory(prefix="his54-again-") as folder, ExitStack() as running:
        url = cluster.url("bare") if cluster else f"sqlite:///{folder}/bare.db"
        made = "from bench import limit; limit.fill(10_000, 300)"
        environment = os.environ | {"HIS54_DATABASE_URL": url}
        subprocess.run([sys.executable, "-c", made], check=True, cwd=ROOT, env=environment)
        server = running.enter_context(house(small, workers=workers))
        limit = running.enter_context(bare(url, workers=workers))
        time.sleep(_SETTLED)
        desk = tasks.Desk(small, server.port, time.time_ns())
        known = tasks.Bare(10_000, limit.port, 54)
        found = []
        for task in tasks.TASKS:
            lines = {"limit": (limit, task.bare(known)), "small": (server, task.house(desk))}
            rounds: dict[str, list[dict[str, float]]] = {name: [] for name in lines}
            for _ in range(_ROUNDS):
                for name, (each, make) in lines.items():
                    rounds[name].append(_once(each, make))
            middle = {
                name: {
                    k: round(statistics.median(one[k] for one in all_), 2)
                    for k in ("rate", "p50", "p95", "cpu", "failed")
                }
                for name, all_ in rounds.items()
            }
            say(f"  {task.id:13} {middle}")
            found.append({"task": task.id, **middle})
    return {"kind": kind, "workers": workers, "found": found}


def _once(server: Server, make: load.Request) -> dict[str, float]:
    before = server.cpu_seconds()
    found = load.run(server.port, make, concurrency=8, seconds=_SECONDS)
    cpu = (server.cpu_seconds() - before) * 1000 / max(1, found.requests)
    failed = sum(found.failures.values())
    return {
        "rate": found.rate,
        "p50": found.p50,
        "p95": found.p95,
        "cpu": cpu,
        "failed": float(failed),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--only", default="sqlite,postgresql-1,postgresql-2")
    asked.add_argument("--fill", action="store_true", help="fill the houses, measure nothing")
    wanted = asked.parse_args()
    only = wanted.only.split(",")
    KEPT.mkdir(parents=True, exist_ok=True)
    file = ROOT / "bench" / "results.json"
    results: dict[str, Any] = json.loads(file.read_text())
    made: list[dict[str, Any]] = []
    told = machine()
    with ExitStack() as running:
        cluster = None
        if any(name.startswith("postgresql") for name in only):
            cluster = running.enter_context(Cluster(durable=True, keep=KEPT / "postgresql"))
        for name, kind, workers in (
            ("sqlite", "sqlite", 1),
            ("postgresql-1", "postgresql", 1),
            ("postgresql-2", "postgresql", 2),
        ):
            if name not in only:
                continue
            server = cluster if kind == "postgresql" else None
            if wanted.fill:
                kept(kind, SMALL, server)
                continue
            say(name)
            made.append(measure(kind, workers, server))
    if made:
        told["load_after"] = [round(x, 1) for x in os.getloadavg()]
        before = results.get("again", {}).get("set_ups", [])
        new = {(each["kind"], each["workers"]) for each in made}
        others = [each for each in before if (each["kind"], each["workers"]) not in new]
        results["again"] = {"machine": told, "set_ups": [*others, *made]}
        file.write_text(json.dumps(results, indent=1) + "\n")
        Path(ROOT / "docs" / "performance.md").write_text(report.written(results))


if __name__ == "__main__":
    main()
