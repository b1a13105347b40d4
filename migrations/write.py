"""Write the migration from the last version's tables to what the models say now.

    .venv/bin/python -m migrations.write his_appointment

Alembic compares on an empty SQLite database; read what it wrote, and add what no model can say
(triggers, search indexes, moving data). tests/architecture/test_migrations.py runs it on both.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
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
            config, message=what, autogenerate=True, rev_id=f"{number:04}_{what}"
        )
        database.close()
    assert made is not None
    assert not isinstance(made, list)
    return Path(made.path)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(f"{write(sys.argv[1])}\n")
