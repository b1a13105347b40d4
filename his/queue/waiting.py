"""How long the wait will be, and how long waits were. No database, no clock."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from kernel.clock import LOCAL

_SHORTEST = timedelta(minutes=1)  # a ticket finished by a slip of the finger teaches nothing
_LONGEST = timedelta(hours=2)  # and one that was forgotten open neither
_ENOUGH = 3


def usual_service(recent: Sequence[timedelta], default: timedelta) -> timedelta:
    """How long one patient takes here: the median of the last ones, or the room's setting."""
    told = [each for each in recent if _SHORTEST <= each <= _LONGEST]
    if len(told) < _ENOUGH:
        return default
    return timedelta(seconds=median(each.total_seconds() for each in told))


def estimate(ahead: int, service: timedelta, *, servers: int = 1) -> timedelta:
    """The wait of somebody with so many ahead of him, in whole minutes, rounded up.

    `servers`: how many people are served at the same time in this room.
    """
    minutes = ahead * service.total_seconds() / 60 / max(1, servers)
    return timedelta(minutes=math.ceil(minutes))


@dataclass(frozen=True, slots=True)
class Stay:
    """The instants of one ticket."""

    room_id: UUID
    issued_at: datetime
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    left: bool


@dataclass(frozen=True, slots=True)
class HourFigures:
    """Waits in a room at the hour (0 to 23, Vietnamese) in which tickets were issued."""

    room_id: UUID
    hour: int
    issued: int
    served: int
    left: int
    average_wait: float | None  # minutes, from the ticket to the first call
    median_wait: float | None
    p90_wait: float | None
    average_service: float | None  # minutes, from the start to the end


def by_hour(stays: Iterable[Stay]) -> list[HourFigures]:
    """Average and 90th percentile of the waits, by room and hour."""
    groups: dict[tuple[UUID, int], list[Stay]] = {}
    for stay in stays:
        hour = stay.issued_at.astimezone(LOCAL).hour
        groups.setdefault((stay.room_id, hour), []).append(stay)
    return [_figures(room, hour, found) for (room, hour), found in sorted(groups.items())]


def _figures(room_id: UUID, hour: int, stays: Sequence[Stay]) -> HourFigures:
    waits = sorted(_minutes(s.called_at - s.issued_at) for s in stays if s.called_at)
    services = [
        _minutes(s.finished_at - s.started_at) for s in stays if s.started_at and s.finished_at
    ]
    return HourFigures(
        room_id=room_id,
        hour=hour,
        issued=len(stays),
        served=len(services),
        left=sum(1 for s in stays if s.left),
        average_wait=_average(waits),
        median_wait=percentile(waits, 50),
        p90_wait=percentile(waits, 90),
        average_service=_average(services),
    )


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile of values in ascending order."""
    if not ordered:
        return None
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _minutes(span: timedelta) -> float:
    return round(span.total_seconds() / 60, 1)


def _average(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None
