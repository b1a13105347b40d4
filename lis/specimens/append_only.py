"""The chain of custody keeps itself: the database refuses to change or delete a line of it.

`APPEND_ONLY_SQL[dialect]` is what the migration runs after it made the table; tests get it when
they make their tables from the models. PostgreSQL's function is the audit's own.
"""

from sqlalchemy import DDL, event

from kernel.audit_chain import APPEND_ONLY_SQL as OF_THE_AUDIT
from lis.specimens.models import SpecimenEvent

_TABLE = "lis_specimen_event"

APPEND_ONLY_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER {_TABLE}_no_{act.lower()} BEFORE {act} ON {_TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        OF_THE_AUDIT["postgresql"][0],  # kernel_append_only()
        f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {_TABLE} FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()",
    ),
}

UNDO_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (f"DROP TRIGGER {_TABLE}_no_update", f"DROP TRIGGER {_TABLE}_no_delete"),
    "postgresql": (f"DROP TRIGGER {_TABLE}_append_only ON {_TABLE}",),
}

for _dialect, _statements in APPEND_ONLY_SQL.items():
    for _statement in _statements:
        event.listen(
            SpecimenEvent.__table__,  # type: ignore[attr-defined]
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
