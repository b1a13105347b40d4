"""Sealing while others write: what only PostgreSQL can do, having many writers at once."""

import pytest
from sqlmodel import select

from kernel import audit, audit_chain
from kernel.access import Actor
from kernel.audit_chain import AuditSeal
from kernel.db import Database


def say(database: Database, actor: Actor, number: int) -> None:
    with database.write(actor, "test") as db:
        for each in range(number):
            audit.record(db, "print", "summary", ("patient", each))


def test_rows_that_committed_late_get_a_later_place(database: Database, actor: Actor) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite numbers rows in the order of their commits")
    with database.write(actor) as slow:
        audit.append(slow, [audit.row(slow, "print", "x", ("patient", "1"))])
        say(database, actor, 3)
        with database.write() as db:
            assert audit_chain.seal(db) == 3
    with database.write() as db:
        assert audit_chain.seal(db) == 1
    with database.read() as db:
        order = [s.audit_id for s in db.exec(select(AuditSeal).order_by("position"))]
        assert order == [2, 3, 4, 1]
        assert audit_chain.verify(db).fault is None


def test_only_one_sealer_works_at_a_time(database: Database, actor: Actor) -> None:
    if database.is_sqlite:
        pytest.skip("writers take turns on SQLite")
    say(database, actor, 3)
    with database.write() as one, database.write() as other:
        assert audit_chain.seal(one) == 3
        assert audit_chain.seal(other) == 0
