"""The measurements as a page: docs/performance.md."""

import json
from typing import Any

from bench.crash import KEPT
from bench.stripped import LAYERS
from bench.tasks import TASKS

_TITLES = {task.id: task.title for task in TASKS}
_GNU_HEALTH = {"register": (81, 4), "find_by_name": (26, 10), "open": (167, 4)}

_HEAD = """# Performance

Written by `make bench` (`python -m bench`); the figures are in `bench/results.json`.

| | |
|---|---|
| Measured | {at}, commit {commit} |
| Machine | {cpu}, {cores} cores, {memory_gb} GB, Python {python} |
| Load of the machine | {load_before} before, {load_after} after (1, 5, 15 minutes) |

Client, server and PostgreSQL share the machine. The load says how much else ran on it: at a load
well above the number of cores the absolute figures are low and the latencies long, for the limit
as well; **ratios compare what ran within the same seconds** and are what counts. The databases
were read once before, so that they lie in memory as on a server that has run for a day.

The *limit* is a bare FastAPI and SQLModel application (`bench/limit.py`) that inserts or reads the
same row, and adds one plain audit row where HIS54 writes its own; no session, no permission, no
encryption, no search for duplicates. Both databases are durable (SQLite `synchronous=FULL`,
PostgreSQL with `fsync`). Medians of three runs (of two at 1 and at 50 at once). The million
patients come from `his54 seed --patients 1000000`, which writes no audit of its own.

What is done: *register* sends a form with an identity card (the search for similar patients
included), *find by name* two words of a name without diacritics (a page of 20), *find by card*
twelve digits (blind index), *open* the whole record with its documents and people, *worklist* the
first 50 visits of today.
"""

_STATEMENTS = """Client, server and PostgreSQL share two cores: 668 requests a second leave 3 ms
of processor to each, for all three. A registration is 11 statements over the line (who asks;
begin; the form's key taken; locks against a second desk; who is here already; whether the lists
have changed since their codes were read; the patient; the card; the answer kept with the form's
key; the audit; commit; 16 when these figures were measured) where the limit has four, and keeps
twelve indexes where the limit keeps four, one of them of all beginnings of the words of the name.
Opening a patient is six statements and a share in a commit of the audit, the limit's four."""


_NAMES = """Why a common name is slower among a million on PostgreSQL: the index of beginnings (GIN)
gives all who match before the first twenty are taken. Of 214,310 patients 5,470 are an An Nguyễn:
7 ms of the 8 that the question takes; 312 are a Hoà Đặng: 0.5 ms. So it grows with the
namesakes and not with the house."""


def written(results: dict[str, Any]) -> str:
    told = {**results["machine"]}
    for name in ("load_before", "load_after"):
        told[name] = ", ".join(str(x) for x in told[name])
    parts = [_HEAD.format(**told)]
    if "again" in results:
        parts.append(_again(results["again"]))
    parts.append(_goals(results))
    parts += [_set_up(each) for each in results["set_ups"]]
    parts.append(_costs(results["costs"]))
    if KEPT.exists():
        parts.append(_crashes(json.loads(KEPT.read_text())))
    return "\n".join(parts)


def _name(each: dict[str, Any]) -> str:
    kind = "SQLite" if each["kind"] == "sqlite" else "PostgreSQL"
    return f"{kind}, {each['workers']} worker{'s' if each['workers'] > 1 else ''}"


def _set_up(each: dict[str, Any]) -> str:
    lines = [
        f"## {_name(each)}",
        "",
        "Requests a second (p50 / p95 in ms).",
        "",
        "| | at once | limit | 10 thousand | 1 million | of the limit | 1M slower by |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in each["found"]:
        cells = [_cell(row[name]) for name in ("limit", "small", "large")]
        share = row["small"]["rate"] / max(row["limit"]["rate"], 0.1)
        slower = row["small"]["rate"] / max(row["large"]["rate"], 0.1)
        title = _TITLES[row["task"]]
        lines.append(
            f"| {title} | {row['at_once']} | {' | '.join(cells)} | {share:.0%} | {slower:.2f} |"
        )
    return "\n".join([*lines, ""])


def _cell(found: dict[str, Any]) -> str:
    failed = f", {found['failed']} failed" if found["failed"] else ""
    if failed and found.get("failures"):
        failed += ": " + ", ".join(f"{n} x {what}" for what, n in found["failures"].items())
    return f"{found['rate']:.0f} ({found['p50']:.0f} / {found['p95']:.0f}{failed})"


def _again(again: dict[str, Any]) -> str:
    """What was measured later, and less of it."""
    told = again["machine"]
    before, after = (", ".join(map(str, told[k])) for k in ("load_before", "load_after"))
    lines = [
        "## Since then",
        "",
        f"Measured again {told['at']}, commit {told['commit']} (`python -m bench.again`): the",
        "limit and ten thousand patients alone, 8 at once, median of three runs in turn; load",
        f"{before} before, {after} after. CPU is the server's processor time of a request, without",
        "PostgreSQL's; it hardly depends on what else runs. What follows below is older.",
        "",
        "| | | limit | p95 | CPU | HIS54 | p95 | CPU | of the limit |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for each in again["set_ups"]:
        for row in each["found"]:
            cells = [
                f"{found['rate']:.0f}/s | {found['p95']:.0f} ms | {found['cpu']:.1f} ms"
                for found in (row["limit"], row["small"])
            ]
            share = row["small"]["rate"] / max(row["limit"]["rate"], 0.1)
            lines.append(
                f"| {_name(each)} | {_TITLES[row['task']]} | {' | '.join(cells)} "
                f"| {share:.0%} {_met(share >= 0.5)} |"
            )
    return "\n".join([*lines, ""])


def _goals(results: dict[str, Any]) -> str:
    lines = [
        "## Goals",
        "",
        "At 8 at once. Half the limit's throughput; p95 under 40 ms; a million patients at most",
        "1.3 times slower than ten thousand.",
        "",
        "| | | of the limit | p95 (the limit's own) | 1M slower by |",
        "|---|---|---:|---:|---:|",
    ]
    for each in results["set_ups"]:
        for row in each["found"]:
            if row["at_once"] == 8:
                share = row["small"]["rate"] / max(row["limit"]["rate"], 0.1)
                slower = row["small"]["rate"] / max(row["large"]["rate"], 0.1)
                p95, limit = row["small"]["p95"], row["limit"]["p95"]
                lines.append(
                    f"| {_name(each)} | {_TITLES[row['task']]} | {share:.0%} {_met(share >= 0.5)} "
                    f"| {p95:.0f} ms ({limit:.0f}) {_in_time(p95, limit)} "
                    f"| {slower:.2f} {_met(slower <= 1.3)} |"
                )
    return "\n".join([*lines, "", _NAMES, "", _beside_gnu_health(results)])


def _beside_gnu_health(results: dict[str, Any]) -> str:
    both = [e for e in results["set_ups"] if e["kind"] == "postgresql" and e["workers"] == 2]
    if not both:
        return ""
    lines = [
        "GNU Health 5 was measured on this kind of machine, when nothing else ran on it, at 20",
        "thousand patients (PostgreSQL, 2 workers, 8 at once).",
        "",
        "| | GNU Health 5 | wanted | HIS54, 10 thousand | HIS54, 1 million | the limit |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in both[0]["found"]:
        if row["at_once"] == 8 and row["task"] in _GNU_HEALTH:
            theirs, times = _GNU_HEALTH[row["task"]]
            mine = row["small"]["rate"]
            lines.append(
                f"| {_TITLES[row['task']]} | {theirs}/s | {theirs * times}/s "
                f"| {mine:.0f}/s {_met(mine >= theirs * times)} | {row['large']['rate']:.0f}/s "
                f"| {row['limit']['rate']:.0f}/s |"
            )
    return "\n".join([*lines, "", *_why(both[0]["found"])])


def _why(found: list[dict[str, Any]]) -> list[str]:
    """What stands in the way of a goal beside GNU Health that is not met."""
    lines = []
    for row in found:
        if row["at_once"] != 8 or row["task"] not in _GNU_HEALTH:
            continue
        theirs, times = _GNU_HEALTH[row["task"]]
        wanted, most = theirs * times, row["limit"]["rate"]
        if row["small"]["rate"] < wanted:
            lines.append(
                f"- {_TITLES[row['task']]}: {wanted}/s are {wanted / max(most, 0.1):.0%} of what "
                f"the limit gives here ({most:.0f}/s)."
            )
    if lines:
        lines += ["", _STATEMENTS, ""]
    return lines


def _in_time(p95: float, limit: float) -> str:
    """Where the limit itself takes longer, nothing built on it can be in time."""
    if p95 >= 40 <= limit:
        return "not met, nor by the limit"
    return _met(p95 < 40)


def _met(yes: bool) -> str:
    return "met" if yes else "**not met**"


def _costs(costs: dict[str, Any]) -> str:
    lines = ["## What each layer costs", "", costs["note"], "", "| | ms |", "|---|---:|"]
    lines += [f"| {name} | {value:.3f} |" for name, value in costs["layers"].items()]
    lines += _without(costs.get("without", {}))
    lines += ["", "## The rest", "", "| | |", "|---|---:|"]
    lines += [f"| {name} | {value} |" for name, value in costs["rest"].items()]
    return "\n".join([*lines, ""])


def _without(found: dict[str, dict[str, Any]]) -> list[str]:
    """The same requests with a layer taken out."""
    if not found:
        return []
    lines = [
        "",
        "The same in the large: houses from which one layer is taken out (`bench/stripped.py`), at",
        "8 at once, SQLite, 1 worker, 10 thousand patients. Requests a second; by how much they",
        "are more than of the whole house right before (median of five pairs; a layer that a",
        "request does not use shows the noise); the server's processor time for each.",
        "",
        "| | Register | | CPU | Open | | CPU |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for layer, title in LAYERS.items():
        cells = []
        for task in ("register", "open"):
            each = found[layer][task]
            more = "" if layer == "nothing" else f"{each['more']:+.0%}"
            cells.append(f"{each['rate']:.0f}/s | {more} | {each['cpu']:.2f} ms")
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return lines


def _crashes(kept: dict[str, dict[str, Any]]) -> str:
    lines = [
        "## Power cuts",
        "",
        "The server is killed (`kill -9`) at random moments while six desks register patients",
        "(`python -m bench.crash`). Afterwards each registration that was acknowledged has to be",
        "there, none in half (record, card and audit), and the audit's chain has to verify.",
        "",
        "| | killed | acknowledged | in the database | lost | in half | wrong answers |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, each in kept.items():
        counts = ("kills", "acknowledged", "registered", "lost", "half", "broken")
        lines.append(f"| {name} | {' | '.join(str(each[n]) for n in counts)} |")
    lines += [
        "",
        "What was in the database without having been acknowledged was saved in the moment of the",
        "cut: the desk asks again with the same key and gets the answer.",
        "",
    ]
    for name, each in kept.items():
        lines.append(
            f"{name}: {each['runs']} runs until {each['at']}, commit {', '.join(each['commits'])}, "
            f"{each['cpu']}, {each['cores']} cores. The chain in the last one: {each['audit']}"
        )
        lines.append("")
    return "\n".join(lines)
