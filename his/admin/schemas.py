from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from his.admin.models import FacilityClass, PrinterPaper, RoomKind
from kernel.columns import nfc
from kernel.identity.schemas import UserOut
from kernel.schemas import Code, Input, Line, Note, Output, Reason, Version, Words

Words200 = Annotated[str, Field(max_length=200), AfterValidator(nfc)]
Short = Annotated[str, Field(max_length=40), AfterValidator(nfc)]
PlaceCode = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[\w.\-]+$")]
Username = Annotated[str, Field(min_length=2, max_length=60, pattern=r"^[a-zA-Z0-9][\w.\-]*$")]
RoleId = Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z][a-z0-9_\-]*$")]
PermissionId = Annotated[str, Field(min_length=3, max_length=120, pattern=r"^[a-z0-9_.\-]+$")]


ParameterId = PermissionId
ModuleId = Annotated[str, Field(min_length=3, max_length=60, pattern=r"^[a-z0-9_.\-]+$")]
Search = Annotated[str, Field(max_length=100), AfterValidator(nfc)]


def _of_our_time(moment: datetime) -> datetime:
    if not 2000 <= moment.year <= 2200:
        raise ValueError("between 2000 and 2200")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class FacilityName(Output):
    name: str
    code: str
    demo: bool


class AssemblyOut(Output):
    """What the front end needs to draw itself."""

    modules: list[str]
    may: list[str]
    user: UserOut
    facility: FacilityName
    version: str


# --- the house


class FacilityIn(Input):
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$", description="MA_CSKCB")]
    name: Line
    name_en: Words200
    authority: Words200
    address: Annotated[str, Field(max_length=300), AfterValidator(nfc)]
    phone: Short
    class_: FacilityClass
    version: Version


class FacilityOut(Output):
    id: UUID
    code: str
    name: str
    name_en: str
    authority: str
    address: str
    phone: str
    class_: FacilityClass
    demo: bool
    version: int


class SiteNew(Input):
    code: PlaceCode
    name: Line
    address: Annotated[str, Field(max_length=300), AfterValidator(nfc)] = ""


class SiteIn(SiteNew):
    active: bool
    version: Version


class SiteOut(Output):
    id: UUID
    code: str
    name: str
    address: str
    active: bool
    version: int


class DepartmentNew(Input):
    site_id: UUID
    code: PlaceCode
    official: Annotated[str, Field(max_length=20, pattern=r"^[\w.\-]*$")] = ""
    name: Line
    name_en: Words200 = ""


class DepartmentIn(DepartmentNew):
    active: bool
    version: Version


class DepartmentOut(Output):
    id: UUID
    site_id: UUID
    code: str
    official: str
    name: str
    name_en: str
    active: bool
    version: int


class RoomNew(Input):
    site_id: UUID
    department_id: UUID
    code: PlaceCode
    name: Line
    name_en: Words200 = ""
    kind: RoomKind


class RoomIn(RoomNew):
    active: bool
    version: Version


class RoomOut(Output):
    id: UUID
    site_id: UUID
    department_id: UUID
    code: str
    name: str
    name_en: str
    kind: RoomKind
    active: bool
    version: int


class WorkstationNew(Input):
    code: Code
    name: Line
    room_id: UUID | None = None


class WorkstationIn(WorkstationNew):
    active: bool
    version: Version


class WorkstationOut(Output):
    id: UUID
    code: str
    name: str
    room_id: UUID | None
    active: bool
    version: int


class PrinterNew(Input):
    code: Code
    name: Line
    address: Words200 = ""
    paper: PrinterPaper


class PrinterIn(PrinterNew):
    active: bool
    version: Version


class PrinterOut(Output):
    id: UUID
    code: str
    name: str
    address: str
    paper: PrinterPaper
    active: bool
    version: int


class PrintRouteNew(Input):
    form: Annotated[str, Field(max_length=120, pattern=r"^[\w.\-]*$")]
    workstation_id: UUID | None = None
    printer_id: UUID


class PrintRouteIn(PrintRouteNew):
    active: bool
    version: Version


class PrintRouteOut(Output):
    id: UUID
    form: str
    workstation_id: UUID | None
    printer_id: UUID
    active: bool
    version: int


class FormOut(Output):
    id: str
    title: Words


class FormsOut(Output):
    forms: list[FormOut]


# --- parameters


class ParameterOut(Output):
    id: str
    module: str
    title: Words
    kind: str
    default: bool | int | str
    unit: str
    choices: list[str]
    choice_titles: list[Words]
    least: int | None
    most: int | None
    value: bool | int | str
    rooms: dict[str, bool | int | str]


class ParametersOut(Output):
    parameters: list[ParameterOut]


class ParameterIn(Input):
    value: bool | Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)] | Note
    room_id: UUID | None = None
    valid_from: Moment | None = None
    reason: Reason


class ParameterValueOut(Output):
    id: UUID
    parameter: str
    room_id: UUID | None
    value: Any
    valid_from: datetime
    reason: str
    set_at: datetime
    set_by_name: str
    undone_at: datetime | None
    undone_by_name: str
    undone_reason: str


# --- modules


class ModuleOut(Output):
    """`off_by`: "" when on, "operator" (HIS54_OFF), "administrator", or "dependency".

    `waiting`: it was switched, and this server has not put itself together anew yet.
    """

    id: str
    title: Words
    on: bool
    off_by: str
    waiting: bool
    can_be_off: bool
    requires: list[str]
    dependants: list[str]
    permissions: int
    claims: list[str]
    since: datetime | None
    by_name: str
    reason: str


class ModulesOut(Output):
    generation: int
    modules: list[ModuleOut]


class SwitchIn(Input):
    """`also` names the dependants that go off along with it; the refusal lists them."""

    reason: Reason
    also: Annotated[list[ModuleId], Field(max_length=100, default_factory=list)]


class SwitchedOut(Output):
    modules: list[str]
    off: bool


# --- set-up, software


class SetUpIn(Input):
    """With `demo` the practice clinic is filled in and the facility's fields are not used."""

    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{5}$")]
    facility: Line
    username: Username
    name: Line
    password: Annotated[str, Field(min_length=1, max_length=128)]
    demo: bool = False


class ComponentOut(Output):
    name: str
    version: str
    licence: str


class SoftwareOut(Output):
    version: str
    components: list[ComponentOut]
