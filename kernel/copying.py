"""Many new rows of one table: one COPY on PostgreSQL, the driver's executemany on SQLite.

An INSERT of a hundred rows is a hundred executions for PostgreSQL and its driver, each with its
values wrapped anew. A COPY is one text. What a row cannot be written as there goes by INSERT.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert
from sqlmodel import Session

from kernel.prepared import Prepared, cursor_of

_FEW = 4  # beginning a COPY costs as much as these
_NOTHING = "\\N"


class Rows(Prepared):
    """`names`: of each column, the name by which rows give it."""

    def __init__(self, table: Any, names: Mapping[str, str]) -> None:
        super().__init__(insert(table).values({c: bindparam(k) for c, k in names.items()}))
        self._table, self._names = table, names
        self._sql = ""

    def run(self, db: Session, rows: Sequence[dict[str, Any]]) -> None:
        connection = db.connection()
        if connection.dialect.name == "postgresql" and len(rows) > _FEW:
            writers = dict(self._made(connection.dialect).writers)
            named = [([row[n] for row in rows], writers.get(n)) for n in self._names.values()]
            columns = [texts for values, write in named if (texts := _texts(values, write))]
            if len(columns) == len(named):
                self._copy(connection, columns)
                return
        super().run(db, rows)

    def _copy(self, connection: Connection, columns: Sequence[Sequence[str]]) -> None:
        if not self._sql:
            quote: Any = connection.dialect.identifier_preparer
            table = quote.format_table(getattr(self._table, "__table__", self._table))
            names = ", ".join(quote.quote(name) for name in self._names)
            self._sql = f"COPY {table} ({names}) FROM STDIN"
        with cursor_of(connection, self._sql, []) as cursor, cursor.copy(self._sql) as to:
            to.write("".join(["\t".join(row) + "\n" for row in zip(*columns, strict=True)]))


def _texts(values: list[Any], write: Callable[[Any], Any] | None) -> list[str] | None:
    """As PostgreSQL reads them; None where a value has a kind that is not known here. What is
    the same object in many rows (who, when) is written once."""
    said: dict[int, str] = {}  # (all of them live as long as `values`)
    for value in values:
        if id(value) in said:
            continue
        bare = value if write is None else write(value)
        how = _TEXTS.get(bare.__class__)
        if how is None:
            return None
        said[id(value)] = how(bare)
    if len(said) == 1:
        return list(said.values()) * len(values)
    return [said[id(value)] for value in values]


def _escaped(text: str) -> str:
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if not text.isprintable():
        text = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return text


def _bytes(value: bytes) -> str:
    return "\\\\x" + value.hex()


def _json(value: Any) -> str:
    return _escaped((value.dumps or json.dumps)(value.obj))


_TEXTS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: _NOTHING,
    str: _escaped,
    int: str,
    bool: lambda value: "t" if value else "f",
    Decimal: str,
    UUID: str,
    datetime: datetime.isoformat,
    date: date.isoformat,
    bytes: _bytes,
}
try:
    from psycopg.types.json import Json, Jsonb
except ImportError:  # (a house on SQLite needs no driver of PostgreSQL)
    pass
else:
    _TEXTS |= {Json: _json, Jsonb: _json}
