"""What the screens of a test under control show."""

from datetime import date, datetime

from pydantic import Field

from kernel.clock import utc_now
from kernel.schemas import Output
from lis.quality import showing
from lis.quality.monthly import MonthLine
from lis.quality.schemas import (
    ControlHoldOut,
    ControlLotOut,
    ControlPlanOut,
    ControlPointOut,
    ControlRunOut,
    ControlTargetOut,
    Plain,
)
from lis.quality.showing import ControlledTest, Series


class ControlledTestOut(Output):
    test_code: str
    test_name: str
    section: str
    analyser: str
    unit: str
    every_hours: int | None
    overdue: bool
    last: ControlRunOut | None
    points: list[ControlPointOut]
    hold: ControlHoldOut | None

    @classmethod
    def of(cls, each: ControlledTest) -> "ControlledTestOut":
        test, run = each.test, each.last
        return cls(
            test_code=each.plan.test_code,
            test_name=test.name if test else each.plan.test_code,
            section=test.section if test else "",
            analyser=each.plan.analyser,
            unit=test.unit if test else "",
            every_hours=each.plan.every_hours,
            overdue=each.overdue,
            last=ControlRunOut.of(run) if run else None,
            points=[ControlPointOut.seen(p, run, lot.level) for p, lot in each.points if run],
            hold=ControlHoldOut.of(each.hold, test) if each.hold else None,
        )


class ControlOverviewOut(Output):
    at: datetime
    tests: list[ControlledTestOut]

    @classmethod
    def of(cls, found: list[ControlledTest]) -> "ControlOverviewOut":
        return cls(at=utc_now(), tests=[ControlledTestOut.of(each) for each in found])


class ControlFiguresOut(Output):
    n: int
    mean: Plain | None
    sd: Plain | None
    cv: Plain | None
    bias: Plain | None
    total_error: Plain | None
    sigma: Plain | None


class OwnTargetOut(Output):
    mean: Plain
    sd: Plain


class ControlSeriesOut(Output):
    lot: ControlLotOut
    target: ControlTargetOut | None
    points: list[ControlPointOut]
    figures: ControlFiguresOut
    own: OwnTargetOut | None = Field(description="From 20 values that count.")

    @classmethod
    def of(cls, series: Series) -> "ControlSeriesOut":
        own = showing.own_target(series)
        return cls(
            lot=ControlLotOut.of(series.lot),
            target=ControlTargetOut.model_validate(series.target) if series.target else None,
            points=[ControlPointOut.seen(s.point, s.run, series.lot.level) for s in series.seen],
            figures=ControlFiguresOut.model_validate(series.figures),
            own=OwnTargetOut(mean=own[0], sd=own[1]) if own else None,
        )


class ControlChartOut(Output):
    test_code: str
    test_name: str
    analyser: str
    unit: str
    since: date
    until: date
    plan: ControlPlanOut
    series: list[ControlSeriesOut]
    hold: ControlHoldOut | None

    @classmethod
    def of(cls, found: showing.Chart) -> "ControlChartOut":
        test = found.test
        return cls(
            test_code=found.plan.test_code,
            test_name=test.name if test else found.plan.test_code,
            analyser=found.plan.analyser,
            unit=test.unit if test else "",
            since=found.since,
            until=found.until,
            plan=ControlPlanOut.of(found.plan),
            series=[ControlSeriesOut.of(each) for each in found.series],
            hold=ControlHoldOut.of(found.hold, test) if found.hold else None,
        )


class ControlMonthLine(Output):
    test_code: str
    test_name: str
    analyser: str
    unit: str
    material: str
    level: int
    lot_number: str
    mean: Plain
    sd: Plain
    allowed: Plain | None
    figures: ControlFiguresOut
    runs: int
    warnings: int
    out: int
    excluded: int

    @classmethod
    def of(cls, line: MonthLine) -> "ControlMonthLine":
        return cls(
            test_code=line.test_code,
            test_name=line.test_name,
            analyser=line.analyser,
            unit=line.unit,
            material=line.lot.material,
            level=line.lot.level,
            lot_number=line.lot.lot_number,
            mean=line.mean,
            sd=line.sd,
            allowed=line.allowed,
            figures=ControlFiguresOut.model_validate(line.figures),
            runs=line.runs,
            warnings=line.warnings,
            out=line.out,
            excluded=line.excluded,
        )


class ControlMonthOut(Output):
    since: date
    until: date
    lines: list[ControlMonthLine]
