"""The places of a time: whoever takes one holds the time's row (chỗ hẹn)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from his.admin import service as admin
from his.appointments import planning
from his.appointments.errors import NoSuchSlot, SlotTaken, TimeIsPast
from his.appointments.models import AppointmentSlot, Schedule
from his.appointments.settings import OVERBOOK
from kernel import clock
from kernel.ids import new_id


def take(db: Session, plan: Schedule, at: datetime, *, beyond: bool) -> AppointmentSlot:
    """One place of a time, or SlotTaken. Those who want the same one come after one another."""
    shown = at.astimezone(clock.LOCAL).strftime("%H:%M %d/%m/%Y")
    if at <= clock.utc_now():
        raise TimeIsPast(at=shown)
    found = planning.time_of(db, plan, at)
    if found is None:
        raise NoSuchSlot(at=shown)
    slot = row(db, plan.id, at)
    more = int(admin.parameter(db, OVERBOOK.id, room_id=plan.room_id)) if beyond else 0
    if slot.taken >= found.capacity + more:
        raise SlotTaken(at=shown, places=found.capacity)
    slot.taken += 1
    db.flush()
    return slot


def row(db: Session, schedule_id: UUID, at: datetime) -> AppointmentSlot:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    row = {"id": new_id(), "schedule_id": schedule_id, "at": at, "taken": 0}
    db.execute(dialect.insert(AppointmentSlot).values(row).on_conflict_do_nothing())
    slot: AppointmentSlot = db.execute(
        select(AppointmentSlot)
        .where(col(AppointmentSlot.schedule_id) == schedule_id, col(AppointmentSlot.at) == at)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()
    return slot


def give_back(db: Session, slot_id: UUID) -> None:
    """One place of a time is free again."""
    slot = db.get(AppointmentSlot, slot_id, with_for_update=True, populate_existing=True)
    assert slot is not None
    slot.taken = max(0, slot.taken - 1)
    db.flush()
