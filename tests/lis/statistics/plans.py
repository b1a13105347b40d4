"""How the database would look for what a report asks."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session


def plans(db: Session, run: Callable[[], object]) -> list[str]:
    """The plan of each statement that joins, groups or reads work of the laboratory."""
    asked: list[Any] = []
    execute = db.execute

    def keep(statement: Any, *given: Any, **more: Any) -> Any:
        asked.append(statement)
        return execute(statement, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "execute", keep)
        run()
    dialect = db.get_bind().dialect
    sqlite = dialect.name == "sqlite"
    if not sqlite:  # an empty table is read whole; here it is asked how a full one would be
        db.execute(text("SET LOCAL enable_seqscan = off"))
        db.execute(text("SET LOCAL enable_bitmapscan = off"))
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    found = []
    for statement in asked:
        words = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        if "_lis_" in words or " lis_" in words or "critical_alarm" in words:
            rows = db.connection().exec_driver_sql(explain + words)
            found.append("\n".join(str(row[-1]) for row in rows))
    return found
