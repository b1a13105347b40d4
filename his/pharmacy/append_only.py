"""The ledger keeps itself: the database refuses to change or delete a move, on both of them.

`APPEND_ONLY_SQL[dialect]` is what the migration runs after it made the table; tests get it when
they make their tables from the models. PostgreSQL's function is the audit's own.
"""

from sqlalchemy import DDL, event

from his.pharmacy.models import Move
from kernel.audit_chain import APPEND_ONLY_SQL as OF_THE_AUDIT

APPEND_ONLY_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER his_stock_move_no_{act.lower()} BEFORE {act} ON his_stock_move "
        "BEGIN SELECT RAISE(ABORT, 'his_stock_move is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        OF_THE_AUDIT["postgresql"][0],  # kernel_append_only()
        "CREATE TRIGGER his_stock_move_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        "ON his_stock_move FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()",
    ),
}

UNDO_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER his_stock_move_no_update",
        "DROP TRIGGER his_stock_move_no_delete",
    ),
    "postgresql": ("DROP TRIGGER his_stock_move_append_only ON his_stock_move",),
}

for _dialect, _statements in APPEND_ONLY_SQL.items():
    for _statement in _statements:
        event.listen(
            Move.__table__,  # type: ignore[attr-defined]
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )
