"""How many visits each room takes today, and how many it has (chỉ tiêu, đã nhận)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import Room
from his.encounters.models import Encounter, EncounterState
from his.encounters.opening import NO_VISITS
from his.encounters.settings import DAILY_QUOTA
from kernel import clock


@dataclass(frozen=True, slots=True)
class Capacity:
    """A room's day. `quota` 0: as many as come."""

    room: Room
    quota: int
    taken: int


def today(db: Session) -> list[Capacity]:
    """Every room in which patients are seen."""
    start, end = clock.day_bounds(clock.today())
    counted = db.execute(
        select(col(Encounter.room_id), func.count())
        .where(
            col(Encounter.opened_at) >= start,
            col(Encounter.opened_at) < end,
            col(Encounter.state) != EncounterState.CANCELLED,
        )
        .group_by(col(Encounter.room_id))
    )
    taken = {room_id: count for room_id, count in counted}  # noqa: C416 (typed, dict() is not)
    return [
        Capacity(
            room,
            int(admin.parameter(db, DAILY_QUOTA.id, room_id=room.id)),
            taken.get(room.id, 0),
        )
        for room in admin.rooms(db)
        if room.kind not in NO_VISITS
    ]
