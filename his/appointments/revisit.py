"""The re-visit paper of a visit takes a time of the calendar (giấy hẹn khám lại)."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.appointments import booking, permissions, states
from his.appointments.models import Appointment, AppointmentKind, Channel
from his.encounters.service import Encounter
from his.encounters.slots import NextTime, NextVisit
from kernel.access import Actor, demand


def book(db: Session, actor: Actor, encounter: Encounter, place: UUID, at: datetime) -> NextTime:
    """Promise a time; a visit's earlier one that still stands is given back first.

    Raises NoSuchSlot, TimeIsPast, SlotTaken, AlreadyBooked.
    """
    demand(actor, permissions.BOOK)
    give_back(db, actor, encounter, "hẹn lại giờ khác")
    made = booking.book(
        db,
        actor,
        schedule_id=place,
        at=at,
        patient_id=encounter.patient_id,
        kind=AppointmentKind.FOLLOW_UP,
        channel=Channel.DOCTOR,
        from_encounter_id=encounter.id,
    )
    return _told(db, made)


def known(db: Session, encounter: Encounter) -> NextTime | None:
    """What was booked from this visit and still stands."""
    found = _standing(db, encounter)
    return _told(db, found) if found else None


def give_back(db: Session, actor: Actor, encounter: Encounter, reason: str) -> None:
    """The paper was taken back: its time is free for somebody else."""
    found = _standing(db, encounter)
    if found:
        booking.cancel(db, actor, booking.locked(db, actor, found.id), reason=reason)


def _standing(db: Session, encounter: Encounter) -> Appointment | None:
    asked = select(Appointment).where(
        Appointment.from_encounter_id == encounter.id,
        Appointment.patient_id == encounter.patient_id,
        col(Appointment.state).in_(states.EXPECTED),
    )
    return db.exec(asked.order_by(col(Appointment.at)).limit(1)).first()


def _told(db: Session, made: Appointment) -> NextTime:
    return NextTime(at=made.at, room=admin.room(db, made.room_id).name, code=made.code)


NEXT_VISIT = NextVisit("his.appointments.revisit", book, known, give_back)
