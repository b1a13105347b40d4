"""How a house is broken, and mended at the end of the block, whatever happened in it."""

# ruff: noqa: S608 (the statements are this folder's own)
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import text

from kernel.access import SYSTEM
from kernel.db import Database
from kernel.settled import renew

_ASIDE = count(1)

Harm = Callable[[Database], AbstractContextManager[None]]


def tell(clinic: Database, *statements: str, **values: object) -> None:
    """As somebody would at the database's own prompt, who says so to the processes."""
    with clinic.write(SYSTEM) as db:
        renew(db)
        for statement in statements:
            db.execute(text(statement), values if ":" in statement else {})


def told(do: str, undo: str) -> Harm:
    @contextmanager
    def harm(clinic: Database) -> Iterator[None]:
        tell(clinic, do)
        try:
            yield
        finally:
            tell(clinic, undo)

    return harm


def moved(table: str, where: str = "1 = 1") -> Harm:
    """Rows are taken out, and laid back."""

    @contextmanager
    def harm(clinic: Database) -> Iterator[None]:
        aside = f"aside_{next(_ASIDE)}"
        tell(clinic, f"CREATE TABLE {aside} AS SELECT * FROM {table} WHERE {where}")
        tell(clinic, f"DELETE FROM {table} WHERE {where}")
        try:
            yield
        finally:
            tell(clinic, f"INSERT INTO {table} SELECT * FROM {aside}", f"DROP TABLE {aside}")

    return harm


def overwritten(
    table: str, column: str, value: str, where: str = "1 = 1", postgres: str = "", key: str = "id"
) -> Harm:
    """Somebody writes something else over what stands in a column; later it is put back."""

    @contextmanager
    def harm(clinic: Database) -> Iterator[None]:
        aside, new = f"aside_{next(_ASIDE)}", value if clinic.is_sqlite else postgres or value
        kept = f"(SELECT {column} FROM {aside} WHERE {aside}.{key} = {table}.{key})"
        tell(
            clinic,
            f"CREATE TABLE {aside} AS SELECT {key}, {column} FROM {table} WHERE {where}",
            f"UPDATE {table} SET {column} = {new} WHERE {where}",
        )
        try:
            yield
        finally:
            back = (
                f"UPDATE {table} SET {column} = {kept} WHERE {key} IN (SELECT {key} FROM {aside})"
            )
            tell(clinic, back, f"DROP TABLE {aside}")

    return harm


def swallowed(table: str) -> Harm:
    """The database takes rows for this table, says nothing, and keeps none."""

    @contextmanager
    def harm(clinic: Database) -> Iterator[None]:
        if clinic.is_sqlite:
            body = "BEGIN SELECT RAISE(IGNORE); END"
        else:
            body = "FOR EACH ROW EXECUTE FUNCTION swallow()"
            tell(clinic, _function("swallow", "RETURN NULL;"))
        tell(clinic, f"CREATE TRIGGER harm BEFORE INSERT ON {table} {body}")
        try:
            yield
        finally:
            _untrigger(clinic, table)

    return harm


def replaced(table: str, column: str, value: str, on: str = "INSERT") -> Harm:
    """Whatever is written into a column, this is what is kept. `on`: INSERT or UPDATE."""

    @contextmanager
    def harm(clinic: Database) -> Iterator[None]:
        if clinic.is_sqlite:
            change = f"UPDATE {table} SET {column} = {value} WHERE rowid = NEW.rowid"
            once = f"WHEN NEW.{column} IS NOT {value}"
            tell(clinic, f"CREATE TRIGGER harm AFTER {on} ON {table} {once} BEGIN {change}; END")
        else:
            kept = f"decode({value[1:]}, 'hex')" if value.startswith("x'") else value
            tell(clinic, _function("rewrite", f"NEW.{column} = {kept}; RETURN NEW;"))
            each = "FOR EACH ROW EXECUTE FUNCTION rewrite()"
            tell(clinic, f"CREATE TRIGGER harm BEFORE {on} ON {table} {each}")
        try:
            yield
        finally:
            _untrigger(clinic, table)

    return harm


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$"
    )


def _untrigger(clinic: Database, table: str) -> None:
    tell(clinic, "DROP TRIGGER harm" + ("" if clinic.is_sqlite else f" ON {table}"))


def instead(owner: Any, name: str, broken: Any) -> Harm:
    """A part of the product is delivered broken: this runs in its place."""

    @contextmanager
    def harm(_: Database) -> Iterator[None]:
        with patch.object(owner, name, broken):
            yield

    return harm
