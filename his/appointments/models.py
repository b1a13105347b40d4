from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from his.appointments.states import AppointmentAct, AppointmentState
from kernel.columns import Encrypted, Instant, words
from kernel.db import Unaudited, Versioned
from kernel.ids import new_id

_SECRET: Any = Encrypted  # `Field(sa_type=)` is typed for classes only


class Schedule(Versioned, table=True):
    """Weekly working hours of a room, and of a doctor in it (lịch làm việc)."""

    __tablename__ = "his_schedule"
    __table_args__ = (Index("ix_his_schedule_room", "room_id", "weekday", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    room_id: UUID = Field(foreign_key="his_room.id")
    doctor_id: UUID | None = None
    doctor_name: str = Field(default="", max_length=200)
    weekday: int = Field(ge=0, le=6, description="Monday is 0.")
    starts: str = Field(max_length=5, description="HH:MM, Vietnamese.")
    ends: str = Field(max_length=5)
    minutes: int = Field(ge=5, le=240, description="Of one appointment.")
    capacity: int = Field(ge=1, le=100, description="People at one time.")
    online: bool = Field(default=True, description="May be booked on the public page.")
    valid_from: date
    valid_to: date | None = None


class Absence(Versioned, table=True):
    """A holiday, or a doctor's or a room's time away (nghỉ, lễ). Both days included."""

    __tablename__ = "his_absence"
    __table_args__ = (Index("ix_his_absence_day", "last", "first", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    first: date
    last: date
    room_id: UUID | None = Field(default=None, foreign_key="his_room.id")
    doctor_id: UUID | None = None
    doctor_name: str = Field(default="", max_length=200)
    reason: str = Field(max_length=200)
    made_at: datetime = Field(sa_type=Instant)
    made_by_name: str = Field(max_length=200)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class AppointmentSlot(Unaudited, SQLModel, table=True):
    """How many places of one time are taken: whoever books holds this row."""

    __tablename__ = "his_appointment_slot"
    __table_args__ = (UniqueConstraint("schedule_id", "at"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    schedule_id: UUID = Field(foreign_key="his_schedule.id")
    at: datetime = Field(sa_type=Instant)
    taken: int = Field(default=0, ge=0)


class Channel(StrEnum):
    """How it was booked."""

    DESK = "desk"
    WEB = "web"
    DOCTOR = "doctor"


class AppointmentKind(StrEnum):
    FIRST = "first"
    FOLLOW_UP = "follow_up"


class Appointment(Versioned, table=True):
    """A time that was promised to somebody (lịch hẹn khám). `patient_id` is empty until he who
    booked on line is known at the desk; his name and telephone then stand here alone."""

    __tablename__ = "his_appointment"
    __table_args__ = (
        Index("ix_his_appointment_at", "at", "id"),
        Index("ix_his_appointment_room", "room_id", "at", "id"),
        Index("ix_his_appointment_doctor", "doctor_id", "at", "id"),
        Index("ix_his_appointment_state", "state", "at", "id"),
        Index("ix_his_appointment_patient", "patient_id", "at", "id"),
        Index("ix_his_appointment_phone", "phone_blind", "at"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    code: str = Field(max_length=20, unique=True)
    patient_id: UUID | None = Field(default=None, foreign_key="his_patient.id")
    name: str = Field(default="", max_length=200)
    birth_year: int | None = None
    phone: str | None = Field(default=None, sa_type=_SECRET("his_appointment.phone"))
    phone_blind: bytes | None = None
    email: str | None = Field(default=None, sa_type=_SECRET("his_appointment.email"))
    site_id: UUID
    room_id: UUID = Field(foreign_key="his_room.id")
    doctor_id: UUID | None = None
    doctor_name: str = Field(default="", max_length=200)
    slot_id: UUID = Field(foreign_key="his_appointment_slot.id", index=True)
    at: datetime = Field(sa_type=Instant)
    minutes: int
    kind: AppointmentKind = Field(default=AppointmentKind.FIRST, sa_type=words(AppointmentKind))
    reason: str = Field(default="", max_length=500)
    channel: Channel = Field(sa_type=words(Channel))
    state: AppointmentState = Field(sa_type=words(AppointmentState))
    state_reason: str = Field(default="", max_length=500)
    token: str = Field(max_length=32, unique=True, description="Opens the patient's own page.")
    reminded_at: datetime | None = Field(default=None, sa_type=Instant)
    no_reminder: bool = Field(default=False, description="He wants no messages.")
    from_encounter_id: UUID | None = Field(default=None, index=True)
    encounter_id: UUID | None = Field(default=None, index=True, description="The visit it became.")
    booked_at: datetime = Field(sa_type=Instant)
    booked_by: UUID
    booked_by_name: str = Field(max_length=200)


class AppointmentStep(Unaudited, SQLModel, table=True):
    """One thing done to an appointment: by whom, when, why. Itself a log."""

    __tablename__ = "his_appointment_step"
    __table_args__ = (Index("ix_his_appointment_step", "appointment_id", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    appointment_id: UUID = Field(foreign_key="his_appointment.id")
    act: AppointmentAct = Field(sa_type=words(AppointmentAct))
    at: datetime = Field(sa_type=Instant)
    by_name: str = Field(max_length=200)
    reason: str = Field(default="", max_length=500)
    from_at: datetime | None = Field(default=None, sa_type=Instant)
    to_at: datetime | None = Field(default=None, sa_type=Instant)


class PhoneCode(Unaudited, SQLModel, table=True):
    """A code sent to a telephone that books on line; only its blind index is kept."""

    __tablename__ = "his_appointment_code"
    __table_args__ = (
        Index("ix_his_appointment_code_phone", "phone_blind", "at"),
        Index("ix_his_appointment_code_from", "from_blind", "at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    appointment_id: UUID = Field(foreign_key="his_appointment.id", index=True)
    phone_blind: bytes
    from_blind: bytes
    code_blind: bytes
    at: datetime = Field(sa_type=Instant)
    tries: int = 0


class WishState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    CANCELLED = "cancelled"


class Wish(Versioned, table=True):
    """Somebody on the waiting list (danh sách chờ): told when a place becomes free."""

    __tablename__ = "his_appointment_wish"
    __table_args__ = (
        Index("ix_his_appointment_wish_room", "room_id", "state", "made_at", "id"),
        Index("ix_his_appointment_wish_open", "is_open", "made_at", "id"),
        Index("ix_his_appointment_wish_patient", "patient_id"),
    )
    audit_subject: ClassVar = ("patient", "patient_id")

    id: UUID = Field(default_factory=new_id, primary_key=True)
    patient_id: UUID = Field(foreign_key="his_patient.id")
    room_id: UUID = Field(foreign_key="his_room.id")
    doctor_id: UUID | None = None
    first: date
    last: date
    reason: str = Field(default="", max_length=500)
    state: WishState = Field(default=WishState.WAITING, sa_type=words(WishState))
    is_open: bool = Field(default=True, description="Waits, or has a place on offer.")
    appointment_id: UUID | None = Field(
        default=None, foreign_key="his_appointment.id", description="The place that is kept."
    )
    offered_until: datetime | None = Field(default=None, sa_type=Instant)
    made_at: datetime = Field(sa_type=Instant)
    made_by_name: str = Field(max_length=200)
