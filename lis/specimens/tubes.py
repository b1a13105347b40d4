"""Which tubes are to be drawn: pure. One tube a container and section, no fuller than it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Need:
    """One test that waits: from which kind of tube, how much of it, and when."""

    item_id: UUID
    encounter_id: UUID
    test: str
    section: str
    container: str
    specimen_type: str
    volume: Decimal
    rank: int
    planned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tube:
    """One tube to draw, and what is measured from it."""

    encounter_id: UUID
    container: str
    section: str
    specimen_type: str
    planned_at: datetime | None
    rank: int
    needs: tuple[Need, ...] = field(default=())

    @property
    def volume(self) -> Decimal:
        return sum((need.volume for need in self.needs), Decimal(0))


Key = tuple[UUID, str, str, str, datetime | None]


def plan(needs: Iterable[Need], capacity: dict[str, Decimal]) -> list[Tube]:
    """The fewest tubes: the same visit, container, section and time go together until the tube
    is full (`capacity` by container; one that is not named holds everything). What is to be
    drawn at a time of its own (fasting, after two hours) has its own tube."""
    groups: dict[Key, list[list[Need]]] = {}
    for need in sorted(needs, key=lambda n: (n.rank, str(n.item_id))):
        most = capacity.get(need.container, Decimal(0))
        tubes = groups.setdefault(_key(need), [])
        for tube in tubes:
            held = sum((n.volume for n in tube), Decimal(0))
            if not most or held + need.volume <= most:
                tube.append(need)
                break
        else:
            tubes.append([need])
    made = [
        Tube(encounter, container, section, kind, planned, min(n.rank for n in tube), tuple(tube))
        for (encounter, container, section, kind, planned), tubes in groups.items()
        for tube in tubes
    ]
    return sorted(made, key=lambda t: (t.rank, t.container, t.section, str(t.needs[0].item_id)))


def _key(need: Need) -> Key:
    return (need.encounter_id, need.container, need.section, need.specimen_type, need.planned_at)


def fits(held: Sequence[Decimal], wanted: Decimal, capacity: Decimal | None) -> bool:
    """Whether a tube that is there still holds enough for one test more."""
    return not capacity or sum(held, Decimal(0)) + wanted <= capacity
