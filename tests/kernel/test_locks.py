"""A locked row keeps nobody from writing rows that point to it."""

from sqlalchemy import select
from sqlmodel import Session

from kernel.audit import Audit
from kernel.db import Database


def test_a_lock_leaves_the_key_of_the_row_alone(database: Database) -> None:
    """On PostgreSQL; SQLite has one writer and no row locks."""
    query = select(Audit).with_for_update(skip_locked=True)
    said = str(query.compile(database.engine))
    expected = "" if database.is_sqlite else "FOR NO KEY UPDATE SKIP LOCKED"
    assert said.endswith(expected)
    assert " FOR UPDATE" not in said


def test_a_lock_is_still_a_lock(db: Session) -> None:
    assert db.execute(select(Audit).with_for_update()).first() is None
