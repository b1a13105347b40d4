"""psycopg reads a statement once, however long it is."""

from importlib import import_module
from typing import Any

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
