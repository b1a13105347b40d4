from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.schemas import Input, Output, Reason
from lis.link.models import CodeUse, SendOutState

_Code = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(nfc)]


class LinkCodeOut(Output):
    id: UUID
    use: CodeUse
    code: str
    name: str
    ours: str
    first_at: datetime


class LinkCodeIn(Input):
    """What a code means; `ours` empty: nobody knows."""

    use: CodeUse
    code: _Code
    name: Annotated[str, Field(max_length=200), AfterValidator(nfc)] = ""
    ours: Annotated[str, Field(max_length=60)] = ""


class SendOutOut(Output):
    id: UUID
    partner_id: UUID
    partner: str
    placer: str
    filler: str
    specimen_code: str
    test_code: str
    order_id: UUID
    patient_id: UUID
    patient: str
    patient_code: str
    state: SendOutState
    said: str
    message_id: UUID
    sent_at: datetime
    sent_by_name: str
    resulted_at: datetime | None


class SendOutsOut(Output):
    sent: list[SendOutOut]


class LinkLaboratoryOut(Output):
    id: UUID
    name: str


class LinkLaboratoriesOut(Output):
    laboratories: list[LinkLaboratoryOut]


class SendOutIn(Input):
    """The open tests of a shipment's tubes, to that laboratory."""

    shipment_id: UUID
    partner_id: UUID


class SendOutAddIn(Input):
    """More tests from a tube that is there already."""

    specimen_code: Annotated[str, Field(min_length=1, max_length=40)]
    item_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    partner_id: UUID


class SendOutEndIn(Input):
    reason: Reason
