"""The engines: how the house opens SQLite and PostgreSQL."""

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from kernel.driver import QuickCursor, remember_statements

# What a process keeps of each kind, and how many more it opens for a moment: PostgreSQL's
# default of 100 connections carries three workers and a psql.
CONNECTIONS, _MORE = 24, 8  # SQLite
_READERS, _WRITERS = 12, 14  # PostgreSQL
# Statements that a connection of PostgreSQL keeps planned. A visit asks some five hundred
# different ones; psycopg's hundred were forgotten and planned anew all day.
_PLANNED = 1000
_WRITTEN = 1500  # statements that SQLAlchemy keeps as text
_RESTED = 2.0  # seconds after which a connection is asked whether it still lives


def sqlite(url: str, *, writing: bool = False) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 15},
        pool_size=1 if writing else CONNECTIONS,
        max_overflow=_MORE,
        pool_use_lifo=True,
        hide_parameters=True,  # an error's text goes to the log, a patient's name must not
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "cache_size=-65536" if writing else "cache_size=-8000",
            "mmap_size=268435456",
            "temp_store=MEMORY",
            "recursive_triggers=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


class _KeysStay(PGCompiler_psycopg):
    """Says FOR NO KEY UPDATE where FOR UPDATE is asked for: nobody changes or deletes a key here.

    FOR UPDATE would also keep others from writing rows that point to the locked one (a foreign
    key's check waits for it), and two such waits across each other are a deadlock: one desk had
    the patient and wanted the visit, the other had the visit and wrote a ticket of the patient.
    """

    def for_update_clause(self, select: Any, **kw: Any) -> str:
        asked: str = super().for_update_clause(select, **kw)  # type: ignore[no-untyped-call]
        return asked.replace(" FOR UPDATE", " FOR NO KEY UPDATE", 1)


def postgresql(url: str, *, reading: bool = False) -> Engine:
    """Of a reading one each question is a transaction of its own: psycopg forgets the plans of
    its statements with every ROLLBACK, and each of them was planned anew in every request."""
    options = "-c lock_timeout=15s -c statement_timeout=120s -c timezone=UTC"
    if reading:
        options += " -c default_transaction_read_only=on"
    remember_statements()
    engine = create_engine(
        url,
        query_cache_size=_WRITTEN,
        pool_size=_READERS if reading else _WRITERS,
        max_overflow=_MORE,
        pool_use_lifo=True,  # the few in use are those whose statements are planned already
        pool_recycle=1800,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT" if reading else None,
        connect_args={"options": options, "cursor_factory": QuickCursor},
    )
    engine.dialect.statement_compiler = _KeysStay

    @event.listens_for(engine, "connect")
    def keep_plans(connection: Any, _: object) -> None:
        connection.prepared_max = _PLANNED

    @event.listens_for(engine, "checkin")
    def note(_: object, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: ConnectionPoolEntry, _: object) -> None:
        """Ask a connection that rested whether it still lives; asking each time is dear."""
        if time.monotonic() - record.info.get("used_at", time.monotonic()) < _RESTED:
            return
        try:
            alive = engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            alive = False
        if not alive:
            raise DisconnectionError

    return engine
