"""The day that was played as a page: docs/clinic-day.md."""

import json
from typing import Any

from bench.houses import ROOT

KEPT = ROOT / "bench" / "day.json"
_PAGE = ROOT / "docs" / "clinic-day.md"
_GOALS = {"sqlite": 2, "postgresql": 5}
_TITLES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

_HEAD = """# A clinic's day, played

Written by `make bench-day` (`python -m bench.day`); the figures are in `bench/day.json`.

Sixty people work as fast as the server answers: ten desks register new patients (identity card,
telephone, two in three with a health insurance card at 80, 95 or 100 per cent) and open their
visits, twenty doctors call, measure, examine, code, order a test for every second patient,
prescribe two of twenty drugs, sign and close, four at the laboratory answer, five dispensers pick
by expiry, ten cashiers take the money, five hand over what is paid; boards and worklists are asked
meanwhile. The insurance's gateway cannot be reached all day. Players, server and database share
the machine.

Afterwards: no ticket and no invoice number is there twice and no visit is invoiced twice; cash in
the tills is the sum of the payments to the đồng; every balance of the stock is the sum of its
moves, and what was handed over is what was signed for; the audit's chain verifies; and when the
gateway is back, every insured visit's tables pass all checks without an error and are taken by
the gateway (its simulator, which judges the file) once.
"""


def write(played: dict[str, Any]) -> None:
    """Keep the figures beside those of other databases, and tell them all."""
    found = {**(json.loads(KEPT.read_text()) if KEPT.exists() else {}), **played}
    KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    _PAGE.write_text("\n".join([_HEAD, *(_day(*each) for each in sorted(found.items()))]))


def _day(kind: str, day: dict[str, Any]) -> str:
    base, _, cut = kind.partition(" ")
    books, sent = day["books"], day["dossiers"]
    speed = ""
    if not cut:
        goal = _GOALS[base]
        kept = "met" if day["visits_a_second"] >= goal else "**not met**"
        speed = f": **{day['visits_a_second']} visits a second** (goal {goal}: {kept})"
    facts = [
        f"{day['at']}, commit {day['commit']}, {day['cpu']}, {day['cores']} cores, "
        f"{day['memory_gb']} GB, Python {day['python']}, {day['workers']} worker(s)",
        f"{day['finished']} of {day['visits']} visits in {day['seconds']} s{speed}",
        f"{books['tickets']} tickets, {books['invoices']} invoices, "
        f"{int(float(books['cash_in_tills'])):,} đồng in the tills; twice or unequal: "
        f"{books['tickets_twice'] + books['invoices_twice'] + books['visits_invoiced_twice']}"
        f" and {books['stock_unequal']}",
        f"{sent['insured']} insured visits: {sum(sent['errors'].values())} errors, "
        f"{sent['states'].get('accepted', 0)} accepted, {sent['received_once']} received once",
        f"answers that were no success: {sum(day['refused'].values())}",
    ]
    if cut:
        again = sum(day["pressed_again"].values())
        several = ", ".join(f"{what} {many}" for what, many in _most(day["pressed_again"]))
        facts.insert(
            1,
            f"the server was killed **{day['cuts']} times** (`--cuts`) and started again; {again} "
            f"presses that were not answered were repeated ({several})",
        )
    lines = [f"## {_TITLES[base]}{' ' + cut if cut else ''}", ""]
    lines += [f"- {each}" for each in facts]
    if cut:  # how long a request took says nothing here
        return "\n".join([*lines, ""])
    lines += ["", "| Request | times | p50 ms | p95 ms |", "|---|---:|---:|---:|"]
    for what, took in sorted(day["requests"].items(), key=lambda x: -x[1]["count"]):
        if took["count"] > 1:
            lines.append(f"| {what} | {took['count']} | {took['p50']} | {took['p95']} |")
    return "\n".join([*lines, ""])


def _most(pressed: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(pressed.items(), key=lambda x: -x[1])[:8]
