"""What the API takes and gives of templates, macros, profiles and screens."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.schemas import Code, Input, Line, Output, Words
from ris_pacs.reading.desk_models import DisplayPurpose
from ris_pacs.reading.schemas import Advice, Conclusion, Short

Zero = Annotated[int, Field(ge=0, le=2_000_000_000)]
Modality = Annotated[str, Field(max_length=16, pattern=r"^[A-Z]*$")]
Pixels = Annotated[int, Field(ge=1, le=20_000)]
Measured = Annotated[str, Field(max_length=20, pattern=r"^[0-9.,]*$")]


class TemplateFieldIn(Input):
    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    label: Line
    kind: Literal["number", "choice", "text"]
    unit: Annotated[str, Field(max_length=20)] = ""
    choices: Annotated[list[Short], Field(max_length=30, default_factory=list)]
    normal: Short = ""


class ReportTemplateIn(Input):
    name: Line
    modality: Modality = ""
    service_code: Annotated[str, Field(max_length=60, pattern=r"^[\w.\-/+]*$")] = ""
    sex: Literal["", "male", "female"] = ""
    findings: Annotated[str, Field(min_length=1, max_length=8000), AfterValidator(nfc)]
    conclusion: Conclusion = ""
    recommendation: Advice = ""
    fields: Annotated[list[TemplateFieldIn], Field(max_length=60, default_factory=list)]
    active: bool = True
    version: Zero = 0


class ReportMacroIn(Input):
    shortcut: Annotated[str, Field(pattern=r"^[a-z0-9]{1,30}$")]
    text: Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(nfc)]
    house: bool = False
    active: bool = True
    version: Zero = 0


class WindowPreset(Input):
    modality: Modality
    name: Line
    centre: Annotated[int, Field(ge=-32768, le=65535)]
    width: Annotated[int, Field(ge=1, le=65536)]


class ReadingLayout(Input):
    priors: bool = True
    text_size: Annotated[int, Field(ge=12, le=24)] = 14
    next: bool = True


class ReaderProfileIn(Input):
    presets: Annotated[list[WindowPreset], Field(max_length=60)]
    hanging: Annotated[dict[Modality, Annotated[str, Field(max_length=60)]], Field(max_length=30)]
    layout: ReadingLayout
    version: Zero


class WindowPresetOut(Output):
    modality: str
    name: str
    centre: int
    width: int


class ReadingLayoutOut(Output):
    priors: bool
    text_size: int
    next: bool


class HangingOut(Output):
    id: str
    modality: str
    title: Words


class ReaderProfileOut(Output):
    presets: list[WindowPresetOut]
    hanging: dict[str, str]
    layout: ReadingLayoutOut
    protocols: list[HangingOut]
    changed_at: datetime
    version: int


class ReadingDisplayIn(Input):
    code: Code
    name: Line
    workstation: Annotated[str, Field(max_length=60)]
    model: Annotated[str, Field(max_length=120)] = ""
    serial: Annotated[str, Field(max_length=60)] = ""
    purpose: DisplayPurpose
    every_days: Annotated[int, Field(ge=1, le=730)] = 30
    active: bool = True
    version: Zero = 0


class ReadingDisplayOut(Output):
    id: UUID
    code: str
    name: str
    workstation: str
    model: str
    serial: str
    width: int | None
    height: int | None
    purpose: DisplayPurpose
    every_days: int
    checked_at: datetime | None
    due_at: datetime | None
    passed: bool | None
    why: Words | None
    active: bool
    version: int


class DisplayCheckIn(Input):
    items: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z]{1,20}$")], bool], Field(max_length=20)
    ]
    darkest: Measured = ""
    brightest: Measured = ""
    width: Pixels | None = None
    height: Pixels | None = None
    ratio: Annotated[str, Field(max_length=10, pattern=r"^[0-9.]*$")] = ""
    note: Annotated[str, Field(max_length=1000), AfterValidator(nfc)] = ""


class DisplayCheckOut(Output):
    id: UUID
    items: dict[str, bool]
    darkest: str
    brightest: str
    width: int | None
    height: int | None
    ratio: str
    passed: bool
    note: str
    by_name: str
    at: datetime


class PatternCriterionOut(Output):
    id: str
    says: Words


class PatternOut(Output):
    """What to look at on the test pattern."""

    items: list[PatternCriterionOut]
