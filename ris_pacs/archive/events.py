from dataclasses import dataclass
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyArrived(Event):
    """The first picture of a study came."""

    study_id: UUID
    patient_id: UUID | None
    order_id: UUID | None
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyMatched(Event):
    """A study was given to a patient, by rule or by a person."""

    study_id: UUID
    patient_id: UUID
    order_id: UUID | None
    by_rule: bool
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyUnmatched(Event):
    """A study was taken off a patient."""

    study_id: UUID
    patient_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionNoted(Event):
    """Another system's rejection note took pictures out of sight."""

    study_id: UUID
    study_uid: str
    patient_id: UUID | None
    order_id: UUID | None
    note_uid: str
    code: str
    reason: str
    source: str
    instance_ids: tuple[UUID, ...]
    uids: tuple[str, ...]
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyObjectsCame(Event):
    """A study with key object documents has new ones, or new pictures that they may point at.

    Told when they were read, some time after their receipt; also by C-STORE of a workstation.
    """

    study_id: UUID
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesChanged(Event):
    """What is told whenever pictures that were shown are another's, others, or out of sight;
    listen to its subclasses. The desk that decides so is ris_pacs.quality; whoever keeps
    something that was made of the pictures follows."""

    correction_id: UUID
    kind: str  # side, move, reject, lossy
    code: str  # of DICOM's CID 7011
    reason: str
    study_id: UUID
    study_uid: str
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesCorrected(PicturesChanged):
    """Pictures were replaced by corrected ones (`uids`: before -> after), perhaps in another
    study, of another patient. What refers to them follows."""

    new_study_id: UUID
    new_study_uid: str
    patient_before: UUID | None
    patient_after: UUID | None
    order_before: UUID | None
    order_after: UUID | None
    uids: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesRejected(PicturesChanged):
    """Pictures went out of sight, with a code of DICOM's."""

    patient_id: UUID | None
    order_id: UUID | None
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesRestored(PicturesChanged):
    """A correction was undone: `uids` are back in sight, `copies` that stood for them are gone."""

    new_study_id: UUID | None
    new_study_uid: str
    patient_id: UUID | None
    order_id: UUID | None
    uids: tuple[str, ...]
    copies: dict[str, str]  # before -> after, as it was
