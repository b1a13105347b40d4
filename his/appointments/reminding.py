"""What people are sent: reminders, codes, offers. Never what they come for (tin nhắn).

A message says when and where, and carries a link; whoever reads it over a shoulder learns no
name, no illness, no department.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments import states
from his.appointments.booking import note
from his.appointments.models import Appointment
from his.appointments.settings import CHANNEL, REMIND_HOURS, SMS_URL, SMTP_URL, ZALO_URL
from his.appointments.states import AppointmentAct
from kernel import clock, outbox
from kernel.access import SYSTEM
from kernel.settings import Settings
from kernel.text import Text

SMS, ZALO, EMAIL = "his.appointments.sms", "his.appointments.zalo", "his.appointments.email"
_ADDRESS = {SMS: SMS_URL, ZALO: ZALO_URL, EMAIL: SMTP_URL}


def due(db: Session) -> Text | None:
    """Remind everybody whose time comes near, once (job)."""
    if admin.parameter(db, CHANNEL.id) == "off":
        return None
    now = clock.utc_now()
    until = now + timedelta(hours=int(admin.parameter(db, REMIND_HOURS.id)))
    found = db.execute(
        select(Appointment)
        .where(
            col(Appointment.state).in_(states.EXPECTED),
            col(Appointment.at) > now,
            col(Appointment.at) <= until,
            col(Appointment.reminded_at).is_(None),
            ~col(Appointment.no_reminder),
        )
        .order_by(col(Appointment.at), col(Appointment.id))
        .limit(500)
        .with_for_update(skip_locked=True)
    ).scalars()
    count = sum(1 for appointment in found.all() if remind(db, appointment))
    return Text(f"Đã nhắc {count} lịch hẹn.", f"{count} reminded.") if count else None


def remind(db: Session, appointment: Appointment) -> bool:
    """Put one reminder into the outbox; False where there is nowhere to send it."""
    appointment.reminded_at = clock.utc_now()
    text = Text(
        "{house}: nhac lich hen {code} luc {at}. Xac nhan hoac huy: {link}",
        "{house}: appointment {code} at {at}. Confirm or cancel: {link}",
    )
    sent = _send(db, appointment, text, key=f"{appointment.id}/{appointment.at.isoformat()}")
    if sent:
        note(db, SYSTEM, appointment, AppointmentAct.REMIND)
    return sent


def offer(db: Session, appointment: Appointment, until: datetime) -> bool:
    """A place has become free for somebody on the waiting list."""
    text = Text(
        "{house}: co cho trong luc {at}, giu den {until}. Nhan hoac tu choi: {link}",
        "{house}: a place at {at} is free, kept until {until}. Take or leave it: {link}",
    )
    shown = until.astimezone(clock.LOCAL).strftime("%H:%M %d/%m")
    return _send(db, appointment, text, key=f"offer/{appointment.id}", until=shown)


def moved(db: Session, appointment: Appointment) -> bool:
    """The house had to move it (leave): he is told, and may say no."""
    text = Text(
        "{house}: lich hen {code} doi sang {at}. Xac nhan hoac huy: {link}",
        "{house}: appointment {code} was moved to {at}. Confirm or cancel: {link}",
    )
    return _send(db, appointment, text, key=f"moved/{appointment.id}/{appointment.at.isoformat()}")


def code(db: Session, appointment: Appointment, digits: str, message_id: UUID) -> None:
    """The code that proves whose telephone it is: always by SMS."""
    payload = {
        "to": appointment.phone,
        "text": f"{_house(db)}: ma xac nhan dat hen {digits}, co hieu luc 10 phut.",
        "url": str(admin.parameter(db, SMS_URL.id)),
    }
    outbox.put(db, SMS, f"code/{message_id}", payload, ("appointment", appointment.id))


def link(appointment: Appointment) -> str:
    """The patient's own page; without a public address only its path."""
    return f"{Settings().public_url.rstrip('/')}/hen/l/{appointment.token}"


def _send(db: Session, appointment: Appointment, text: Text, *, key: str, **more: str) -> bool:
    kind = {"sms": SMS, "zalo": ZALO, "email": EMAIL}.get(str(admin.parameter(db, CHANNEL.id)))
    to = appointment.email if kind == EMAIL else appointment.phone
    if kind is None or not to or appointment.no_reminder:
        return False
    said: Mapping[str, Any] = {
        "house": _house(db),
        "code": appointment.code,
        "at": appointment.at.astimezone(clock.LOCAL).strftime("%H:%M %d/%m/%Y"),
        "link": link(appointment),
        **more,
    }
    payload = {
        "to": to,
        "text": text.vi.format(**said),
        "url": str(admin.parameter(db, _ADDRESS[kind].id)),
    }
    outbox.put(db, kind, key, payload, ("appointment", appointment.id))
    return True


def _house(db: Session) -> str:
    ours = admin.facility_if_any(db)
    return ours.name if ours else "HIS54"
