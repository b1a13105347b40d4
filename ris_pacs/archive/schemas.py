"""What the API of the archive takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Output, Reason, Version, Words
from ris_pacs.archive.models import StudyAct, StudyState
from ris_pacs.archive.storage import Fill


class StudyPatientOut(Output):
    """Whose it is."""

    id: UUID
    code: str
    name: str
    birth: str | None
    sex: str
    age: Words


class ImagingStudyOut(Output):
    """A line of the list of studies: as received, and whose it is here."""

    id: UUID
    version: int
    uid: str
    patient: StudyPatientOut | None
    order_id: UUID | None
    order_code: str
    accession: str
    dicom_patient_id: str
    dicom_patient_name: str
    birth_date: str
    sex: str
    study_date: str | None
    study_time: str
    description: str
    modalities: str
    series_count: int
    instance_count: int
    size: int
    mixed: bool
    received_at: datetime
    source: str
    state: StudyState


class ImagingSeriesOut(Output):
    """One series of a study."""

    uid: str
    modality: str
    number: int | None
    description: str
    body_part: str
    station: str
    instance_count: int
    size: int


class StudyChangeOut(Output):
    """A decision about whose it is."""

    act: StudyAct
    patient_before: str
    patient_after: str
    order_before: str
    order_after: str
    reason: str
    by_rule: bool
    by_name: str
    at: datetime


class ImagingStudyWholeOut(Output):
    """A study with its series and what was decided about it, the newest first."""

    study: ImagingStudyOut
    series: list[ImagingSeriesOut]
    changes: list[StudyChangeOut]


class CandidateOrderOut(Output):
    """An order for pictures that may be the one."""

    id: UUID
    code: str
    service_name: str
    state: str
    placed_at: datetime
    exact: bool


class StudyCandidateOut(Output):
    """Somebody whose it may be, and what agrees."""

    patient: StudyPatientOut
    code_agrees: bool
    name_agrees: bool
    birth_agrees: bool
    orders: list[CandidateOrderOut]


class StudyCandidatesOut(Output):
    """Whose it may be, the likeliest first. A person decides."""

    candidates: list[StudyCandidateOut]


class StudyMatchIn(Input):
    """Whose it is, and for which order."""

    patient_id: UUID
    order_id: UUID | None = None
    reason: Annotated[str, Field(max_length=500)] = ""
    version: Version


class StudyReasonIn(Input):
    """Why it is taken off, or the last decision undone."""

    reason: Reason
    version: Version


class ImagingConflictOut(Output):
    """An object that was refused."""

    at: datetime
    uid: str
    source: str
    size: int
    why: str


class PictureStorageOut(Output):
    """How full the store is, and what was refused lately."""

    total: int
    free: int
    used_percent: float
    fill: Fill
    warn_percent: int
    stop_percent: int
    studies: int
    instances: int
    size: int
    unindexed: int
    damaged: int
    conflicts: list[ImagingConflictOut]
