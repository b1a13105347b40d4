"""How full the store is, and when it takes nothing more."""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from ris_pacs.archive.models import ImagingInstance, ImagingStudy
from ris_pacs.archive.settings import STOP, WARN
from ris_pacs.archive.stores import LocalStore, Room


class Fill(StrEnum):
    """What the disk's marks say."""

    FINE = "fine"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class State:
    """What lies in the store, and the disk that it lies on."""

    room: Room
    fill: Fill
    warn_percent: int
    stop_percent: int
    studies: int
    instances: int
    size: int
    unindexed: int
    damaged: int


def marks(db: Session) -> tuple[int, int]:
    """(warn, stop) in per cent; stopping never comes before the warning."""
    warn, stop = int(admin.parameter(db, WARN.id)), int(admin.parameter(db, STOP.id))
    return min(warn, stop), stop


def judged(room: Room, warn: int, stop: int) -> Fill:
    used = room.used_percent
    return Fill.STOP if used >= stop else Fill.WARN if used >= warn else Fill.FINE


def full(db: Session, store: LocalStore) -> bool:
    """Whether nothing more is taken."""
    return judged(store.room(), *marks(db)) is Fill.STOP


def state(db: Session, store: LocalStore) -> State:
    room, (warn, stop) = store.room(), marks(db)
    counted = db.execute(
        select(
            func.count(),
            func.sum(col(ImagingStudy.instance_count)),
            func.sum(col(ImagingStudy.size)),
        ).select_from(ImagingStudy)
    ).one()
    damaged = select(func.count()).where(ImagingInstance.damaged)
    waiting = select(func.count()).where(col(ImagingInstance.indexed_at).is_(None))
    return State(
        room,
        judged(room, warn, stop),
        warn,
        stop,
        counted[0],
        int(counted[1] or 0),
        int(counted[2] or 0),
        db.exec(waiting).one(),
        db.exec(damaged).one(),
    )
