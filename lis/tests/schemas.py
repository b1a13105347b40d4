"""What the API of the laboratory's tests takes and gives."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, PlainSerializer

from kernel.schemas import Code, Input, Line, Output, Reason, Version, Words
from lis.tests.models import TestKind, TestState

Measure = Annotated[Decimal, Field(ge=-(10**9), le=10**9, max_digits=14, decimal_places=4)]
Shown = Annotated[
    Decimal, PlainSerializer(lambda v: f"{v.normalize():f}", return_type=str, when_used="json")
]
Short = Annotated[str, Field(max_length=40)]
Words200 = Annotated[str, Field(max_length=200)]
Minutes = Annotated[int, Field(ge=1, le=100_000)]
Hours = Annotated[int, Field(ge=0, le=100_000)]
Days = Annotated[int, Field(ge=0, le=80_000)]


class TestChoiceIn(Input):
    value: Line
    value_en: Words200 = ""
    abnormal: bool = False
    critical: bool = False


class ReflexIn(Input):
    op: Short
    value: Words200 = ""
    add: list[Line] = Field(min_length=1, max_length=20)
    why: Words200 = ""


class AutoverifyIn(Input):
    on: bool = False
    within: Short = "reference"
    low: Measure | None = None
    high: Measure | None = None
    delta: bool = True
    need_previous: bool = False
    clean: bool = True
    known_person: bool = True
    on_time_hours: Hours | None = None


class LabTestIn(Input):
    version: int = Field(ge=0, le=2_000_000_000, description="0: not set up yet.")
    section_code: Code
    kind: TestKind
    decimals: int | None = Field(default=None, ge=0, le=6)
    display_unit: Short = ""
    choices: list[TestChoiceIn] = Field(default=[], max_length=60)
    method: Words200 = ""
    specimen_type: Short = ""
    container_code: Short = ""
    volume_ml: Measure | None = None
    minutes: Minutes = 120
    stat_minutes: Minutes = 60
    stable_hours: Hours | None = None
    min_repeat_hours: Hours | None = None
    formula: Short = ""
    reflex: list[ReflexIn] = Field(default=[], max_length=20)
    autoverify: AutoverifyIn = AutoverifyIn()
    second_verification: bool = False
    preparation: str = Field(default="", max_length=500)


class LimitsIn(Input):
    sex: Annotated[str, Field(pattern="^[MF]?$")] = ""
    from_days: Days = 0
    to_days: Days | None = None
    pregnant: bool | None = None
    low: Measure | None = None
    high: Measure | None = None
    critical_low: Measure | None = None
    critical_high: Measure | None = None
    absurd_low: Measure | None = None
    absurd_high: Measure | None = None
    delta_percent: Measure | None = None
    delta_abs: Measure | None = None
    delta_hours: Hours | None = None
    text: str = Field(default="", max_length=300)
    source: str = Field(default="", max_length=300)


class RangesIn(Input):
    since: date
    reason: Reason
    ranges: list[LimitsIn] = Field(max_length=60)


class StepIn(Input):
    version: Version
    to: TestState


class ApproveTestsIn(Input):
    codes: list[Line] = Field(min_length=1, max_length=500)


class ReferenceRangeOut(Output):
    id: UUID
    sex: str
    from_days: int
    to_days: int | None
    pregnant: bool | None
    low: Shown | None
    high: Shown | None
    critical_low: Shown | None
    critical_high: Shown | None
    absurd_low: Shown | None
    absurd_high: Shown | None
    delta_percent: Shown | None
    delta_abs: Shown | None
    delta_hours: int | None
    text: str
    source: str
    valid_from: date
    valid_to: date | None
    reason: str
    made_at: datetime
    made_by_name: str
    approved_by_name: str
    approved_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_by_name: str


class TestLineOut(Output):
    """One line of the list."""

    code: str
    name: str
    name_en: str
    loinc: str
    unit: str
    section: str
    kind: TestKind
    container: str
    minutes: int
    range: str
    formula: str
    autoverified: bool
    reflex: bool
    state: TestState
    approved: bool


class TestChoiceOut(Output):
    value: str
    value_en: str
    abnormal: bool
    critical: bool


class ReflexOut(Output):
    op: str
    value: str
    add: list[str]
    why: str


class AutoverifyOut(Output):
    on: bool
    within: str
    low: Shown | None
    high: Shown | None
    delta: bool
    need_previous: bool
    clean: bool
    known_person: bool
    on_time_hours: int | None


class LabTestOut(Output):
    code: str
    version: int
    name: str
    name_en: str
    loinc: str
    ministry_code: str
    ucum: str
    unit: str
    display_unit: str
    factor: Shown
    section: str
    kind: TestKind
    decimals: int | None
    choices: list[TestChoiceOut]
    method: str
    specimen_type: str
    container: str
    volume_ml: Shown | None
    minutes: int
    stat_minutes: int
    stable_hours: int | None
    min_repeat_hours: int | None
    formula: str
    reflex: list[ReflexOut]
    autoverify: AutoverifyOut
    second_verification: bool
    preparation: str
    state: TestState
    approved: bool
    approved_by_name: str
    approved_at: datetime | None
    validated_by_name: str
    ranges: list[ReferenceRangeOut]


class ValueJudgedOut(Output):
    """What a value would say for a person: nothing is kept."""

    flag: str
    absurd: bool
    range: str
    unsure: bool
    passes: bool
    reasons: list[Words]
    adds: list[str]


class CalculationOut(Output):
    id: str
    title: Words
    inputs: list[str]
    unit: str
    source: str


class DifferenceLineOut(Output):
    code: str
    before: dict[str, str]
    after: dict[str, str]


class FileProblemOut(Output):
    row: int
    says: Words


class FileTrialOut(Output):
    """What a file would do, or did. `plan` is sent back to take it in."""

    rows: int
    unchanged: int
    changed: int
    plan: str
    differences: list[DifferenceLineOut]
    problems: list[FileProblemOut]
