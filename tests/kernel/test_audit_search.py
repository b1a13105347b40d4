"""Asking the audit."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from kernel import audit, audit_search
from kernel.access import Actor, act_as
from kernel.audit_search import Question
from kernel.clock import today, utc_now

LAN, MAI = Actor(uuid4(), "BS. Lan"), Actor(uuid4(), "ĐD. Mai")
PATIENT, OTHER = str(uuid4()), str(uuid4())


def say(db: Session, who: Actor, act: str, patient: str = PATIENT, **changed: object) -> None:
    act_as(db, who, "his.outpatient.exam")
    row = audit.row(db, act, "", ("patient", patient))
    audit.append(db, [{**row, **changed}])


def asked(db: Session, **question: object) -> list[tuple[str, str]]:
    rows, _ = audit_search.search(db, Question(**question))  # type: ignore[arg-type]
    return [(row.actor_name, row.action) for row in rows]


def test_it_answers_by_person_subject_act_operation_and_request(db: Session) -> None:
    say(db, LAN, "write")
    say(db, MAI, "read", request_id="desk-1.0001")
    say(db, MAI, "print", OTHER, what="his.patients.card")
    assert asked(db, actor_id=LAN.id) == [("BS. Lan", "write")]
    assert asked(db, subject_kind="patient", subject_id=PATIENT) == [
        ("ĐD. Mai", "read"),
        ("BS. Lan", "write"),
    ]
    assert asked(db, action="print") == [("ĐD. Mai", "print")]
    assert asked(db, what="PATIENTS.card") == [("ĐD. Mai", "print")]
    assert asked(db, what="his_outpatient%") == []
    assert asked(db, request_id="desk-1.0001") == [("ĐD. Mai", "read")]


def test_days_are_vietnamese_days_both_included(db: Session) -> None:
    for days in (3, 2, 1, 0):
        say(db, LAN, f"act {days}", at=utc_now() - timedelta(days=days))
    two, one = today() - timedelta(days=2), today() - timedelta(days=1)
    assert [act for _, act in asked(db, since=two, until=one)] == ["act 1", "act 2"]
    assert [act for _, act in asked(db, since=one)] == ["act 0", "act 1"]
    assert asked(db, since=today() + timedelta(days=1)) == []


def test_long_answers_come_in_pages_without_gaps(db: Session) -> None:
    for number in range(25):
        say(db, LAN, f"act {number}")
    seen: list[str] = []
    after = None
    while True:
        rows, after = audit_search.search(db, Question(actor_id=LAN.id), after=after, limit=10)
        seen += [row.action for row in rows]
        if after is None:
            break
    assert seen == [f"act {n}" for n in reversed(range(25))]


def test_who_looked_at_a_patient_also_in_a_list_of_many(db: Session) -> None:
    act_as(db, LAN, "his.queue.waiting")
    audit.read(db, ("patient", PATIENT))
    act_as(db, MAI, "his.queue.waiting")
    audit.read_list(db, "patient", [OTHER, PATIENT])
    audit.read_list(db, "patient", [OTHER])
    audit.append(db, audit.take_reads(db))
    say(db, MAI, "write")
    seen: list[tuple[str, str]] = []
    after = None
    for _ in range(3):
        rows, after = audit_search.who_looked(db, ("patient", PATIENT), after=after, limit=1)
        seen += [(row.actor_name, row.action) for row in rows]
        if after is None:
            break
    assert seen == [("ĐD. Mai", "list"), ("BS. Lan", "read")]


def test_an_export_opens_in_a_spreadsheet_and_runs_nothing(db: Session) -> None:
    say(db, LAN, "print", purpose="=cmd|' /C calc'!A0")
    content, rows = audit_search.as_csv(db, Question())
    assert (content[0], rows) == ("\ufeff", 1)
    (line,) = csv.DictReader(io.StringIO(content[1:]))
    assert line["actor_name"] == "BS. Lan"
    assert line["purpose"].startswith("'=")


@pytest.mark.parametrize(
    "question",
    [
        Question(),
        Question(since=today(), until=today()),
        Question(actor_id=UUID(int=5)),
        Question(subject_kind="patient", subject_id=PATIENT),
        Question(request_id="x" * 10),
        Question(since=today(), action="print", what="card"),
    ],
)
def test_every_question_walks_an_index(db: Session, question: Question) -> None:
    sqlite = db.get_bind().dialect.name == "sqlite"
    for days in (-30, 0, 30):
        say(db, LAN, "read", at=utc_now() + timedelta(days=days))
    if not sqlite:  # a table of three rows is not worth an index to it
        db.execute(text("SET LOCAL enable_seqscan = off"))
        db.execute(text("SET LOCAL enable_sort = off"))
    asked_: list[tuple[str, Any]] = []
    line = db.connection()
    event.listen(line, "before_cursor_execute", lambda *told: asked_.append((told[2], told[3])))
    audit_search.search(db, question)
    for statement, parameters in list(asked_):
        explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        rows = line.exec_driver_sql(explain + statement, parameters)
        plan = "\n".join(str(tuple(row)) for row in rows)
        assert "Sort" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan
        # SQLite says SCAN for a walk along the rows in the order of their number.
        assert "Index" in plan or "USING" in plan or question in (Question(),), plan
