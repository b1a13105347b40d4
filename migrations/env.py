"""Alembic's way in: the same line of history on SQLite and PostgreSQL."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator, text
from sqlmodel import SQLModel

import app.modules  # noqa: F401 (declares every table)
from app import house

_LOCK = 54_2017  # one migration at a time, however many machines start together


def _plain(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our own column types down as what the database sees: history needs no code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _run(connection: Connection) -> None:
    postgresql = connection.dialect.name == "postgresql"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=not postgresql,
        include_name=house.compared,
        render_item=_plain,
        compare_type=True,
    )
    with context.begin_transaction():
        if postgresql:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text("SET LOCAL lock_timeout = '15s'"))
        context.run_migrations()


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection.execution_options(begin="BEGIN IMMEDIATE")
    _run(connection)
    connection.commit()
