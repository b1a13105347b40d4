"""Filling tables quickly: by one connection, without their indexes, put right at the end."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine
from sqlmodel import SQLModel

from his.patients.search_index import SEARCH_SQL, UNDO_SQL

Row = dict[str, Any]

_COUNT = (
    "INSERT INTO kernel_counter (name, value) VALUES (%s, %s) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)


@contextlib.contextmanager
def fill(engine: Engine, tables: Sequence[str]) -> Iterator["Filling"]:
    """One transaction over these tables; their indexes are gone while it runs."""
    filling = (_Sqlite if engine.dialect.name == "sqlite" else _Postgresql)(engine, tables)
    try:
        filling.begin()
        yield filling
        filling.end()
    except BaseException:
        filling.raw.rollback()
        raise
    finally:
        filling.pooled.invalidate()  # its settings are not the house's


class Filling:
    """An open connection, and rows as its driver takes them."""

    def __init__(self, engine: Engine, tables: Sequence[str]) -> None:
        self.dialect = engine.dialect
        self.tables = tuple(tables)
        self.pooled = engine.raw_connection()
        self.raw: Any = self.pooled.dbapi_connection
        self.indexes: list[tuple[str, str]] = []

    def begin(self) -> None:
        raise NotImplementedError

    def end(self) -> None:
        raise NotImplementedError

    def put(self, table: str, rows: Sequence[Row]) -> None:
        raise NotImplementedError

    def count(self, name: str, value: int) -> None:
        """Let a counter go on from here."""
        raise NotImplementedError

    def ready(self, table: str, rows: Sequence[Row]) -> Iterator[tuple[Any, ...]]:
        """Secrets sealed; ids, instants and amounts in the driver's words."""
        columns = SQLModel.metadata.tables[table].c
        writers = [
            (name, columns[name].type.dialect_impl(self.dialect).bind_processor(self.dialect))
            for name in rows[0]
        ]
        for row in rows:
            yield tuple(write(row[name]) if write else row[name] for name, write in writers)


class _Sqlite(Filling):
    def begin(self) -> None:
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-200000"):
            self.raw.execute(f"PRAGMA {pragma}")
        self.raw.execute("BEGIN IMMEDIATE")
        for statement in UNDO_SQL["sqlite"][:3]:  # the triggers; the words are built anew
            self.raw.execute(statement)
        made = self.raw.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
            "AND tbl_name IN (SELECT value FROM json_each(?))",
            ('["' + '", "'.join(self.tables) + '"]',),
        )
        self.indexes = made.fetchall()
        for name, _ in self.indexes:
            self.raw.execute(f'DROP INDEX "{name}"')

    def put(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            into = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})"  # noqa: S608
            self.raw.executemany(into, self.ready(table, rows))

    def count(self, name: str, value: int) -> None:
        self.raw.execute(_COUNT.replace("%s", "?"), (name, value))

    def end(self) -> None:
        for _, made in self.indexes:
            self.raw.execute(made)
        self.raw.execute("INSERT INTO his_patient_words(his_patient_words) VALUES ('rebuild')")
        for statement in SEARCH_SQL["sqlite"][1:]:
            self.raw.execute(statement)
        self.raw.execute("COMMIT")
        self.raw.execute("ANALYZE")
        self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class _Postgresql(Filling):
    def begin(self) -> None:
        self.raw.execute("SET LOCAL statement_timeout = 0")
        self.raw.execute("SET LOCAL maintenance_work_mem = '512MB'")
        with contextlib.suppress(Exception), self.raw.transaction():
            # For superusers; for others each foreign key is checked.
            self.raw.execute("SET LOCAL session_replication_role = replica")
        made = self.raw.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
            "AND tablename = ANY(%s) AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            (list(self.tables),),
        )
        self.indexes = made.fetchall()
        for name, _ in self.indexes:
            self.raw.execute(f'DROP INDEX "{name}"')

    def put(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            with (
                self.raw.cursor() as cursor,
                cursor.copy(f"COPY {table} ({', '.join(rows[0])}) FROM STDIN") as copy,
            ):
                for row in self.ready(table, rows):
                    copy.write_row(row)

    def count(self, name: str, value: int) -> None:
        self.raw.execute(_COUNT, (name, value))

    def end(self) -> None:
        for _, made in self.indexes:
            self.raw.execute(made)
        self.raw.commit()
        self.raw.autocommit = True
        for table in self.tables:
            self.raw.execute(f"VACUUM ANALYZE {table}")
