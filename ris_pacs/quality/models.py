"""What was corrected about pictures, by whom and who agreed; what was packed smaller."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class CorrectionKind(StrEnum):
    """What is wrong, and so what is done."""

    SIDE = "side"  # side, body part or description of series
    MOVE = "move"  # series, or a second patient's part, to the right patient
    REJECT = "reject"
    LOSSY = "lossy"  # by a policy: smaller copies in the place of what came


class CorrectionCode(StrEnum):
    """Why pictures go out of sight (DICOM CID 7011, IHE IOCM)."""

    QUALITY = "113001"
    SAFETY = "113037"
    WORKLIST = "113038"
    EXPIRED = "113039"


class CorrectionState(StrEnum):
    PROPOSED = "proposed"
    APPLIED = "applied"
    DECLINED = "declined"
    UNDONE = "undone"


class Correction(Versioned, table=True):
    """A correction: proposed by one, decided by another, undone within days."""

    __tablename__ = "ris_correction"
    __table_args__ = (
        Index("ix_ris_correction_state", "state", "id"),
        Index("ix_ris_correction_study", "study_id", "id"),
        Index("ix_ris_correction_patient", "patient_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    study_id: UUID = Field(foreign_key="ris_study.id")
    patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id")
    order_id: UUID | None = Field(default=None, foreign_key="his_order.id")
    kind: CorrectionKind = Field(sa_type=words(CorrectionKind))
    code: CorrectionCode = Field(sa_type=words(CorrectionCode))
    reason: str = Field(max_length=500)
    instances: list[Any] = Field(sa_type=JSON, description="Their SOP Instance UIDs.")
    changes: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="Attribute -> what is right."
    )
    before: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="Attribute -> what the machine wrote."
    )
    to_patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id", index=True)
    to_order_id: UUID | None = Field(default=None, foreign_key="his_order.id")
    state: CorrectionState = Field(sa_type=words(CorrectionState))
    reported: bool = Field(default=False, description="The order had been answered already.")
    proposed_by: UUID
    proposed_by_name: str = Field(max_length=200)
    proposed_at: datetime = Field(sa_type=Instant)
    decided_by: UUID | None = None
    decided_by_name: str = Field(default="", max_length=200)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    undo_until: datetime | None = Field(default=None, sa_type=Instant)
    ended_reason: str = Field(default="", max_length=500)
    new_study_id: UUID | None = Field(default=None, foreign_key="ris_study.id")
    uids: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="Instance before -> corrected instance."
    )
    note_uid: str = Field(default="", max_length=64, description="The rejection note.")


class Packing(Versioned, table=True):
    """Which pictures are packed without loss, and when what came may go."""

    __tablename__ = "ris_packing"
    __table_args__ = (Index("ix_ris_packing_active", "active", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str = Field(max_length=200)
    modality: str = Field(default="", max_length=16, description="Empty: all.")
    source: str = Field(default="", max_length=60, description="AE title; empty: all.")
    older_days: int = Field(ge=0)
    drop_days: int | None = Field(default=None, ge=1, description="None: what came stays.")
    ratio: int | None = Field(
        default=None, ge=2, le=30, description="With loss, 1 to so much; None: without loss."
    )
    made_by: UUID
    made_by_name: str = Field(max_length=200)
    active: bool = True


class PackedPicture(Unaudited, SQLModel, table=True):
    """A picture that was packed without loss: proof that it is the same, and what was saved."""

    __tablename__ = "ris_packed_picture"
    __table_args__ = (
        UniqueConstraint("instance_id"),
        Index("ix_ris_packed_picture_study", "study_id", "id"),
        Index("ix_ris_packed_picture_drop", "drop_after", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    instance_id: UUID = Field(foreign_key="ris_instance.id")
    study_id: UUID = Field(foreign_key="ris_study.id")
    policy: str = Field(max_length=200)
    by_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)
    syntax_before: str = Field(max_length=64)
    syntax_after: str = Field(max_length=64)
    size_before: int = Field(sa_type=BigInteger)
    size_after: int = Field(sa_type=BigInteger)
    pixels_before: str = Field(max_length=64, description="SHA-256 of the decoded frames.")
    pixels_after: str = Field(max_length=64)
    original_path: str = Field(max_length=120)
    original_offset: int
    original_digest: str = Field(max_length=64)
    seal: str = Field(max_length=64, description="HMAC over what came, with a key of the ring.")
    drop_after: datetime | None = Field(default=None, sa_type=Instant)
    dropped_at: datetime | None = Field(default=None, sa_type=Instant)


@only_grows
class CorrectionEvent(Unaudited, SQLModel, table=True):
    """Who did what about a correction (append-only)."""

    __tablename__ = "ris_correction_event"
    __table_args__ = (Index("ix_ris_correction_event", "correction_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    correction_id: UUID = Field(foreign_key="ris_correction.id")
    state: CorrectionState = Field(sa_type=words(CorrectionState))
    note: str = Field(default="", max_length=500)
    by_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)
