"""The audit cannot be changed unnoticed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from kernel import append_only, audit, audit_chain
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database

TABLES = ("kernel_audit", "kernel_audit_seal")


def say(database: Database, actor: Actor, number: int) -> None:
    with database.write(actor, "test") as db:
        for each in range(number):
            audit.record(db, "print", "summary", ("patient", each), copy=each, note="bản sao đỏ")


def sealed(database: Database, actor: Actor, number: int = 10) -> None:
    say(database, actor, number)
    with database.write() as db:
        assert audit_chain.seal(db) == number


@contextmanager
def intruder(database: Database) -> Iterator[Session]:
    """Somebody with the administrator's password of the database itself."""
    with database.write() as db:
        for table in TABLES:
            if database.is_sqlite:
                db.execute(text(f"DROP TRIGGER {table}_no_update"))
                db.execute(text(f"DROP TRIGGER {table}_no_delete"))
            else:
                db.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
        yield db
        for table in TABLES:
            for statement in append_only.statements(table)[db.get_bind().dialect.name]:
                db.connection().exec_driver_sql(statement.replace("%", "%%"))


def fault(database: Database, folder: Path | None = None) -> audit_chain.Fault | None:
    with database.read() as db:
        known = audit_chain.anchors(folder) if folder else []
        return audit_chain.verify(db, anchors=known).fault


def test_an_untouched_audit_verifies(database: Database, actor: Actor) -> None:
    sealed(database, actor)
    sealed(database, actor, 3)
    with database.read() as db:
        seen = audit_chain.verify(db)
        assert (seen.rows, seen.last_position, seen.fault) == (13, 13, None)
        assert audit_chain.verify(db, start=5).rows == 9
        assert not audit_chain.anything_unsealed(db)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kernel_audit SET actor_name = 'x'",
        "DELETE FROM kernel_audit",
        "UPDATE kernel_audit_seal SET audit_id = 99",
        "DELETE FROM kernel_audit_seal",
    ],
)
def test_the_database_itself_refuses_to_change_the_audit(
    database: Database, actor: Actor, statement: str
) -> None:
    sealed(database, actor)
    with pytest.raises(DBAPIError), database.write() as db:
        db.execute(text(statement))


def test_a_changed_row_is_named(database: Database, actor: Actor) -> None:
    sealed(database, actor)
    with intruder(database) as db:
        db.execute(text("UPDATE kernel_audit SET actor_name = 'BS. Mai' WHERE id = 4"))
    found = fault(database)
    assert found
    assert (found.kind, found.audit_id) == ("changed", 4)
    assert str(found) == "row 4 (position 4) is not as it was sealed"


def test_a_missing_row_is_named(database: Database, actor: Actor) -> None:
    sealed(database, actor)
    with intruder(database) as db:
        db.execute(text("DELETE FROM kernel_audit WHERE id = 7"))
    found = fault(database)
    assert found
    assert (found.kind, found.audit_id) == ("missing", 7)


def test_a_missing_seal_is_named(database: Database, actor: Actor) -> None:
    sealed(database, actor)
    with intruder(database) as db:
        db.execute(text("DELETE FROM kernel_audit WHERE id = 7"))
        db.execute(text("DELETE FROM kernel_audit_seal WHERE position = 7"))
    found = fault(database)
    assert found
    assert (found.kind, found.position) == ("seal_missing", 7)


def test_a_chain_that_was_cut_short_does_not_reach_its_anchor(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    sealed(database, actor)
    with database.read() as db:
        anchor = audit_chain.write_anchor(db, tmp_path)
        assert anchor
        assert anchor.position == 10
    with intruder(database) as db:
        db.execute(text("DELETE FROM kernel_audit WHERE id > 6"))
        db.execute(text("DELETE FROM kernel_audit_seal WHERE position > 6"))
    assert fault(database) is None  # the chain alone cannot tell
    found = fault(database, tmp_path)
    assert found
    assert (found.kind, found.position) == ("anchor", 10)


def test_a_chain_that_was_built_anew_does_not_meet_its_anchor(
    database: Database, actor: Actor, tmp_path: Path
) -> None:
    sealed(database, actor)
    with database.read() as db:
        audit_chain.write_anchor(db, tmp_path)
    with intruder(database) as db:
        db.execute(text("UPDATE kernel_audit SET actor_name = 'BS. Mai' WHERE id = 4"))
        db.execute(text("DELETE FROM kernel_audit_seal"))
        audit_chain.seal(db)
    assert fault(database) is None
    found = fault(database, tmp_path)
    assert found
    assert found.kind == "anchor"


def test_a_row_that_nobody_sealed_is_found(database: Database, actor: Actor) -> None:
    sealed(database, actor)
    with database.write(actor) as db:
        old = audit.row(db, "print", "x", ("patient", "1"))
        audit.append(db, [{**old, "at": old["at"] - 2 * audit_chain.LATE}])
    found = fault(database)
    assert found
    assert (found.kind, found.audit_id) == ("unsealed", 11)


def test_all_values_survive_the_way_through_the_database(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        audit.record(
            db, "print", "ĐƠN", ("patient", 1), n=0.1, s='"\\ \n ₫ 😷', d={"b": 1, "a": None}
        )
        db.commit()
        row = db.exec(select(Audit)).one()
        first = audit_chain.canonical(row)
    with database.read() as db:
        assert audit_chain.canonical(db.exec(select(Audit)).one()) == first
