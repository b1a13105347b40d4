"""A time is promised, moved, confirmed or given up (đặt, đổi, hủy hẹn)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments import places, planning, states
from his.appointments.errors import (
    AlreadyBooked,
    AppointmentOver,
    NobodyKnown,
    NotATelephone,
    WrongBookingCode,
)
from his.appointments.events import AppointmentBooked, AppointmentCancelled, AppointmentMoved
from his.appointments.models import (
    Appointment,
    AppointmentKind,
    AppointmentSlot,
    AppointmentStep,
    Channel,
)
from his.appointments.states import AppointmentAct, AppointmentState
from his.patients import service as patients
from kernel import clock, counters, live
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.events import publish


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is no patient here yet, as he said himself."""

    name: str
    phone: str
    birth_year: int | None = None
    email: str | None = None


def book(
    db: Session,
    actor: Actor,
    *,
    schedule_id: UUID,
    at: datetime,
    patient_id: UUID | None = None,
    caller: Caller | None = None,
    kind: AppointmentKind = AppointmentKind.FIRST,
    reason: str = "",
    channel: Channel = Channel.DESK,
    from_encounter_id: UUID | None = None,
    state: AppointmentState = AppointmentState.BOOKED,
    again: bool = False,
    beyond: bool = False,
) -> Appointment:
    """Promise a time to a patient, or to somebody with a telephone.

    `again` confirms a second one in the same room that day, `beyond` takes one of the places
    kept for overbooking. Raises NoSuchSlot, TimeIsPast, SlotTaken, AlreadyBooked, NobodyKnown.
    """
    plan = planning.schedule(db, schedule_id)
    room = admin.room(db, plan.room_id)
    name, phone = _whose(db, actor, patient_id, caller)
    if not again:
        _refuse_second(db, room.id, at, patient_id, phone)
    now = clock.utc_now()
    number = counters.take_quick(db, f"his.appointments.code/{clock.today().year % 100}")
    slot = places.take(db, plan, at, beyond=beyond)  # last: others wait for this row
    made = Appointment(
        code=f"HK{clock.today().year % 100:02}{number:06}",
        patient_id=patient_id,
        name=name,
        birth_year=caller.birth_year if caller else None,
        phone=phone,
        phone_blind=patients.phone_blind(phone),
        email=caller.email if caller else None,
        site_id=room.site_id,
        room_id=room.id,
        doctor_id=plan.doctor_id,
        doctor_name=plan.doctor_name,
        slot_id=slot.id,
        at=at,
        minutes=plan.minutes,
        kind=kind,
        reason=reason,
        channel=channel,
        state=state,
        token=secrets.token_urlsafe(18),
        from_encounter_id=from_encounter_id,
        booked_at=now,
        booked_by=actor.id,
        booked_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    note(db, actor, made, AppointmentAct.BOOK, to_at=at)
    if state is AppointmentState.BOOKED:
        tell_booked(db, actor, made)
    return made


def tell_booked(db: Session, actor: Actor, appointment: Appointment) -> None:
    publish(
        db,
        AppointmentBooked(
            appointment_id=appointment.id,
            patient_id=appointment.patient_id,
            room_id=appointment.room_id,
            at=appointment.at,
            actor=actor,
        ),
    )


def locked(db: Session, actor: Actor, appointment_id: UUID) -> Appointment:
    """An appointment to change. Raises NotFound."""
    query = select(Appointment).where(
        col(Appointment.id) == appointment_id,
        patients.seen_by(actor, Appointment.patient_id),
    )
    found: Appointment | None = db.execute(
        query.with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def by_token(db: Session, token: str) -> Appointment:
    """The one whose link somebody has. Raises NotFound."""
    found: Appointment | None = db.execute(
        select(Appointment).where(col(Appointment.token) == token).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def seen_by_token(db: Session, token: str) -> Appointment:
    """The same, only to show it."""
    found: Appointment | None = db.execute(
        select(Appointment).where(col(Appointment.token) == token)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def move(
    db: Session,
    actor: Actor,
    appointment: Appointment,
    *,
    schedule_id: UUID,
    at: datetime,
    reason: str,
    beyond: bool = False,
) -> Appointment:
    """To another time, room or doctor; the place that was kept is free again."""
    _demand(appointment, AppointmentAct.MOVE)
    plan = planning.schedule(db, schedule_id)
    before, held = appointment.at, appointment.state in states.HOLDING
    former = db.get(AppointmentSlot, appointment.slot_id)
    assert former is not None
    # Two moves across each other take their rows in one order.
    for key in sorted({(former.schedule_id, former.at), (plan.id, at)}, key=str):
        places.row(db, *key)
    slot = places.take(db, plan, at, beyond=beyond)
    if held:
        places.give_back(db, former.id)
    room = admin.room(db, plan.room_id)
    appointment.slot_id, appointment.at, appointment.minutes = slot.id, at, plan.minutes
    appointment.room_id, appointment.site_id = room.id, room.site_id
    appointment.doctor_id, appointment.doctor_name = plan.doctor_id, plan.doctor_name
    appointment.reminded_at = None
    turn(db, actor, appointment, AppointmentAct.MOVE, reason=reason, from_at=before, to_at=at)
    publish(
        db,
        AppointmentMoved(
            appointment_id=appointment.id,
            patient_id=appointment.patient_id,
            room_id=room.id,
            at=at,
            from_at=before,
            actor=actor,
        ),
    )
    return appointment


def confirm(db: Session, actor: Actor, appointment: Appointment) -> Appointment:
    """He says that he will come; whoever was offered a place takes it. Raises WrongBookingCode for
    one booked on line whose telephone is not confirmed yet: that takes the code."""
    act = AppointmentAct.CONFIRM
    if appointment.state is AppointmentState.REQUESTED:
        if appointment.channel is Channel.WEB:
            raise WrongBookingCode
        act = AppointmentAct.VERIFY
    turn(db, actor, appointment, act)
    if act is AppointmentAct.VERIFY:
        tell_booked(db, actor, appointment)
    return appointment


def cancel(db: Session, actor: Actor, appointment: Appointment, *, reason: str) -> Appointment:
    """He will not come: the place is free for the next one on the waiting list."""
    turn(db, actor, appointment, AppointmentAct.CANCEL, reason=reason)
    places.give_back(db, appointment.slot_id)
    publish(
        db,
        AppointmentCancelled(
            appointment_id=appointment.id,
            patient_id=appointment.patient_id,
            room_id=appointment.room_id,
            at=appointment.at,
            actor=actor,
            reason=reason,
        ),
    )
    return appointment


def turn(
    db: Session,
    actor: Actor,
    appointment: Appointment,
    act: AppointmentAct,
    *,
    reason: str = "",
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> None:
    """Turn it by its states, and write down who did it and why. Raises AppointmentOver."""
    appointment.state = _demand(appointment, act)
    if reason:
        appointment.state_reason = reason
    note(db, actor, appointment, act, reason=reason, from_at=from_at, to_at=to_at)


def note(
    db: Session,
    actor: Actor,
    appointment: Appointment,
    act: AppointmentAct,
    *,
    reason: str = "",
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> None:
    db.add(
        AppointmentStep(
            appointment_id=appointment.id,
            act=act,
            at=clock.utc_now(),
            by_name=actor.name,
            reason=reason,
            from_at=from_at,
            to_at=to_at,
        )
    )
    db.flush()
    live.touch(db, planning.TOPIC)


def _demand(appointment: Appointment, act: AppointmentAct) -> AppointmentState:
    following = states.after(appointment.state, act)
    if following is None:
        name = states.NAMES[appointment.state]
        raise AppointmentOver(code=appointment.code, state=name.vi, at=appointment.at)
    return following


def _whose(
    db: Session, actor: Actor, patient_id: UUID | None, caller: Caller | None
) -> tuple[str, str | None]:
    """Name and telephone for the reminder."""
    if patient_id is not None:
        patient = patients.get(db, actor, patient_id)
        return patient.name, (caller and caller.phone) or patient.phone
    if caller is None or not caller.name.strip():
        raise NobodyKnown
    phone = patients.phone_number(caller.phone)
    if phone is None:
        raise NotATelephone
    return caller.name, phone


def _refuse_second(
    db: Session, room_id: UUID, at: datetime, patient_id: UUID | None, phone: str | None
) -> None:
    start, end = clock.day_bounds(at.astimezone(clock.LOCAL).date())
    query = select(Appointment).where(
        col(Appointment.room_id) == room_id,
        col(Appointment.at) >= start,
        col(Appointment.at) < end,
        col(Appointment.state).in_((AppointmentState.REQUESTED, *states.EXPECTED)),
    )
    if patient_id:
        query = query.where(col(Appointment.patient_id) == patient_id)
    else:
        query = query.where(col(Appointment.phone_blind) == patients.phone_blind(phone))
    other: Appointment | None = db.execute(query.limit(1)).scalars().first()
    if other is not None:
        shown = other.at.astimezone(clock.LOCAL).strftime("%H:%M")
        raise AlreadyBooked(code=other.code, at=shown, appointment_id=other.id)
