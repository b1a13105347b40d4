"""The ledger stays as it was written: the database refuses to change or delete its rows."""

from sqlalchemy import DDL, event
from sqlmodel import SQLModel

from his.billing import ledger
from kernel.audit_chain import APPEND_ONLY_SQL as OF_THE_AUDIT

_LEDGER = (ledger.Invoice, ledger.InvoiceLine, ledger.Payment, ledger.CashMove)
TABLES = tuple(str(model.__tablename__) for model in _LEDGER)


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for act in ("UPDATE", "DELETE")
    ]


LEDGER_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(sql for table in TABLES for sql in _sqlite(table)),
    "postgresql": (
        OF_THE_AUDIT["postgresql"][0],  # kernel_append_only()
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()"
            for table in TABLES
        ),
    ),
}
"""What a migration runs after the tables are made."""

UNDO_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(f"DROP TRIGGER {t}_no_{a}" for t in TABLES for a in ("update", "delete")),
    "postgresql": tuple(f"DROP TRIGGER {t}_append_only ON {t}" for t in TABLES),
}
"""What takes it back, before the tables are dropped."""


for _table in TABLES:
    for _dialect, _statements in LEDGER_SQL.items():
        for _statement in _statements:
            if f" {_table} " in _statement or "FUNCTION kernel_append_only() RET" in _statement:
                event.listen(
                    SQLModel.metadata.tables[_table],
                    "after_create",
                    DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
                )
