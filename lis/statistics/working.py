"""The clock of a section: how much working time lies between two moments. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

_DAY = 86_400
_LOCAL = 7 * 3600  # Vietnam has had no summer time since 1975
_EPOCH = date(1970, 1, 1).toordinal()
WHOLE_DAY = ((0, _DAY),)


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a weekday (Monday is 0), in minutes; both days of validity included."""

    weekday: int
    opens: int
    closes: int
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days on which nobody works; both included."""

    first: date
    last: date


class WorkClock:
    """A clock that runs only while the section is open. Without hours it is always open."""

    def __init__(self, hours: Sequence[Hours] = (), off: Sequence[DayOff] = ()) -> None:
        self._hours, self._off = tuple(hours), tuple(off)
        self._days: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {}
        self._low = self._high = 0  # the known days: from, and the one after the last
        self._after = 0

    def reads(self, at: datetime) -> float:
        """Seconds that it has run; only differences say something."""
        local = at.timestamp() + _LOCAL
        day, second = divmod(local, _DAY)
        before, spans = self._known(int(day))
        return before + sum(
            min(second, closes) - opens for opens, closes in spans if second > opens
        )

    def _known(self, day: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        found = self._days.get(day)
        return found if found is not None else self._learnt(day)

    def _learnt(self, day: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        if not self._days:
            self._low = self._high = day
        while self._high <= day:
            spans = self._spans(self._high)
            self._days[self._high] = (self._after, spans)
            self._after += _length(spans)
            self._high += 1
        while self._low > day:
            spans = self._spans(self._low - 1)
            self._days[self._low - 1] = (self._days[self._low][0] - _length(spans), spans)
            self._low -= 1
        return self._days[day]

    def _spans(self, number: int) -> tuple[tuple[int, int], ...]:
        """When it is open on a day, in seconds, without overlaps."""
        day = date.fromordinal(_EPOCH + number)
        if any(each.first <= day <= each.last for each in self._off):
            return ()
        if not self._hours:
            return WHOLE_DAY
        found: list[tuple[int, int]] = []
        for opens, closes in sorted(
            (h.opens * 60, h.closes * 60)
            for h in self._hours
            if h.weekday == day.weekday()
            and h.valid_from <= day
            and (h.valid_to is None or day <= h.valid_to)
        ):
            if found and opens <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], closes))
            else:
                found.append((opens, closes))
        return tuple(found)


class Calendar(WorkClock):
    """The clock on the wall: it never stops."""

    def reads(self, at: datetime) -> float:
        return at.timestamp()


def _length(spans: tuple[tuple[int, int], ...]) -> int:
    return sum(closes - opens for opens, closes in spans)


def share_within(values: Sequence[float], percent: int) -> float | None:
    """The value within which so many percent of them lie (nearest rank); None of nothing.

    The 50th is the median, between the two middle ones where their number is even.
    """
    if not values:
        return None
    ordered = sorted(values)
    n = len(ordered)
    if percent == 50 and n % 2 == 0:
        return (ordered[n // 2 - 1] + ordered[n // 2]) / 2
    return ordered[max(0, -(-n * percent // 100) - 1)]


def minutes(seconds: float | None) -> Decimal | None:
    """Minutes with one decimal; None stays None: a moment that is missing is not a nought."""
    if seconds is None:
        return None
    return (Decimal(round(seconds)) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)
