"""The catalogue as a file: tests or limits, written out, tried, and taken in from a day on.

A trial says what would change and what is wrong, row by row; taking it in compares again with
the digest that was shown, and takes everything or nothing. A file of limits holds all limits
of each test that it names; tests that it does not name stay as they are.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from kernel.access import Actor
from kernel.clock import today
from kernel.errors import Refusal
from kernel.text import Text
from lis.tests import keeping, limits
from lis.tests.cells import COLUMNS, LIMITS, RANGES, TESTS, What, cell, range_of, rows_of, test_of
from lis.tests.errors import LabFileHasErrors, ListMovedOn
from lis.tests.profiles import TestProfile, every
from lis.tests.ranges import Range


@dataclass(frozen=True, slots=True)
class RowProblem:
    row: int
    says: Text


@dataclass(frozen=True, slots=True)
class Difference:
    """One test: what stands and what the file says, as texts by column."""

    code: str
    before: dict[str, str]
    after: dict[str, str]


@dataclass(slots=True)
class FileTrial:
    """What a file would do. `plan` is the digest of the difference."""

    rows: int = 0
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    wanted: dict[str, Any] = field(default_factory=dict)

    @property
    def plan(self) -> str:
        said = repr(
            [(d.code, sorted(d.before.items()), sorted(d.after.items())) for d in self.differences]
        )
        return hashlib.sha256(repr(said).encode()).hexdigest()


def write(db: Session, what: What, *, on: date | None = None) -> list[list[str]]:
    """The rows of a file, its header first."""
    known = every(db, on or today())
    made = [list(COLUMNS[what])]
    for profile in sorted(known.values(), key=lambda p: (p.section, p.code)):
        if what is What.TESTS:
            made.append([cell(v) for v in _of_test(profile).values()])
        else:
            made += [[cell(v) for v in _of_range(profile, r).values()] for r in _sorted(profile)]
    return made


def attempt(db: Session, what: What, *, content: bytes, since: date) -> FileTrial:
    """Read a file and compare it; nothing is kept. Raises LabFileUnreadable."""
    trial = FileTrial()
    known = every(db, since)
    asked: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for number, cells in rows_of(content, COLUMNS[what]):
        trial.rows += 1
        try:
            read = test_of(cells) if what is What.TESTS else range_of(cells)
        except ValueError as error:
            trial.problems.append(_problem(number, str(error)))
            continue
        asked.setdefault(cells["code"], []).append((number, read))
    for code, found in asked.items():
        profile = known.get(code)
        if profile is None:
            says = Text(f"Không có chỉ số {code} trong danh mục.", f"No test {code} in the list.")
            trial.problems.append(RowProblem(found[0][0], says))
        elif what is What.TESTS:
            _compare_test(db, trial, profile, found)
        else:
            _compare_ranges(trial, profile, found)
    return trial


def take(
    db: Session, actor: Actor, what: What, *, content: bytes, since: date, plan: str
) -> FileTrial:
    """Take a tried file in, whole.

    Raises LabFileHasErrors, ListMovedOn and what saving raises.
    """
    trial = attempt(db, what, content=content, since=since)
    if trial.problems:
        raise LabFileHasErrors(count=len(trial.problems))
    if trial.plan != plan:
        raise ListMovedOn
    for code, wanted in trial.wanted.items():
        if what is What.TESTS:
            held = keeping.get(db, code)
            kept = {"autoverify": held.autoverify, "reflex": held.reflex, "choices": held.choices}
            keeping.save(db, actor, code, version=held.version, **kept, **wanted)
        else:
            keeping.own(db, actor, code)
            limits.replace_all(db, actor, code, wanted=wanted, since=since, reason="Nhập tệp")
    return trial


def _compare_test(
    db: Session, trial: FileTrial, profile: TestProfile, found: list[tuple[int, dict[str, Any]]]
) -> None:
    row, wanted = found[-1]
    if len(found) > 1:
        trial.problems.append(_problem(row, "code: 2x"))
        return
    try:
        keeping.check(db, profile.code, wanted, keeping.facts_of(db, profile.code))
    except Refusal as refused:
        trial.problems.append(RowProblem(row, refused.detail))
        return
    stands = _of_test(profile)
    before = {n: cell(stands[n]) for n, v in wanted.items() if cell(stands[n]) != cell(v)}
    if not before:
        trial.unchanged += 1
        return
    after = {name: cell(wanted[name]) for name in before}
    trial.differences.append(Difference(profile.code, before, after))
    trial.wanted[profile.code] = wanted


def _compare_ranges(
    trial: FileTrial, profile: TestProfile, found: list[tuple[int, dict[str, Any]]]
) -> None:
    wanted = [Range(**read) for _, read in found]
    try:
        limits.check(wanted)
    except Refusal as refused:
        trial.problems.append(RowProblem(found[0][0], refused.detail))
        return
    before, after = ({_line(r) for r in rows} for rows in (profile.ranges, wanted))
    if before == after:
        trial.unchanged += 1
        return
    gone, new = sorted(before - after), sorted(after - before)
    trial.differences.append(
        Difference(profile.code, {"ranges": "\n".join(gone)}, {"ranges": "\n".join(new)})
    )
    trial.wanted[profile.code] = wanted


def _line(row: Range) -> str:
    """A row of limits as one line of the difference: everything it says."""
    said = (
        f"{n} {cell(v)}"
        for n in (*LIMITS[2:], "delta_hours", "text", "source")
        if (v := getattr(row, n)) not in (None, "")
    )
    return "; ".join((limits.named(row), *said))


def _of_test(profile: TestProfile) -> dict[str, Any]:
    shown = "" if profile.ucum.startswith("{") else profile.ucum
    said = {
        "section_code": profile.section,
        "kind": profile.kind.value,
        "display_unit": "" if profile.unit == shown else profile.unit,
        "container_code": profile.container,
    }
    return {name: said[name] if name in said else getattr(profile, name) for name in TESTS}


def _of_range(profile: TestProfile, row: Range) -> dict[str, Any]:
    said = {name: getattr(row, name) for name in RANGES[2:]}
    return {"code": profile.code, "name": profile.name, **said}


def _sorted(profile: TestProfile) -> list[Range]:
    return sorted(profile.ranges, key=lambda r: (bool(r.pregnant), r.from_days, r.sex))


def _problem(row: int, why: str) -> RowProblem:
    return RowProblem(row, Text(f"Giá trị sai: {why}", f"Wrong value: {why}"))
