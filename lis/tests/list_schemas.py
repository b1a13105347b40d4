"""What the API of the laboratory's small lists takes and gives."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Code, Input, Line, Output, Words
from lis.tests.models import Alone, Signing
from lis.tests.schemas import Measure, Short, Shown, Words200

Hour = Annotated[int, Field(ge=0, le=23)]


class TestSectionIn(Input):
    version: int = Field(default=0, ge=0, le=2_000_000_000)
    code: Code
    name: Line
    name_en: Words200 = ""
    department_id: UUID | None = None
    room_id: UUID | None = None
    place: int = Field(default=0, ge=0, le=1000)
    members_only: bool = False
    alone: Alone = Alone.HOUSE
    signing: Signing = Signing.NONE
    signing_minutes: int | None = Field(default=None, ge=0, le=120)
    night_from: Hour | None = None
    night_to: Hour | None = None
    active: bool = True


class TestSectionOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    name_en: str
    department_id: UUID | None
    room_id: UUID | None
    place: int
    members_only: bool
    alone: Alone
    signing: Signing
    signing_minutes: int | None
    night_from: int | None
    night_to: int | None
    active: bool


class SectionMemberIn(Input):
    user_id: UUID
    may_enter: bool
    may_verify: bool
    trainee: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


class SectionMembersIn(Input):
    members: list[SectionMemberIn] = Field(max_length=200)


class SectionMemberOut(Output):
    section_code: str
    user_id: UUID
    user_name: str
    may_enter: bool
    may_verify: bool
    trainee: bool
    valid_from: date | None
    valid_to: date | None


class WorkerOut(Output):
    user_id: UUID
    name: str
    roles: list[str]


class TwiceVerifiedOut(Output):
    code: str
    name: Words


class InstrumentOut(Output):
    code: str
    name: str
    state: Words
    good: bool
    where: str


class LabPersonOut(Output):
    """`active`: his account; `now`: his days in the section."""

    member: SectionMemberOut
    active: bool
    now: bool


class LabSectionWhole(Output):
    section: TestSectionOut
    people: list[LabPersonOut]
    tests: int
    twice: list[TwiceVerifiedOut]
    instruments: list[InstrumentOut]


class LabAdministrationOut(Output):
    """`instruments`: those that no section has."""

    sections: list[LabSectionWhole]
    instruments: list[InstrumentOut]


class LabActOut(Output):
    """One line of the laboratory's audit."""

    id: int
    at: datetime
    actor_name: str
    action: str
    what: str
    module: Words
    subject_kind: str
    subject_id: str
    ip: str
    workstation: str


class ContainerIn(Input):
    version: int = Field(default=0, ge=0, le=2_000_000_000)
    code: Code
    name: Line
    name_en: Words200 = ""
    cap_colour: Short = ""
    colour: Annotated[str, Field(pattern="^(#[0-9a-f]{6})?$")] = ""
    volume_ml: Measure | None = None
    additive: Annotated[str, Field(max_length=100)] = ""
    draw_order: int = Field(default=50, ge=0, le=1000)
    label: Annotated[str, Field(max_length=20)] = ""
    active: bool = True


class ContainerOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    name_en: str
    cap_colour: str
    colour: str
    volume_ml: Shown | None
    additive: str
    draw_order: int
    label: str
    active: bool


class LabelPresetIn(Input):
    version: int = Field(default=0, ge=0, le=2_000_000_000)
    code: Code
    name: Line
    name_en: Words200 = ""
    width_mm: int = Field(default=50, ge=20, le=120)
    height_mm: int = Field(default=25, ge=12, le=80)
    symbol: Annotated[str, Field(pattern="^(code128|datamatrix|both)$")] = "code128"
    active: bool = True


class LabelPresetOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    name_en: str
    width_mm: int
    height_mm: int
    symbol: str
    active: bool


class RejectionReasonIn(Input):
    version: int = Field(default=0, ge=0, le=2_000_000_000)
    code: Code
    name: Line
    name_en: Words200 = ""
    recollect: bool = True
    active: bool = True


class RejectionReasonOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    name_en: str
    recollect: bool
    active: bool
