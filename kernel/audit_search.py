"""Ask the audit: who did what to whom, when, from where; and who looked at this patient.

TT 54/2017, criterion 116 (search by date, record, task). Answers come newest first, by keys.
Days become a range of row numbers, so that every question walks an index in its order.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, select
from sqlmodel import Session, col

from kernel import paging
from kernel.audit import Audit, plain
from kernel.clock import LOCAL, day_bounds
from kernel.columns import Instant
from kernel.errors import Invalid
from kernel.text import Text

# A row is numbered when it is written, at most this long after its `at` was noted.
_LATEST = timedelta(minutes=10)
_MOST_EXPORTED = 50_000
_BATCH = 1000
_LOOKS = ("read", "list", "print", "export", "upload")


class TooMuchToExport(Invalid):
    """An export holds at most 50,000 rows."""

    says = Text(
        "Có quá nhiều dòng để xuất (tối đa {most}). Hãy thu hẹp khoảng ngày hoặc bộ lọc.",
        "There are too many rows to export (at most {most}). Narrow the days or the filter.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked. Days are Vietnamese calendar days, both included."""

    since: date | None = None
    until: date | None = None
    actor_id: UUID | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    action: str | None = None
    what: str | None = None  # a part of the operation's name
    request_id: str | None = None


def search(
    db: Session, question: Question, *, after: str | None = None, limit: int = 50
) -> tuple[list[Audit], str | None]:
    """One page of the rows that answer, newest first."""
    query = select(Audit).where(*_conditions(db, question))
    return _page(db, query, after, limit)


def who_looked(
    db: Session,
    subject: tuple[str, object],
    *,
    since: date | None = None,
    until: date | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Audit], str | None]:
    """Who was shown this person's data: alone, in a list with others, on paper or as a file."""
    kind, wanted = subject[0], str(subject[1])
    days = _days(db, since, until)
    alone = and_(
        col(Audit.subject_kind) == kind,
        col(Audit.subject_id) == wanted,
        col(Audit.action).in_(_LOOKS),
    )
    # A list of many people is one row without a subject's id; the ids are in its facts.
    among = and_(
        col(Audit.subject_kind) == kind,
        col(Audit.subject_id) == "",
        col(Audit.action) == "list",
        cast(col(Audit.facts), String).contains(wanted, autoescape=True),
    )
    key = [] if after is None else [col(Audit.id) < paging.place(after, int)[0]]
    found: list[Audit] = []
    for each in (alone, among):
        query = select(Audit).where(each, *days, *key).order_by(col(Audit.id).desc())
        found += db.execute(query.limit(limit + 1)).scalars()
    found.sort(key=lambda row: -(row.id or 0))
    page, more = found[:limit], len(found) > limit
    return page, paging.cursor(page[-1].id) if more else None


def _page(
    db: Session, query: Select[Any], after: str | None, limit: int
) -> tuple[list[Audit], str | None]:
    by = [col(Audit.id)]
    return paging.page_of(db, query, by=by, types=[int], after=after, limit=limit, descending=True)


def _conditions(db: Session, question: Question) -> list[ColumnElement[bool]]:
    found = _days(db, question.since, question.until)
    for column, value in (
        (col(Audit.actor_id), question.actor_id),
        (col(Audit.subject_kind), question.subject_kind),
        (col(Audit.subject_id), question.subject_id),
        (col(Audit.action), question.action),
        (col(Audit.request_id), question.request_id),
    ):
        if value is not None:
            found.append(column == value)
    if question.what:
        found.append(col(Audit.what).icontains(question.what, autoescape=True))
    return found


def _days(db: Session, since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    """Days as instants, and as the row numbers between which they must lie."""
    found: list[ColumnElement[bool]] = []
    # The database shall walk by number, not collect by time and sort: no index on this.
    at = func.coalesce(col(Audit.at), col(Audit.at), type_=Instant)
    if since:
        start = day_bounds(since)[0]
        found.append(at >= start)
        before = _number(db, col(Audit.at) < start - _LATEST, newest=True)
        if before is not None:
            found.append(col(Audit.id) > before)
    if until:
        end = day_bounds(until)[1]
        found.append(at < end)
        following = _number(db, col(Audit.at) >= end + _LATEST, newest=False)
        if following is not None:
            found.append(col(Audit.id) < following)
    return found


def _number(db: Session, where: ColumnElement[bool], *, newest: bool) -> int | None:
    at = col(Audit.at)
    query = select(col(Audit.id)).where(where).order_by(at.desc() if newest else at.asc())
    return db.execute(query.limit(1)).scalar_one_or_none()


_COLUMNS = (
    "id",
    "at",
    "actor_name",
    "action",
    "what",
    "subject_kind",
    "subject_id",
    "workstation",
    "ip",
    "purpose",
    "request_id",
    "facts",
)


def as_csv(db: Session, question: Question) -> tuple[str, int]:
    """The answer as CSV (UTF-8 with a mark, as spreadsheets want it) and its number of rows."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    rows = 0
    for row in _all(db, question):
        writer.writerow([_cell(row, name) for name in _COLUMNS])
        rows += 1
    return out.getvalue(), rows


def _all(db: Session, question: Question) -> Iterator[Audit]:
    after, seen = None, 0
    while True:
        page, after = search(db, question, after=after, limit=_BATCH)
        seen += len(page)
        if seen > _MOST_EXPORTED:
            raise TooMuchToExport(most=_MOST_EXPORTED)
        for row in page:
            yield row
            db.expunge(row)
        if after is None:
            return


def _cell(row: Audit, name: str) -> str:
    value = getattr(row, name)
    if isinstance(value, datetime):
        return value.astimezone(LOCAL).isoformat(timespec="milliseconds")
    text = "" if value is None else str(plain(value))
    # A spreadsheet would run it as a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
