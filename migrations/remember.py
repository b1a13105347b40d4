"""Keep the practice clinic as a landed version filled it, for tests/architecture/test_upgrades.py.

    .venv/bin/python -m migrations.remember var/his54.db

Run it on a clinic that was seeded by a clean clone of the landed version, before the next
migration is written. Rows go in as SQLite keeps them. Left out: password hashes, import files,
seals and search indexes; of tables that nothing points to, only the beginning.
"""

import gzip
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

HISTORY = Path(__file__).parent.parent / "tests" / "architecture" / "history"
BEGINNING = 150
LEFT_OUT = {"alembic_version", "his_catalog_import_file", "kernel_audit_seal"}
SECRET = {("kernel_user", "password"): ""}


def remember(path: Path) -> Path:
    """The file that now holds what the database at `path` holds."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as db:
        revision = db.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        named = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        tables = db.execute(named).fetchall()
        indexes = [name for name, sql in tables if sql.startswith("CREATE VIRTUAL")]
        kept = {}
        pointed_at = {
            row[2]
            for name, _ in tables
            if db.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()  # noqa: S608
            for row in db.execute(f'PRAGMA foreign_key_list("{name}")')
        }
        for name, _ in tables:
            if name in LEFT_OUT or name.startswith(("sqlite_", *indexes)):
                continue
            limit = -1 if name in pointed_at else BEGINNING
            asked = db.execute(f'SELECT * FROM "{name}" ORDER BY rowid LIMIT ?', (limit,))  # noqa: S608
            columns = [each[0] for each in asked.description]
            rows = [
                [SECRET.get((name, c), _plain(v)) for c, v in zip(columns, row, strict=True)]
                for row in asked
            ]
            if rows:
                kept[name] = {"columns": columns, "rows": rows}
    held = HISTORY / f"{revision}.json.gz"
    packed = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    held.write_bytes(gzip.compress(packed, mtime=0))
    return held


def _plain(value: Any) -> Any:
    return f"hex:{value.hex()}" if isinstance(value, bytes) else value


if __name__ == "__main__":
    made = remember(Path(sys.argv[1]))
    sys.stdout.write(f"{made.name}: {made.stat().st_size:,} bytes\n")
