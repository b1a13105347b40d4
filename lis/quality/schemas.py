"""What the API takes and gives. Values are exact decimals, in JSON strings."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, PlainSerializer

from kernel.schemas import Code, Input, Line, Output, Reason, Version, Words, said
from lis.quality import targets
from lis.quality.models import (
    ControlHold,
    ControlLot,
    ControlPlan,
    ControlPoint,
    ControlRun,
    ControlSource,
    HoldCause,
    HoldState,
    TargetSource,
)
from lis.quality.westgard import SAYS, ControlRule, RuleAct, RunVerdict
from lis.tests.service import TestProfile

Plain = Annotated[
    Decimal, PlainSerializer(lambda v: f"{v.normalize():f}", return_type=str, when_used="json")
]
Value = Annotated[Decimal, Field(ge=Decimal("-99999999"), le=Decimal("99999999"), decimal_places=4)]
Spread = Annotated[Decimal, Field(ge=Decimal("0.0001"), le=Decimal("99999999"), decimal_places=4)]
Percent = Annotated[Decimal, Field(gt=0, le=Decimal("1000"), decimal_places=4)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]
AnalyserCode = Annotated[str, Field(max_length=60, pattern=r"^[\w.\-/+ ]*$")]
TestCode = Annotated[str, Field(min_length=1, max_length=60, description="Of `lab_test`.")]
Short = Annotated[str, Field(max_length=200)]
Remark = Annotated[str, Field(max_length=500)]


class ControlLotIn(Input):
    code: Annotated[Code, Field(max_length=40)]
    material: Line
    maker: Short = ""
    level: Annotated[int, Field(ge=1, le=4)]
    lot_number: Annotated[str, Field(min_length=1, max_length=60)]
    expiry: Day
    opened_on: Day | None = None
    open_days: Annotated[int | None, Field(ge=0, le=3650)] = None


class ControlLotChange(ControlLotIn):
    version: Version
    active: bool


class ControlLotOut(Output):
    id: UUID
    code: str
    material: str
    maker: str
    level: int
    lot_number: str
    expiry: date
    opened_on: date | None
    open_days: int | None
    good_until: date
    active: bool
    version: int

    @classmethod
    def of(cls, lot: ControlLot) -> "ControlLotOut":
        return cls(**lot.model_dump(), good_until=targets.good_until(lot))


class ControlTargetIn(Input):
    lot_id: UUID
    test_code: TestCode
    analyser: AnalyserCode = ""
    mean: Value
    sd: Spread
    source: TargetSource = TargetSource.MAKER
    reason: Remark = ""


class ControlTargetOut(Output):
    id: UUID
    lot_id: UUID
    test_code: str
    analyser: str
    unit: str
    mean: Plain
    sd: Plain
    source: TargetSource
    valid_from: datetime
    valid_to: datetime | None
    reason: str
    by_name: str


class ControlRuleOut(Output):
    rule: ControlRule
    act: RuleAct
    says: Words


class ControlRuleIn(Input):
    rule: ControlRule
    act: RuleAct


class ControlPlanIn(Input):
    version: Version
    rules: Annotated[list[ControlRuleIn], Field(max_length=20)]
    every_hours: Annotated[int | None, Field(ge=1, le=24 * 31)]
    locks: bool
    overdue_locks: bool
    allowed_error: Percent | None


class ControlPlanOut(Output):
    id: UUID
    test_code: str
    analyser: str
    rules: list[ControlRuleOut]
    every_hours: int | None
    locks: bool
    overdue_locks: bool
    allowed_error: Plain | None
    version: int

    @classmethod
    def of(cls, plan: ControlPlan) -> "ControlPlanOut":
        return cls(
            **plan.model_dump(exclude={"rules"}),
            rules=[
                ControlRuleOut(rule=rule, act=act, says=said(SAYS[rule]))
                for rule, act in targets.rules_of(plan).items()
            ],
        )


class ControlValueIn(Input):
    lot_id: UUID
    value: Value


class ControlRunIn(Input):
    test_code: TestCode
    analyser: AnalyserCode = ""
    values: Annotated[list[ControlValueIn], Field(min_length=1, max_length=8)]
    note: Remark = ""


class ControlBrokenOut(Output):
    rule: ControlRule
    levels: list[int]


class ControlRunOut(Output):
    id: UUID
    test_code: str
    analyser: str
    at: datetime
    verdict: RunVerdict
    broken: list[ControlBrokenOut]
    source: ControlSource
    note: str
    by_name: str

    @classmethod
    def of(cls, run: ControlRun) -> "ControlRunOut":
        return cls.model_validate(run)


class ControlPointOut(Output):
    id: UUID
    run_id: UUID
    lot_id: UUID
    level: int
    at: datetime
    value: Plain
    mean: Plain
    sd: Plain
    z: Plain
    verdict: RunVerdict
    rules: list[ControlRule]
    note: str
    by_name: str
    excluded_at: datetime | None
    excluded_by_name: str
    excluded_reason: str

    @classmethod
    def seen(cls, point: ControlPoint, run: ControlRun, level: int) -> "ControlPointOut":
        return cls(
            **point.model_dump(include=set(cls.model_fields)),
            level=level,
            verdict=run.verdict,
            rules=list(dict.fromkeys(ControlRule(b["rule"]) for b in run.broken)),
            note=run.note,
            by_name=run.by_name,
        )


class HoldActIn(Input):
    cause: HoldCause
    action: Annotated[str, Field(min_length=3, max_length=1000)]


class HoldReleaseIn(Input):
    reason: Reason


class ControlExcludeIn(Input):
    reason: Reason


class ControlHoldOut(Output):
    id: UUID
    test_code: str
    test_name: str
    analyser: str
    state: HoldState
    rules: str
    since: datetime
    last_good_at: datetime | None
    cause: HoldCause | None
    action: str
    acted_at: datetime | None
    acted_by_name: str
    released_at: datetime | None
    released_by_name: str
    release_reason: str
    version: int

    @classmethod
    def of(cls, hold: ControlHold, test: TestProfile | None) -> "ControlHoldOut":
        return cls(
            **hold.model_dump(include=set(cls.model_fields)),
            test_name=test.name if test else hold.test_code,
        )
