"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Output, Reason, Version
from ris_pacs.quality.models import CorrectionCode, CorrectionKind, CorrectionState

Uids = Annotated[
    list[Annotated[str, Field(max_length=64)]], Field(max_length=20_000, default_factory=list)
]
Attribute = Literal["Laterality", "BodyPartExamined", "SeriesDescription"]


class PictureCorrectionIn(Input):
    """What is wrong, why, and what is right."""

    study_id: UUID
    kind: Literal["side", "move", "reject"]
    code: CorrectionCode
    reason: Reason
    series: Uids
    instances: Uids
    changes: Annotated[
        dict[Attribute, Annotated[str, Field(max_length=64)]], Field(default_factory=dict)
    ]
    to_patient_id: UUID | None = None
    to_order_id: UUID | None = None


class CorrectionDecideIn(Input):
    version: Version


class CorrectionEndIn(Input):
    reason: Reason
    version: Version


class CorrectionPersonOut(Output):
    id: UUID
    code: str
    name: str


class CorrectionEventOut(Output):
    state: CorrectionState
    note: str
    by_name: str
    at: datetime


class CorrectionOut(Output):
    """A line of the book of corrections."""

    id: UUID
    version: int
    study_id: UUID
    study_uid: str
    new_study_id: UUID | None
    patient: CorrectionPersonOut | None
    to_patient: CorrectionPersonOut | None
    kind: CorrectionKind
    code: CorrectionCode
    reason: str
    pictures: int
    changes: dict[str, str]
    before: dict[str, str]
    state: CorrectionState
    reported: bool
    proposed_by: UUID
    proposed_by_name: str
    proposed_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    undo_until: datetime | None
    ended_reason: str
    note_uid: str


class DeskPersonOut(Output):
    """Whom pictures of a study name."""

    code: str
    name: str
    birth: str
    instances: list[str]


class DeskSeriesOut(Output):
    uid: str
    number: int | None
    modality: str
    description: str
    body_part: str
    laterality: str
    pictures: int


class DeskOut(Output):
    """A study on the desk: what the order says beside what the pictures say."""

    study_id: UUID
    uid: str
    patient: CorrectionPersonOut | None
    patient_birth: str
    order_code: str
    order_service: str
    accession: str
    said_name: str
    said_code: str
    said_birth: str
    study_date: str | None
    description: str
    name_agrees: bool
    birth_agrees: bool
    mixed: bool
    reported: bool
    series: list[DeskSeriesOut]
    corrections: list[CorrectionOut]


class DeskPeopleOut(Output):
    items: list[DeskPersonOut]


class PackingIn(Input):
    """Which pictures are packed, and when what came may go."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    modality: Annotated[str, Field(max_length=16)] = ""
    source: Annotated[str, Field(max_length=60)] = ""
    older_days: Annotated[int, Field(ge=0, le=36500)]
    drop_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    ratio: Annotated[int, Field(ge=2, le=30)] | None = None


class PackingActiveIn(Input):
    active: bool
    version: Version


class PackingOut(Output):
    id: UUID
    version: int
    name: str
    modality: str
    source: str
    older_days: int
    drop_days: int | None
    ratio: int | None
    active: bool
    made_by_name: str


class PackedPictureOut(Output):
    """One picture: equal before and after, and what was saved."""

    id: UUID
    study_id: UUID
    at: datetime
    policy: str
    by_name: str
    syntax_before: str
    syntax_after: str
    size_before: int
    size_after: int
    pixels_before: str
    pixels_after: str
    equal: bool
    sealed: bool
    drop_after: datetime | None
    dropped_at: datetime | None


class PackingSumOut(Output):
    """What was saved in all, and the policies."""

    pictures: int
    size_before: int
    size_after: int
    policies: list[PackingOut]


class PackedCountOut(Output):
    packed: int
