"""A doctor is away: his whole day is moved in one act, and everybody is told (nghỉ, dời hẹn)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.appointments import booking, planning, reminding, states
from his.appointments.models import Absence, Appointment
from kernel import clock
from kernel.access import Actor
from kernel.errors import Refusal

_SEARCHED = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Left:
    """What came of it: who has another time now, and who must be telephoned."""

    absence: Absence
    moved: list[Appointment]
    remaining: list[Appointment]


def affected(
    db: Session, *, first: date, last: date, room_id: UUID | None, doctor_id: UUID | None
) -> list[Appointment]:
    """Who is expected on those days, in the order of the times."""
    start, _ = clock.day_bounds(first)
    _, end = clock.day_bounds(last)
    query = select(Appointment).where(
        col(Appointment.at) >= max(start, clock.utc_now()),
        col(Appointment.at) < end,
        col(Appointment.state).in_(states.EXPECTED),
    )
    if room_id:
        query = query.where(col(Appointment.room_id) == room_id)
    if doctor_id:
        query = query.where(col(Appointment.doctor_id) == doctor_id)
    ordered = query.order_by(col(Appointment.at), col(Appointment.id)).limit(500)
    return list(db.execute(ordered.with_for_update()).scalars())


def go_away(
    db: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    reason: str,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    move: bool = True,
) -> Left:
    """Close these days and give everybody who was expected the next free time: the same room
    first, its other doctors included; within a fortnight. Each is told with a link to say no."""
    absence = planning.add_absence(
        db, actor, first=first, last=last, reason=reason, room_id=room_id, doctor_id=doctor_id
    )
    found = affected(db, first=first, last=absence.last, room_id=room_id, doctor_id=doctor_id)
    moved: list[Appointment] = []
    remaining: list[Appointment] = []
    for appointment in found:
        if move and _next_time(db, actor, appointment, absence):
            reminding.moved(db, appointment)
            moved.append(appointment)
        else:
            remaining.append(appointment)
    return Left(absence, moved, remaining)


def _next_time(db: Session, actor: Actor, appointment: Appointment, absence: Absence) -> bool:
    day = appointment.at.astimezone(clock.LOCAL).date()
    times = planning.free(db, first=day, last=absence.last + _SEARCHED, room_id=appointment.room_id)
    mine = appointment.doctor_id
    near = sorted(times, key=lambda t: (t.schedule.doctor_id != mine, t.at))
    # The same day with another doctor before another day with the same one.
    here = [t for t in times if t.at.astimezone(clock.LOCAL).date() == day]
    for free in (*here, *near):
        try:
            booking.move(
                db,
                actor,
                appointment,
                schedule_id=free.schedule.id,
                at=free.at,
                reason=absence.reason,
            )
        except Refusal:
            continue
        return True
    return False
