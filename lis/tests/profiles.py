"""Everything the laboratory must know of a test on a day, read once and kept by its stamp."""

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from kernel.prepared import Prepared
from lis.tests import starting
from lis.tests.autoverify import Autoverify
from lis.tests.autoverify import read as read_rules
from lis.tests.flags import Choice
from lis.tests.models import LabTest, ReferenceRange, Stamp, TestKind, TestState
from lis.tests.ranges import Limits, Range, pick
from lis.tests.reflex import Reflex
from lis.tests.reflex import read as read_reflex
from lis.tests.stamping import NAME

LIST = "lab_test"
WORKED = frozenset({TestState.LIVE})
_KEPT = 6


@dataclass(frozen=True, slots=True)
class TestProfile:
    """A test as the laboratory does it on a day. `unit` is what people read; `ucum` the list's.

    `factor`: a value in `ucum` times this is the value in `unit`. `approved`: a laboratory
    physician vouches for the test and its limits; until then screens say that it awaits him.
    """

    __test__ = False  # (no test of pytest's)

    code: str
    name: str
    name_en: str
    loinc: str
    ministry_code: str
    ucum: str
    unit: str
    factor: Decimal
    section: str
    kind: TestKind
    decimals: int | None
    choices: tuple[Choice, ...]
    method: str
    specimen_type: str
    container: str
    volume_ml: Decimal | None
    minutes: int
    stat_minutes: int
    stable_hours: int | None
    min_repeat_hours: int | None
    formula: str
    reflex: tuple[Reflex, ...]
    autoverify: Autoverify
    second_verification: bool
    preparation: str
    state: TestState
    approved: bool
    version: int
    ranges: tuple[Range, ...] = field(default=())

    def limits(self, *, sex: str, age_days: int | None, pregnant: bool | None = None) -> Limits:
        """What holds for a person: sex "M", "F" or "", age in days or None."""
        return pick(self.ranges, sex=sex, age_days=age_days, pregnant=pregnant)

    @property
    def key(self) -> str:
        """Under which his.cdr keeps its values: LOINC, or the code where the list has none."""
        return self.loinc or self.code


class _Kept:
    """The tests of one day under one stamp; the services' tests as they are asked for."""

    def __init__(self, tests: dict[str, TestProfile]) -> None:
        self.tests = tests
        self.services: dict[str, tuple[str, ...]] = {}


_kept: dict[tuple[UUID, date], _Kept] = {}
_mutex = threading.Lock()
_stamp = Prepared(select(col(Stamp.stamp)).where(col(Stamp.id) == literal(NAME)))


def profile(db: Session, codes: Collection[str], on: date) -> dict[str, TestProfile]:
    """The tests of these codes on a day; a code that no list knows is left out.

    One short statement while nothing has changed; four when something has.
    """
    known = _on(db, on).tests
    return {code: known[code] for code in codes if code in known}


def every(db: Session, on: date) -> dict[str, TestProfile]:
    """All tests of a day, ended ones too. Do not change what is given."""
    return _on(db, on).tests


def tests_of_services(
    db: Session, service_codes: Collection[str], on: date
) -> dict[str, tuple[str, ...]]:
    """The tests of each service that the laboratory does (live ones), in the panel's order."""
    kept = _on(db, on)
    missing = [code for code in service_codes if code not in kept.services]
    if missing:
        found = catalogs.entries(db, "service", missing, on=on)
        for code in missing:
            facts: dict[str, Any] = found[code].facts if code in found else {}
            listed: Sequence[str] = facts.get("tests") or ()
            kept.services[code] = tuple(
                t for t in listed if t in kept.tests and kept.tests[t].state in WORKED
            )
    return {code: kept.services[code] for code in service_codes}


def _on(db: Session, on: date) -> _Kept:
    row = _stamp.first(db)
    if row is None:
        return _Kept(_read(db, on))
    key = (row[0], on)
    with _mutex:
        if key in _kept:
            return _kept[key]
    made = _Kept(_read(db, on))
    with _mutex:
        _kept[key] = made
        while len(_kept) > _KEPT:
            _kept.pop(next(iter(_kept)))
    return made


def _read(db: Session, on: date) -> dict[str, TestProfile]:
    entry = catalogs.Entry
    asked = select(
        col(entry.code),
        col(entry.name),
        col(entry.name_en),
        col(entry.ministry_code),
        col(entry.facts),
    ).where(col(entry.list_id) == LIST, catalogs.in_force_on(on))
    ours = {each.code: each for each in db.execute(select(LabTest)).scalars()}
    limits: dict[str, list[Range]] = {}
    rows = select(ReferenceRange).where(
        col(ReferenceRange.withdrawn_at).is_(None), col(ReferenceRange.valid_from) <= on
    )
    for each in db.execute(rows).scalars():
        if each.valid_to is None or each.valid_to >= on:
            limits.setdefault(each.test_code, []).append(range_of(each))
    made = {}
    for code, name, name_en, ministry_code, facts in db.execute(asked):
        test = ours.get(code)
        ranges = tuple(limits.get(code, ()))
        if test is None:  # in the list, and not yet set up here
            test = starting.test(code, facts or {})
            ranges = tuple(starting.ranges(facts or {}))
        made[code] = _profile(test, name, name_en, ministry_code, facts or {}, ranges)
    return made


def range_of(row: ReferenceRange) -> Range:
    return Range(
        id=row.id,
        sex=row.sex,
        from_days=row.from_days,
        to_days=row.to_days,
        pregnant=row.pregnant,
        low=row.low,
        high=row.high,
        critical_low=row.critical_low,
        critical_high=row.critical_high,
        absurd_low=row.absurd_low,
        absurd_high=row.absurd_high,
        delta_percent=row.delta_percent,
        delta_abs=row.delta_abs,
        delta_hours=row.delta_hours,
        text=row.text,
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        approved=row.approved_at is not None,
    )


def _profile(
    test: LabTest,
    name: str,
    name_en: str,
    ministry_code: str,
    facts: dict[str, Any],
    ranges: tuple[Range, ...],
) -> TestProfile:
    ucum = str(facts.get("ucum") or "")
    shown = "" if ucum.startswith("{") else ucum  # UCUM's annotations are not read aloud
    unit = test.display_unit or shown
    return TestProfile(
        code=test.code,
        name=name,
        name_en=name_en or name,
        loinc=str(facts.get("loinc") or ""),
        ministry_code=ministry_code,
        ucum=ucum,
        unit=unit,
        factor=starting.factor(test.code, ucum, unit),
        section=test.section_code,
        kind=test.kind,
        decimals=test.decimals,
        choices=tuple(Choice(**each) for each in test.choices),
        method=test.method,
        specimen_type=test.specimen_type,
        container=test.container_code,
        volume_ml=test.volume_ml,
        minutes=test.minutes,
        stat_minutes=test.stat_minutes,
        stable_hours=test.stable_hours,
        min_repeat_hours=test.min_repeat_hours,
        formula=test.formula,
        reflex=read_reflex(test.reflex),
        autoverify=read_rules(test.autoverify),
        second_verification=test.second_verification,
        preparation=test.preparation,
        state=test.state,
        approved=test.approved_at is not None and all(r.approved for r in ranges),
        version=test.version,
        ranges=ranges,
    )
