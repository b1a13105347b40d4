"""Opening the house: settings, keys, database, the modules that are on."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.modules import INSTALLED
from kernel import assembly, keys
from kernel.db import Database
from kernel.settings import Settings

ROOT = Path(__file__).parents[1]


class NotMigrated(Exception):
    """The database is of another version of the program. `his54 migrate` mends it."""


@dataclass(frozen=True, slots=True)
class House:
    settings: Settings
    database: Database

    def close(self) -> None:
        self.database.close()


def open_house(settings: Settings | None = None, off: Collection[str] = ()) -> House:
    """The database with its keys and modules; the tables need not be there yet.

    Off is what the operator says (HIS54_OFF), what `off` says, and what the administrator
    switched off, which is kept in the database.
    """
    settings = settings or Settings()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys.use(keys.load(settings.key_file), settings.key_file)
    database = Database(settings.database, settings.data)
    database.assembly = assembly.build(INSTALLED, modules_off(settings, database) | set(off))
    return House(settings, database)


def modules_off(settings: Settings, database: Database) -> frozenset[str]:
    """Everything that is off, with what cannot stand without it."""
    from his.admin import service as admin

    off = set(settings.modules_off)
    if inspect(database.engine).has_table("his_module_switch"):
        database.assembly = assembly.build(INSTALLED)
        with database.read() as db:
            off |= admin.modules_off(db)
    return assembly.dependants(INSTALLED, off)


def alembic_config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["engine"] = database.engine
    return config


def head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()


def revision(database: Database) -> str | None:
    """The version of the tables; none in an empty database."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database) -> None:
    """Bring the tables to this version. Safe to run again, and from several machines at once."""
    command.upgrade(alembic_config(database), "head")


def must_be_migrated(database: Database) -> None:
    """Migrate an empty database; refuse one of another version. Raises NotMigrated."""
    found = revision(database)
    if found is None and not inspect(database.engine).get_table_names():
        migrate(database)
    elif found != head():
        raise NotMigrated(
            f"The database is at version {found}, the program at {head()}. "
            "Make a backup, then run: his54 migrate"
        )


def compared(name: str | None, kind: str, _: object) -> bool:
    """What Alembic compares: not the search indexes (`..._words`), which no model declares."""
    return not (kind in ("table", "index") and name is not None and "_words" in name)
