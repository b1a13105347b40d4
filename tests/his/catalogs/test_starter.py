"""A new installation has its lists, and the practice clinic its own (criterion 31)."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from his.catalogs import evidence, service, starter
from his.catalogs.models import CatalogueImport, Entry
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from kernel.module import Verdict
from tests.his.catalogs.files import bring_in
from tests.hospitals import Hospitals, open_on

STORIES = starter.FOLDER.parent / "demo" / "scenarios.json"


@pytest.fixture(scope="module")
def loaded(hospitals: Hospitals) -> Iterator[Database]:
    """A hospital with the starter lists and the samples."""
    with open_on(hospitals.build(), hospitals.folder) as database:
        with database.write() as db:
            starter.load_starter(db)
            starter.load_samples(db)
        yield database


@pytest.fixture
def seeded(loaded: Database) -> Iterator[Session]:
    with loaded.session(writing=True) as session:
        yield session
        session.rollback()


def test_no_list_is_empty(seeded: Session) -> None:
    finding = evidence.every_list_is_loaded(seeded)
    assert finding.verdict is Verdict.MET, finding.says.en


def test_a_renewal_from_a_file_is_demonstrated(seeded: Session) -> None:
    finding = evidence.lists_are_renewed_from_files(seeded)
    assert finding.verdict is Verdict.MET, finding.says.en


def test_loading_again_changes_nothing(seeded: Session) -> None:
    def rows() -> tuple[int, int]:
        return (
            seeded.execute(select(func.count()).select_from(Entry)).scalar_one(),
            seeded.execute(select(func.count()).select_from(CatalogueImport)).scalar_one(),
        )

    before = rows()
    starter.load_starter(seeded)
    starter.load_samples(seeded)
    assert rows() == before


def test_the_starter_leaves_alone_what_the_facility_imported(db: Session, actor: Actor) -> None:
    bring_in(db, actor, "sex", "code,name\n1,Đàn ông\n", valid_from=date(2018, 1, 1))
    starter.load_starter(db)
    assert [e.name for e in service.search(db, "sex", "dan ong")] == ["Đàn ông"]
    assert service.entry(db, "sex", "2") is None


def test_both_codings_of_communes_are_kept(seeded: Session) -> None:
    """34 provinces and 3,321 communes since 2025-07-01; 63 and their districts before."""
    old, new = date(2025, 6, 30), date(2025, 7, 1)
    counts = {
        (list_id, day): seeded.execute(
            select(func.count())
            .select_from(Entry)
            .where(
                col(Entry.list_id) == list_id,
                col(Entry.valid_from) <= day,
                col(Entry.valid_to).is_(None) | (col(Entry.valid_to) >= day),
            )
        ).scalar_one()
        for list_id in ("province", "district", "commune")
        for day in (old, new)
    }
    assert [counts["province", d] for d in (old, new)] == [63, 34]
    assert [counts["district", d] for d in (old, new)] == [696, 0]
    assert [counts["commune", d] for d in (old, new)] == [10035, 3321]
    was = service.demand(seeded, "commune", "4", on=old)
    now = service.demand(seeded, "commune", "00004", on=new)
    assert (was.name, now.name) == ("Phường Trúc Bạch", "Phường Ba Đình")
    assert "00004" in was.facts["became"]


def test_every_code_of_a_fact_is_in_its_list(seeded: Session) -> None:
    """What the sample services and drugs point to exists today."""
    for list_id in ("service", "drug", "lab_panel", "machine", "icd10"):
        list_ = service.catalogue(seeded, list_id)
        rows = seeded.execute(
            select(Entry).where(col(Entry.list_id) == list_id, col(Entry.valid_to).is_(None))
        ).scalars()
        wanted: dict[str, set[str]] = {}
        for entry in rows:
            for column in list_.columns:
                value = entry.facts.get(column.id)
                if column.of and value:
                    wanted.setdefault(column.of, set()).update(
                        value if isinstance(value, list) else [value]
                    )
            if list_.maps_to and entry.ministry_code:
                wanted.setdefault(list_.maps_to, set()).add(entry.ministry_code)
        for other, codes in wanted.items():
            known = service.entries(seeded, other, codes)
            assert codes <= set(known), f"{list_id} -> {other}"


def test_the_clinical_stories_find_their_codes(seeded: Session) -> None:
    for story in json.loads(STORIES.read_text()):
        for code in [*story["icd"], *story["secondary"]]:
            service.demand(seeded, "icd10", code)
        for test in story["labs"]:
            service.demand(seeded, "service", f"XN-{test}")
        for drug in story["drugs"]:
            found = service.search(seeded, "drug", drug)
            assert any(e.facts["substance"] == drug for e in found), drug
        for picture in story.get("imaging", ()):
            assert service.search(seeded, "service", picture), picture


def test_rules_of_sex_and_main_diagnosis_come_with_the_starter(seeded: Session) -> None:
    known = service.icd_known(seeded, ["O80.0", "Z37.0", "D63.8", "N18.5"])
    problems = service.icd_check(
        "D63.8", ["O80.0", "Z37.0"], sex="M", age_days=30 * 365, known=known
    )
    assert {(p.rule, p.code) for p in problems} == {
        ("not_main", "D63.8"),
        ("no_dagger", "D63.8"),
        ("sex", "O80.0"),
        ("sex", "Z37.0"),
    }


def test_reference_lists_hold_today(seeded: Session) -> None:
    for list_id, code, name in (
        ("country", "VN", "Việt Nam"),
        ("ethnic_group", "1", "Kinh (Việt)"),
        ("department_code", "K01", "Khoa Khám bệnh"),
        ("treatment_result", "1", "Khỏi"),
        ("specimen", "BLD", "Máu toàn phần"),
    ):
        assert service.demand(seeded, list_id, code, on=today()).name == name
