"""Write the migration from the last version's tables to what the models say now.

    .venv/bin/python -m migrations.write his_appointment

Alembic compares on an empty SQLite database; read what it wrote, and add what no model can say
(triggers, search indexes, moving data). tests/architecture/test_migrations.py runs it on both.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.operations import ops
from alembic.script import ScriptDirectory

from app import house
from kernel import keys
from kernel.db import Database

_NAME = "%%(year)d-%%(month).2d-%%(day).2d-%%(hour).2d%%(minute).2d_%%(slug)s"


def write(what: str) -> Path:
    """The file of the new revision, numbered after the last one."""
    keys.use(keys.fresh())
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/compared.db")
        house.migrate(database)
        config = house.alembic_config(database)
        config.set_main_option("file_template", _NAME)
        config.set_main_option("timezone", "Asia/Ho_Chi_Minh")
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        made = command.revision(
            config,
            message=what,
            autogenerate=True,
            rev_id=f"{number:04}_{what}",
            process_revision_directives=_named,
        )
        database.close()
    assert made is not None
    assert not isinstance(made, list)
    return Path(made.path)


def _named(_: Any, __: Any, directives: list[Any]) -> None:
    """Name new foreign keys as PostgreSQL does: SQLite cannot add or drop nameless ones."""
    for each in _operations(directives[0].upgrade_ops.ops):
        if isinstance(each, ops.CreateForeignKeyOp) and each.constraint_name is None:
            each.constraint_name = f"{each.source_table}_{'_'.join(each.local_cols)}_fkey"
    for each in _operations(directives[0].downgrade_ops.ops):
        if isinstance(each, ops.DropConstraintOp) and each.constraint_name is None:
            made: Any = each.reverse()
            each.constraint_name = f"{made.source_table}_{'_'.join(made.local_cols)}_fkey"


def _operations(given: list[Any]) -> Iterator[Any]:
    for each in given:
        yield from _operations(each.ops) if hasattr(each, "ops") else (each,)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(f"{write(sys.argv[1])}\n")
