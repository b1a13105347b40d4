"""A room's queue of a day, put in order: who is inside, who waits as he will be called, who is
aside, who is done. No database, no clock."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from his.queue.models import TicketState
from his.queue.turns import Mix, in_order, overtaken
from his.queue.waiting import estimate, usual_service

_RANK = {
    TicketState.SERVING: 0,
    TicketState.CALLED: 1,
    TicketState.WAITING: 2,
    TicketState.HELD: 3,
    TicketState.SKIPPED: 4,
    TicketState.DONE: 5,
    TicketState.MOVED: 5,
    TicketState.LEFT: 5,
}
_RECENT = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """What the order of a queue needs to know of a ticket."""

    id: UUID
    state: TicketState
    lane: int
    turn_at: datetime
    number: int
    called_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where somebody who waits stands: how many go before him, whom he overtakes, how long."""

    ahead: int
    overtakes: int
    wait: timedelta


@dataclass(frozen=True, slots=True)
class RoomDay:
    """A room's queue of a day, worked out from its tickets."""

    order: list[Spot]  # everybody, as the list shows them
    waiting: list[Spot]  # those who wait, as they will be called
    service: timedelta

    called: int
    serving: int

    def outlooks(self, ids: Iterable[UUID]) -> dict[UUID, Outlook]:
        """Where those of these who wait stand."""
        wanted = set(ids)
        now = self.called + (1 if self.serving else 0)
        return {
            spot.id: Outlook(
                ahead=i,
                overtakes=overtaken(self.waiting, i),
                wait=estimate(i + now, self.service, servers=self.serving),
            )
            for i, spot in enumerate(self.waiting)
            if spot.id in wanted
        }


def room_day(spots: Iterable[Spot], mix: Mix, default_service: timedelta) -> RoomDay:
    """Put a day's tickets in order: served and called now, then those who wait as they will be
    called, those aside, and those who are done, the latest first. Pure."""
    everybody = list(spots)
    waiting = in_order((s for s in everybody if s.state is TicketState.WAITING), mix)
    done = sorted((s for s in everybody if s.finished_at), key=_ended, reverse=True)
    recent = [s.finished_at - s.started_at for s in done if s.finished_at and s.started_at]
    service = usual_service(recent[:_RECENT], default_service)
    places = {spot.id: i for i, spot in enumerate([*waiting, *done])}
    order = sorted(
        everybody,
        key=lambda s: (_RANK[s.state], places.get(s.id, 0), s.called_at or s.turn_at, s.number),
    )
    count = Counter(s.state for s in everybody)
    return RoomDay(order, waiting, service, count[TicketState.CALLED], count[TicketState.SERVING])


def _ended(spot: Spot) -> datetime:
    return spot.finished_at or spot.turn_at
