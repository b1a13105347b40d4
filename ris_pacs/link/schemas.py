from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.schemas import Input, Output, Reason, Words
from ris_pacs.link.models import ImageDialect, OrderDialect, RequestState

_Code = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(nfc)]
_Note = Annotated[str, Field(max_length=300), AfterValidator(nfc)]


class LinkedExamOut(Output):
    """An order of another system, and where it stands."""

    id: UUID
    partner: str
    placer: str
    accession: str
    service: str
    replaces: str
    order_id: UUID | None
    order_code: str
    order_state: str
    patient_id: UUID | None
    patient: str
    patient_code: str
    taken_at: datetime
    message_id: UUID


class ExamRequestOut(Output):
    id: UUID
    partner_id: UUID
    partner: str
    placer: str
    filler: str
    order_id: UUID
    service: str
    patient_id: UUID
    patient: str
    patient_code: str
    state: RequestState
    said: str
    planned_at: datetime | None
    study_uid: str
    message_id: UUID
    sent_at: datetime
    sent_by_name: str


class ExamRequestIn(Input):
    """The order (its number), and to which imaging system."""

    order_code: Annotated[str, Field(min_length=3, max_length=20)]
    partner_id: UUID
    note: _Note = ""


class ExamRequestEndIn(Input):
    reason: Reason


class ImagingPartnerOut(Output):
    id: UUID
    name: str


class ImagingPartnersOut(Output):
    partners: list[ImagingPartnerOut]


class ImagingCodeOut(Output):
    id: UUID
    code: str
    name: str
    ours: str
    first_at: datetime


class ImagingCodeIn(Input):
    """What a code means; `ours` empty: nobody knows."""

    code: _Code
    name: Annotated[str, Field(max_length=200), AfterValidator(nfc)] = ""
    ours: Annotated[str, Field(max_length=60)] = ""


class ImagingWayOut(Output):
    partner_id: UUID
    version: int
    orders: OrderDialect
    images: ImageDialect
    schedule: bool
    studies: bool


class ImagingWayIn(Input):
    version: Annotated[int, Field(ge=0, le=2**31)]
    orders: OrderDialect
    images: ImageDialect
    schedule: bool
    studies: bool


class LinkFindingOut(Output):
    """One thing about one place of a message or an object."""

    place: str
    weight: str
    code: str
    says: Words


class CheckedPartOut(Output):
    place: str
    title: Words
    value: str
    means: Words


class CheckedLineOut(Output):
    name: str
    title: Words
    raw: str
    parts: list[CheckedPartOut]


class CheckedOut(Output):
    """What was checked, by what, and everything that was found; nothing of it is kept."""

    kind: str
    title: str
    profile: Words
    accepted: bool
    findings: list[LinkFindingOut]
    lines: list[CheckedLineOut]


class CheckIn(Input):
    """One of them: a message as text, the id of a kept message, or an object's UID."""

    text: Annotated[str, Field(max_length=2_000_000)] = ""
    message_id: UUID | None = None
    object_uid: Annotated[str, Field(max_length=64, pattern=r"^[0-9.]*$")] = ""
