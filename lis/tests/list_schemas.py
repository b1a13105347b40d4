"""What the API of the laboratory's small lists takes and gives."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Code, Input, Line, Output
from lis.tests.schemas import Measure, Short, Shown, Words200


class TestSectionIn(Input):
    version: int = Field(default=0, ge=0, le=2_000_000_000)
    code: Code
    name: Line
    name_en: Words200 = ""
    department_id: UUID | None = None
    room_id: UUID | None = None
    place: int = Field(default=0, ge=0, le=1000)
    members_only: bool = False
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
    active: bool


class SectionMemberIn(Input):
    user_id: UUID
    may_enter: bool
    may_verify: bool


class SectionMembersIn(Input):
    members: list[SectionMemberIn] = Field(max_length=200)


class SectionMemberOut(Output):
    section_code: str
    user_id: UUID
    user_name: str
    may_enter: bool
    may_verify: bool


class WorkerOut(Output):
    user_id: UUID
    name: str
    roles: list[str]


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
