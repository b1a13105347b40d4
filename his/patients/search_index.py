"""The index behind the search by name: kept in step by the database itself, on both of them.

SQLite: an FTS5 table beside `his_patient`, filled by triggers, with prefix indexes.
PostgreSQL: a GIN index over the beginnings (1 to 6 letters) of the words of the name, and over
the whole words and the birth year with a blank behind them. GIN's own prefix match collects
every row of a common beginning first; as keys of their own they only cost index space.

`SEARCH_SQL[dialect]` is what the first migration runs after it made the table; tests get it
when they make their tables from the models.
"""

from sqlalchemy import DDL, event, text
from sqlmodel import Session

from his.patients.models import Patient

WORDS = "his_patient_words"
"""The FTS5 table. It and its shadows (`his_patient_words_*`) are none of Alembic's business."""

LONGEST = 6
"""Letters of the longest beginning that is indexed."""

_PUT = (
    "INSERT INTO his_patient_words(rowid, name_search, birth_year) "
    "VALUES (new.number, new.name_search, new.birth_year);"
)
_TAKE = (
    "INSERT INTO his_patient_words(his_patient_words, rowid, name_search, birth_year) "
    "VALUES ('delete', old.number, old.name_search, old.birth_year);"
)

# In plpgsql, which remembers it: of a function in SQL the text is read and planned anew by each
# statement that inserts, which cost a registration 0.4 ms. Replaces the first migration's.
BEGINNINGS_SQL = """CREATE OR REPLACE FUNCTION his_patient_beginnings(name text, year integer)
RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    parts text[];
    word text;
BEGIN
    FOREACH word IN ARRAY string_to_array(name, ' ') LOOP
        FOR n IN 1..least(length(word), 6) LOOP
            parts := parts || left(word, n);
        END LOOP;
        parts := parts || (word || ' ');
    END LOOP;
    IF year IS NOT NULL THEN
        parts := parts || (year || ' ');
    END IF;
    RETURN parts;
END $$"""

SEARCH_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE his_patient_words USING fts5(name_search, birth_year, "
        "content='his_patient', content_rowid='number', tokenize='unicode61', "
        "prefix='1 2 3 4 5 6', detail=none, columnsize=0)",
        f"CREATE TRIGGER his_patient_words_put AFTER INSERT ON his_patient BEGIN {_PUT} END",
        "CREATE TRIGGER his_patient_words_change AFTER UPDATE OF number, name_search, birth_year "
        f"ON his_patient BEGIN {_TAKE} {_PUT} END",
        f"CREATE TRIGGER his_patient_words_take AFTER DELETE ON his_patient BEGIN {_TAKE} END",
    ),
    "postgresql": (
        BEGINNINGS_SQL,
        "CREATE INDEX his_patient_words ON his_patient "
        "USING gin (his_patient_beginnings(name_search, birth_year)) WITH (fastupdate = off)",
    ),
}

UNDO_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER his_patient_words_put",
        "DROP TRIGGER his_patient_words_change",
        "DROP TRIGGER his_patient_words_take",
        "DROP TABLE his_patient_words",
    ),
    "postgresql": (
        "DROP INDEX his_patient_words",
        "DROP FUNCTION his_patient_beginnings(text, integer)",
    ),
}

for _dialect, _statements in SEARCH_SQL.items():
    for _statement in _statements:
        event.listen(
            Patient.__table__,  # type: ignore[attr-defined]
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


def tidy(db: Session) -> None:
    """Join the pieces of SQLite's full-text index, a bounded step at a time (FTS5 'merge')."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(
            text("INSERT INTO his_patient_words(his_patient_words, rank) VALUES ('merge', 200)")
        )
