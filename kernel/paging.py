"""Pages by key, not by number: the thousandth page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Select, tuple_
from sqlmodel import Session

from kernel.schemas import BadCursor

T = TypeVar("T")

After = Annotated[str | None, Query(max_length=400, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=200)]


class Page(BaseModel, Generic[T]):
    """`{"items": [...], "next": cursor or null}`."""

    model_config = ConfigDict(defer_build=True)

    items: list[T]
    next: str | None


def cursor(*key: Any) -> str:
    """The place after a row, as opaque text."""
    words = [k.isoformat() if isinstance(k, datetime | date) else k for k in key]
    text = json.dumps([str(w) if isinstance(w, UUID) else w for w in words])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place(after: str, *types: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Read a cursor back: `place(after, datetime.fromisoformat, UUID)`."""
    try:
        key = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if not isinstance(key, list) or len(key) != len(types):
            raise BadCursor
        return tuple(_sane(read(k)) for read, k in zip(types, key, strict=True))
    except (
        ValueError,
        TypeError,
        AttributeError,
        OverflowError,
        binascii.Error,
        UnicodeDecodeError,
    ) as error:
        raise BadCursor from error


def small(value: Any) -> int:
    """Reads back a number that a database keeps in four bytes."""
    number = int(value)
    if not 0 <= number < 2**31:
        raise ValueError(number)
    return number


def _sane(value: Any) -> Any:
    """What no cursor of ours holds must not reach the database."""
    if isinstance(value, datetime):
        value.astimezone(UTC)  # (near the ends of time this overflows)
        if value.tzinfo is None:
            raise ValueError(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(value)
    if isinstance(value, str) and not value.isprintable():
        raise ValueError(value)
    return value


def page_of(
    db: Session,
    query: Select[Any],
    *,
    by: Sequence[Any],
    types: Sequence[Callable[[Any], Any]],
    after: str | None,
    limit: int,
    descending: bool = False,
) -> tuple[list[Any], str | None]:
    """One page of a single-entity select in the order of `by` (unique together).

    Answers (rows, next cursor). `by` are the entity's columns; `types` read them back from
    the cursor. One row more than asked for is fetched to know whether there is more.
    """
    rows, following = page_of_rows(
        db, query, by=by, types=types, after=after, limit=limit, descending=descending
    )
    return [row[0] for row in rows], following


def page_of_rows(
    db: Session,
    query: Select[Any],
    *,
    by: Sequence[Any],
    types: Sequence[Callable[[Any], Any]],
    after: str | None,
    limit: int,
    descending: bool = False,
) -> tuple[list[tuple[Any, ...]], str | None]:
    """The same for a select of several entities; `by` are columns of the first."""
    if after:
        key = tuple_(*by)
        here = place(after, *types)
        query = query.where(key < here if descending else key > here)
    order = [c.desc() if descending else c.asc() for c in by]
    rows = [tuple(row) for row in db.execute(query.order_by(*order).limit(limit + 1))]
    if len(rows) <= limit:
        return rows, None
    rows.pop()
    return rows, cursor(*(getattr(rows[-1][0], c.key) for c in by))
