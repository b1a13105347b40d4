from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.schemas import Code, Input, Line, Output, Reason, Version, Words
from lis.analysers.drivers import Asking, Protocol
from lis.analysers.models import (
    CodeState,
    Connection,
    HeldState,
    HeldWhy,
    LinkState,
    MessageState,
)

_Short = Annotated[str, Field(max_length=300), AfterValidator(nfc)]


class AnalyserProfileOut(Output):
    id: str
    maker: str
    title: str
    protocol: Protocol
    asking: Asking
    verified: bool
    source: str
    note: Words


class AnalyserProfilesOut(Output):
    profiles: list[AnalyserProfileOut]


class AnalyserIn(Input):
    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[\w.\-]+$")]
    name: Line
    profile: Code
    section_code: Annotated[str, Field(max_length=20, pattern=r"^[\w.\-]*$")] = ""
    connection: Connection
    address: _Short = ""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    baud: Annotated[int, Field(ge=300, le=921600)] = 9600
    two_way: bool = True
    control_pattern: Annotated[str, Field(max_length=200)] = ""
    quiet_minutes: Annotated[int, Field(ge=0, le=10080)] = 0
    active: bool = True
    note: _Short = ""


class AnalyserChangeIn(AnalyserIn):
    version: Version


class AnalyserLinkOut(Output):
    state: LinkState
    since: datetime
    peer: str
    error: str
    last_in_at: datetime | None
    last_out_at: datetime | None
    clock_minutes: int | None


class AnalyserOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    profile: str
    profile_title: str
    verified: bool
    section_code: str
    connection: Connection
    address: str
    port: int
    baud: int
    two_way: bool
    control_pattern: str
    quiet_minutes: int
    active: bool
    note: str
    link: AnalyserLinkOut | None
    quiet: bool
    waiting: int
    unknown_codes: int


class AnalyserCodeOut(Output):
    id: UUID
    code: str
    name: str
    unit: str
    test_code: str | None
    factor: str
    state: CodeState
    sample: str
    first_at: datetime
    proposed: str | None


class AnalyserCodesOut(Output):
    codes: list[AnalyserCodeOut]


class AnalyserCodeIn(Input):
    code: Annotated[str, Field(min_length=1, max_length=60)]
    test_code: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    unit: Annotated[str, Field(max_length=40)] = ""
    factor: Annotated[Decimal, Field(gt=0, le=1_000_000, max_digits=20, decimal_places=10)] = (
        Decimal(1)
    )
    ignored: bool = False


class AnalyserCodeMappedOut(Output):
    code: AnalyserCodeOut
    filed: int


class AnalyserMessageOut(Output):
    id: UUID
    analyser_id: UUID
    analyser: str
    at: datetime
    outgoing: bool
    kind: str
    control_id: str
    specimen_code: str
    size: int
    state: MessageState
    why: str
    readings: int
    filed: int
    peer: str


class MessagePartOut(Output):
    place: str
    title: Words
    value: str


class MessageLineOut(Output):
    name: str
    title: Words
    raw: str
    parts: list[MessagePartOut]


class AnalyserMessageWholeOut(Output):
    message: AnalyserMessageOut
    lines: list[MessageLineOut]
    raw: str
    held: list["HeldReadingOut"]


class HeldReadingOut(Output):
    id: UUID
    message_id: UUID
    analyser_id: UUID
    analyser: str
    specimen_code: str
    code: str
    name: str
    value: str
    unit: str
    flags: str
    measured_at: datetime | None
    test_code: str | None
    why: HeldWhy
    says: Words
    state: HeldState
    at: datetime
    solved_at: datetime | None
    solved_by_name: str
    solved_why: str


_Ids = Annotated[list[UUID], Field(min_length=1, max_length=200)]


class HeldGiveIn(Input):
    ids: _Ids
    specimen_code: Annotated[str, Field(min_length=1, max_length=60)]
    reason: Reason


class HeldDismissIn(Input):
    ids: _Ids
    reason: Reason


class HeldRetryIn(Input):
    ids: _Ids


class HeldRetriedOut(Output):
    filed: int
    waiting: int
