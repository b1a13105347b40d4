from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesCorrected(Event):
    """Pictures were replaced by corrected ones (`uids`: before -> after), perhaps in another
    study, of another patient. What refers to them follows."""

    correction_id: UUID
    study_id: UUID
    study_uid: str
    new_study_id: UUID
    new_study_uid: str
    patient_before: UUID | None
    patient_after: UUID | None
    order_before: UUID | None
    order_after: UUID | None
    uids: dict[str, str]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesRejected(Event):
    """Pictures went out of sight, with a code of DICOM's."""

    correction_id: UUID
    study_id: UUID
    study_uid: str
    patient_id: UUID | None
    order_id: UUID | None
    code: str
    reason: str
    uids: tuple[str, ...]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesRestored(Event):
    """A correction was undone: what was out of sight is back, what replaced it is gone."""

    correction_id: UUID
    study_id: UUID
    study_uid: str
    new_study_id: UUID | None
    patient_id: UUID | None
    order_id: UUID | None
    uids: tuple[str, ...]
    actor: Actor
