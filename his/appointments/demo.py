"""The practice clinic's working hours: its doctors, mornings and afternoons."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments import planning
from his.appointments.models import Schedule
from kernel import clock
from kernel.access import SYSTEM
from kernel.identity.models import User

_DOCTORS = {"P101": "doctor", "P102": "doctor2", "P103": "doctor3", "P201": "doctor4"}
_HALVES = (("07:30", "11:30"), ("13:00", "17:00"))
_WORKDAYS = range(6)


def working_hours(db: Session) -> None:
    """Only where nothing was planned yet."""
    if db.execute(select(col(Schedule.id)).limit(1)).first():
        return
    names = dict(db.execute(select(col(User.username), col(User.id))).all())
    for room in admin.rooms(db, kind=admin.RoomKind.EXAM):
        doctor = names.get(_DOCTORS.get(room.code, ""))
        for day in _WORKDAYS:
            for starts, ends in _HALVES:
                planning.set_hours(
                    db,
                    SYSTEM,
                    room_id=room.id,
                    doctor_id=doctor,
                    weekday=day,
                    starts=starts,
                    ends=ends,
                    minutes=20,
                    capacity=1,
                    valid_from=clock.today() - timedelta(days=30),
                )
