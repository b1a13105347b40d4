from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Note, Output, Reason

PictureUid = Annotated[str, Field(pattern=r"^[0-9.]{1,64}$")]
Frame = Annotated[int, Field(ge=1, le=100_000)]


class PatientStudyOut(Output):
    """One of a patient's studies, as his page lists it."""

    uid: str
    on: str | None
    description: str
    modalities: list[str]
    accession: str
    series: int
    pictures: int
    received_at: datetime


class PatientStudiesOut(Output):
    """Newest first; `more`: only the newest are listed. `ohif`: the large viewer is here."""

    items: list[PatientStudyOut]
    more: bool
    ohif: bool


class KeyImageIn(Input):
    """The picture that is chosen, and what it shows."""

    instance_uid: PictureUid
    frame: Frame = 1
    note: Annotated[Note, Field(max_length=400)] = ""


class KeyImageOut(Output):
    id: UUID
    study_uid: str
    series_uid: str
    instance_uid: str
    frame: int
    note: str
    by: str
    at: datetime


class KeyImagesOut(Output):
    items: list[KeyImageOut]


class PictureWithdrawIn(Input):
    """Why it is taken back."""

    reason: Reason
