"""Rows put in as drafts are the rows, and the audit, that the unit of work would have written."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from his.admin.service import Site
from kernel import audit, bulk
from kernel.access import SYSTEM, act_as
from kernel.audit import Audit
from kernel.db import Database
from kernel.ids import new_id


def _told(db: Session, code: str) -> dict[str, object]:
    """What the audit says was made, without what differs: the row's own id and code."""
    audit.write_down(db)
    for line in db.exec(select(Audit).where(Audit.action == "write")):
        for change in line.facts["changes"]:
            if change.get("new", {}).get("code") == code:
                assert change["id"] == change["new"]["id"]
                assert line.subject_id == change["id"]
                own = {k: v for k, v in change["new"].items() if k not in ("id", "code")}
                return {**change, "id": "", "new": own}
    raise AssertionError(code)


def test_a_draft_is_written_and_audited_like_a_row_of_the_session(database: Database) -> None:
    with database.write(SYSTEM, "test") as db:
        act_as(db, SYSTEM, "test")
        db.add(Site(code="A", name="Cơ sở"))
        drafts = [bulk.draft(Site, {"id": new_id(), "code": c, "name": "Cơ sở"}) for c in "BC"]
        bulk.put_in(db, Site, drafts)
        db.flush()

        rows = {s.code: s for s in db.exec(select(Site))}
        one, other = (rows[c].model_dump(exclude={"id", "code"}) for c in "AB")
        assert one == other
        assert rows["C"].id == drafts[1].id
        assert _told(db, "A") == _told(db, "B")


def test_drafts_that_are_rolled_back_were_never_written_down(database: Database) -> None:
    with database.write(SYSTEM, "test") as db:
        with db.begin_nested() as part:
            bulk.put_in(db, Site, [bulk.draft(Site, {"id": new_id(), "code": "X", "name": "X"})])
            part.rollback()
        audit.write_down(db)
        assert db.exec(select(Audit).where(Audit.action == "write")).all() == []
        assert db.exec(select(Site)).all() == []


def test_values_are_told_as_json_keeps_them() -> None:
    assert audit.plain({"day": date(2026, 1, 2), 3: (True, 1.5, None)}) == {
        "day": "2026-01-02",
        "3": [True, 1.5, None],
    }


_ODD = (
    "Cơ sở",
    "\\N",
    "a\tb\nc\rd",
    'back\\slash "quoted" \\t',
    "",
    "ô\u2028\u0085\x7f",
    "\\.",
    "C:\\new\\table",
)


def test_what_texts_are_odd_comes_back_as_it_was(database: Database) -> None:
    """(PostgreSQL takes many rows as one text, in which some characters mean something.)"""
    made = [
        bulk.draft(Site, {"id": new_id(), "code": f"S{n}", "name": text, "address": text})
        for n, text in enumerate(_ODD)
    ]
    with database.write(SYSTEM, "test") as db:
        bulk.put_in(db, Site, made)
        kept = {s.id: s.name for s in db.exec(select(Site))}
        assert [kept[each.id] for each in made] == list(_ODD)
        audit.write_down(db)
        lines = db.exec(select(Audit).where(Audit.action == "write")).all()
        told = {c["id"]: c["new"]["name"] for line in lines for c in line.facts["changes"]}
        assert [told[str(each.id)] for each in made] == list(_ODD)


def test_of_many_rows_one_that_cannot_be_kept_keeps_all_out(database: Database) -> None:
    code = {"code": "A", "name": "Cơ sở"}
    with pytest.raises(IntegrityError), database.write(SYSTEM, "test") as db:
        bulk.put_in(db, Site, [bulk.draft(Site, {"id": new_id(), **code}) for _ in range(9)])
    with database.read() as db:
        assert db.exec(select(Site)).all() == []
