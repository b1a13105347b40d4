"""What the API takes and gives. Fields of an answer have no defaults."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from his.appointments.lists import Line as AppointmentLine
from his.appointments.models import (
    AppointmentKind,
    Channel,
    Wish,
    WishState,
)
from his.appointments.planning import Free
from his.appointments.states import AppointmentAct, AppointmentState, acts
from his.encounters.service import Payer
from his.patients.service import Brief, Sex
from kernel.columns import nfc
from kernel.schemas import Input, Line, Output, Reason, Version, Words, said

Complaint = Annotated[str, Field(max_length=500), AfterValidator(nfc)]
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2200, 1, 1))]
When = Annotated[AwareDatetime, Field(description="With its zone, as the free times give it.")]


class CallerIn(Input):
    """Somebody who is no patient here yet."""

    name: Line
    phone: str = Field(min_length=8, max_length=20)
    birth_year: int | None = Field(default=None, ge=1900, le=2200)
    email: str | None = Field(default=None, max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")


class AppointmentIn(Input):
    schedule_id: UUID
    at: When
    patient_id: UUID | None = None
    caller: CallerIn | None = None
    kind: AppointmentKind = AppointmentKind.FIRST
    reason: Complaint = ""
    from_encounter_id: UUID | None = Field(default=None, description="Of a follow-up: the visit.")
    again: bool = Field(default=False, description="Yes, a second one here on that day.")
    beyond: bool = Field(default=False, description="Yes, one more than the places.")


class AppointmentMoveIn(Input):
    version: Version
    schedule_id: UUID
    at: When
    reason: Reason
    beyond: bool = False


class AppointmentCancelIn(Input):
    reason: Reason


class AppointmentArriveIn(Input):
    patient_id: UUID | None = Field(default=None, description="Who he is that booked on line.")
    payer: Payer | None = Field(default=None, description="Worked out from his card if left out.")


class AppointmentArrived(Output):
    encounter_id: UUID


class AppointmentPatient(Output):
    id: UUID
    code: str
    name: str
    birth: str | None
    sex: Sex
    age: Words
    unknown: bool

    @classmethod
    def of(cls, patient: Brief) -> "AppointmentPatient":
        return cls(
            id=patient.id,
            code=patient.code,
            name=patient.name,
            birth=patient.birth,
            sex=patient.sex,
            age=said(patient.age),
            unknown=patient.unknown,
        )


class AppointmentRoom(Output):
    id: UUID
    code: str
    name: str


class AppointmentOut(Output):
    id: UUID
    code: str
    patient: AppointmentPatient | None = Field(description="Null: booked on line, not known yet.")
    name: str
    phone_end: str = Field(description="The last digits of the telephone.")
    room: AppointmentRoom
    doctor_id: UUID | None
    doctor_name: str
    at: datetime
    minutes: int
    kind: AppointmentKind
    reason: str
    channel: Channel
    state: AppointmentState
    state_reason: str
    reminded_at: datetime | None
    from_encounter_id: UUID | None
    encounter_id: UUID | None
    booked_at: datetime
    booked_by_name: str
    version: int
    acts: list[AppointmentAct] = Field(description="What may be done in this state.")

    @classmethod
    def of(cls, line: AppointmentLine) -> "AppointmentOut":
        appointment = line.appointment
        hidden = {"patient_id", "phone", "phone_blind", "email", "token", "slot_id", "site_id"}
        hidden |= {"room_id", "booked_by", "birth_year", "no_reminder"}
        return cls(
            **appointment.model_dump(exclude=hidden),
            patient=AppointmentPatient.of(line.patient) if line.patient else None,
            phone_end=(appointment.phone or "")[-3:],
            room=AppointmentRoom.model_validate(line.room),
            acts=acts(appointment.state),
        )


class AppointmentsOut(Output):
    items: list[AppointmentOut]


class AppointmentStepOut(Output):
    id: UUID
    act: AppointmentAct
    at: datetime
    by_name: str
    reason: str
    from_at: datetime | None
    to_at: datetime | None


class FreeTime(Output):
    schedule_id: UUID
    room_id: UUID
    doctor_id: UUID | None
    doctor_name: str
    at: datetime
    minutes: int
    left: int = Field(description="Places that are free; 0 where it is full.")

    @classmethod
    def of(cls, free: Free) -> "FreeTime":
        plan = free.schedule
        return cls(
            schedule_id=plan.id,
            room_id=plan.room_id,
            doctor_id=plan.doctor_id,
            doctor_name=plan.doctor_name,
            at=free.at,
            minutes=free.minutes,
            left=free.left,
        )


class FreeTimesOut(Output):
    first: date
    last: date
    times: list[FreeTime]


class WishIn(Input):
    patient_id: UUID
    room_id: UUID
    doctor_id: UUID | None = None
    first: Day
    last: Day
    reason: Complaint = ""


class WishOut(Output):
    id: UUID
    patient: AppointmentPatient | None
    room_id: UUID
    doctor_id: UUID | None
    first: date
    last: date
    reason: str
    state: WishState
    appointment_id: UUID | None
    offered_until: datetime | None
    made_at: datetime
    made_by_name: str

    @classmethod
    def of(cls, wish: Wish, patient: Brief | None) -> "WishOut":
        return cls(
            **wish.model_dump(exclude={"patient_id", "is_open", "version"}),
            patient=AppointmentPatient.of(patient) if patient else None,
        )
