"""Statements run many times a second: SQLAlchemy writes them once, the driver runs them.

A `Prepared` statement is compiled at its first use for each kind of database and then goes
straight to the driver, in the session's own transaction: building it, finding it in the cache
and wrapping its rows cost ten times what the database takes to answer. For hot paths only, and
for rows that nobody changes; everything else is an ordinary statement.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Connection, Dialect, Engine, bindparam
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Boolean, UserDefinedType
from sqlmodel import Session


def among(column: Any, name: str) -> Any:
    """The column is one of those that are given as the list `name`: the statement's text is the
    same for one and for a thousand. (No bytes: SQLite reads the list as JSON.)"""
    return _Among(column, bindparam(name, type_=_List(column.type)))


class _Among(ColumnElement[bool]):
    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Any, values: Any) -> None:
        self.column = column
        self.values = values

    def self_group(self, against: Any = None) -> "_Among":
        """SQLAlchemy would write `= 1` behind it for SQLite, which then reads the whole table."""
        return self


@compiles(_Among)
def _in_array(element: _Among, compiler: Any, **kw: Any) -> str:
    values = compiler.process(element.values, **kw)
    return f"({compiler.process(element.column, **kw)} = ANY({values}))"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: Any, **kw: Any) -> str:
    values = compiler.process(element.values, **kw)
    column = compiler.process(element.column, **kw)
    return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608 (its own names)


class _List(UserDefinedType[Any]):
    """Values of one type, as each driver takes a list of them."""

    cache_ok = False

    def __init__(self, of: Any) -> None:
        self.of = of

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        write = self.of.dialect_impl(dialect).bind_processor(dialect)
        listed = json.dumps if dialect.name == "sqlite" else list
        if write is None:
            return lambda values: listed(list(values))
        return lambda values: listed([write(each) for each in values])


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    writers: tuple[tuple[str, Any], ...]  # of values that the driver does not take as they are
    readers: tuple[tuple[int, Any, bool], ...]  # of cells likewise; whether equal ones are one
    fixed: dict[str, Any]


class Prepared:
    """A statement whose values are all named by `bindparam`s, or lists of `among`."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}
        chosen = getattr(statement, "selected_columns", None)
        self._columns = list(statement.exported_columns if chosen is None else chosen)
        names = [c.key or f"column_{i}" for i, c in enumerate(self._columns)]
        self._row: Any = namedtuple("_row", names, rename=True)  # type: ignore[misc]

    def all(self, db: Session, **values: Any) -> list[Any]:
        """Every row, as a named tuple; what the session holds unsaved is written first."""
        if db.autoflush:
            db.flush()
        connection = db.connection()
        made = self._made(connection.dialect)
        given = _given(made, values)
        with cursor_of(connection, made.sql, given) as cursor:
            cursor.execute(made.sql, given)
            found = cursor.fetchall()
        return self._rows(made, found)

    def _rows(self, made: _Compiled, found: list[Any]) -> list[Any]:
        row = self._row._make
        if not made.readers or not found:
            return [row(each) for each in found]
        columns: list[Any] = list(zip(*found, strict=True))
        for place, read, alike in made.readers:
            if not alike:
                columns[place] = [read(cell) for cell in columns[place]]
                continue
            seen: dict[Any, Any] = {}  # many rows of one patient, one tube, one moment
            cells = []
            for cell in columns[place]:
                if cell not in seen:
                    seen[cell] = read(cell)
                cells.append(seen[cell])
            columns[place] = cells
        return [row(each) for each in zip(*columns, strict=True)]

    def glance(self, engine: Engine, **values: Any) -> list[Any]:
        """Every row, outside any session: a question by itself needs no transaction around it
        (what a session says and begins around it costs four times the question)."""
        made = self._made(engine.dialect)
        given = _given(made, values)
        pooled = engine.raw_connection()
        connection: Any = pooled.dbapi_connection
        try:
            cursor = connection.cursor()
            cursor.execute(made.sql, given)
            found = cursor.fetchall()
            cursor.close()
        except engine.dialect.loaded_dbapi.Error as error:
            pooled.invalidate(error)
            raise OperationalError(made.sql, None, error, hide_parameters=True) from error
        finally:
            pooled.close()
        return self._rows(made, found)

    def change(self, db: Session, **values: Any) -> None:
        """An update or insert of these values; what the session holds is written before it."""
        db.flush()
        self.run(db, [values])

    def first(self, db: Session, **values: Any) -> Any:
        """The first row, or None."""
        found = self.all(db, **values)
        return found[0] if found else None

    def run(self, db: Session, rows: Sequence[dict[str, Any]]) -> None:
        """An insert or update, once for each row of values; answers nothing."""
        connection = db.connection()
        made = self._made(connection.dialect)
        given = _given_many(made, rows)
        with cursor_of(connection, made.sql, given) as cursor:
            if len(given) == 1:
                cursor.execute(made.sql, given[0])
            else:
                cursor.executemany(made.sql, given)

    def _made(self, dialect: Dialect) -> _Compiled:
        return self._compiled.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: Dialect) -> _Compiled:
        as_asked: Any = type(dialect)
        mine = as_asked(paramstyle="pyformat" if dialect.name == "postgresql" else "named")
        mine.statement_compiler = dialect.statement_compiler
        compiled = self._statement.compile(
            dialect=mine, compile_kwargs={"render_postcompile": True}
        )
        writers: dict[str, Any] = {}
        for bind, name in compiled.bind_names.items():
            write = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if write:
                writers[str(name)] = write
        readers = []
        for place, column in enumerate(self._columns):
            read = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if read:
                alike = not isinstance(column.type, JSON)  # (what somebody might change)
                readers.append((place, read, alike))
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        made = _Compiled(str(compiled), tuple(writers.items()), tuple(readers), fixed)
        self._compiled[dialect.name] = made
        return made


def _given(made: _Compiled, values: dict[str, Any]) -> dict[str, Any]:
    given = {**made.fixed, **values}
    for name, write in made.writers:
        given[name] = write(given[name])
    return given


def _given_many(made: _Compiled, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Column by column: what is the same object in many rows (who, when) is written once."""
    given = [{**made.fixed, **row} for row in rows]
    for name, write in made.writers:
        last: Any = given  # (no value)
        said: Any = None
        written: dict[int, Any] = {}
        for row in given:
            value = row[name]
            if value is not last:
                last, same = value, id(value)  # (all of them live as long as `rows`)
                if same in written:
                    said = written[same]
                else:
                    said = written[same] = write(value)
            row[name] = said
    return given


@contextmanager
def cursor_of(connection: Connection, sql: str, given: Any) -> Iterator[Any]:
    """The driver's own cursor; its errors come as SQLAlchemy's, and whoever counts or watches
    the statements of an engine sees these as well."""
    dialect = connection.dialect
    cursor: Any = connection.connection.cursor()
    watched: Any = connection.dispatch
    for note in watched.before_cursor_execute:
        note(connection, cursor, sql, given, None, isinstance(given, list))
    try:
        yield cursor
    except dialect.loaded_dbapi.Error as error:
        kind: Any = dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            sql, None, error, kind, hide_parameters=True, dialect=dialect
        ) from error
    finally:
        cursor.close()
