"""Booking by anybody on the public page: the telephone is proved by a code (đặt hẹn trên mạng).

Nothing of any patient is read or shown: whoever books tells his own name and telephone, and
sees the time and the room that he chose himself.
"""

import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import Room
from his.appointments import booking, planning, reminding
from his.appointments.errors import (
    AlreadyBooked,
    BookedOnlineBefore,
    BookingClosed,
    TooManyBookings,
    WrongBookingCode,
)
from his.appointments.models import Appointment, Channel, PhoneCode
from his.appointments.settings import AHEAD_DAYS, PUBLIC_BOOKING
from his.appointments.states import AppointmentAct, AppointmentState
from his.patients import service as patients
from kernel import clock
from kernel.access import Actor
from kernel.columns import blind
from kernel.ids import new_id

ONLINE = Actor(UUID(int=0x5401), "Đặt hẹn trên mạng", username="online")
_VALID = timedelta(minutes=10)
_MOST_TRIES = 5
_OF_A_PHONE, _OF_A_PLACE = 3, 12  # an hour


def must_be_open(db: Session) -> None:
    """Raises BookingClosed."""
    if not admin.parameter(db, PUBLIC_BOOKING.id):
        raise BookingClosed


def rooms(db: Session) -> list[tuple[Room, datetime]]:
    """Rooms that can be booked on line, with the next free time of each."""
    must_be_open(db)
    first, last = _span(db)
    nearest: dict[UUID, datetime] = {}
    for free in planning.free(db, first=first, last=last, online=True):
        nearest.setdefault(free.schedule.room_id, free.at)
    return [(room, nearest[room.id]) for room in admin.rooms(db) if room.id in nearest]


def times(db: Session, room: Room) -> dict[date, list[planning.Free]]:
    """The free times of a room, by day."""
    must_be_open(db)
    first, last = _span(db)
    found: dict[date, list[planning.Free]] = {}
    for free in planning.free(db, first=first, last=last, room_id=room.id, online=True):
        found.setdefault(free.at.astimezone(clock.LOCAL).date(), []).append(free)
    return found


def request(
    db: Session,
    *,
    schedule_id: UUID,
    at: datetime,
    name: str,
    phone: str,
    birth_year: int | None,
    reason: str,
    from_ip: str,
) -> Appointment:
    """Keep a place for ten minutes and send a code.

    Raises TooManyBookings, SlotTaken, BookedOnlineBefore.
    """
    must_be_open(db)
    plan = planning.schedule(db, schedule_id)
    if not plan.online or at > clock.utc_now() + timedelta(days=_ahead(db) + 1):
        raise BookingClosed
    caller = booking.Caller(name=name, phone=phone, birth_year=birth_year)
    try:
        made = booking.book(
            db,
            ONLINE,
            schedule_id=schedule_id,
            at=at,
            caller=caller,
            reason=reason,
            channel=Channel.WEB,
            state=AppointmentState.REQUESTED,
        )
    except AlreadyBooked:
        raise BookedOnlineBefore from None
    assert made.phone_blind is not None
    where = blind("ip", from_ip)
    _refuse_too_many(db, made.phone_blind, where)
    digits = f"{secrets.randbelow(1_000_000):06}"
    sent = PhoneCode(
        id=new_id(),
        appointment_id=made.id,
        phone_blind=made.phone_blind,
        from_blind=where,
        code_blind=blind("code", f"{made.id}/{digits}"),
        at=clock.utc_now(),
    )
    db.add(sent)
    db.flush()
    reminding.code(db, made, digits, sent.id)
    return made


def asked_before(
    db: Session, *, schedule_id: UUID, at: datetime, phone: str, from_ip: str
) -> Appointment | None:
    """What this telephone asked for from this computer a moment ago and has not proved yet: the
    button was pressed twice, or again after Back."""
    query = (
        select(Appointment)
        .join(PhoneCode, col(PhoneCode.appointment_id) == col(Appointment.id))
        .where(
            col(PhoneCode.phone_blind) == patients.phone_blind(patients.phone_number(phone)),
            col(PhoneCode.from_blind) == blind("ip", from_ip),
            col(PhoneCode.at) > clock.utc_now() - _VALID,
            col(Appointment.room_id) == planning.schedule(db, schedule_id).room_id,
            col(Appointment.at) == at,
            col(Appointment.state) == AppointmentState.REQUESTED,
        )
    )
    found: Appointment | None = db.execute(query.limit(1)).scalars().first()
    return found


def verify(db: Session, appointment: Appointment, digits: str) -> bool:
    """The code of the message; True when it was right. Five wrong ones give the place up."""
    if appointment.state is not AppointmentState.REQUESTED:
        return appointment.state in (AppointmentState.BOOKED, AppointmentState.CONFIRMED)
    code: PhoneCode | None = db.execute(
        select(PhoneCode)
        .where(col(PhoneCode.appointment_id) == appointment.id)
        .order_by(col(PhoneCode.at).desc())
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()
    if code is None or code.at < clock.utc_now() - _VALID:
        raise WrongBookingCode
    code.tries += 1
    right = secrets.compare_digest(
        code.code_blind, blind("code", f"{appointment.id}/{digits.strip()}")
    )
    if right and code.tries <= _MOST_TRIES:
        booking.turn(db, ONLINE, appointment, AppointmentAct.VERIFY)
        booking.tell_booked(db, ONLINE, appointment)
        return True
    if code.tries >= _MOST_TRIES:
        booking.cancel(db, ONLINE, appointment, reason="Nhập sai mã xác nhận")
    db.flush()
    return False


def _refuse_too_many(db: Session, phone: bytes, where: bytes) -> None:
    since = clock.utc_now() - timedelta(hours=1)
    for column, value, most in (
        (PhoneCode.phone_blind, phone, _OF_A_PHONE),
        (PhoneCode.from_blind, where, _OF_A_PLACE),
    ):
        count = db.execute(
            select(func.count())
            .select_from(PhoneCode)
            .where(col(column) == value, col(PhoneCode.at) > since)
        ).scalar_one()
        if count >= most:
            raise TooManyBookings


def _span(db: Session) -> tuple[date, date]:
    today = clock.today()
    return today, today + timedelta(days=_ahead(db))


def _ahead(db: Session) -> int:
    return int(admin.parameter(db, AHEAD_DAYS.id))
