"""The one place that asks what time it is, so that tests can answer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from kernel.errors import TooManyDays

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_FIRST, _LAST = date(1, 1, 2), date(9999, 12, 30)


_ahead = timedelta()  # a test that lets time pass moves this (fixture `later`)


def utc_now() -> datetime:
    return datetime.now(UTC) + _ahead


def local_now() -> datetime:
    return utc_now().astimezone(LOCAL)


def today() -> date:
    """The working day in Vietnam."""
    return local_now().date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """The instants [start, end) of a Vietnamese calendar day, in UTC.

    The calendar's own first and last day have no neighbour; whoever asks for them finds nothing.
    """
    day = min(max(day, _FIRST), _LAST)
    start = datetime(day.year, day.month, day.day, tzinfo=LOCAL)
    return start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)


def span(first: date | None, last: date | None, most: int) -> tuple[date, date]:
    """First and last day asked for; today where nothing is said. Raises TooManyDays."""
    last = last or today()
    first = first or last
    if not 0 <= (last - first).days < most:
        raise TooManyDays(most=most)
    return first, last
