"""A whole day of a clinic, as fast as it goes: sixty at work, fifteen hundred visits.

    python -m bench.day [--visits 1500] [--only sqlite,postgresql] [--cuts 0]

Ten desks register and open visits, twenty rooms call, measure, examine, code, order, prescribe
and close, four at the laboratory answer, dispensers pick, cashiers take the money, dispensers
hand over what is paid, and boards and worklists are looked at all the while. Two in three
are insured; the gateway cannot be reached all day. Afterwards the books must balance, and every
insured visit is checked and sent once (bench/day_house.py). Any answer that is no success ends
in the report.

`--cuts 50` kills the server so often at random moments, whatever it was doing, and starts it
again: everybody presses again what they were not answered, and the books must balance all the
same. What was found is kept in bench/day.json and told in docs/clinic-day.md.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from bench.day_house import STAFF
from bench.day_report import write
from bench.day_staff import Clinic
from bench.houses import ROOT, Place, Server, fill, house
from bench.tasks import sign_in

# Of the server on PostgreSQL, on two processors: one process more than there are processors
# works while another waits for the disk or for a row. (SQLite has one writer, so one process.)
_PROCESSES = 3


def play(place: Place, visits: int, workers: int, cuts: int) -> dict[str, Any]:
    """A day at a house: its speed, its answers, and its books afterwards."""
    _of_the_house(place, "prepare")
    with house(place, workers=workers) as server:
        time.sleep(5)
        sessions = {u: sign_in(server.port, u) for those in STAFF.values() for u in those}
        clinic = Clinic(server.port, visits, sessions)
        with _power_cuts(server, cuts) as done:
            seconds = asyncio.run(clinic.play())
    day = clinic.day
    return {
        "visits": visits,
        "finished": day.finished,
        "workers": workers,
        "seconds": round(seconds, 1),
        "visits_a_second": round(day.finished / seconds, 2),
        "cuts": done[0],
        "pressed_again": dict(day.pressed_again),
        "requests": {
            what: {
                "count": len(took),
                "p50": round(statistics.median(took) * 1000, 1),
                "p95": round(sorted(took)[int(len(took) * 0.95)] * 1000, 1),
            }
            for what, took in day.took.items()
        },
        "refused": dict(day.refused),
        "books": _of_the_house(place, "books"),
        "dossiers": _of_the_house(place, "dossiers"),
    }


def _of_the_house(place: Place, what: str) -> Any:
    """Ask bench/day_house.py, a process of its own with the house's keys."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.day_house", what],
        check=True,
        cwd=ROOT,
        env=place.environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(told.stdout.splitlines()[-1])


@contextmanager
def _power_cuts(server: Server, most: int) -> Iterator[list[int]]:
    """Kill the server so often while the block runs, at most; how often it was."""
    done, over, chance = [0], threading.Event(), Random(54)  # noqa: S311

    def cut() -> None:
        while done[0] < most and not over.wait(chance.uniform(0.5, 4)):
            server.kill()
            done[0] += 1
            server.__enter__()

    with ThreadPoolExecutor(1) as hand:
        cutting = hand.submit(cut)
        try:
            yield done
        finally:
            over.set()
            cutting.result()  # a server that did not start again stops the measurement


def wrong(found: dict[str, Any]) -> list[str]:
    """What must not be after a day; empty when all is well."""
    books, sent, visits = found["books"], found["dossiers"], found["visits"]
    checks = {
        "answers that were no success": bool(found["refused"]),
        "visits that did not end": not visits == found["finished"] == books["closed"],
        "visits twice": books["visits"] > visits,
        "tickets twice": books["tickets_twice"] > 0,
        "invoice numbers twice": books["invoices_twice"] > 0,
        "visits invoiced twice": books["visits_invoiced_twice"] > 0,
        "cash differs": float(books["cash_paid"]) != float(books["cash_in_tills"]),
        "stock differs": books["stock_unequal"] > 0,
        "given is not prescribed": books["given"] != books["prescribed"],
        "insurance files with errors": bool(sent["errors"]),
        "insurance files not accepted": sent["states"] != {"accepted": sent["insured"]},
        "insurance files not received once": sent["received_once"] != sent["insured"],
    }
    return [what for what, is_so in checks.items() if is_so]


def main() -> None:
    from bench.__main__ import machine
    from tests.postgres import Cluster

    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--visits", type=int, default=1500)
    asked.add_argument("--only", default="sqlite,postgresql")
    asked.add_argument("--cuts", type=int, default=0)
    wanted = asked.parse_args()
    found: dict[str, Any] = {}
    problems: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory(prefix="his54-day-") as folder, ExitStack() as running:
        for kind in wanted.only.split(","):
            if kind == "sqlite":
                url, workers = f"sqlite:///{folder}/sqlite/his54.db", 1
            else:
                url, workers = running.enter_context(Cluster(durable=True)).url(), _PROCESSES
            place = Place(Path(folder) / kind, url)
            fill(place, 0)
            day = play(place, wanted.visits, workers, wanted.cuts)
            found[f"{kind} with power cuts" if wanted.cuts else kind] = {**day, **machine()}
            told = {k: v for k, v in day.items() if k != "requests"}
            sys.stdout.write(f"{kind}: {json.dumps(told, ensure_ascii=False)}\n")
            sys.stdout.flush()
            problems |= {kind: wrong(day)} if wrong(day) else {}
    write(found)
    if problems:
        raise SystemExit(f"The day is not in order: {problems}")


if __name__ == "__main__":
    main()
