from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from kernel.access import Actor, Requires
from kernel.clock import span, today
from kernel.db import Db
from kernel.errors import NotFound
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from lis.quality import holding, monthly, paper, permissions, running, showing, targets
from lis.quality.chart_schemas import (
    ControlChartOut,
    ControlMonthLine,
    ControlMonthOut,
    ControlOverviewOut,
)
from lis.quality.models import ControlHold, ControlRun
from lis.quality.running import ControlValue
from lis.quality.schemas import (
    ControlExcludeIn,
    ControlHoldOut,
    ControlLotChange,
    ControlLotIn,
    ControlLotOut,
    ControlPlanIn,
    ControlPlanOut,
    ControlRunIn,
    ControlRunOut,
    ControlTargetIn,
    ControlTargetOut,
    HoldActIn,
    HoldReleaseIn,
)
from lis.tests import service as tests

router = Router(prefix="/lab/quality", tags=["lis.quality"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Runner = Annotated[Actor, Depends(Requires(permissions.RUN))]
SetUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]
Day = Annotated[date | None, Query(description="Vietnamese day.")]
Analyser = Annotated[str, Query(max_length=60, description="Empty: wherever it is done.")]
TestAsked = Annotated[str, Query(min_length=1, max_length=60)]
MOST_DAYS = 92


@router.get("/overview")
def overview(actor: Reader, db: Db) -> ControlOverviewOut:
    """Every test under control now: what is locked first."""
    return ControlOverviewOut.of(showing.overview(db))


@router.get("/chart")
def chart(
    test_code: TestAsked,
    actor: Reader,
    db: Db,
    analyser: Analyser = "",
    since: Day = None,
    until: Day = None,
) -> ControlChartOut:
    """A test's controls, a series a lot: the last 31 days when no days are told."""
    found = showing.chart(db, test_code, analyser, since=since, until=until)
    if found is None:
        raise NotFound
    return ControlChartOut.of(found)


@router.post("/prints/chart", responses=PDF, response_class=Response)
def print_chart(
    test_code: TestAsked,
    actor: Reader,
    db: Db,
    analyser: Analyser = "",
    since: Day = None,
    until: Day = None,
) -> Response:
    """The Levey-Jennings chart on paper."""
    return pdf(*paper.chart(db, actor, test_code, analyser, since=since, until=until))


@router.post("/runs", status_code=201)
def record(told: ControlRunIn, actor: Runner, db: Db) -> ControlRunOut:
    """Controls that were run together; answers whether the test is in control."""
    values = [ControlValue(v.lot_id, v.value) for v in told.values]
    run = running.record(
        db,
        actor,
        test_code=told.test_code,
        analyser=told.analyser,
        values=values,
        note=told.note,
    )
    return ControlRunOut.of(run)


@router.post("/points/{point_id}/exclude")
def exclude(
    point_id: UUID,
    told: ControlExcludeIn,
    actor: Annotated[Actor, Depends(Requires(permissions.EXCLUDE))],
    db: Db,
) -> ControlRunOut:
    """A value that counts no more; it stays on the chart with its reason."""
    point = running.exclude(db, actor, point_id, reason=told.reason)
    return ControlRunOut.of(db.get_one(ControlRun, point.run_id))


@router.get("/holds")
def hold_list(
    actor: Reader, db: Db, only_open: bool = True, after: After = None, limit: Limit = 50
) -> Page[ControlHoldOut]:
    """What is locked, or was; the latest first."""
    found, following = holding.holds(db, only_open=only_open, after=after, limit=limit)
    return Page(items=_holds(db, found), next=following)


@router.post("/holds/{hold_id}/act")
def act(hold_id: UUID, told: HoldActIn, actor: Runner, db: Db) -> ControlHoldOut:
    """The cause that was found, and what was done about it."""
    held = holding.act(db, actor, hold_id, cause=told.cause, action=told.action)
    return _holds(db, [held])[0]


@router.post("/holds/{hold_id}/release")
def release(
    hold_id: UUID,
    told: HoldReleaseIn,
    actor: Annotated[Actor, Depends(Requires(permissions.RELEASE))],
    db: Db,
) -> ControlHoldOut:
    """Results of the test go on, after a good control."""
    return _holds(db, [holding.release(db, actor, hold_id, reason=told.reason)])[0]


@router.get("/lots")
def control_lots(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ControlLotOut]:
    """The lots of controls, by material and level."""
    found, following = targets.lots(db, after=after, limit=limit)
    return Page(items=[ControlLotOut.of(each) for each in found], next=following)


@router.post("/lots", status_code=201)
def add_lot(told: ControlLotIn, actor: SetUp, db: Db) -> ControlLotOut:
    """Take a lot of a control into use."""
    return ControlLotOut.of(targets.add_lot(db, actor, **told.model_dump()))


@router.put("/lots/{lot_id}")
def change_lot(lot_id: UUID, told: ControlLotChange, actor: SetUp, db: Db) -> ControlLotOut:
    """Open it, end it, mend what was mistyped."""
    return ControlLotOut.of(targets.change_lot(db, actor, lot_id, **told.model_dump()))


@router.get("/lots/{lot_id}/targets")
def lot_targets(
    lot_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ControlTargetOut]:
    """What a lot should read now, and should have read before, by test."""
    targets.lot(db, lot_id)
    found, following = targets.history(db, lot_id, after=after, limit=limit)
    return Page(items=[ControlTargetOut.model_validate(t) for t in found], next=following)


@router.post("/targets", status_code=201)
def set_target(told: ControlTargetIn, actor: SetUp, db: Db) -> ControlTargetOut:
    """From now on a test should read this in a lot."""
    made = targets.set_target(db, actor, **told.model_dump())
    return ControlTargetOut.model_validate(made)


@router.put("/plans/{plan_id}")
def set_plan(plan_id: UUID, told: ControlPlanIn, actor: SetUp, db: Db) -> ControlPlanOut:
    """Rules of a test, how often it is controlled, whether it is locked."""
    values = told.model_dump(exclude={"rules"})
    rules = {each.rule: each.act for each in told.rules}
    return ControlPlanOut.of(targets.set_plan(db, actor, plan_id, rules=rules, **values))


@router.get("/statistics")
def statistics(actor: Reader, db: Db, since: Day = None, until: Day = None) -> ControlMonthOut:
    """Mean, SD, CV, bias and sigma of each control; this month when no days are told."""
    first, last = span(since or (until or today()).replace(day=1), until, MOST_DAYS)
    found = [ControlMonthLine.of(each) for each in monthly.lines(db, first, last)]
    return ControlMonthOut(since=first, until=last, lines=found)


def _holds(db: Db, found: list[ControlHold]) -> list[ControlHoldOut]:
    known = tests.profile(db, {each.test_code for each in found}, today())
    return [ControlHoldOut.of(each, known.get(each.test_code)) for each in found]
