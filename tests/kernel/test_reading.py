"""Who only reads has connections of his own: he cannot write, and his questions stay planned."""

from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from his.admin.service import Site
from kernel.access import SYSTEM
from kernel.counters import Counter, take
from kernel.db import Database
from kernel.prepared import Prepared, among


def test_on_postgresql_a_reading_transaction_cannot_write(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite's readers are kept from it by the one turn to write")
    with pytest.raises(DBAPIError, match="ReadOnly"), database.read() as db:
        db.execute(insert(Counter).values(name="stolen", value=1))


def test_what_a_reading_transaction_asked_often_is_planned_once(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite's driver keeps its statements itself")
    for _ in range(12):
        with database.read() as db:
            db.execute(select(Counter)).all()
    with database.read() as db:
        kept = db.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
    assert kept >= 1


def test_sqlite_writes_over_one_connection(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL has many writers")
    seen = set()
    for _ in range(3):
        with database.write() as db, database.read() as other:
            other.execute(select(Counter)).all()
            seen.add(id(db.connection().connection.dbapi_connection))
            take(db, "tickets")
    assert len(seen) == 1


def test_whoever_watches_the_statements_sees_the_prepared_ones_too(database: Database) -> None:
    prepared = Prepared(select(col(Counter.name)))
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(database.reader, "before_cursor_execute", note)
    with database.read() as db:
        prepared.all(db)
    event.remove(database.reader, "before_cursor_execute", note)
    assert any("kernel_counter" in each for each in seen)


def test_a_list_of_any_length_is_one_prepared_statement(database: Database) -> None:
    column = col(Site.id)
    some = Prepared(select(col(Site.code)).where(among(column, "ids")).order_by(col(Site.code)))
    others = Prepared(select(col(Site.code)).where(~among(column, "ids")))
    named = Prepared(select(col(Site.id)).where(among(col(Site.code), "codes")))
    with database.write(SYSTEM, "test") as db:
        sites = [Site(code=code, name="Cơ sở") for code in "ABC"]
        db.add_all(sites)
        db.flush()
        asked = list[str]()

        def note(_: Any, __: Any, sql: str, *___: Any) -> None:
            asked.append(sql)

        event.listen(db.get_bind(), "before_cursor_execute", note)
        a, b, c = (site.id for site in sites)
        assert [r.code for r in some.all(db, ids=[a, c])] == ["A", "C"]
        assert [r.code for r in some.all(db, ids={b})] == ["B"]
        assert some.all(db, ids=[]) == []
        assert len(set(asked)) == 1
        event.remove(db.get_bind(), "before_cursor_execute", note)
        assert [r.code for r in others.all(db, ids=[a, c])] == ["B"]
        assert [r.id for r in named.all(db, codes=["B", "it's; none"])] == [b]
