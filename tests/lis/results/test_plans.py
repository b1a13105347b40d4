"""Ten million finished results cost the lists nothing: each takes the index of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from kernel import bulk
from kernel.access import SYSTEM
from lis.results import history, keeping, lists, receiving
from lis.results.lists import Step
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState


def plan(db: Session, run: object) -> str:
    """How the database would look for what a list asks."""
    asked: list[object] = []

    def keep(statement: object, *_: object, **__: object) -> object:
        asked.append(statement)
        raise _Asked

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "execute", keep)
        patch.setattr(db, "exec", keep)
        with pytest.raises(_Asked):
            run()  # type: ignore[operator]
    [statement] = asked
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    dialect: Any = db.get_bind().dialect
    words = str(
        statement.compile(  # type: ignore[attr-defined]
            dialect=dialect, compile_kwargs={"literal_binds": True}
        )
    )
    if not is_sqlite:  # an empty table is read whole; here it is asked how a full one would be
        db.execute(text("SET LOCAL enable_seqscan = off"))
        db.execute(text("SET LOCAL enable_bitmapscan = on"))
    if is_sqlite:  # with its values apart, as it is asked: an index of some rows is not found so
        made = statement.compile(  # type: ignore[attr-defined]
            dialect=dialect, compile_kwargs={"render_postcompile": True}
        )
        values = tuple(str(made.params[name]) for name in made.positiontup)
        asked_so = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {made}", values)
        return "\n".join(str(row[-1]) for row in asked_so)
    explain = "EXPLAIN "
    return "\n".join(str(row[-1]) for row in db.connection().exec_driver_sql(explain + words))


class _Asked(Exception):
    """The statement is known; it is not run."""


def test_the_bench_looks_only_at_what_is_open(db: Session) -> None:
    found = plan(db, lambda: lists.worklist(db, SYSTEM, step=Step.TO_RUN, section="HS"))

    assert any(index in found for index in ("ix_lis_item_work", "ix_lis_item_state"))


def test_the_queue_looks_only_at_what_waits(db: Session) -> None:
    by_section = plan(db, lambda: lists.queue(db, SYSTEM, section="HS"))
    whole = plan(db, lambda: lists.queue(db, SYSTEM))

    for found in (by_section, whole):
        assert any(index in found for index in ("ix_lis_result_queue", "ix_lis_result_waiting"))


def _sent(db: Session, run: Callable[[], object]) -> list[str]:
    """How the database looks for what goes to the driver past SQLAlchemy (kernel/prepared.py)."""
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, sql: str, given: Any, ___: Any, ____: Any) -> None:
        if "lis_" in sql or "his_" in sql:
            asked.append((sql, given[0] if isinstance(given, list) else given))

    event.listen(db.get_bind(), "before_cursor_execute", note)
    run()
    event.remove(db.get_bind(), "before_cursor_execute", note)
    sqlite = db.get_bind().dialect.name == "sqlite"
    if not sqlite:
        db.execute(text("SET LOCAL enable_seqscan = off"))
    cursor: Any = db.connection().connection.cursor()
    found = []
    for sql, given in asked:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}{sql}", given)
        found.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return found


def test_filing_a_batch_finds_tubes_tests_runs_and_last_values_by_their_indexes(
    db: Session,
) -> None:
    one = SYSTEM.id
    item = bulk.draft(Item, {"id": one, "test_code": "GLU", "state": ItemState.RECEIVED})
    asked = {
        "tubes": lambda: receiving._TUBES.all(db, codes=["26112200011"]),
        "items": lambda: receiving._ITEMS.all(db, tubes=[one]),
        "runs": lambda: keeping.runs_of(db, [one]),
        "before": lambda: history.before(db, {(one, "L-GLU")}, but=[one]),
        "moved": lambda: specimens.move_items(db, SYSTEM, [item], ItemState.RESULTED),
    }
    wanted = {
        "tubes": "lis_specimen",
        "items": "ix_lis_item_specimen",
        "runs": "ix_lis_result_item",
        "before": "ix_his_observation",
        "moved": "lis_item",
    }
    for name, run in asked.items():
        [plan_] = _sent(db, run)
        if db.get_bind().dialect.name == "sqlite":  # (PostgreSQL takes any index of an empty table)
            assert wanted[name] in plan_, f"{name}: {plan_}"
        for table in ("lis_specimen", "lis_item", "lis_result", "his_observation"):
            assert f"SCAN {table}" not in plan_, f"{name}: {plan_}"
            assert f"Seq Scan on {table}" not in plan_, f"{name}: {plan_}"
