"""Demonstrations do the real thing and leave nothing behind."""

import time
from typing import Any

import pytest
from sqlalchemy import MetaData, func, select, text
from sqlmodel import SQLModel

from app.modules import INSTALLED
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.identity import grants
from kernel.module import Demonstrated, InUse, Verdict
from level import service
from level.models import Run, StoredFinding
from level.running import asking, run, undone
from level.showing import Piece, pieces
from tests.level import wings
from tests.level.wings import house, installed, wing

OWN = {Run.__tablename__, StoredFinding.__tablename__}


def everything(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, but the level's own record of its runs."""
    tables = MetaData()
    tables.reflect(database.engine)
    assert set(SQLModel.metadata.tables) <= set(tables.tables)
    with database.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(select(table)).all()))
            for name, table in tables.tables.items()
            if name not in OWN
        }


def pieces_of(database: Database, module: str) -> list[Piece]:
    return [p for p in pieces(database.assembly) if p.module == module]


def test_a_demonstration_leaves_nothing_behind(database: Database) -> None:
    lab = wing("lab", ("TT54/80", Demonstrated(wings.leaves_traces)))
    house(database, lab)
    before = everything(database)

    done = service.run_all(database)

    assert everything(database) == before
    with database.read(SYSTEM) as db:
        [found] = [f for f in service.findings_of(db, done.id, limit=200)[0] if f.module == "lab"]
        assert found.verdict is Verdict.MET


def test_the_evidence_of_the_whole_house_leaves_nothing_behind(database: Database) -> None:
    """Every module's own demonstrations, as they run each night: rows and outbox are the same."""
    installed(database, *INSTALLED)
    with database.write(SYSTEM) as db:
        grants.sync(db)
    before = everything(database)
    started = time.perf_counter()

    service.run_all(database)

    assert everything(database) == before
    assert time.perf_counter() - started < 20


def test_a_demonstration_cannot_commit(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", Demonstrated(wings.commits))))
    before = everything(database)

    [shown] = [run(database, p) for p in pieces_of(database, "lab")]

    assert shown.verdict is Verdict.ERROR
    assert "WouldHaveStayed" in shown.says.en
    assert everything(database) == before


def test_a_question_about_use_cannot_change_anything(database: Database) -> None:
    house(database, wing("lab", ("TT54/80", InUse(wings.writes))))
    before = everything(database)

    [shown] = [run(database, p) for p in pieces_of(database, "lab")]

    assert shown.verdict is Verdict.ERROR
    assert everything(database) == before


def test_the_database_itself_refuses_a_question_that_writes(database: Database) -> None:
    house(database)
    insert = text("INSERT INTO kernel_counter (name, value) VALUES ('x', 1)")

    with pytest.raises(Exception, match=r"readonly|read-only"), asking(database) as db:
        db.execute(insert)

    with database.write(SYSTEM) as db:  # the connection is as good as before
        db.execute(insert)


def test_a_broken_check_spoils_no_other(database: Database) -> None:
    lab = wing(
        "lab",
        ("TT54/80", Demonstrated(wings.breaks)),
        ("TT54/81", Demonstrated(wings.met)),
        ("TT54/82", InUse(wings.breaks)),
        ("TT54/83", InUse(wings.met)),
    )
    house(database, lab)

    shown = {p.claim: run(database, p).verdict for p in pieces_of(database, "lab")}

    assert shown == {
        "TT54/80": Verdict.ERROR,
        "TT54/81": Verdict.MET,
        "TT54/82": Verdict.ERROR,
        "TT54/83": Verdict.MET,
    }


def test_others_work_between_two_demonstrations(database: Database) -> None:
    """Each has a transaction of its own: a writer waits for one, not for the whole run."""
    house(database, wing("lab", ("TT54/80", Demonstrated(wings.met))))
    with undone(database) as db:
        db.execute(select(func.count()).select_from(Run))
    started = time.perf_counter()

    with database.write(SYSTEM):
        pass

    assert time.perf_counter() - started < 2
