"""Many new rows of one table, column by column: one COPY on PostgreSQL, one INSERT on SQLite.

An INSERT of a hundred rows is a hundred executions for PostgreSQL and its driver, each with its
values wrapped anew; a COPY is one text. What cannot be written there goes by INSERT. SQLite
takes values by their place, which it looks up faster than names.
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
        self._sql: dict[bool, str] = {}

    def run(self, db: Session, rows: Sequence[dict[str, Any]]) -> None:
        if len(rows) <= _FEW:
            super().run(db, rows)
            return
        connection = db.connection()
        writers = dict(self._made(connection.dialect).writers)
        named = [([row[n] for row in rows], writers.get(n)) for n in self._names.values()]
        sqlite = connection.dialect.name == "sqlite"
        columns = [_written(v, write) if sqlite else _texts(v, write) for v, write in named]
        whole = [each for each in columns if each is not None]
        if len(whole) < len(columns):
            super().run(db, rows)
            return
        sql = self._sql.get(sqlite) or self._say(connection, sqlite=sqlite)
        given = list(zip(*whole, strict=True))
        with cursor_of(connection, sql, given) as cursor:
            if sqlite:
                cursor.executemany(sql, given)
                return
            with cursor.copy(sql) as to:
                to.write("".join(["\t".join(row) + "\n" for row in given]))

    def _say(self, connection: Connection, *, sqlite: bool) -> str:
        quote: Any = connection.dialect.identifier_preparer
        table = quote.format_table(getattr(self._table, "__table__", self._table))
        columns = ", ".join(quote.quote(name) for name in self._names)
        if sqlite:
            places = ", ".join("?" for _ in self._names)
            said = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 (own names)
        else:
            said = f"COPY {table} ({columns}) FROM STDIN"
        self._sql[sqlite] = said
        return said


def _written(values: list[Any], write: Callable[[Any], Any] | None) -> list[Any]:
    """As SQLite's driver takes them."""
    if write is None:
        return values
    if len({id(value) for value in values}) == 1:
        return [write(values[0])] * len(values)
    said: dict[int, Any] = {}  # (all of them live as long as `values`)
    for value in values:
        if id(value) not in said:
            said[id(value)] = write(value)
    return [said[id(value)] for value in values]


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
