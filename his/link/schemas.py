from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from his.link.models import LineState, LinkMessageState, PartnerKind
from kernel.columns import nfc
from kernel.schemas import Input, Line, Output, Reason, Version, Words

_Name = Annotated[str, Field(max_length=80), AfterValidator(nfc)]
_Text = Annotated[str, Field(max_length=500), AfterValidator(nfc)]


class LinkPartnerIn(Input):
    code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[\w.\-]+$")]
    name: Line
    kind: PartnerKind
    application: Annotated[str, Field(min_length=1, max_length=80), AfterValidator(nfc)]
    facility: _Name = ""
    allowed_from: Annotated[str, Field(max_length=100, pattern=r"^[0-9A-Fa-f.:]*$")] = ""
    host: Annotated[str, Field(max_length=200, pattern=r"^[\w.\-:]*$")] = ""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    tls: bool = False
    authority: _Name = ""
    our_ids: bool = False
    registers: bool = False
    updates: bool = False
    sends_patients: bool = False
    room_id: UUID | None = None
    quiet_minutes: Annotated[int, Field(ge=0, le=10080)] = 0
    active: bool = True
    note: _Text = ""


class LinkPartnerChangeIn(LinkPartnerIn):
    version: Version


class LinkLineOut(Output):
    state: LineState
    since: datetime
    error: str
    last_in_at: datetime | None
    last_out_at: datetime | None


class LinkPartnerOut(Output):
    id: UUID
    version: int
    code: str
    name: str
    kind: PartnerKind
    application: str
    facility: str
    allowed_from: str
    host: str
    port: int
    tls: bool
    authority: str
    our_ids: bool
    registers: bool
    updates: bool
    sends_patients: bool
    room_id: UUID | None
    quiet_minutes: int
    active: bool
    note: str
    line: LinkLineOut | None
    waiting: int
    oldest: datetime | None
    review: int
    failed: int
    median_ms: int | None
    slowest_ms: int | None


class LinkMessageOut(Output):
    id: UUID
    partner_id: UUID | None
    partner: str
    outgoing: bool
    at: datetime
    type: str
    control_id: str
    about: str
    patient_id: UUID | None
    size: int
    state: LinkMessageState
    says: Words
    code: str
    answered_at: datetime | None
    millis: int | None
    attempts: int
    next_at: datetime | None
    peer: str
    solved_at: datetime | None
    solved_by_name: str
    solved_why: str


class LinkFieldOut(Output):
    place: str
    title: Words
    value: str
    means: Words


class LinkSegmentOut(Output):
    name: str
    title: Words
    raw: str
    parts: list[LinkFieldOut]


class LinkMessageWholeOut(Output):
    message: LinkMessageOut
    lines: list[LinkSegmentOut]
    raw: str
    answer: list[LinkSegmentOut]


class LinkDecisionIn(Input):
    """Read it anew: with the patient whose it is, or with a yes to what it asks."""

    patient_id: UUID | None = None
    accepted: bool = False
    reason: _Text = ""


class LinkEndIn(Input):
    reason: Reason
