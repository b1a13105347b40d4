"""A clinic that was filled by an earlier version comes over whole.

`history/<revision>.json.gz` holds the practice clinic's rows as that version wrote them (without
password hashes; of the long lists only a beginning). A landed revision gets its file when the
next one is written; see history/README.md.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Uuid,
    func,
    select,
    text,
)

from app import house
from app.modules import INSTALLED
from kernel import assembly
from kernel.db import Database
from tests.hospitals import Hospitals

HISTORY = sorted((Path(__file__).parent / "history").glob("*.json.gz"))


@pytest.fixture(params=HISTORY, ids=lambda path: path.name.split(".")[0])
def filled(request: pytest.FixtureRequest, hospitals: Hospitals) -> Iterator[tuple[Database, Any]]:
    """A database as the version before left it."""
    address = hospitals.bare()
    database = Database(address)
    database.assembly = assembly.build(INSTALLED)
    revision = request.param.name.split(".")[0]
    command.upgrade(house.alembic_config(database), revision)
    rows = json.loads(gzip.decompress(request.param.read_bytes()))
    _fill(database, rows)
    yield database, rows
    database.close()
    hospitals.tear_down(address)


def _fill(database: Database, rows: dict[str, Any]) -> None:
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        known = MetaData()
        for name, held in rows.items():
            table = Table(name, known, autoload_with=connection, resolve_fks=False)
            columns = [table.c[column] for column in held["columns"]]
            if database.is_sqlite:
                places = ", ".join("?" for _ in columns)
                named = ", ".join(f'"{column.name}"' for column in columns)
                given = [tuple(_bytes(v) for v in row) for row in held["rows"]]
                connection.exec_driver_sql(
                    f"INSERT INTO {name} ({named}) VALUES ({places})",  # noqa: S608
                    given,
                )
            else:
                connection.execute(
                    table.insert(),
                    [
                        {c.name: _read(c.type, v) for c, v in zip(columns, row, strict=True)}
                        for row in held["rows"]
                    ],
                )
        connection.commit()
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        else:
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()


def _bytes(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("hex:"):
        return bytes.fromhex(value[4:])
    return value


def _read(kind: Any, value: Any) -> Any:
    """A value as SQLite keeps it, for PostgreSQL's type."""
    if value is None:
        return None
    readers: tuple[tuple[type[Any], Any], ...] = (
        (LargeBinary, _bytes),
        (Uuid, UUID),
        (Boolean, bool),
        (JSON, json.loads),
        (DateTime, lambda v: datetime.fromisoformat(f"{v}+00:00" if "+" not in v else v)),
        (Date, date.fromisoformat),
    )
    for each, read in readers:
        if isinstance(kind, each):
            return read(value)
    return value


def test_every_row_of_the_version_before_is_still_there(
    filled: tuple[Database, dict[str, Any]],
) -> None:
    database, rows = filled
    house.migrate(database)
    known = MetaData()
    with database.engine.connect() as connection:
        for name, held in rows.items():
            table = Table(name, known, autoload_with=connection, resolve_fks=False)
            found = connection.execute(select(func.count()).select_from(table)).scalar_one()
            assert found == len(held["rows"]), name
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_what_came_over_can_be_worked_with(filled: tuple[Database, dict[str, Any]]) -> None:
    """The models read every row of every table that the version before had filled."""
    from sqlmodel import SQLModel

    database, rows = filled
    house.migrate(database)
    with database.read() as db:
        for name, held in rows.items():
            table = SQLModel.metadata.tables[name]
            plain = [c for c in table.c if "Encrypted" not in type(c.type).__name__]
            assert len(db.execute(select(*plain)).all()) == len(held["rows"]), name
