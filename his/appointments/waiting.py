"""The waiting list: whoever wants an earlier time is offered the place that becomes free."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments import booking, planning, reminding
from his.appointments.events import AppointmentBooked, AppointmentCancelled, AppointmentMoved
from his.appointments.models import Appointment, Schedule, Wish, WishState
from his.appointments.settings import OFFER_MINUTES
from his.appointments.states import AppointmentState
from his.patients import service as patients
from kernel import clock, live
from kernel.access import SYSTEM, Actor
from kernel.errors import NotFound, Refusal
from kernel.paging import page_of
from kernel.text import Text

_CODE_MINUTES = 10


def wish(
    db: Session,
    actor: Actor,
    *,
    patient_id: UUID,
    room_id: UUID,
    first: date,
    last: date,
    doctor_id: UUID | None = None,
    reason: str = "",
) -> Wish:
    """Put a patient on the waiting list of a room, for some days; what is free goes to him now."""
    patient = patients.get(db, actor, patient_id)
    made = Wish(
        patient_id=patient.id,
        room_id=admin.room(db, room_id).id,
        doctor_id=doctor_id,
        first=first,
        last=max(first, last),
        reason=reason,
        made_at=clock.utc_now(),
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    live.touch(db, planning.TOPIC)
    return made


def wishes(
    db: Session,
    actor: Actor,
    *,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Wish], str | None]:
    """Who waits for an earlier time, in the order in which he asked."""
    query = select(Wish).where(col(Wish.is_open), patients.seen_by(actor, Wish.patient_id))
    by = (col(Wish.made_at), col(Wish.id))
    return page_of(db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit)


def withdraw(db: Session, actor: Actor, wish_id: UUID) -> Wish:
    """He does not wait any longer; a place that is on offer goes to the next."""
    found = db.get(Wish, wish_id, with_for_update=True)
    if found is None:
        raise NotFound
    found.state, found.is_open = WishState.CANCELLED, False
    _give_up(db, actor, found, reason="Rời danh sách chờ")
    return found


def offered(db: Session, appointment_id: UUID) -> Wish | None:
    """The wish for which this place is kept, if it is on offer."""
    query = select(Wish).where(
        col(Wish.appointment_id) == appointment_id, col(Wish.state) == WishState.OFFERED
    )
    found: Wish | None = db.execute(query.limit(1)).scalar_one_or_none()
    return found


def taken(db: Session, event: AppointmentBooked) -> None:
    """He took the place that was on offer."""
    query = select(Wish).where(col(Wish.appointment_id) == event.appointment_id)
    for each in db.execute(query.with_for_update()).scalars():
        each.state, each.is_open, each.offered_until = WishState.TAKEN, False, None
    db.flush()


def offer_freed(db: Session, event: AppointmentCancelled | AppointmentMoved) -> None:
    """A place has become free: it is offered to whoever has waited longest for that room."""
    slot_at = event.from_at if isinstance(event, AppointmentMoved) else event.at
    if slot_at <= clock.utc_now():
        return
    day = slot_at.astimezone(clock.LOCAL).date()
    for free in planning.free(db, first=day, last=day, room_id=event.room_id):
        if free.at == slot_at and offer(db, free.schedule, free):
            return


def offer(db: Session, plan: Schedule, free: planning.Free) -> Wish | None:
    """Keep a free place for the first one who wants it, and tell him."""
    day = free.at.astimezone(clock.LOCAL).date()
    first: Wish | None = db.execute(
        select(Wish)
        .where(
            col(Wish.room_id) == plan.room_id,
            col(Wish.state) == WishState.WAITING,
            col(Wish.first) <= day,
            col(Wish.last) >= day,
            or_(col(Wish.doctor_id).is_(None), col(Wish.doctor_id) == plan.doctor_id),
        )
        .order_by(col(Wish.made_at), col(Wish.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).scalar_one_or_none()
    if first is None:
        return None
    try:
        kept = booking.book(
            db,
            SYSTEM,
            schedule_id=plan.id,
            at=free.at,
            patient_id=first.patient_id,
            reason=first.reason,
            state=AppointmentState.REQUESTED,
            again=True,
        )
    except Refusal:
        return None  # somebody was quicker
    minutes = int(admin.parameter(db, OFFER_MINUTES.id, room_id=plan.room_id))
    first.state = WishState.OFFERED
    first.appointment_id = kept.id
    first.offered_until = clock.utc_now() + timedelta(minutes=minutes)
    db.flush()
    reminding.offer(db, kept, first.offered_until)
    live.touch(db, planning.TOPIC)
    return first


def expire(db: Session) -> Text | None:
    """Offers that nobody took, and bookings whose code was never typed (job)."""
    now = clock.utc_now()
    over = db.execute(
        select(Wish)
        .where(col(Wish.state) == WishState.OFFERED, col(Wish.offered_until) < now)
        .order_by(col(Wish.id))
        .limit(100)
        .with_for_update(skip_locked=True)
    ).scalars()
    count = 0
    for each in over.all():
        each.state, each.is_open = WishState.CANCELLED, False
        _give_up(db, SYSTEM, each, reason="Không nhận chỗ được giữ")
        count += 1
    kept = select(col(Wish.id)).where(col(Wish.appointment_id) == col(Appointment.id))
    stale = db.execute(
        select(Appointment)
        .where(
            col(Appointment.state) == AppointmentState.REQUESTED,
            col(Appointment.booked_at) < now - timedelta(minutes=_CODE_MINUTES),
            ~kept.exists(),
        )
        .limit(200)
        .with_for_update(skip_locked=True)
    ).scalars()
    for appointment in stale.all():
        booking.cancel(db, SYSTEM, appointment, reason="Chưa xác nhận số điện thoại")
        count += 1
    return Text(f"{count} chỗ giữ đã hết hạn.", f"{count} kept places ran out.") if count else None


def _give_up(db: Session, actor: Actor, each: Wish, *, reason: str) -> None:
    each.offered_until = None
    db.flush()
    if each.appointment_id is not None:
        kept = booking.locked(db, actor, each.appointment_id)
        if kept.state is AppointmentState.REQUESTED:
            booking.cancel(db, actor, kept, reason=reason)
    live.touch(db, planning.TOPIC)
