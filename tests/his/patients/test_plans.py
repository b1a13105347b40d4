"""What keeps the desk fast at a million people: no question reads the whole table."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from his.patients import service as patients
from his.patients.models import Patient
from kernel.access import Actor
from tests.his.patients.people import bhyt, cccd, somebody


@pytest.fixture
def statements(db: Session) -> Iterator[list[tuple[str, object]]]:
    seen: list[tuple[str, object]] = []
    engine = db.get_bind().engine

    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if statement.startswith(("SELECT", "WITH")) and "his_patient" in statement:
            seen.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def plans(db: Session, statements: list[tuple[str, object]]) -> str:
    """How the database would answer, with reading whole tables made dear."""
    told = list(statements)
    postgresql = db.get_bind().dialect.name == "postgresql"
    if postgresql:
        db.execute(text("SET LOCAL enable_seqscan = off"))
    explain = "EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN "
    lines: list[str] = []
    for statement, parameters in told:
        found = db.connection().exec_driver_sql(explain + statement, parameters)  # type: ignore[arg-type]
        lines += [str(row[-1]) for row in found]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "asked", ["nguyen van a", "nguyen an 1985", "0912345678", "5678", "001085012345", ""]
)
def test_a_search_reads_indexes_only(
    db: Session, actor: Actor, statements: list[tuple[str, object]], asked: str
) -> None:
    somebody(db, actor, phone="0912345678")
    statements.clear()
    patients.search(db, actor, asked)
    _no_whole_table(plans(db, statements))


def test_the_question_before_a_registration_reads_indexes_only(
    db: Session, actor: Actor, statements: list[tuple[str, object]]
) -> None:
    given = patients.Particulars(name="Nguyễn Văn An", birth="1985-03-17", phone="0912345678")
    statements.clear()
    papers = (cccd("001085012345"), bhyt("DN4010123456789"))
    assert patients.similar(db, actor, given, papers) == []
    _no_whole_table(plans(db, statements))


def _no_whole_table(plan: str) -> None:
    table = str(Patient.__tablename__)
    assert plan
    for line in plan.splitlines():
        # SQLite says SCAN or SEARCH; reading an index in order is a SCAN ... USING INDEX
        if line.startswith(f"SCAN {table}"):
            assert "INDEX" in line, plan
        assert f"Seq Scan on {table}" not in line, plan
