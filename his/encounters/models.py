from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from kernel.columns import Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id


class EncounterState(StrEnum):
    """The life of a visit, see states.py."""

    WAITING = "waiting"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class EncounterKind(StrEnum):
    OUTPATIENT = "outpatient"


class VisitType(StrEnum):
    """What the patient comes for (loại lượt khám)."""

    FIRST = "first"
    FOLLOW_UP = "follow_up"
    SERVICE_ONLY = "service_only"  # tests or procedures without an examination
    CHECK_UP = "check_up"


class Payer(StrEnum):
    """Who pays, as far as the desk knows it (đối tượng)."""

    BHYT = "bhyt"
    SELF_PAY = "self_pay"
    SERVICE = "service"  # on demand, at the facility's own price


class Priority(StrEnum):
    """What the desk sees or is shown (đối tượng ưu tiên). Age needs no telling: it follows
    from the birth date. Law 15/2023/QH15 on examination and treatment, article 3(2)."""

    NONE = "none"
    EMERGENCY = "emergency"
    PREGNANT = "pregnant"
    SEVERE_DISABILITY = "severe_disability"
    MERIT = "merit"
    APPOINTMENT = "appointment"


class Disposition(StrEnum):
    """How the visit ended (hướng xử trí)."""

    HOME = "home"
    APPOINTMENT = "appointment"
    ADMITTED = "admitted"
    REFERRED = "referred"
    LEFT = "left"  # went away before the end
    DIED = "died"


class Act(StrEnum):
    """What can be done to a visit after it was opened."""

    BEGIN = "begin"
    PUT_BACK = "put_back"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    MOVE_ROOM = "move_room"
    MOVE_TO_PATIENT = "move_to_patient"
    CHANGE = "change"


class Encounter(Versioned, table=True):
    """One visit of one patient (lượt khám)."""

    __tablename__ = "his_encounter"
    __table_args__ = (
        # One index for each way in which the worklist is read; all in its order.
        Index("ix_his_encounter_day", "opened_at", "id"),
        Index("ix_his_encounter_room", "room_id", "opened_at", "id"),
        Index("ix_his_encounter_doctor", "doctor_id", "opened_at", "id"),
        Index("ix_his_encounter_state", "state", "opened_at", "id"),
        Index("ix_his_encounter_patient", "patient_id", "opened_at", "id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20, unique=True, description="What people read and scan.")
    patient_id: UUID = Field(foreign_key="his_patient.id")
    site_id: UUID = Field(foreign_key="his_site.id")
    room_id: UUID = Field(foreign_key="his_room.id")
    department_id: UUID | None = Field(default=None, foreign_key="his_department.id")
    kind: EncounterKind = Field(default=EncounterKind.OUTPATIENT, sa_type=words(EncounterKind))
    visit_type: VisitType = Field(default=VisitType.FIRST, sa_type=words(VisitType))
    payer: Payer = Field(sa_type=words(Payer))
    priority: Priority = Field(default=Priority.NONE, sa_type=words(Priority))
    reason: str = Field(default="", max_length=500, description="Why the patient comes.")
    state: EncounterState = Field(default=EncounterState.WAITING, sa_type=words(EncounterState))
    opened_at: datetime = Field(sa_type=Instant)
    opened_by: UUID
    opened_by_name: str = Field(max_length=200)
    doctor_id: UUID | None = None
    doctor_name: str = Field(default="", max_length=200)
    began_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: UUID | None = None
    disposition: Disposition | None = Field(default=None, sa_type=words(Disposition))
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    state_reason: str = Field(default="", max_length=500, description="Why it was last turned.")


class EncounterStep(Unaudited, SQLModel, table=True):
    """One thing done to a visit: by whom, when, why. Itself a log, so the audit has no copy."""

    __tablename__ = "his_encounter_step"
    __table_args__ = (Index("ix_his_encounter_step", "encounter_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    encounter_id: UUID = Field(foreign_key="his_encounter.id")
    act: Act = Field(sa_type=words(Act))
    from_state: EncounterState = Field(sa_type=words(EncounterState))
    to_state: EncounterState = Field(sa_type=words(EncounterState))
    at: datetime = Field(sa_type=Instant)
    by: UUID
    by_name: str = Field(max_length=200)
    reason: str = Field(default="", max_length=500)
    facts: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
