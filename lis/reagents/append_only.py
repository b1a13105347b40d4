"""The ledger keeps itself: the database refuses to change or delete a line of it.

`APPEND_ONLY_SQL[dialect]` is what the migration runs after it made the table; tests get it when
they make their tables from the models. PostgreSQL's function is the audit's own.
"""

from sqlalchemy import DDL, event

from kernel.audit_chain import APPEND_ONLY_SQL as OF_THE_AUDIT
from lis.reagents.kit_models import ReagentUse
from lis.reagents.models import ReagentMove

_TABLES = ("lis_reagent_move", "lis_reagent_use")

APPEND_ONLY_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in _TABLES
        for act in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        OF_THE_AUDIT["postgresql"][0],  # kernel_append_only()
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()"
            for table in _TABLES
        ),
    ),
}

UNDO_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"DROP TRIGGER {table}_no_{act}" for table in _TABLES for act in ("update", "delete")
    ),
    "postgresql": tuple(f"DROP TRIGGER {table}_append_only ON {table}" for table in _TABLES),
}

for _model in (ReagentMove, ReagentUse):
    _name = str(_model.__tablename__)
    for _dialect, _statements in APPEND_ONLY_SQL.items():
        for _statement in _statements:
            if f" ON {_name} " in _statement or _statement.startswith("CREATE OR REPLACE"):
                event.listen(
                    _model.__table__,  # type: ignore[union-attr]
                    "after_create",
                    DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
                )
