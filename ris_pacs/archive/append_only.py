"""Who decided what about a study keeps itself: the database refuses to change or delete it.

`APPEND_ONLY_SQL[dialect]` is what the migration runs after it made the tables; tests get it when
they make their tables from the models. PostgreSQL's function is the audit's own.
"""

from sqlalchemy import DDL, event

from kernel.audit_chain import APPEND_ONLY_SQL as OF_THE_AUDIT
from ris_pacs.archive.models import ImagingConflict, StudyChange

_TABLES = {"ris_study_change": StudyChange, "ris_conflict": ImagingConflict}


def _statements(table: str) -> dict[str, tuple[str, ...]]:
    return {
        "sqlite": tuple(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("UPDATE", "DELETE")
        ),
        "postgresql": (
            OF_THE_AUDIT["postgresql"][0],  # kernel_append_only()
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()",
        ),
    }


APPEND_ONLY_SQL: dict[str, tuple[str, ...]] = {
    dialect: tuple(s for table in _TABLES for s in _statements(table)[dialect])
    for dialect in ("sqlite", "postgresql")
}

UNDO_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"DROP TRIGGER {table}_no_{act}" for table in _TABLES for act in ("update", "delete")
    ),
    "postgresql": tuple(f"DROP TRIGGER {table}_append_only ON {table}" for table in _TABLES),
}

for _name, _table in _TABLES.items():
    for _dialect, _made in _statements(_name).items():
        for _statement in _made:
            event.listen(
                _table.__table__,  # type: ignore[attr-defined]
                "after_create",
                DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
            )
