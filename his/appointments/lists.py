"""Appointments as screens show them: a day, a patient, one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import Session, col

from his.admin.service import Room
from his.appointments.models import Appointment, AppointmentStep
from his.appointments.states import AppointmentState
from his.encounters import service as encounters
from his.patients import service as patients
from his.patients.service import Patient
from kernel import clock
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.paging import cursor, page_of, place


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment with its patient (none for who booked on line) and room."""

    appointment: Appointment
    room: Room
    patient: patients.Brief | None


def _lines(actor: Actor) -> Any:
    return (
        select(Appointment, Room, *encounters.PERSON)
        .join(Room, col(Room.id) == col(Appointment.room_id))
        .outerjoin(
            Patient,
            and_(col(Patient.id) == col(Appointment.patient_id), patients.visible(actor)),
        )
        .where(patients.seen_by(actor, Appointment.patient_id))
    )


def _line(row: Sequence[Any]) -> Line:
    appointment, room, *person = row
    return Line(appointment, room, encounters.brief(*person) if person[0] else None)


def of_day(
    db: Session,
    actor: Actor,
    *,
    day: date | None = None,
    days: int = 1,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    states: Sequence[AppointmentState] = (),
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Line], str | None]:
    """Who is expected on a day (or several), in the order of the times."""
    first = day or clock.today()
    start, _ = clock.day_bounds(first)
    query = _lines(actor).where(
        col(Appointment.at) >= start, col(Appointment.at) < start + timedelta(days=days)
    )
    if room_id:
        query = query.where(col(Appointment.room_id) == room_id)
    if doctor_id:
        query = query.where(col(Appointment.doctor_id) == doctor_id)
    if states:
        query = query.where(col(Appointment.state).in_(states))
    if after:
        at, id_ = place(after, datetime.fromisoformat, UUID)
        query = query.where(
            (col(Appointment.at) > at) | ((col(Appointment.at) == at) & (col(Appointment.id) > id_))
        )
    ordered = query.order_by(col(Appointment.at), col(Appointment.id)).limit(limit + 1)
    found = [_line(tuple(row)) for row in db.execute(ordered)]
    if len(found) <= limit:
        return found, None
    found.pop()
    last = found[-1].appointment
    return found, cursor(last.at, last.id)


def of_patient(
    db: Session, actor: Actor, patient_id: UUID, *, after: str | None = None, limit: int = 50
) -> tuple[list[Line], str | None]:
    """A patient's appointments, the furthest ahead first."""
    query = _lines(actor).where(col(Appointment.patient_id) == patient_id)
    if after:
        at, id_ = place(after, datetime.fromisoformat, UUID)
        query = query.where(
            (col(Appointment.at) < at) | ((col(Appointment.at) == at) & (col(Appointment.id) < id_))
        )
    ordered = query.order_by(col(Appointment.at).desc(), col(Appointment.id).desc())
    found = [_line(tuple(row)) for row in db.execute(ordered.limit(limit + 1))]
    if len(found) <= limit:
        return found, None
    found.pop()
    last = found[-1].appointment
    return found, cursor(last.at, last.id)


def one(db: Session, actor: Actor, appointment_id: UUID) -> Line:
    """Raises NotFound."""
    row = db.execute(_lines(actor).where(col(Appointment.id) == appointment_id)).first()
    if row is None:
        raise NotFound
    return _line(tuple(row))


def shown(db: Session, actor: Actor, ids: Sequence[UUID]) -> list[Line]:
    """These, in their order."""
    if not ids:
        return []
    rows = db.execute(_lines(actor).where(col(Appointment.id).in_(ids)))
    found = {line.appointment.id: line for line in (_line(tuple(row)) for row in rows)}
    return [found[each] for each in ids if each in found]


def by_code(db: Session, actor: Actor, text: str, limit: int) -> list[Line]:
    """Those whose code begins so, or whose link was scanned."""
    typed = text.strip()
    if "/hen/l/" in typed:
        wanted = col(Appointment.token) == typed.rsplit("/hen/l/", 1)[1][:32]
    elif typed.upper().startswith("HK") and typed.isalnum() and len(typed) >= 4:
        begins = typed.upper()
        wanted = (col(Appointment.code) >= begins) & (col(Appointment.code) < begins + "\uffff")
    else:
        return []
    rows = db.execute(_lines(actor).where(wanted).order_by(col(Appointment.code)).limit(limit))
    return [_line(tuple(row)) for row in rows]


def steps(
    db: Session, appointment_id: UUID, *, after: str | None = None, limit: int = 50
) -> tuple[list[AppointmentStep], str | None]:
    """What was done to an appointment, in order."""
    query = select(AppointmentStep).where(col(AppointmentStep.appointment_id) == appointment_id)
    by = (col(AppointmentStep.id),)
    return page_of(db, query, by=by, types=(UUID,), after=after, limit=limit)
