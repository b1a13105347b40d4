"""Working hours, holidays and leave, and the figures."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from his.admin import service as admin
from his.appointments import permissions, service
from his.appointments.figures import figures as counted
from his.appointments.plan_schemas import (
    AbsenceOut,
    AppointmentCount,
    AppointmentFiguresOut,
    DoctorOut,
    DoctorsOut,
    DutiesOut,
    LeaveIn,
    LeaveOut,
    ScheduleEndIn,
    ScheduleIn,
    ScheduleOut,
)
from his.appointments.schemas import AppointmentOut, AppointmentRoom
from kernel import audit, clock
from kernel.access import Actor, Requires
from kernel.db import Db, expect
from kernel.paging import After, Limit, Page
from kernel.routing import Router

router = Router(prefix="/appointments", tags=["his.appointments"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Planner = Annotated[Actor, Depends(Requires(permissions.PLAN))]
Day = Annotated[date | None, Query(description="Vietnamese day; today when left out.")]


@router.get("/schedules")
def schedules(
    _: Reader, db: Db, room_id: UUID | None = None, after: After = None, limit: Limit = 50
) -> Page[ScheduleOut]:
    """The weekly hours of rooms and doctors that hold today or later."""
    found, following = service.schedules(db, room_id=room_id, after=after, limit=limit)
    return Page(items=[ScheduleOut.of(each) for each in found], next=following)


@router.post("/schedules", status_code=201)
def set_hours(wanted: ScheduleIn, actor: Planner, db: Db) -> ScheduleOut:
    """Working hours of every week from a day on."""
    return ScheduleOut.of(service.set_hours(db, actor, **wanted.model_dump()))


@router.post("/schedules/{schedule_id}/end")
def end_hours(schedule_id: UUID, end: ScheduleEndIn, actor: Planner, db: Db) -> ScheduleOut:
    """These hours hold until a day."""
    plan = service.schedule(db, schedule_id, locked=True)
    expect(plan, end.version, ScheduleOut.of(plan))
    return ScheduleOut.of(service.end_hours(db, actor, plan, last=end.last))


@router.get("/doctors")
def doctors(_: Reader, db: Db) -> DoctorsOut:
    """Who can have working hours."""
    return DoctorsOut(doctors=[DoctorOut(id=i, name=n) for i, n in service.doctors(db)])


@router.get("/duties")
def duties(_: Reader, db: Db, day: Day = None) -> DutiesOut:
    """Who works where on a day: hours less holidays and leave."""
    on = day or clock.today()
    return DutiesOut(day=on, duties=[ScheduleOut.of(d) for d in service.on_duty(db, on)])


@router.get("/absences")
def absences(_: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[AbsenceOut]:
    """Holidays and leave of today and later."""
    found, following = service.absences(db, after=after, limit=limit)
    return Page(items=[AbsenceOut.of(each) for each in found], next=following)


@router.post("/absences", status_code=201)
def go_away(leave: LeaveIn, actor: Planner, db: Db) -> LeaveOut:
    """Close some days, and move everybody who was expected to the next free times at once."""
    left = service.go_away(db, actor, **leave.model_dump())
    moved = service.shown(db, actor, [each.id for each in left.moved])
    remaining = service.shown(db, actor, [each.id for each in left.remaining])
    audit.read_list(db, "patient", [x.patient.id for x in (*moved, *remaining) if x.patient])
    return LeaveOut(
        absence=AbsenceOut.of(left.absence),
        moved=[AppointmentOut.of(line) for line in moved],
        remaining=[AppointmentOut.of(line) for line in remaining],
    )


@router.post("/absences/{absence_id}/end")
def end_absence(absence_id: UUID, actor: Planner, db: Db) -> AbsenceOut:
    """They work after all."""
    return AbsenceOut.of(service.end_absence(db, actor, absence_id))


@router.get("/figures")
def figures(
    _: Annotated[Actor, Depends(Requires(permissions.FIGURES))],
    db: Db,
    first: Day = None,
    last: Day = None,
) -> AppointmentFiguresOut:
    """How many were promised, kept, missed and cancelled, by room, over at most 92 days."""
    begin, end = clock.span(first, last, 92)
    found = counted(db, begin, end)
    rooms = [room for room in admin.rooms(db, active=None) if room.id in found]
    return AppointmentFiguresOut(
        first=begin,
        last=end,
        rooms=[
            AppointmentCount(
                room=AppointmentRoom.model_validate(room),
                booked=found[room.id].booked,
                kept=found[room.id].kept,
                missed=found[room.id].missed,
                cancelled=found[room.id].cancelled,
                online=found[room.id].online,
                lead_days=found[room.id].lead_days,
            )
            for room in rooms
        ],
    )
