"""Many new rows of one table by one statement, written once and audited like every other row.

The unit of work makes an insert of each row, column by column, and a second statement for what
is known of it a moment later. Whoever makes thousands of rows a second works out what they will
be, as drafts, then puts them in. A draft has the fields of its model and their defaults, and is
known to no session, before or after: whoever wants to change the row then fetches it.
"""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

from kernel import audit, once
from kernel.copying import Rows
from kernel.prepared import Prepared

M = TypeVar("M", bound=SQLModel)


class Draft:
    """A row that is only values; `draft_of` says of which table."""

    draft_of: type[SQLModel]


def draft(of: type[M], values: Mapping[str, Any]) -> M:
    """A row in the making, to be read and set like one of its model's."""
    made = _drafts(of)()
    made.__dict__.update(_defaults(of))
    made.__dict__.update(values)
    return cast(M, made)


class Fetched(Generic[M]):
    """Rows that a statement (select(table) and what it wants) finds, as values."""

    def __init__(self, of: type[M], asked: Any) -> None:
        self._of = of
        self._asked = asked

    def all(self, db: Session, **values: Any) -> list[M]:
        """`values`: of the statement's `bindparam`s and `among`s."""
        kind, prepared, names = self._ready
        found = []
        for row in prepared.all(db, **values):
            made = kind()
            made.__dict__.update(zip(names, row, strict=True))
            found.append(cast(M, made))
        return found

    @cached_property
    def _ready(self) -> tuple[type[Draft], Prepared, list[str]]:
        columns = _columns(self._of)
        prepared = Prepared(self._asked.with_only_columns(*columns))
        return _drafts(self._of), prepared, [c.key for c in columns]


def put_in(db: Session, of: type[M], rows: Sequence[M]) -> None:
    """These drafts as they are now, in one statement."""
    if not rows:
        return
    db.flush()
    if getattr(of, "audited", True):
        audit.put_in(db, of, rows)
    _insert(of).run(db, [row.__dict__ for row in rows])
    once.forget(db, of)


@cache
def _drafts(of: type[SQLModel]) -> type[Draft]:
    return type(f"{of.__name__}Draft", (Draft,), {"draft_of": of})


@cache
def _columns(of: type[SQLModel]) -> list[Any]:
    mapper: Any = inspect(of)
    return [a.columns[0].label(a.key) for a in mapper.column_attrs]


@cache
def _defaults(of: type[SQLModel]) -> dict[str, Any]:
    """Of fields that may be left out; one that is made anew for each row has to be given."""
    fields = of.model_fields.items()
    return {
        name: field.default
        for name, field in fields
        if field.default_factory is None and not field.is_required()
    }


@cache
def _insert(of: type[SQLModel]) -> Rows:
    mapper: Any = inspect(of)
    return Rows(of, {a.columns[0].name: a.key for a in mapper.column_attrs})
