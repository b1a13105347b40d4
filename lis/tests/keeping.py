"""Changing a test: how it is done, its rules, its state; and who vouches for it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from his.admin import service as admin
from his.catalogs import service as catalogs
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from lis.tests import autoverify, limits, reflex, starting, units
from lis.tests.calculations import BY_ID
from lis.tests.errors import (
    BadTestRule,
    FormulaDoesNotFit,
    NoSuchContainer,
    NoSuchLabTest,
    NoSuchSection,
    ReflexGoesRound,
    UnitCannotBeShown,
    ValidatedByAnother,
)
from lis.tests.models import Container, LabTest, ReferenceRange, Section, TestState
from lis.tests.profiles import LIST, every
from lis.tests.stamping import renew_stamp
from lis.tests.states import become

#: Touching one of these asks for approval again; the rest is housekeeping.
_VOUCHED = frozenset(
    {
        "kind",
        "decimals",
        "display_unit",
        "choices",
        "method",
        "specimen_type",
        "container_code",
        "formula",
        "reflex",
        "autoverify",
        "second_verification",
    }
)


def get(db: Session, code: str, *, to_change: bool = False) -> LabTest:
    """The laboratory's own row of a test; made from the shared list if there is none yet.

    With `to_change` it is held. Raises NoSuchLabTest.
    """
    asked = select(LabTest).where(col(LabTest.code) == code)
    found: LabTest | None = db.execute(asked.with_for_update() if to_change else asked).scalar()
    if found is not None:
        return found
    entry = catalogs.entry(db, LIST, code)
    if entry is None or entry.code != code:
        raise NoSuchLabTest(code=code)
    return starting.test(code, entry.facts)


def save(db: Session, actor: Actor, code: str, *, version: int, **said: Any) -> LabTest:
    """Set a test up. `said` are fields of LabTest; a new one begins as a draft.

    Raises NoSuchLabTest, NoSuchSection, NoSuchContainer, UnitCannotBeShown, BadTestRule,
    ReflexGoesRound, FormulaDoesNotFit, NotInCatalogue, ChangedMeanwhile.
    """
    held = get(db, code, to_change=True)
    new = held not in db
    if new:
        held.state = TestState.DRAFT
        _bring_ranges(db, actor, code)
    else:
        expect(held, version)
    check(db, code, said, facts_of(db, code))
    unit_before = held.display_unit
    vouched = {name: getattr(held, name) for name in _VOUCHED}
    for name, value in said.items():
        setattr(held, name, value)
    if any(getattr(held, name) != value for name, value in vouched.items()):
        held.approved_at = held.approved_by = None
        held.approved_by_name = ""
        held.made_by = actor.id
        if held.state is TestState.VALIDATED:
            held.state = TestState.DRAFT
    db.add(held)
    db.flush()
    if held.display_unit != unit_before:
        ucum = str(facts_of(db, code).get("ucum") or "")
        step = units.factor(unit_before or ucum, held.display_unit or ucum, code)
        limits.rescale(db, actor, code, step)
    renew_stamp(db)
    return held


def own(db: Session, actor: Actor, code: str) -> LabTest:
    """The laboratory's own row, made with the list's limits if there is none yet; held."""
    held = get(db, code, to_change=True)
    if held not in db:
        held.state = TestState.DRAFT
        db.add(held)
        db.flush()
        _bring_ranges(db, actor, code)
        renew_stamp(db)
    return held


def facts_of(db: Session, code: str) -> Mapping[str, Any]:
    entry = catalogs.entry(db, LIST, code)
    if entry is None:
        raise NoSuchLabTest(code=code)
    return entry.facts


def _bring_ranges(db: Session, actor: Actor, code: str) -> None:
    """The limits of the shared list become the laboratory's own."""
    if not limits.rows(db, code):
        limits.begin(db, actor, code, list(starting.ranges(facts_of(db, code))), today())


def check(db: Session, code: str, said: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """Everything that a set-up must be; nothing is changed."""
    section, container = said.get("section_code"), said.get("container_code")
    if section is not None and not _there(db, Section, section):
        raise NoSuchSection(code=section)
    if container and not _there(db, Container, container):
        raise NoSuchContainer(code=container)
    if specimen := said.get("specimen_type"):
        catalogs.demand(db, "specimen", specimen)
    ucum = str(facts.get("ucum") or "")
    unit = said.get("display_unit") or ucum
    try:
        units.factor(ucum, unit, code)
    except units.CannotConvert as error:
        raise UnitCannotBeShown(unit=ucum, to=unit, code=code) from error
    if formula := said.get("formula"):
        _check_formula(code, formula, unit)
    _check_rules(db, code, said)


def _there(db: Session, kind: type[Section] | type[Container], code: str) -> bool:
    asked = select(col(kind.id)).where(col(kind.code) == code, col(kind.active))
    return db.execute(asked).first() is not None


def _check_formula(code: str, formula: str, unit: str) -> None:
    known = BY_ID.get(formula)
    if known is None:
        raise FormulaDoesNotFit(formula=formula, code=code, why="?")
    if any(code in (each.test, each.instead) for each in known.inputs):
        raise FormulaDoesNotFit(formula=formula, code=code, why=f"{code} = f({code})")
    try:
        units.factor(known.unit, unit, code)
    except units.CannotConvert as error:
        raise FormulaDoesNotFit(formula=formula, code=code, why=f"{known.unit} / {unit}") from error


def _check_rules(db: Session, code: str, said: Mapping[str, Any]) -> None:
    try:
        autoverify.read(said.get("autoverify") or {})
        rules = reflex.read(said.get("reflex") or ())
    except (autoverify.BadRules, reflex.BadReflex, TypeError, ValueError) as error:
        raise BadTestRule(why=str(error)) from error
    if not rules:
        return
    known = every(db, today())
    for rule in rules:
        for added in rule.add:
            if added not in known:
                raise NoSuchLabTest(code=added)
    all_rules = {each.code: each.reflex for each in known.values() if each.reflex}
    round_trip = reflex.circle({**all_rules, code: rules})
    if round_trip:
        raise ReflexGoesRound(tests=" → ".join(round_trip))


def step(db: Session, actor: Actor, code: str, *, to: TestState, version: int) -> LabTest:
    """Validate, send back, end or take up again. Going live is `approve`.

    Raises LabTestCannotBecome, ValidatedByAnother, ChangedMeanwhile.
    """
    held = get(db, code, to_change=True)
    if held not in db:
        db.add(held)
    else:
        expect(held, version)
    next_ = become(code, held.state, to)
    own_work = to is TestState.VALIDATED and held.made_by == actor.id
    if own_work and admin.parameter(db, "lis.tests.validated_by_another"):
        raise ValidatedByAnother
    held.state = next_
    if to is TestState.VALIDATED:
        held.validated_by, held.validated_by_name = actor.id, actor.name
        held.validated_at = utc_now()
    elif to is TestState.DRAFT:
        held.validated_by, held.validated_by_name, held.validated_at = None, "", None
        held.approved_by, held.approved_by_name, held.approved_at = None, "", None
    db.flush()
    renew_stamp(db)
    return held


def approve(db: Session, actor: Actor, codes: Collection[str]) -> int:
    """Vouch for tests and every limit of theirs; validated ones go live. Answers how many.

    Raises NoSuchLabTest, LabTestCannotBecome.
    """
    now, done = utc_now(), 0
    for code in sorted(set(codes)):
        held = get(db, code, to_change=True)
        if held not in db:  # in the shared list, not yet set up: vouched for as the list has it
            db.add(held)
            db.flush()
            _bring_ranges(db, actor, code)
        if held.state is not TestState.LIVE:
            held.state = become(code, held.state, TestState.LIVE)
        held.approved_by, held.approved_by_name, held.approved_at = actor.id, actor.name, now
        done += 1
    db.flush()
    open_rows = (
        update(ReferenceRange)
        .where(
            col(ReferenceRange.test_code).in_(set(codes)),
            col(ReferenceRange.approved_at).is_(None),
            col(ReferenceRange.withdrawn_at).is_(None),
        )
        .values(approved_by=actor.id, approved_by_name=actor.name, approved_at=now)
    )
    db.execute(open_rows.execution_options(synchronize_session="fetch"))
    renew_stamp(db)
    return done


def history(db: Session, code: str) -> Sequence[ReferenceRange]:
    """Every row of limits the test ever had, newest first; withdrawn ones too."""
    asked = (
        select(ReferenceRange)
        .where(col(ReferenceRange.test_code) == code)
        .order_by(
            col(ReferenceRange.valid_from).desc(),
            col(ReferenceRange.sex),
            col(ReferenceRange.from_days),
            col(ReferenceRange.id),
        )
    )
    return db.execute(asked.limit(1000)).scalars().all()
