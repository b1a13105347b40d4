"""The index of what lies in the store: studies, series, instances, and what people did to them."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from kernel.append_only import only_grows
from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id

UID = 64  # the longest that DICOM allows
_UNINDEXED = text("indexed_at IS NULL")
_UNMATCHED = text("patient_id IS NULL")


class StudyState(StrEnum):
    """Whose it is."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"  # to be matched by a person
    ENDED = "ended"  # taken out of use, with a reason; nothing is deleted


class InstanceState(StrEnum):
    """Whether it is shown."""

    KEPT = "kept"
    REJECTED = "rejected"


class StudyAct(StrEnum):
    """What was done about whose a study is."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    UNDONE = "undone"
    ENDED = "ended"


class ImagingStudy(Versioned, table=True):
    """What one visit to a machine left (ca chụp). Names and ids as received stay beside whose
    it is in the house."""

    __tablename__ = "ris_study"
    __table_args__ = (
        UniqueConstraint("uid"),
        UniqueConstraint("number"),
        Index("ix_ris_study_date", "study_date", "id"),
        Index("ix_ris_study_state", "state", "id"),
        Index("ix_ris_study_patient", "patient_id", "study_date", "id"),
        Index("ix_ris_study_order", "order_id"),
        Index("ix_ris_study_accession", "accession"),
        Index("ix_ris_study_dicom_id", "dicom_patient_id"),
        Index(
            "ix_ris_study_waiting",
            "received_at",
            "id",
            sqlite_where=_UNMATCHED,
            postgresql_where=_UNMATCHED,
        ),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    number: int = Field(sa_type=BigInteger, description="The search index goes by it.")
    uid: str = Field(max_length=UID)
    patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id")
    order_id: UUID | None = Field(default=None, foreign_key="his_order.id")
    site_id: UUID | None = None
    accession: str = Field(default="", max_length=64)
    dicom_patient_id: str = Field(default="", max_length=64)
    issuer: str = Field(default="", max_length=64)
    dicom_patient_name: str = Field(default="", max_length=324)
    name_folded: str = Field(default="", max_length=324)
    birth_date: str = Field(default="", max_length=10, description="YYYY-MM-DD, as received.")
    sex: str = Field(default="", max_length=16)
    study_date: str | None = Field(default=None, max_length=10)
    study_time: str = Field(default="", max_length=16, description="HHMMSS.ffffff, as received.")
    description: str = Field(default="", max_length=300)
    study_number: str = Field(default="", max_length=64)
    referring: str = Field(default="", max_length=324)
    modalities: str = Field(default="", max_length=100, description="Sorted, a blank between.")
    series_count: int = 0
    instance_count: int = 0
    size: int = Field(default=0, sa_type=BigInteger)
    mixed: bool = Field(default=False, description="Instances name more than one patient.")
    attributes: str = Field(description="DICOM JSON without patient, accession and counts.")
    search: str = Field(default="", description="What its four searchable texts fold to.")
    received_at: datetime = Field(sa_type=Instant)
    changed_at: datetime = Field(sa_type=Instant)
    source: str = Field(default="", max_length=60, description="AE title, or web.")
    state: StudyState = Field(sa_type=words(StudyState))


class ImagingSeries(Unaudited, SQLModel, table=True):
    """One run of a machine within a study. Only what machines sent; nobody edits it."""

    __tablename__ = "ris_series"
    __table_args__ = (
        UniqueConstraint("study_id", "uid"),
        Index("ix_ris_series_uid", "uid"),
        Index("ix_ris_series_order", "study_id", "number", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    study_id: UUID = Field(foreign_key="ris_study.id")
    uid: str = Field(max_length=UID)
    modality: str = Field(default="", max_length=16)
    number: int | None = None
    description: str = Field(default="", max_length=300)
    body_part: str = Field(default="", max_length=64)
    station: str = Field(default="", max_length=64)
    started_on: str | None = Field(default=None, max_length=10)
    instance_count: int = 0
    size: int = Field(default=0, sa_type=BigInteger)
    attributes: str
    changed_at: datetime = Field(sa_type=Instant)


class ImagingInstance(Unaudited, SQLModel, table=True):
    """One object: a file in the store, byte for byte as it came."""

    __tablename__ = "ris_instance"
    __table_args__ = (
        UniqueConstraint("uid"),
        UniqueConstraint("path"),
        Index("ix_ris_instance_series", "series_id", "number", "id"),
        Index("ix_ris_instance_study", "study_id", "id"),
        Index(
            "ix_ris_instance_unindexed",
            "id",
            sqlite_where=_UNINDEXED,
            postgresql_where=_UNINDEXED,
        ),
        Index("ix_ris_instance_checked", "checked_at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    study_id: UUID = Field(foreign_key="ris_study.id")
    series_id: UUID = Field(foreign_key="ris_series.id")
    uid: str = Field(max_length=UID)
    sop_class: str = Field(max_length=UID)
    transfer_syntax: str = Field(max_length=UID)
    number: int | None = None
    rows: int | None = None
    columns: int | None = None
    frames: int = 1
    path: str = Field(max_length=120, description="Within the store.")
    size: int = Field(sa_type=BigInteger, description="Of the whole file.")
    data_offset: int = Field(description="Where in the file the data set begins.")
    digest: str = Field(max_length=64, description="SHA-256 of the data set as received.")
    received_at: datetime = Field(sa_type=Instant)
    source: str = Field(default="", max_length=60)
    state: InstanceState = Field(sa_type=words(InstanceState))
    indexed_at: datetime | None = Field(default=None, sa_type=Instant)
    checked_at: datetime | None = Field(default=None, sa_type=Instant)
    damaged: bool = Field(default=False)
    metadata_json: bytes | None = Field(
        default=None, sa_type=LargeBinary, description="DICOM JSON, zlib; without the patient."
    )
    frame_table: bytes | None = Field(default=None, sa_type=LargeBinary)
    received_digest: str | None = Field(
        default=None, max_length=64, description="Of what came, where it was packed since."
    )
    received_syntax: str | None = Field(default=None, max_length=UID)


@only_grows
class StudyChange(Unaudited, SQLModel, table=True):
    """Whose a study is, was decided (append-only). Undoing adds a line."""

    __tablename__ = "ris_study_change"
    __table_args__ = (Index("ix_ris_study_change_study", "study_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    study_id: UUID = Field(foreign_key="ris_study.id")
    act: StudyAct = Field(sa_type=words(StudyAct))
    patient_before: UUID | None = None
    patient_after: UUID | None = None
    order_before: UUID | None = None
    order_after: UUID | None = None
    reason: str = Field(default="", max_length=500)
    by_rule: bool
    by: UUID | None
    by_name: str = Field(max_length=200)
    at: datetime = Field(sa_type=Instant)


@only_grows
class ImagingConflict(Unaudited, SQLModel, table=True):
    """An object that was refused, and what about it (append-only): for whoever sees to machines."""

    __tablename__ = "ris_conflict"
    __table_args__ = (Index("ix_ris_conflict_at", "at", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=Instant)
    uid: str = Field(max_length=UID)
    study_uid: str = Field(default="", max_length=UID)
    source: str = Field(max_length=60)
    digest: str = Field(default="", max_length=64)
    size: int = Field(default=0, sa_type=BigInteger)
    why: str = Field(max_length=40, description="differs, damaged, ...")
