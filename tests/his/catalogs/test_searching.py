"""Entries are found as people type (criterion 31)."""

from datetime import date

import pytest
from sqlmodel import Session

from his.catalogs import importer, service
from his.catalogs.reviewing import Mapping
from his.catalogs.timeline import Kind
from kernel.access import Actor
from kernel.db import Database
from tests.his.catalogs.files import bring_in, try_on

SINCE = date(2026, 1, 1)
NOW = date(2026, 11, 21)
DISEASES = """code,name,name_en,aka,valid_to
I10,Bệnh tăng huyết áp vô căn,Essential hypertension,THA;cao huyết áp,
I15.0,Tăng huyết áp do mạch thận,Renovascular hypertension,,
H40.0,Nghi ngờ tăng nhãn áp,Glaucoma suspect,,
J18.9,Viêm phổi không xác định,Pneumonia,,
J18.0,Viêm phế quản phổi,Bronchopneumonia,,
P29.2,Tăng huyết áp sơ sinh,Neonatal hypertension,,
I84.9,Trĩ,Haemorrhoids,,2026-06-30
"""


@pytest.fixture
def diseases(db: Session, actor: Actor) -> Session:
    bring_in(db, actor, "icd10", DISEASES, valid_from=SINCE)
    return db


def codes(db: Session, text: str, on: date = NOW) -> list[str]:
    return [e.code for e in service.search(db, "icd10", text, on=on)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tang huyet ap", ["I10", "I15.0", "P29.2"]),
        ("Tăng Huyết", ["I10", "I15.0", "P29.2"]),
        ("huyet ap tang so", ["P29.2"]),
        ("phoi viem", ["J18.0", "J18.9"]),
        ("viem phoi", ["J18.9", "J18.0"]),
        ("j18", ["J18.0", "J18.9"]),
        ("J18.9", ["J18.9"]),
        ("j189", ["J18.9"]),
        ("i1", ["I10", "I15.0"]),
        ("tha", ["I10", "I15.0"]),
        ("hypertension neo", ["P29.2"]),
        ("uyet", []),
        ("   ", []),
        ("%", []),
    ],
)
def test_by_code_first_then_by_words_without_diacritics(
    diseases: Session, typed: str, found: list[str]
) -> None:
    assert codes(diseases, typed) == found


def test_only_what_is_in_force_on_the_day(diseases: Session) -> None:
    assert codes(diseases, "tri", date(2026, 6, 30)) == ["I84.9"]
    assert codes(diseases, "tri", date(2026, 7, 1)) == []
    every = service.search(diseases, "icd10", "tri", active=False)
    assert [e.code for e in every] == ["I84.9"]


def test_what_a_picker_shows_carries_the_facts(db: Session, actor: Actor) -> None:
    bring_in(
        db,
        actor,
        "service",
        "code,name,kind,unit,price\nSA-BUNG,Siêu âm ổ bụng,imaging,lần,80000\n",
        valid_from=SINCE,
    )
    [found] = service.search(db, "service", "o bung", on=NOW)
    assert found.facts == {"kind": "imaging", "unit": "lần", "price": "80000"}


def test_a_change_is_found_at_once_and_a_rolled_back_one_never(
    database: Database, actor: Actor
) -> None:
    with database.write(actor) as db:
        bring_in(db, actor, "sex", "code,name\n1,Nam\n", valid_from=SINCE)
    with database.read() as db:
        assert [e.name for e in service.search(db, "sex", "nam")] == ["Nam"]
    with database.write(actor) as db:
        outcome = bring_in(db, actor, "sex", "code,name\n2,Nữ\n", valid_from=SINCE)
        assert [e.name for e in service.search(db, "sex", "nu")] == ["Nữ"]
        importer.roll_back(db, actor, "sex", outcome.trial.id, reason="thử")
        assert service.search(db, "sex", "nu") == []
    with database.session(writing=True) as db:
        bring_in(db, actor, "sex", "code,name\n3,Khác\n", valid_from=SINCE)
        assert service.search(db, "sex", "khac")
        db.rollback()
    with database.read() as db:
        assert service.search(db, "sex", "khac") == []


def test_several_codes_are_asked_at_once(diseases: Session) -> None:
    found = service.entries(diseases, "icd10", ["i10", "J189", "X00"], on=NOW)
    assert {code: e.name for code, e in found.items()} == {
        "I10": "Bệnh tăng huyết áp vô căn",
        "J18.9": "Viêm phổi không xác định",
    }


def test_a_list_is_read_in_pages_in_the_order_of_its_codes(diseases: Session) -> None:
    first, following = service.entries_page(diseases, "icd10", on=NOW, limit=4)
    rest, end = service.entries_page(diseases, "icd10", on=NOW, after=following, limit=4)
    assert [e.code for e in first + rest] == ["H40.0", "I10", "I15.0", "J18.0", "J18.9", "P29.2"]
    assert end is None
    filtered, _ = service.entries_page(diseases, "icd10", on=None, text="tri")
    assert [e.code for e in filtered] == ["I84.9"]


def test_what_lacks_the_ministry_code_or_has_an_unknown_one_is_listed(
    db: Session, actor: Actor
) -> None:
    bring_in(db, actor, "ministry_service", "code,name\n18.1,Siêu âm\n", valid_from=SINCE)
    bring_in(
        db,
        actor,
        "service",
        "code,name,kind,ministry_code\nA,Siêu âm,imaging,18.1\nB,Chụp,imaging,99.9\nC,Khám,exam,\n",
        valid_from=SINCE,
    )
    found = {
        how: [e.code for e in service.entries_page(db, "service", on=NOW, mapping=how)[0]]
        for how in Mapping
    }
    assert found == {Mapping.MAPPED: ["A"], Mapping.UNMAPPED: ["C"], Mapping.UNKNOWN: ["B"]}
    seen = {o.catalogue.id: o for o in service.overview(db, on=NOW)}
    assert (seen["service"].entries, seen["service"].unmapped) == (3, 1)
    assert seen["service"].last_import


def test_two_days_are_compared(diseases: Session, actor: Actor) -> None:
    bring_in(
        diseases,
        actor,
        "icd10",
        "code,name\nI10,Tăng huyết áp\nU07.1,COVID-19\n",
        valid_from=date(2026, 7, 1),
        whole=False,
    )
    lines = service.compare(diseases, "icd10", earlier=date(2026, 6, 30), later=date(2026, 7, 1))
    kinds = {line.code: line.kind for line in lines}
    assert kinds == {"I10": Kind.CHANGED, "U07.1": Kind.ADDED, "I84.9": Kind.ENDED}


def test_a_trial_is_not_found(diseases: Session, actor: Actor) -> None:
    try_on(diseases, actor, "icd10", "code,name\nU07.1,COVID-19\n", valid_from=SINCE, whole=False)
    assert codes(diseases, "covid") == []
