"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Output, Reason, Version
from ris_pacs.delivery.models import (
    DeliveryAct,
    DeliveryForm,
    DeliveryPurpose,
    DeliveryState,
    DiscState,
)

Share = Annotated[float, Field(ge=0, le=1)]
Said = Annotated[str, Field(min_length=1, max_length=200)]


class BoxIn(Input):
    """A part of every picture, as fractions of its sides."""

    left: Share
    top: Share
    right: Share
    bottom: Share


class DeliveryIn(Input):
    """What to hand out, to whom, and the two identifiers that he was asked for."""

    patient_id: UUID
    studies: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    form: DeliveryForm
    purpose: DeliveryPurpose
    recipient: Said
    code: Annotated[str, Field(min_length=1, max_length=40)]
    birth: Annotated[str, Field(min_length=4, max_length=12)]
    consent: bool = False
    boxes: Annotated[list[BoxIn], Field(max_length=8, default_factory=list)]
    note: Annotated[str, Field(max_length=500)] = ""


class DeliveryEventOut(Output):
    act: DeliveryAct
    note: str
    by_name: str
    at: datetime


class DeliveryPersonOut(Output):
    id: UUID
    code: str
    name: str


class DeliveryOut(Output):
    """A line of the book of what was handed out."""

    id: UUID
    version: int
    patient: DeliveryPersonOut
    form: DeliveryForm
    purpose: DeliveryPurpose
    anonymised: bool
    recipient: str
    state: DeliveryState
    over: bool
    asked_by_name: str
    asked_at: datetime
    made_at: datetime | None
    expires_at: datetime
    handed_at: datetime | None
    handed_to: str
    pictures: int
    left_out: int
    size: int
    sha256: str
    failure: str
    note: str


class DeliveredStudyOut(Output):
    id: UUID
    uid: str
    date: str | None
    description: str
    modalities: str
    pictures: int


class DeliveryChoicesOut(Output):
    """Studies of a patient that can be handed out."""

    items: list[DeliveredStudyOut]


class DeliveryWholeOut(Output):
    """One delivery with its studies and what was done about it."""

    delivery: DeliveryOut
    studies: list[DeliveredStudyOut]
    events: list[DeliveryEventOut]


class DeliveryAddressOut(Output):
    """The link and its PIN: tell them apart from each other."""

    address: str
    pin: str
    qr: str


class DeliveryHandIn(Input):
    to: Said
    version: Version


class DeliveryWithdrawIn(Input):
    reason: Reason
    version: Version


class DeliveryPinIn(Input):
    version: Version


class DiscStudyOut(Output):
    """What a disc says of a study: it may be wrong."""

    uid: str
    name: str
    code: str
    birth: str
    sex: str
    date: str
    description: str
    institution: str
    modalities: list[str]
    pictures: int


class OutsideDiscOut(Output):
    """A disc of another house."""

    id: UUID
    version: int
    came_from: str
    file_name: str
    size: int
    sha256: str
    ignored: int
    state: DiscState
    brought_by_name: str
    brought_at: datetime
    taken: int
    decided_by_name: str
    decided_at: datetime | None
    reason: str
    studies: list[DiscStudyOut]


class DiscTakeIn(Input):
    """Whose it is, compared with his record; without a patient: to the list to be matched."""

    studies: Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1)]
    patient_id: UUID | None = None
    code: Annotated[str, Field(max_length=40)] = ""
    birth: Annotated[str, Field(max_length=12)] = ""
    version: Version


class DiscRefuseIn(Input):
    reason: Reason
    version: Version


class DiscBroughtOut(Output):
    id: UUID


class CaptureOut(Output):
    study_uid: str


class CaptureOrderOut(Output):
    """An order to which a photo may belong."""

    id: UUID
    code: str
    service_name: str
    placed_at: datetime


class CaptureOrdersOut(Output):
    items: list[CaptureOrderOut]


CaptureKind = Literal["XC", "ES", "US", "DM", "OT"]
