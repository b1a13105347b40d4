"""Play the tasks of a first day in a browser, count hands, and write docs/day-one.md.

    make bench-tasks            # or: python -m bench.day_one [--times 5]

The journeys of tests/e2e call `Hands.tell(task, ...)`; here they run several times before one
practice clinic, and what they took is set against the budget of each task.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.__main__ import machine
from bench.houses import ROOT, Place, house
from tests.e2e.hands import MEASURED

_KEPT = ROOT / "bench" / "day_one.json"
_PASSWORD = "Practice-54-Measure"  # noqa: S105 (of invented people on this machine)

#: task: (who, what, seconds, actions); None: no budget was set. A scan is an action.
BUDGETS: dict[int, tuple[str, str, int | None, int | None]] = {
    1: ("Administrator", "Set up: facility, rooms, five users, price list", 600, None),
    2: ("Administrator", "Morning check", 20, 1),
    3: ("Administrator", "New staff, forgotten password", 60, 6),
    4: ("Receptionist", "New patient by scan to the ticket", 30, 4),
    5: ("Receptionist", "Repeat patient by scan to the ticket", 5, 2),
    6: ("Receptionist", "Change room, cancel, emergency before papers", 15, 3),
    7: ("Receptionist", "Book, move an appointment", 20, 4),
    8: ("Nurse", "Call, six vital signs", 25, None),
    9: ("Doctor", "Open the next patient with everything on one screen", 5, 1),
    10: ("Doctor", "Note, ICD-10, orders", 60, 12),
    11: ("Doctor", "Prescription, new, signed", 45, 15),
    12: ("Doctor", "Results back, conclude, close", 30, 5),
    17: ("Pharmacist", "Check, dispense, hand over", 25, None),
    18: ("Pharmacist", "Receive a delivery, a line", 8, None),
    19: ("Cashier", "Bill, money, receipt", 15, 2),
    20: ("Cashier", "Cancel an invoice with its reason", 40, 5),
    23: ("Insurance clerk", "A refused dossier mended", 60, None),
    24: ("Director", "Yesterday on one page, on a phone", 30, 1),
}

#: Ways of a task that have a budget of their own: (seconds, actions).
OWN_BUDGETS: dict[str, tuple[int | None, int | None]] = {
    "Renew the last prescription and sign": (10, 3),
    "Count the drawer and close the shift": (180, None),
}

#: Why a way takes more than its budget, where it does.
EXPLAINED: dict[str, str] = {
    "A patient who was here before, by scan to the ticket": (
        "the two actions are kept. By the model, taking and scanning the card (2.5 s), a thought "
        "before the scan and one before the key (2.7 s) and the key are 5.5 s before the machine "
        "does anything; who does it all day needs no thought before F9."
    ),
}

# Seconds of a trained user's hands by the keystroke-level model (Card, Moran, Newell 1980):
# a key, pointing and a click, and thinking before each step; a scan is reaching for the card.
_KEY, _CLICK, _THINK, _SCAN = 0.28, 1.3, 1.35, 2.5


def hands(told: dict[str, Any]) -> float:
    """Seconds of a person's part of a task."""
    typed: int = told["keys"] + told["letters"]
    thoughts = max(1, len(told["waits"]))
    pointed: int = told["clicks"]
    scanned: int = told["scans"]
    return typed * _KEY + pointed * _CLICK + scanned * _SCAN + thoughts * _THINK


def journeys() -> list[str]:
    """The files whose journeys are told."""
    found = (ROOT / "tests" / "e2e").glob("test_*.py")
    return [str(file) for file in sorted(found) if ".tell(" in file.read_text()]


def measured(times: int) -> list[dict[str, Any]]:
    """Every journey so many times, before one practice clinic."""
    MEASURED.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="his54-day-one-") as folder:
        place = Place(Path(folder), f"sqlite:///{folder}/his54.db", _PASSWORD)
        place.his54("migrate")
        place.his54("seed")
        with house(place, HIS54_SIGN_INS_PER_MINUTE="10000") as server:
            told = {
                "JOURNEYS_AT": f"http://127.0.0.1:{server.port}",
                "JOURNEYS_PASSWORD": _PASSWORD,
            }
            for _ in range(times):
                subprocess.run(
                    [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", *journeys()],
                    cwd=ROOT,
                    env=os.environ | told,
                    check=False,
                    stdout=sys.stderr,
                )
    lines = MEASURED.read_text().splitlines() if MEASURED.exists() else []
    return [json.loads(line) for line in lines]


def summed(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line a way of doing a task: counts, machine seconds p95, seconds with hands."""
    ways: dict[tuple[int, str], list[dict[str, Any]]] = defaultdict(list)
    for each in found:
        ways[each["task"], each["what"]].append(each)
    lines = []
    for (task, what), times in sorted(ways.items()):
        last = times[-1]
        machine_ms = sorted(sum(each["waits"]) for each in times)
        p95 = machine_ms[min(len(machine_ms) - 1, int(len(machine_ms) * 0.95))] / 1000
        lines.append(
            {
                "task": task,
                "what": what,
                "times": len(times),
                "scans": last["scans"],
                "keys": last["keys"],
                "letters": last["letters"],
                "clicks": last["clicks"],
                "actions": last["scans"] + last["keys"] + last["clicks"],
                "machine_p50": round(statistics.median(machine_ms) / 1000, 2),
                "machine_p95": round(p95, 2),
                "seconds": round(p95 + hands(last), 1),
            }
        )
    return lines


def is_kept(way: dict[str, Any], seconds: int | None, actions: int | None) -> bool:
    in_time = not seconds or way["seconds"] <= seconds
    return in_time and (not actions or way["actions"] <= actions)


def _shown(seconds: int | None, actions: int | None) -> str:
    most = (f"{seconds} s" if seconds else "", f"{actions}" if actions else "")
    return " / ".join(each for each in most if each)


def written(results: dict[str, Any]) -> str:
    """docs/day-one.md."""
    m = results["machine"]
    played = [each["times"] for each in results["tasks"]]
    out = [
        "# Day one: what the tasks of a clinic take",
        "",
        "Written by `make bench-tasks` (`python -m bench.day_one`); the figures are in",
        "`bench/day_one.json`. Each task is played in Chromium on the practice clinic, by keyboard",
        "where there is a keyboard way. *Machine* is the time from a key to what it brings on the",
        "screen, over the whole task (95th percentile). *Seconds* adds a trained user's hands by",
        "the keystroke-level model (a key 0.28 s, a click 1.3 s, a scan 2.5 s, a thought before",
        "each step 1.35 s); reading, talking and printing are not in it. *Actions* are scans,",
        "acting keys and clicks; letters typed into fields stand apart.",
        "",
        f"Measured {m['at']}, commit {m['commit']}, {m['cpu']}, {m['cores']} cores, browser and",
        f"server on the same machine; load {', '.join(str(x) for x in m['load_before'])}. Each way",
        f"was played {min(played, default=0)} to {max(played, default=0)} times.",
        "",
        "| | who | task | actions | letters | machine p95 | seconds | budget | |",
        "|---:|---|---|---:|---:|---:|---:|---|---|",
    ]
    told = results["tasks"]
    over: list[dict[str, Any]] = []
    for number, (who, title, seconds, actions) in BUDGETS.items():
        mine = [each for each in told if each["task"] == number]
        if not mine:
            out.append(f"| {number} | {who} | {title} | | | | | {_shown(seconds, actions)} | |")
        for each in mine:
            most = OWN_BUDGETS.get(each["what"], (seconds, actions))
            kept = is_kept(each, *most)
            if not kept:
                over.append(each)
            out.append(
                f"| {number} | {who} | {each['what']} | {each['actions']} | {each['letters']} "
                f"| {each['machine_p95']:.1f} s | {each['seconds']:.0f} | {_shown(*most)} "
                f"| {'kept' if kept else '**over**'} |"
            )
    if over:
        out += ["", "## Over the budget", ""]
        out += [f"- {e['what']}: {EXPLAINED.get(e['what'], 'to be mended.')}" for e in over]
    return "\n".join(out) + "\n"


def main() -> None:
    asked = argparse.ArgumentParser(description="Play the tasks of a first day and count hands.")
    asked.add_argument("--times", type=int, default=5)
    wanted = asked.parse_args()
    results = {"machine": machine(), "tasks": summed(measured(wanted.times))}
    _KEPT.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    (ROOT / "docs" / "day-one.md").write_text(written(results))
    sys.stderr.write("docs/day-one.md is written.\n")


if __name__ == "__main__":
    main()
