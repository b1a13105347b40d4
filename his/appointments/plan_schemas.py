"""What the API takes and gives of working hours, leave and figures."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from his.appointments.models import Absence, Schedule
from his.appointments.schemas import AppointmentOut, AppointmentRoom, Day, Hour
from kernel.schemas import Input, Output, Reason, Version


class ScheduleIn(Input):
    room_id: UUID
    doctor_id: UUID | None = None
    weekday: int = Field(ge=0, le=6, description="Monday is 0.")
    starts: Hour
    ends: Hour
    minutes: int = Field(ge=5, le=240)
    capacity: int = Field(ge=1, le=100)
    online: bool = True
    valid_from: Day | None = None
    valid_to: Day | None = None


class ScheduleEndIn(Input):
    version: Version
    last: Day


class ScheduleOut(Output):
    id: UUID
    room_id: UUID
    doctor_id: UUID | None
    doctor_name: str
    weekday: int
    starts: str
    ends: str
    minutes: int
    capacity: int
    online: bool
    valid_from: date
    valid_to: date | None
    version: int

    @classmethod
    def of(cls, plan: Schedule) -> "ScheduleOut":
        return cls.model_validate(plan)


class DutiesOut(Output):
    """Who works where on a day."""

    day: date
    duties: list[ScheduleOut]


class DoctorOut(Output):
    id: UUID
    name: str


class DoctorsOut(Output):
    doctors: list[DoctorOut]


class LeaveIn(Input):
    first: Day
    last: Day
    room_id: UUID | None = None
    doctor_id: UUID | None = None
    reason: Reason
    move: bool = Field(default=True, description="Give those who are expected the next free time.")


class AbsenceOut(Output):
    id: UUID
    first: date
    last: date
    room_id: UUID | None
    doctor_id: UUID | None
    doctor_name: str
    reason: str
    made_at: datetime
    made_by_name: str
    ended_at: datetime | None

    @classmethod
    def of(cls, absence: Absence) -> "AbsenceOut":
        return cls.model_validate(absence)


class LeaveOut(Output):
    """Who has another time now, and who must be telephoned."""

    absence: AbsenceOut
    moved: list[AppointmentOut]
    remaining: list[AppointmentOut]


class AppointmentCount(Output):
    """Of one room in a span."""

    room: AppointmentRoom
    booked: int
    kept: int
    missed: int
    cancelled: int
    online: int
    lead_days: float | None = Field(description="From booking to the time, on average.")


class AppointmentFiguresOut(Output):
    first: date
    last: date
    rooms: list[AppointmentCount]
