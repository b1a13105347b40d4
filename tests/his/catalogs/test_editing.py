"""One entry at a time: added, changed from a day on, ended, never deleted (criterion 31)."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import service
from his.catalogs.errors import (
    BadEntry,
    CodeInForce,
    EntryNotInForce,
    NoSuchList,
    NotInCatalogue,
    OfficialList,
    TooEarly,
)
from his.catalogs.models import Entry
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.errors import ChangedMeanwhile

SINCE = date(2026, 1, 1)


def stitch(db: Session, actor: Actor, **more: Any) -> Entry:
    said = {
        "code": "TT-KHAU",
        "name": "Khâu vết thương",
        "facts": {"kind": "procedure", "price": "200000"},
        "valid_from": SINCE,
        "reason": "dịch vụ mới",
        **more,
    }
    return service.add(db, actor, "service", **said)


def test_a_change_holds_from_its_day_and_the_past_stays(db: Session, actor: Actor) -> None:
    entry = stitch(db, actor)
    newer = service.change(
        db,
        actor,
        "service",
        entry.id,
        version=entry.version,
        reason="giá mới",
        valid_from=date(2026, 7, 1),
        name="Khâu vết thương phần mềm",
        facts={"price": "220000", "unit": "lần"},
    )
    before = service.demand(db, "service", "TT-KHAU", on=date(2026, 6, 30))
    since = service.demand(db, "service", "TT-KHAU", on=date(2026, 7, 1))
    assert (before.name, before.facts["price"]) == ("Khâu vết thương", "200000")
    assert since.id == newer.id
    assert since.facts == {"kind": "procedure", "unit": "lần", "price": "220000"}
    [latest, first] = service.history(db, "service", "TT-KHAU")
    assert latest.entry.reason == "giá mới"
    assert [c.valid_to_after for c in first.changes] == [date(2026, 6, 30)]


def test_on_its_first_day_an_entry_is_corrected_in_place(db: Session, actor: Actor) -> None:
    entry = stitch(db, actor)
    same = service.change(
        db,
        actor,
        "service",
        entry.id,
        version=1,
        reason="gõ nhầm",
        valid_from=SINCE,
        name="Khâu vết thương nhỏ",
        facts={"price": None},
    )
    assert same.id == entry.id
    assert "price" not in same.facts
    assert same.version == 2
    assert [c.kind for c in service.history(db, "service", "TT-KHAU")[0].changes] == ["corrected"]


def test_an_entry_ends_on_its_last_day_and_its_code_may_come_back(
    db: Session, actor: Actor
) -> None:
    entry = stitch(db, actor)
    last = date(2026, 3, 31)
    service.end(
        db, actor, "service", entry.id, version=entry.version, last_day=last, reason="thôi làm"
    )
    assert service.entry(db, "service", "TT-KHAU", on=last)
    with pytest.raises(NotInCatalogue):
        service.demand(db, "service", "TT-KHAU", on=last + timedelta(days=1))
    with pytest.raises(CodeInForce):
        stitch(db, actor, valid_from=last)
    again = stitch(db, actor, valid_from=date(2026, 5, 1))
    assert service.demand(db, "service", "TT-KHAU", on=date(2026, 5, 1)).id == again.id


def test_a_version_that_has_a_newer_one_is_not_changed(db: Session, actor: Actor) -> None:
    entry = stitch(db, actor)
    service.change(
        db, actor, "service", entry.id, version=1, reason="mới", valid_from=date(2026, 7, 1)
    )
    with pytest.raises(EntryNotInForce):
        service.change(db, actor, "service", entry.id, version=2, reason="bản cũ", name="X")


def test_the_past_is_not_rewritten(db: Session, actor: Actor) -> None:
    entry = stitch(db, actor)
    with pytest.raises(TooEarly):
        service.change(
            db, actor, "service", entry.id, version=1, reason="lùi", valid_from=date(2025, 1, 1)
        )
    with pytest.raises(TooEarly):
        service.end(
            db, actor, "service", entry.id, version=1, reason="lùi", last_day=date(2025, 1, 1)
        )


def test_the_second_of_two_editors_is_told(db: Session, actor: Actor) -> None:
    entry = stitch(db, actor)
    service.change(
        db, actor, "service", entry.id, version=1, reason="tôi", valid_from=SINCE, name="Một"
    )
    with pytest.raises(ChangedMeanwhile):
        service.change(
            db, actor, "service", entry.id, version=1, reason="kia", valid_from=SINCE, name="Hai"
        )


def test_an_official_list_is_not_edited_by_hand(db: Session, actor: Actor) -> None:
    with pytest.raises(OfficialList):
        service.add(db, actor, "icd10", code="A00", name="Bệnh tả")


@pytest.mark.parametrize(
    "facts",
    [{}, {"kind": "dance"}, {"kind": "lab", "price": "1,5"}, {"kind": "lab", "colour": "red"}],
)
def test_facts_fit_the_declared_columns(db: Session, actor: Actor, facts: dict[str, Any]) -> None:
    with pytest.raises(BadEntry) as refused:
        stitch(db, actor, facts=facts)
    assert refused.value.facts["problems"]


def test_a_list_that_nobody_declared_does_not_exist(db: Session) -> None:
    with pytest.raises(NoSuchList):
        service.search(db, "horoscope", "leo")


def test_what_was_edited_is_on_the_audit(database: Database, actor: Actor) -> None:
    from kernel.audit import Audit

    with database.write(actor) as db:
        stitch(db, actor, valid_from=today())
    with database.read() as db:
        rows = db.execute(select(Audit).where(col(Audit.subject_kind) == "catalogue")).scalars()
        [row] = list(rows)
    assert row.subject_id == "service"
    assert row.facts["changes"][0]["new"]["code"] == "TT-KHAU"
