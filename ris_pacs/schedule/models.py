"""Machines, what is done on them, and the exams: one for each order of imaging."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from his.orders.service import Urgency
from kernel.append_only import only_grows
from kernel.columns import Instant, Quantity, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id
from ris_pacs.schedule.states import Contrast, ExamState, Known, SafetyForm, Side

UID = 64
_OPEN = text("closed_at IS NULL")
_UNMATCHED = text("exam_id IS NULL")


class Machine(Versioned, table=True):
    """An imaging machine (máy chụp, máy siêu âm) as patients are planned on it."""

    __tablename__ = "ris_machine"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_ris_machine_ae", "ae_title"),
        Index("ix_ris_machine_modality", "modality", "code"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20)
    name: str = Field(max_length=200)
    modality: str = Field(max_length=16, description="CT, MR, DX, CR, US, XA ...")
    ae_title: str = Field(default="", max_length=16, description="Of a ris_node; empty: no DICOM.")
    station: str = Field(default="", max_length=16, description="StationName (0008,1010).")
    site_id: UUID = Field(foreign_key="his_site.id", index=True)
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id", index=True)
    charset: str = Field(default="ISO_IR 192", max_length=20)
    plain_names: bool = Field(default=False, description="Names without diacritics, for old ones.")
    slot_minutes: int = Field(default=15, ge=5, le=240)
    opens: str = Field(default="07:00", max_length=5)
    closes: str = Field(default="17:00", max_length=5)
    device_code: str = Field(default="", max_length=50, description="MA_MAY of the claim.")
    active: bool = True
    note: str = Field(default="", max_length=500)


class Procedure(Versioned, table=True):
    """What the imaging department knows of a service (kỹ thuật CĐHA)."""

    __tablename__ = "ris_procedure"
    __table_args__ = (
        UniqueConstraint("service_code"),
        Index("ix_ris_procedure_modality", "modality", "service_code"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    service_code: str = Field(max_length=60)
    name: str = Field(max_length=300)
    modality: str = Field(max_length=16)
    body_part: str = Field(default="", max_length=16, description="BodyPartExamined, CHEST ...")
    needs_side: bool = False
    contrast: Contrast = Field(default=Contrast.NONE, sa_type=words(Contrast))
    minutes: int = Field(default=15, ge=5, le=480)
    safety: SafetyForm = Field(default=SafetyForm.NONE, sa_type=words(SafetyForm))
    needs_protocol: bool = Field(default=False, description="A radiologist looks at it first.")
    preparation: str = Field(default="", max_length=2000)
    protocols: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    active: bool = True


class Exam(Versioned, table=True):
    """One order on its way through imaging (ca chụp). Accession number = the order's code."""

    __tablename__ = "ris_exam"
    __table_args__ = (
        UniqueConstraint("order_id"),
        UniqueConstraint("accession"),
        UniqueConstraint("study_uid"),
        Index(
            "ix_ris_exam_work",
            "rank",
            "due_at",
            "id",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_ris_exam_due", "due_at", "id"),
        Index("ix_ris_exam_state", "state", "due_at", "id"),
        Index("ix_ris_exam_machine", "machine_id", "planned_at"),
        Index("ix_ris_exam_patient", "patient_id", "due_at", "id"),
        Index("ix_ris_exam_encounter", "encounter_id"),
        Index("ix_ris_exam_ended", "ended_at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    order_id: UUID = Field(foreign_key="his_order.id")
    accession: str = Field(max_length=20)
    study_uid: str = Field(max_length=UID)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    site_id: UUID
    modality: str = Field(max_length=16)
    service_code: str = Field(max_length=60)
    procedure_name: str = Field(max_length=300)
    body_part: str = Field(default="", max_length=16)
    side: Side = Field(default=Side.NONE, sa_type=words(Side))
    contrast: Contrast = Field(default=Contrast.NONE, sa_type=words(Contrast))
    safety: SafetyForm = Field(default=SafetyForm.NONE, sa_type=words(SafetyForm))
    bedside: bool = False
    urgency: Urgency = Field(sa_type=words(Urgency))
    rank: int = Field(default=2, description="0 STAT, 1 urgent, 2 routine: the order of lists.")
    indication: str = Field(default="", max_length=500)
    state: ExamState = Field(default=ExamState.ORDERED, sa_type=words(ExamState))
    known_by: Known = Field(default=Known.RULE, sa_type=words(Known))
    ordered_at: datetime = Field(sa_type=Instant)
    ordered_by_name: str = Field(default="", max_length=200)
    due_at: datetime = Field(sa_type=Instant, description="Planned for, else ordered: list order.")
    machine_id: UUID | None = Field(default=None, foreign_key="ris_machine.id")
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    minutes: int = 15
    protocol: str = Field(default="", max_length=2000)
    protocolled_at: datetime | None = Field(default=None, sa_type=Instant)
    protocolled_by: UUID | None = None
    protocolled_by_name: str = Field(default="", max_length=200)
    arrived_at: datetime | None = Field(default=None, sa_type=Instant)
    called: int = 0
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant, description="Pictures made.")
    closed_at: datetime | None = Field(
        default=None, sa_type=Instant, description="Nothing is left to do at the machine."
    )
    ended_reason: str = Field(default="", max_length=500)
    performed_by: UUID | None = None
    performed_by_name: str = Field(default="", max_length=200)
    replaced_by: UUID | None = Field(default=None, description="The exam done instead.")
    ctdi_vol: Decimal | None = Field(default=None, sa_type=Quantity, description="mGy")
    dlp: Decimal | None = Field(default=None, sa_type=Quantity, description="mGy.cm")
    dap: Decimal | None = Field(default=None, sa_type=Quantity, description="Gy.cm2")
    images: int = 0


@only_grows
class ExamEvent(Unaudited, SQLModel, table=True):
    """One step of an exam, and who took it (append-only; itself a log)."""

    __tablename__ = "ris_exam_event"
    __table_args__ = (Index("ix_ris_exam_event", "exam_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    exam_id: UUID = Field(foreign_key="ris_exam.id")
    act: str = Field(max_length=40)
    state: ExamState = Field(sa_type=words(ExamState))
    known_by: Known = Field(sa_type=words(Known))
    note: str = Field(default="", max_length=500)
    at: datetime = Field(sa_type=Instant)
    by: UUID | None
    by_name: str = Field(max_length=200)


@only_grows
class SafetyAnswer(Unaudited, SQLModel, table=True):
    """The questions before an exam, as answered (append-only: the last one counts)."""

    __tablename__ = "ris_safety_answer"
    __table_args__ = (Index("ix_ris_safety_answer", "exam_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    exam_id: UUID = Field(foreign_key="ris_exam.id")
    form: SafetyForm = Field(sa_type=words(SafetyForm))
    answers: Any = Field(sa_column=Column(JSON(none_as_null=True)))
    concerns: Any = Field(sa_column=Column(JSON(none_as_null=True)))
    egfr: Decimal | None = Field(default=None, sa_type=Quantity)
    egfr_at: datetime | None = Field(default=None, sa_type=Instant)
    overridden: str = Field(default="", max_length=500, description="Why it is done all the same.")
    consent: bool = False
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)


@only_grows
class Consumption(Unaudited, SQLModel, table=True):
    """Contrast and supplies that an exam took; a wrong line is balanced by a negative one."""

    __tablename__ = "ris_consumption"
    __table_args__ = (Index("ix_ris_consumption", "exam_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    exam_id: UUID = Field(foreign_key="ris_exam.id")
    kind: str = Field(max_length=20, description="contrast, drug, supply")
    code: str = Field(default="", max_length=60)
    name: str = Field(max_length=300)
    quantity: Decimal = Field(sa_type=Quantity)
    unit: str = Field(default="", max_length=20)
    lot: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=300)
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)


@only_grows
class Dose(Unaudited, SQLModel, table=True):
    """Radiation of an exam as a machine or a person told it (append-only)."""

    __tablename__ = "ris_dose"
    __table_args__ = (
        UniqueConstraint("source_uid"),
        Index("ix_ris_dose_exam", "exam_id", "id"),
        Index("ix_ris_dose_at", "at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    exam_id: UUID = Field(foreign_key="ris_exam.id")
    source: str = Field(max_length=20, description="rdsr, mpps, hand")
    source_uid: str = Field(max_length=UID, description="The SR object's, the step's, or its own.")
    ctdi_vol: Decimal | None = Field(default=None, sa_type=Quantity)
    dlp: Decimal | None = Field(default=None, sa_type=Quantity)
    dap: Decimal | None = Field(default=None, sa_type=Quantity)
    fluoro_seconds: Decimal | None = Field(default=None, sa_type=Quantity)
    exposures: int = 0
    at: datetime = Field(sa_type=Instant)
    by_name: str = Field(default="", max_length=200)


@only_grows
class Incident(Unaudited, SQLModel, table=True):
    """Pictures thrown away and taken anew, or something that went wrong (append-only)."""

    __tablename__ = "ris_incident"
    __table_args__ = (
        Index("ix_ris_incident_exam", "exam_id", "id"),
        Index("ix_ris_incident_at", "kind", "at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    exam_id: UUID = Field(foreign_key="ris_exam.id")
    machine_id: UUID | None = Field(default=None, foreign_key="ris_machine.id")
    kind: str = Field(max_length=20, description="reject, reaction, extravasation, machine, other")
    reason: str = Field(max_length=40, description="Of a reject: position, motion, exposure ...")
    images: int = 0
    note: str = Field(default="", max_length=500)
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)


class Step(Unaudited, SQLModel, table=True):
    """What a machine told of its work (MPPS). Only machines write it."""

    __tablename__ = "ris_step"
    __table_args__ = (
        UniqueConstraint("uid"),
        Index("ix_ris_step_exam", "exam_id"),
        Index(
            "ix_ris_step_unmatched",
            "at",
            "id",
            sqlite_where=_UNMATCHED,
            postgresql_where=_UNMATCHED,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    uid: str = Field(max_length=UID)
    exam_id: UUID | None = Field(default=None, foreign_key="ris_exam.id")
    ae_title: str = Field(max_length=16)
    status: str = Field(max_length=16, description="IN PROGRESS, COMPLETED, DISCONTINUED")
    accession: str = Field(default="", max_length=64)
    study_uid: str = Field(default="", max_length=UID)
    patient_code: str = Field(default="", max_length=64)
    patient_name: str = Field(default="", max_length=324)
    modality: str = Field(default="", max_length=16)
    description: str = Field(default="", max_length=300)
    performer: str = Field(default="", max_length=324)
    why: str = Field(default="", max_length=200, description="Discontinuation, as coded.")
    images: int = 0
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    at: datetime = Field(sa_type=Instant)
    settled_by_name: str = Field(default="", max_length=200)
