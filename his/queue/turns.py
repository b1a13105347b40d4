"""In which order people are called. No database, no clock.

Emergencies always come first. Of the others one of priority is called to `mix` ordinary ones
(1 : 2 by default; 0 calls all of priority first), so that ordinary patients get on as well.
Inside a lane: who has waited longest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from his.queue.priority import Lane


class Waiting(Protocol):
    """Somebody who waits."""

    @property
    def lane(self) -> int: ...
    @property
    def turn_at(self) -> datetime: ...
    @property
    def number(self) -> int: ...


W = TypeVar("W", bound=Waiting)


@dataclass(frozen=True, slots=True)
class Mix:
    """How many ordinary patients were called since the last one of priority.

    A day begins with `since = mix`: whoever has priority is called first.
    """

    mix: int
    since: int

    def called(self, lane: int) -> "Mix":
        """The state after somebody of a lane was called; emergencies do not count."""
        if lane == Lane.EMERGENCY:
            return self
        if lane == Lane.PRIORITY:
            return Mix(self.mix, 0)
        return Mix(self.mix, min(self.since + 1, self.mix))

    def preference(self) -> tuple[Lane, Lane, Lane]:
        """The lanes in the order in which they are tried now."""
        if self.since >= self.mix:
            return Lane.EMERGENCY, Lane.PRIORITY, Lane.ORDINARY
        return Lane.EMERGENCY, Lane.ORDINARY, Lane.PRIORITY


def in_order(waiting: Iterable[W], mix: Mix) -> list[W]:
    """Everybody who waits, in the order in which they will be called if nobody else comes."""
    lanes: dict[Lane, list[W]] = {lane: [] for lane in Lane}
    for each in sorted(waiting, key=lambda w: (w.turn_at, w.number)):
        lanes[Lane(each.lane)].append(each)
    heads = dict.fromkeys(Lane, 0)
    order: list[W] = []
    total = sum(len(lane) for lane in lanes.values())
    while len(order) < total:
        lane = next(each for each in mix.preference() if heads[each] < len(lanes[each]))
        order.append(lanes[lane][heads[lane]])
        heads[lane] += 1
        mix = mix.called(lane)
    return order


def overtaken(order: Sequence[W], place: int) -> int:
    """How many who came earlier are called after the one at `place`: whom he overtakes."""
    mine = order[place]
    return sum(1 for each in order[place + 1 :] if each.turn_at < mine.turn_at)
