"""`his54 import`: an operator takes a shared list from a file."""

from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlmodel import select
from typer.testing import CliRunner

from app.cli import cli
from app.house import alembic_config
from his.catalogs.models import CatalogueImport, Entry, ImportState
from kernel import keys
from kernel.db import Database


@pytest.fixture
def house(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A house as the command finds it: its keys in a file, its tables of this version."""
    keys.save(keys.ring(), tmp_path / "keys" / "ring.json")
    command.stamp(alembic_config(database), "head")
    monkeypatch.setenv("HIS54_DATA", str(tmp_path))
    monkeypatch.setenv("HIS54_DATABASE_URL", database.url)
    database.engine.dispose()
    return database


def test_a_list_is_taken_from_a_file_with_its_days_and_its_decision(
    house: Database, tmp_path: Path
) -> None:
    file = tmp_path / "dich-vu.csv"
    file.write_text("code,name,kind,price\nTHU.1,Siêu âm thử,imaging,5000\n")
    days = ["--valid-from", "2026-07-01", "--valid-to", "2026-12-31"]
    options = [*days, "--whole", "--source", "QĐ 12/QĐ-PK"]

    told = CliRunner().invoke(cli, ["import", "service", str(file), "--dry-run", *options])
    assert told.exit_code == 0, told.output
    assert "Would change service: 1 added" in told.output
    told = CliRunner().invoke(cli, ["import", "service", str(file), *options])
    assert told.exit_code == 0, told.output

    with house.read() as db:
        [entry] = db.exec(select(Entry)).all()
        approved = select(CatalogueImport).where(CatalogueImport.state == ImportState.APPROVED)
        [done] = db.exec(approved).all()
    assert (entry.valid_from, entry.valid_to) == (date(2026, 7, 1), date(2026, 12, 31))
    assert (done.source, done.whole) == ("QĐ 12/QĐ-PK", True)
