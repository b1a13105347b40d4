"""psycopg, made as quick as the house asks.

Before a statement goes to PostgreSQL psycopg turns `%(name)s` into `$1`. It remembers the last
128 of at most 4,096 characters; the house asks some hundreds, and the longest are the most
frequent (a worklist's columns, the search for similar patients): those were read letter by
letter each time, half a millisecond of them in a registration. A later psycopg that has no such
memory is left as it is.
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any

from psycopg import Cursor, InterfaceError

_STATEMENTS = 2048
_LONGEST, _MOST_PARAMETERS = 32_768, 300


def remember_statements() -> None:
    """Once for the process, before the first statement."""
    found: Any = import_module("psycopg._queries")
    read = getattr(found, "_query2pg_nocache", None)
    names = ("_query2pg", "MAX_CACHED_STATEMENT_LENGTH", "MAX_CACHED_STATEMENT_PARAMS")
    if read is None or not all(hasattr(found, name) for name in names):
        return
    if found.MAX_CACHED_STATEMENT_LENGTH < _LONGEST:
        found._query2pg = lru_cache(_STATEMENTS)(read)
        found.MAX_CACHED_STATEMENT_LENGTH = _LONGEST
        found.MAX_CACHED_STATEMENT_PARAMS = _MOST_PARAMETERS


class QuickCursor(Cursor[Any]):
    """A cursor that describes its columns only to somebody who looks at them.

    SQLAlchemy takes the description of every result, and looks into it the first time it meets a
    statement: psycopg made forty objects for a row of forty columns each time.
    """

    @property
    def description(self) -> Any:
        found = self.pgresult
        return _Columns(self) if found and found.nfields else super().description


class _Columns(Sequence[Any]):
    """What psycopg says of the columns of a cursor's result, made when it is asked for."""

    def __init__(self, cursor: QuickCursor) -> None:
        self._cursor = cursor
        self._result = cursor.pgresult

    @cached_property
    def _made(self) -> list[Any]:
        if self._cursor.pgresult is not self._result:
            raise InterfaceError("the cursor has gone on to another result")
        return Cursor.description.fget(self._cursor)  # type: ignore[attr-defined, no-any-return]

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, place: Any) -> Any:
        return self._made[place]
