"""What a module can report on: a question with a definition, a period, and records behind it.

A module puts its `Report`s and `Headline`s into `Module.contributes`; his.reports runs them,
freezes them and puts them on paper. They vanish with their module.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor
from kernel.clock import LOCAL, day_bounds
from kernel.module import Permission
from kernel.text import Text


class Cell(StrEnum):
    """What a column holds. Counts and amounts add up; the others do not."""

    TEXT = "text"
    COUNT = "count"
    AMOUNT = "amount"  # dong, Decimal with at most 2 decimals
    QUANTITY = "quantity"  # Decimal
    PERCENT = "percent"
    MINUTES = "minutes"
    DAY = "day"  # a date


@dataclass(frozen=True, slots=True)
class Column:
    title: Text
    kind: Cell = Cell.TEXT
    adds: bool | None = None  # shown in the line of totals; counts and amounts are, unless told

    @property
    def summed(self) -> bool:
        return self.kind in (Cell.COUNT, Cell.AMOUNT) if self.adds is None else self.adds


@dataclass(frozen=True, slots=True)
class Filter:
    """What a report may be narrowed to. `choices(db)` answers (value, words).

    `usual` is what holds where nothing is chosen; without it nothing is narrowed then.
    """

    id: str
    title: Text
    choices: Callable[[Session], list[tuple[str, Text]]]
    usual: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """Vietnamese calendar days, both included."""

    since: date
    until: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The instants [start, end), UTC."""
        return day_bounds(self.since)[0], day_bounds(self.until)[1]

    @property
    def days(self) -> list[date]:
        return [self.since + timedelta(n) for n in range((self.until - self.since).days + 1)]


Filters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One line. With a `key` it opens the records that it counts."""

    values: tuple[Any, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One of the records behind a line; `subject` is whom it is about, for the audit."""

    id: UUID
    at: datetime
    code: str
    who: str
    says: str
    amount: Decimal | None = None
    to: str | None = None  # the page that shows it
    subject: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report (báo cáo). A change of what it counts gets a new `version`.

    `by(db, actor, period, filters)` answers its lines, always in the same order.
    `records(db, actor, period, filters, key, after, limit)` answers (records, next cursor):
    all of them together are what the line with that key counts.
    """

    id: str
    title: Text
    group: Text
    definition: Text  # what is counted, by which instant, what is left out
    law: str = ""
    version: int = 1
    needs: Permission
    columns: tuple[Column, ...]
    by: Callable[[Session, Actor, Period, Filters], list[Line]]
    records: (
        Callable[
            [Session, Actor, Period, Filters, str, str | None, int],
            tuple[list[Record], str | None],
        ]
        | None
    ) = None
    filters: tuple[Filter, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A figure of a day on the director's page. `by(db, actor, day)`; None where nothing is."""

    id: str
    title: Text
    kind: Cell
    needs: Permission
    by: Callable[[Session, Actor, date], Decimal | int | None]
    to: str  # the page that the figure opens; {day} is filled in
    good: int = 0  # +1: more is better, -1: less is better


def local_day(at: datetime) -> date:
    """The Vietnamese day of an instant."""
    return at.astimezone(LOCAL).date()
