"""The front door of his.appointments. Other modules import this file and events.py."""

from his.appointments.booking import Caller, book, by_token, cancel, confirm, locked, move
from his.appointments.keeping import arrive, in_time, of_patient_today
from his.appointments.leave import Left, affected, go_away
from his.appointments.lists import Line, by_code, of_day, of_patient, one, shown, steps
from his.appointments.models import (
    Absence,
    Appointment,
    AppointmentKind,
    Channel,
    Schedule,
    Wish,
    WishState,
)
from his.appointments.planning import (
    Free,
    absences,
    add_absence,
    doctors,
    end_absence,
    end_hours,
    free,
    on_duty,
    schedule,
    schedules,
    set_hours,
)
from his.appointments.states import AppointmentState, acts
from his.appointments.waiting import wish, wishes, withdraw

__all__ = [
    "Absence",
    "Appointment",
    "AppointmentKind",
    "AppointmentState",
    "Caller",
    "Channel",
    "Free",
    "Left",
    "Line",
    "Schedule",
    "Wish",
    "WishState",
    "absences",
    "acts",
    "add_absence",
    "affected",
    "arrive",
    "book",
    "by_code",
    "by_token",
    "cancel",
    "confirm",
    "doctors",
    "end_absence",
    "end_hours",
    "free",
    "go_away",
    "in_time",
    "locked",
    "move",
    "of_day",
    "of_patient",
    "of_patient_today",
    "on_duty",
    "one",
    "schedule",
    "schedules",
    "set_hours",
    "shown",
    "steps",
    "wish",
    "wishes",
    "withdraw",
]
