"""Tests over the API: the list, one test, its limits, who vouches for it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Depends, Path, Query

from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.columns import unaccented
from kernel.db import Db
from kernel.paging import After, Limit, Page, cursor, place
from kernel.routing import Router
from kernel.schemas import Words, said
from lis.tests import calculations, keeping, limits, permissions
from lis.tests.autoverify import Facts, decide
from lis.tests.errors import NoSuchLabTest
from lis.tests.flags import absurd, flag
from lis.tests.models import LabTest, TestState
from lis.tests.profiles import TestProfile, every
from lis.tests.ranges import ADULT_DAYS, Limits, Range
from lis.tests.reflex import due
from lis.tests.schemas import (
    ApproveTestsIn,
    CalculationOut,
    LabTestIn,
    LabTestOut,
    RangesIn,
    ReferenceRangeOut,
    StepIn,
    TestLineOut,
    ValueJudgedOut,
)

router = Router(prefix="/lis", tags=["lis.tests"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Editor = Annotated[Actor, Depends(Requires(permissions.EDIT))]
Approver = Annotated[Actor, Depends(Requires(permissions.APPROVE))]
TestCode = Annotated[str, Path(min_length=1, max_length=60)]


@router.get("/tests")
def list_tests(
    _: Reader,
    db: Db,
    q: Annotated[str, Query(max_length=100)] = "",
    section: Annotated[str, Query(max_length=20)] = "",
    state: TestState | None = None,
    awaits: bool = False,
    after: After = None,
    limit: Limit = 100,
) -> Page[TestLineOut]:
    """The tests by section and code; `awaits`: only those that nobody vouches for yet."""
    words = unaccented(q)
    found = [
        each
        for each in sorted(every(db, today()).values(), key=_order)
        if (not section or each.section == section)
        and (state is None or each.state is state)
        and not (awaits and each.approved)
        and (not words or words in unaccented(f"{each.code} {each.name} {each.name_en}"))
    ]
    if after:
        here = place(after, str, str)
        found = [each for each in found if _order(each) > here]
    shown = found[:limit]
    following = cursor(*_order(shown[-1])) if len(found) > limit else None
    return Page[TestLineOut](items=[_line(each) for each in shown], next=following)


def _order(each: TestProfile) -> tuple[str, str]:
    return each.section, each.code


def _line(each: TestProfile) -> TestLineOut:
    adult = each.limits(sex="", age_days=ADULT_DAYS + 1)
    return TestLineOut(
        code=each.code,
        name=each.name,
        name_en=each.name_en,
        loinc=each.loinc,
        unit=each.unit,
        section=each.section,
        kind=each.kind,
        container=each.container,
        minutes=each.minutes,
        range=adult.shown(),
        formula=each.formula,
        autoverified=each.autoverify.on,
        reflex=bool(each.reflex),
        state=each.state,
        approved=each.approved,
    )


@router.post("/tests/approve")
def approve_tests(asked: ApproveTestsIn, actor: Approver, db: Db) -> Page[TestLineOut]:
    """Vouch for tests and all limits of theirs."""
    keeping.approve(db, actor, asked.codes)
    known = every(db, today())
    return Page[TestLineOut](items=[_line(known[c]) for c in asked.codes if c in known], next=None)


@router.get("/calculations")
def formulas(_: Reader) -> Page[CalculationOut]:
    """The formulas that a test may have."""
    items = [
        CalculationOut(
            id=each.id,
            title=said(each.title),
            inputs=[f"{i.test} ({i.unit})" for i in each.inputs],
            unit=each.unit,
            source=each.source,
        )
        for each in calculations.ALL
    ]
    return Page[CalculationOut](items=items, next=None)


@router.get("/tests/{code}")
def one_test(code: TestCode, _: Reader, db: Db) -> LabTestOut:
    return _out(db, code)


@router.put("/tests/{code}")
def save_test(code: TestCode, wanted: LabTestIn, actor: Editor, db: Db) -> LabTestOut:
    """Set a test up; what somebody vouched for awaits him again."""
    asked = wanted.model_dump(mode="json", exclude={"version"})
    asked["kind"], asked["volume_ml"] = wanted.kind, wanted.volume_ml
    keeping.save(db, actor, code, version=wanted.version, **asked)
    return _out(db, code)


@router.post("/tests/{code}/state")
def step_test(code: TestCode, wanted: StepIn, actor: Editor, db: Db) -> LabTestOut:
    """Validate, send back, end, take up again."""
    keeping.step(db, actor, code, to=wanted.to, version=wanted.version)
    return _out(db, code)


@router.put("/tests/{code}/ranges")
def set_ranges(code: TestCode, wanted: RangesIn, actor: Editor, db: Db) -> LabTestOut:
    """These are the limits from a day on; results that are out keep theirs."""
    keeping.own(db, actor, code)
    limits.replace_all(
        db,
        actor,
        code,
        wanted=[Range(**each.model_dump()) for each in wanted.ranges],
        since=wanted.since,
        reason=wanted.reason,
    )
    return _out(db, code)


@router.get("/tests/{code}/judged")
def judged(
    code: TestCode,
    value: Annotated[Decimal, Query(ge=-(10**9), le=10**9)],
    _: Reader,
    db: Db,
    sex: Annotated[str, Query(pattern="^[MF]?$")] = "",
    age_days: Annotated[int | None, Query(ge=0, le=80_000)] = None,
    pregnant: bool | None = None,
    on: date | None = None,
) -> ValueJudgedOut:
    """What a value from an analyser would say for a person. Nothing is kept."""
    profile = every(db, on or today()).get(code)
    if profile is None:
        raise NoSuchLabTest(code=code)
    usual: Limits = profile.limits(sex=sex, age_days=age_days, pregnant=pregnant)
    mark, impossible = flag(value, usual), absurd(value, usual)
    decision = decide(
        profile.autoverify,
        Facts(
            figure=value,
            limits=usual,
            flag=mark,
            absurd=impossible,
            source="analyser",
            approved=profile.approved,
            second_verification=profile.second_verification,
        ),
    )
    return ValueJudgedOut(
        flag=mark,
        absurd=impossible,
        range=usual.shown(),
        unsure=usual.unsure,
        passes=decision.passed,
        reasons=[Words(vi=r.vi, en=r.en) for r in decision.reasons],
        adds=due(profile.reflex, figure=value, flag=mark),
    )


def _out(db: Db, code: str) -> LabTestOut:
    profile = every(db, today()).get(code)
    if profile is None:
        raise NoSuchLabTest(code=code)
    held: LabTest = keeping.get(db, code)
    answer: dict[str, Any] = {
        name: getattr(profile, name)
        for name in LabTestOut.model_fields
        if name not in _HELD and name != "ranges"
    }
    mine = {name: getattr(held, name) for name in _HELD if name != "version"}
    return LabTestOut.model_validate(
        {
            **answer,
            **mine,
            "version": held.version if held in db else 0,
            "ranges": [ReferenceRangeOut.model_validate(r) for r in keeping.history(db, code)],
        },
        from_attributes=True,
    )


_HELD = ("version", "display_unit", "approved_by_name", "approved_at", "validated_by_name")
