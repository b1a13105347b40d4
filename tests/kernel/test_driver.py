"""psycopg reads a statement once, however long it is, and describes what is looked at."""

from importlib import import_module
from typing import Any

import pytest
from psycopg import InterfaceError
from sqlalchemy import text

from kernel.db import Database
from kernel.driver import remember_statements


def test_a_long_statement_is_read_once() -> None:
    remember_statements()
    psycopg: Any = import_module("psycopg._queries")
    statement = ("SELECT " + ", ".join(f"column_{n}" for n in range(1500))).encode() + b", %(a)s"
    assert 4096 < len(statement) <= psycopg.MAX_CACHED_STATEMENT_LENGTH
    before = psycopg._query2pg.cache_info().hits
    first = psycopg._query2pg(statement, "utf-8")
    assert psycopg._query2pg(statement, "utf-8") is first
    assert psycopg._query2pg.cache_info().hits == before + 1
    assert psycopg._query2pg.cache_info().maxsize >= 1000


def test_columns_are_described_to_whoever_looks(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has a driver of its own")
    with database.engine.connect() as connection:
        plain = text("SELECT 1 AS one, 'a' AS letter")
        assert connection.execute(plain).mappings().one() == {"one": 1, "letter": "a"}
        cursor: Any = connection.connection.cursor()
        assert not cursor.description
        cursor.execute("SELECT 1 AS one, 'a' AS letter")
        said: Any = cursor.description
        assert [column.name for column in said] == ["one", "letter"]
        assert len(said) == 2
        told: Any = cursor.execute("SELECT 2 AS two").description
        cursor.execute("SELECT 3 AS three")
        with pytest.raises(InterfaceError):  # not the columns of another result
            told[0]
        cursor.execute("SET LOCAL synchronous_commit TO off")
        assert not cursor.description
