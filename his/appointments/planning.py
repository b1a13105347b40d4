"""Who works where and when: weekly hours, holidays, leave; and which times are free (lịch)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments.calendar import Away, Hours, Time, overlap, times
from his.appointments.errors import HoursOverlap, HoursUpsideDown
from his.appointments.models import Absence, AppointmentSlot, Schedule
from kernel import clock, live
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.identity.models import User, UserRole
from kernel.paging import page_of

TOPIC = "appointments"


@dataclass(frozen=True, slots=True)
class Free:
    """A time with the places that are left (0: full)."""

    schedule: Schedule
    at: datetime
    minutes: int
    left: int


def hours_of(schedule: Schedule) -> Hours:
    return Hours(
        schedule.id,
        schedule.room_id,
        schedule.doctor_id,
        schedule.weekday,
        time.fromisoformat(schedule.starts),
        time.fromisoformat(schedule.ends),
        schedule.minutes,
        schedule.capacity,
        schedule.valid_from,
        schedule.valid_to,
    )


def set_hours(
    db: Session,
    actor: Actor,
    *,
    room_id: UUID,
    weekday: int,
    starts: str,
    ends: str,
    minutes: int,
    capacity: int,
    online: bool = True,
    doctor_id: UUID | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Schedule:
    """Hours of every week from a day on. Raises HoursUpsideDown, HoursOverlap, NotFound."""
    room = admin.room(db, room_id)
    made = Schedule(
        room_id=room.id,
        doctor_id=doctor_id,
        doctor_name=named(db, doctor_id),
        weekday=weekday,
        starts=starts,
        ends=ends,
        minutes=minutes,
        capacity=capacity,
        online=online,
        valid_from=valid_from or clock.today(),
        valid_to=valid_to,
    )
    mine = hours_of(made)
    length = datetime.combine(made.valid_from, mine.ends) - datetime.combine(
        made.valid_from, mine.starts
    )
    if length < timedelta(minutes=minutes):
        raise HoursUpsideDown
    for other in _with_same_people(db, room.id, doctor_id):
        if overlap(mine, hours_of(other)):
            raise HoursOverlap(hours=f"{other.starts}-{other.ends}", schedule_id=other.id)
    db.add(made)
    db.flush()
    live.touch(db, TOPIC)
    return made


def end_hours(db: Session, actor: Actor, schedule: Schedule, *, last: date) -> Schedule:
    """These hours hold until a day; what was promised after it stays until it is moved."""
    schedule.valid_to = max(last, schedule.valid_from)
    db.flush()
    live.touch(db, TOPIC)
    return schedule


def schedule(db: Session, schedule_id: UUID, *, locked: bool = False) -> Schedule:
    """Raises NotFound."""
    found = db.get(Schedule, schedule_id, with_for_update=True if locked else None)
    if found is None:
        raise NotFound
    return found


def schedules(
    db: Session, *, room_id: UUID | None = None, after: str | None = None, limit: int = 50
) -> tuple[list[Schedule], str | None]:
    """Hours that hold today or later."""
    query = select(Schedule).where(
        or_(col(Schedule.valid_to).is_(None), col(Schedule.valid_to) >= clock.today())
    )
    if room_id:
        query = query.where(col(Schedule.room_id) == room_id)
    by = (col(Schedule.room_id), col(Schedule.weekday), col(Schedule.id))
    return page_of(db, query, by=by, types=(UUID, int, UUID), after=after, limit=limit)


def absences(
    db: Session, *, after: str | None = None, limit: int = 50
) -> tuple[list[Absence], str | None]:
    """Holidays and leave of today and later."""
    query = select(Absence).where(
        col(Absence.last) >= clock.today(), col(Absence.ended_at).is_(None)
    )
    by = (col(Absence.last), col(Absence.first), col(Absence.id))
    kinds = (date.fromisoformat, date.fromisoformat, UUID)
    return page_of(db, query, by=by, types=kinds, after=after, limit=limit)


def add_absence(
    db: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    reason: str,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
) -> Absence:
    """Nobody is booked on these days any more; see leave.py for those who were."""
    made = Absence(
        first=first,
        last=max(first, last),
        room_id=room_id,
        doctor_id=doctor_id,
        doctor_name=named(db, doctor_id),
        reason=reason,
        made_at=clock.utc_now(),
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    live.touch(db, TOPIC)
    return made


def end_absence(db: Session, actor: Actor, absence_id: UUID) -> Absence:
    """They work after all."""
    found = db.get(Absence, absence_id, with_for_update=True)
    if found is None:
        raise NotFound
    found.ended_at = found.ended_at or clock.utc_now()
    db.flush()
    live.touch(db, TOPIC)
    return found


def free(
    db: Session,
    *,
    first: date,
    last: date,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    online: bool = False,
    full: bool = False,
) -> list[Free]:
    """The times from one day to another that are still to come, with the places left; the full
    ones only when asked for."""
    plans = {plan.id: plan for plan in _plans(db, first, last, room_id, doctor_id, online=online)}
    now = clock.utc_now()
    every = times(map(hours_of, plans.values()), away(db, first, last), first, last)
    found = [t for t in every if t.at > now]
    taken = _taken(db, found)
    shown = [
        Free(plans[t.schedule_id], t.at, t.minutes, max(0, t.capacity - taken.get(_key(t), 0)))
        for t in found
    ]
    return shown if full else [each for each in shown if each.left]


def time_of(db: Session, plan: Schedule, at: datetime) -> Time | None:
    """The time of these hours that begins at an instant, unless it is a holiday."""
    day = at.astimezone(clock.LOCAL).date()
    found = times([hours_of(plan)], away(db, day, day), day, day)
    return next((t for t in found if t.at == at), None)


def away(db: Session, first: date, last: date) -> list[Away]:
    rows = db.execute(
        select(Absence).where(
            col(Absence.last) >= first,
            col(Absence.first) <= last,
            col(Absence.ended_at).is_(None),
        )
    ).scalars()
    return [Away(a.first, a.last, a.room_id, a.doctor_id) for a in rows]


def on_duty(db: Session, day: date) -> list[Schedule]:
    """Who works where on a day, in the order of rooms and hours."""
    gaps = away(db, day, day)
    plans = _plans(db, day, day, None, None)
    return [
        plan
        for plan in sorted(plans, key=lambda p: (p.starts, p.doctor_name))
        if plan.weekday == day.weekday()
        and not any(gap.covers(hours_of(plan), day) for gap in gaps)
    ]


def named(db: Session, doctor_id: UUID | None) -> str:
    """The doctor's name. Raises NotFound."""
    if doctor_id is None:
        return ""
    doctor = db.get(User, doctor_id)
    if doctor is None or not doctor.active:
        raise NotFound
    return doctor.name


def doctors(db: Session) -> list[tuple[UUID, str]]:
    """Those who examine, by name."""
    found = db.execute(
        select(col(User.id), col(User.name))
        .join(UserRole, col(UserRole.user_id) == col(User.id))
        .where(col(UserRole.role_id) == "doctor", col(UserRole.active), col(User.active))
        .order_by(col(User.name), col(User.id))
    )
    return [(user_id, name) for user_id, name in found]


def _plans(
    db: Session,
    first: date,
    last: date,
    room_id: UUID | None,
    doctor_id: UUID | None,
    *,
    online: bool = False,
) -> Sequence[Schedule]:
    query = select(Schedule).where(
        col(Schedule.valid_from) <= last,
        or_(col(Schedule.valid_to).is_(None), col(Schedule.valid_to) >= first),
    )
    if room_id:
        query = query.where(col(Schedule.room_id) == room_id)
    if doctor_id:
        query = query.where(col(Schedule.doctor_id) == doctor_id)
    if online:
        query = query.where(col(Schedule.online))
    return db.execute(query.order_by(col(Schedule.id))).scalars().all()


def _with_same_people(db: Session, room_id: UUID, doctor_id: UUID | None) -> Sequence[Schedule]:
    same = [col(Schedule.room_id) == room_id]
    if doctor_id:
        same.append(col(Schedule.doctor_id) == doctor_id)
    return db.execute(select(Schedule).where(or_(*same))).scalars().all()


def _taken(db: Session, wanted: Iterable[Time]) -> dict[tuple[UUID, datetime], int]:
    listed = list(wanted)
    if not listed:
        return {}
    rows = db.execute(
        select(
            col(AppointmentSlot.schedule_id), col(AppointmentSlot.at), col(AppointmentSlot.taken)
        ).where(
            col(AppointmentSlot.schedule_id).in_({t.schedule_id for t in listed}),
            col(AppointmentSlot.at) >= listed[0].at,
            col(AppointmentSlot.at) <= listed[-1].at,
        )
    )
    return {(schedule_id, at): taken for schedule_id, at, taken in rows}


def _key(t: Time) -> tuple[UUID, datetime]:
    return t.schedule_id, t.at.astimezone(UTC)
