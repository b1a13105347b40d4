"""What the API of consultations takes and gives."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from kernel.columns import nfc
from kernel.schemas import Input, Line, Output, Reason, Version
from ris_pacs.consult.models import ConsultAct, ConsultState

Question = Annotated[str, Field(min_length=3, max_length=1000), AfterValidator(nfc)]


class ConsultIn(Input):
    study_uid: str = Field(min_length=1, max_length=64)
    question: Question


class ConsultPatientOut(Output):
    id: UUID
    code: str
    name: str


class ConsultOut(Output):
    """A line of the list."""

    id: UUID
    version: int
    code: str
    patient: ConsultPatientOut
    question: str
    state: ConsultState
    opened_at: datetime
    opened_by_name: str
    ended_at: datetime | None
    ended_by_name: str


class ConsultGuestIn(Input):
    name: Line
    facility: Line
    licence: Annotated[str, Field(max_length=60), AfterValidator(nfc)] = ""


class ConsultGuestOut(Output):
    """An invitation. `address` while it is good."""

    id: UUID
    version: int
    name: str
    facility: str
    licence: str
    expires_at: datetime
    invited_by_name: str
    withdrawn_at: datetime | None
    joined_at: datetime | None
    locked: bool
    address: str


class ConsultInvitedOut(Output):
    """The PIN is shown this one time."""

    guest: ConsultGuestOut
    pin: str


class ConsultLineOut(Output):
    id: UUID
    at: datetime
    act: ConsultAct
    by_name: str
    guest: bool
    text: str
    about: Any


class ConsultOpinionOut(Output):
    """What a doctor of another site signed. `whole`: nobody changed it since."""

    id: UUID
    at: datetime
    by_name: str
    facility: str
    licence: str
    findings: str
    conclusion: str
    recommendation: str
    standing: bool
    whole: bool


class ConsultWholeOut(ConsultOut):
    study_id: UUID
    study_uid: str
    study: str
    minutes: str
    conclusion: str
    document_id: UUID | None
    guests: list[ConsultGuestOut]
    opinions: list[ConsultOpinionOut]


class ConsultMinutesIn(Input):
    version: Version
    minutes: Annotated[str, Field(max_length=8000), AfterValidator(nfc)]
    conclusion: Annotated[str, Field(max_length=2000), AfterValidator(nfc)]


class ConsultSignIn(Input):
    version: Version


class ConsultReasonIn(Input):
    version: Version
    reason: Reason
