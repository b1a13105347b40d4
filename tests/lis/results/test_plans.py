"""Ten million finished results cost the lists nothing: each takes the index of its own."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from kernel.access import SYSTEM
from lis.results import history, lists
from lis.results.lists import Step


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


def test_the_last_value_is_found_in_the_patients_own_series(db: Session) -> None:
    found = plan(db, lambda: history.before(db, {(SYSTEM.id, "L-GLU")}))

    assert "his_observation" in found
    assert "ix_his_observation" in found
