"""The index behind `*part*` of a name, an id, an accession number or a description.

SQLite: an FTS5 table of trigrams beside `ris_study`, filled by triggers. PostgreSQL: a GIN index
over the trigrams that a function of ours takes from the text (no extension is needed).
`SEARCH_SQL[dialect]` is what the migration runs after it made the table.
"""

from sqlalchemy import DDL, ColumnElement, event, literal_column
from sqlalchemy import text as sql
from sqlmodel import Session, col

from ris_pacs.archive.models import ImagingStudy

WORDS = "ris_study_words"
_PUT = "INSERT INTO ris_study_words(rowid, search) VALUES (new.number, new.search);"
_TAKE = (
    "INSERT INTO ris_study_words(ris_study_words, rowid, search) "
    "VALUES ('delete', old.number, old.search);"
)

SEARCH_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE ris_study_words USING fts5(search, content='ris_study', "
        "content_rowid='number', tokenize='trigram', detail=none, columnsize=0)",
        f"CREATE TRIGGER ris_study_words_put AFTER INSERT ON ris_study BEGIN {_PUT} END",
        "CREATE TRIGGER ris_study_words_change AFTER UPDATE OF number, search ON ris_study "
        f"BEGIN {_TAKE} {_PUT} END",
        f"CREATE TRIGGER ris_study_words_take AFTER DELETE ON ris_study BEGIN {_TAKE} END",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION ris_trigrams(said text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    parts text[] := '{}';
BEGIN
    FOR n IN 1..length(said) - 2 LOOP
        parts := parts || substr(said, n, 3);
    END LOOP;
    RETURN parts;
END $$""",
        "CREATE INDEX ris_study_words ON ris_study USING gin (ris_trigrams(search)) "
        "WITH (fastupdate = off)",
    ),
}

UNDO_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER ris_study_words_put",
        "DROP TRIGGER ris_study_words_change",
        "DROP TRIGGER ris_study_words_take",
        "DROP TABLE ris_study_words",
    ),
    "postgresql": ("DROP INDEX ris_study_words", "DROP FUNCTION ris_trigrams(text)"),
}

for _dialect, _statements in SEARCH_SQL.items():
    for _statement in _statements:
        event.listen(
            ImagingStudy.__table__,  # type: ignore[attr-defined]
            "after_create",
            DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


# SQLite takes the index at any price: a third of all people are called Nguyễn, and every one of
# their studies would be fetched and sorted for the first page. PostgreSQL weighs it by itself.
_COMMON = 2000
_COUNTED = sql(
    "SELECT count(*) FROM (SELECT 1 FROM ris_study_words WHERE ris_study_words MATCH :ris_match "
    "LIMIT :ris_most)"
)


def holding(db: Session, part: str) -> ColumnElement[bool] | None:
    """Studies whose searchable texts hold this part, by the index; None where the part is too
    short to be looked up (under three letters), or so common that a page of the newest is found
    sooner by going through the days. It narrows: the columns themselves decide."""
    part = part.strip()
    if len(part) < 3:
        return None
    if db.get_bind().dialect.name == "sqlite":
        # detail=none knows no phrases: each trigram by itself, as PostgreSQL has it.
        grams = sorted({part[i : i + 3] for i in range(len(part) - 2)})
        match = " AND ".join('"' + g.replace('"', '""') + '"' for g in grams)
        if db.execute(_COUNTED, {"ris_match": match, "ris_most": _COMMON}).scalar_one() == _COMMON:
            return None
        inside = sql("SELECT rowid FROM ris_study_words WHERE ris_study_words MATCH :ris_match")
        return col(ImagingStudy.number).in_(
            inside.bindparams(ris_match=match).columns(literal_column("rowid")).scalar_subquery()
        )
    return sql("ris_trigrams(ris_study.search) @> ris_trigrams(:ris_part)").bindparams(  # type: ignore[return-value]
        ris_part=part
    )
