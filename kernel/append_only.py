"""Tables that only grow: the database itself refuses to change or delete their rows.

`@only_grows` above a table's class gives it the triggers wherever the schema is made from the
models (tests); a migration carries their text itself, and tests/architecture/test_migrations.py
tells when one was forgotten.
"""

from typing import Any, TypeVar

from sqlalchemy import DDL, event

Model = TypeVar("Model")

_FUNCTION = (
    "CREATE OR REPLACE FUNCTION kernel_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
)


def only_grows(model: type[Model]) -> type[Model]:
    """Rows of this table are never changed and never deleted, on either database."""
    table: Any = model.__table__  # type: ignore[attr-defined]
    for dialect, made in statements(table.name).items():
        for statement in made:
            said = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", said.execute_if(dialect=dialect))
    return model


def statements(table: str) -> dict[str, tuple[str, ...]]:
    """What a migration runs after it made the table, by dialect."""
    return {
        "sqlite": tuple(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for act in ("UPDATE", "DELETE")
        ),
        "postgresql": (
            _FUNCTION,
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION kernel_append_only()",
        ),
    }
