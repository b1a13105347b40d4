"""How many kept their appointments (số liệu hẹn khám)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.appointments.models import Appointment, Channel
from his.appointments.states import AppointmentState as S
from kernel import clock


@dataclass(frozen=True, slots=True)
class Count:
    """Of one room. `booked` is all that was promised, also who is still to come."""

    booked: int
    kept: int
    missed: int
    cancelled: int
    online: int
    lead_days: float | None


Row = tuple[UUID, S, Channel, datetime, datetime]


def counted(rows: Iterable[Row]) -> dict[UUID, Count]:
    """(room, state, channel, booked at, at), by room. Pure."""
    groups: dict[UUID, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    return {room: _count(found) for room, found in groups.items()}


def _count(rows: list[Row]) -> Count:
    states = [state for _, state, *_ in rows]
    leads = [(at - booked).total_seconds() / 86400 for *_, booked, at in rows]
    return Count(
        booked=len(rows),
        kept=sum(s in (S.ARRIVED, S.DONE) for s in states),
        missed=states.count(S.NO_SHOW),
        cancelled=states.count(S.CANCELLED),
        online=sum(channel is Channel.WEB for _, _, channel, *_ in rows),
        lead_days=round(sum(leads) / len(leads), 1) if leads else None,
    )


def figures(db: Session, first: date, last: date) -> dict[UUID, Count]:
    """The appointments of some days, by room; requests never confirmed are left out."""
    start, _ = clock.day_bounds(first)
    _, end = clock.day_bounds(last)
    rows = db.execute(
        select(
            col(Appointment.room_id),
            col(Appointment.state),
            col(Appointment.channel),
            col(Appointment.booked_at),
            col(Appointment.at),
        ).where(
            col(Appointment.at) >= start,
            col(Appointment.at) < end,
            col(Appointment.state) != S.REQUESTED,
        )
    )
    return counted((room, state, channel, booked, at) for room, state, channel, booked, at in rows)
