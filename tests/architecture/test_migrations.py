"""The one line of migrations makes exactly what the models say, on both databases."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from app import house
from app.modules import INSTALLED
from kernel import assembly
from kernel.db import Database
from tests.hospitals import Hospitals

TRIGGERS = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal",
}

pytestmark = pytest.mark.skipif(house.head() is None, reason="there is no migration yet")


@pytest.fixture
def migrated(hospitals: Hospitals) -> Iterator[Database]:
    address = hospitals.bare()
    database = Database(address)
    database.assembly = assembly.build(INSTALLED)
    house.migrate(database)
    yield database
    database.close()
    hospitals.tear_down(address)


def triggers(database: Database) -> set[tuple[str, str]]:
    with database.engine.connect() as connection:
        found = connection.execute(text(TRIGGERS[database.engine.dialect.name]))
        return {(name, table) for name, table in found}


def test_history_is_one_line() -> None:
    script = ScriptDirectory(str(house.ROOT / "migrations"))
    assert len(script.get_heads()) == 1
    for revision in script.walk_revisions():
        assert not revision.is_merge_point, revision.revision


def test_what_is_migrated_is_what_the_models_say(migrated: Database) -> None:
    with migrated.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "include_name": house.compared},
        )
        assert compare_metadata(context, SQLModel.metadata) == []


def test_what_guards_the_tables_is_there_too(migrated: Database, database: Database) -> None:
    """Triggers (the audit is append-only) are no part of what Alembic compares."""
    assert triggers(migrated) == triggers(database)


def test_migrating_again_changes_nothing(migrated: Database) -> None:
    before = house.revision(migrated)
    house.migrate(migrated)
    assert house.revision(migrated) == before == house.head()
