"""Running a report: whose turn it is to say no, what it adds up to, what lies behind a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from his.reports.errors import UnknownFilter, UnknownLine, UnknownReport
from kernel import audit, clock
from kernel.access import Actor
from kernel.events import assembly_of
from kernel.reports import Cell, Column, Filters, Line, Period, Record, Report

MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report that was run: its lines, and under each column that adds up, the sum."""

    report: Report
    period: Period
    filters: Filters
    lines: Sequence[Line]
    totals: tuple[Any, ...]
    ran_at: datetime


def catalogue(db: Session, actor: Actor) -> list[Report]:
    """The reports that the person may see, by group and title."""
    known = assembly_of(db).contributions(Report)
    mine = [each for each in known if actor.holds(each.needs)]
    return sorted(mine, key=lambda each: (each.group.vi, each.title.vi, each.id))


def find(db: Session, actor: Actor, report_id: str) -> Report:
    """Raises UnknownReport."""
    for each in assembly_of(db).contributions(Report):
        if each.id == report_id and actor.holds(each.needs):
            return each
    raise UnknownReport(report=report_id)


def period(since: date, until: date) -> Period:
    """Raises TooManyDays."""
    return Period(*clock.span(since, until, MOST_DAYS))


def narrowed(report: Report, asked: Sequence[str]) -> dict[str, str]:
    """The filters of a request, each as `id:value`. Raises UnknownFilter."""
    known = {each.id for each in report.filters}
    chosen: dict[str, str] = {}
    for each in asked:
        name, separator, value = each.partition(":")
        if not separator or name not in known:
            raise UnknownFilter(filter=name)
        if value:
            chosen[name] = value
    return chosen


def run(db: Session, actor: Actor, report: Report, over: Period, filters: Filters) -> Sheet:
    """The report's lines with their totals."""
    lines = report.by(db, actor, over, filters)
    return Sheet(report, over, filters, lines, totals(report.columns, lines), clock.utc_now())


def totals(columns: Sequence[Column], lines: Sequence[Line]) -> tuple[Any, ...]:
    """Sums of the columns that add up; None under the others. Pure."""
    return tuple(
        _sum(column, [line.values[place] for line in lines]) if column.summed else None
        for place, column in enumerate(columns)
    )


def _sum(column: Column, values: Sequence[Any]) -> Any:
    given = [each for each in values if each is not None]
    return sum(given, 0 if column.kind is Cell.COUNT else Decimal(0))


def records(
    db: Session,
    actor: Actor,
    report: Report,
    over: Period,
    filters: Filters,
    *,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """What a line counts, one by one; whose records were shown is on the audit.

    Raises UnknownLine.
    """
    if report.records is None or not key:
        return [], None
    try:
        found, following = report.records(db, actor, over, filters, key, after, limit)
    except ValueError as error:  # a key that no line has: no date, no number
        raise UnknownLine from error
    seen: dict[str, list[object]] = {}
    for each in found:
        if each.subject:
            seen.setdefault(each.subject[0], []).append(each.subject[1])
    for kind, ids in seen.items():
        audit.read_list(db, kind, dict.fromkeys(ids), report.id)
    return found, following
