"""The official lists as the Ministry gives them out (HIS54_OFFICIAL_DATA; not in the proof)."""

import time
from datetime import date
from pathlib import Path

import pytest

from his.catalogs import importer, service
from kernel.access import Actor
from kernel.db import Database

pytestmark = pytest.mark.official

TT06, QD4469 = date(2026, 7, 1), date(2020, 10, 28)
FILES = (
    ("icd10_rule", "icd10/icd10_restrictions_qd4469.csv", 4040),
    ("icd10_pair", "icd10/icd10_dagger_asterisk_pairs_qd4469.csv", 2287),
    ("icd10_chapter", "icd10/icd10_chapters.csv", 22),
    ("icd10_block", "icd10/icd10_blocks.csv", 274),
    ("technique", "services/tt23_2024_annex1_techniques.csv", 19438),
    ("ministry_service", "services/qd7603_annex1_services.csv", 9190),
    ("icd9cm", "services/icd9cm_vol3_vi.csv", 1260),
    ("practice_scope", "services/practice_scope_codes_bhxh.csv", 91),
    ("visit_eligibility", "services/visit_eligibility_codes_ma_doi_tuong_kcb.csv", 27),
    ("substance", "drugs/tt20_2022_active_ingredients.csv", 1047),
)


@pytest.mark.parametrize(("list_id", "file", "rows"), FILES)
def test_an_official_file_is_imported_without_an_error(
    database: Database, actor: Actor, official: Path, list_id: str, file: str, rows: int
) -> None:
    with database.write(actor) as db:
        outcome = importer.import_file(
            db, actor, list_id, official / file, dry_run=False, valid_from=TT06
        )
    assert (outcome.errors, outcome.trial.added) == ([], rows)


@pytest.mark.slow
def test_two_editions_of_icd10_stand_side_by_side_and_are_found_quickly(
    database: Database, actor: Actor, official: Path
) -> None:
    """The newer one first: the older one then fills the time before."""
    folder = official / "icd10"
    with database.write(actor) as db:
        importer.import_file(
            db,
            actor,
            "icd10",
            folder / "icd10_vn_tt06_2026.csv",
            dry_run=False,
            valid_from=TT06,
        )
        importer.import_file(
            db,
            actor,
            "icd10",
            folder / "icd10_vn_qd4469_2020.csv",
            dry_run=False,
            valid_from=QD4469,
        )
    with database.read(actor) as db:
        before = service.overview(db, on=date(2026, 6, 30))
        since = service.overview(db, on=TT06)
        assert next(o.entries for o in before if o.catalogue.id == "icd10") == 12137
        assert next(o.entries for o in since if o.catalogue.id == "icd10") == 15819
        assert service.search(db, "icd10", "tang huyet ap", on=TT06)[0].code == "I10"
        spent = []
        for typed in ("a", "benh", "viem phoi", "e11", "dai thao duong tip 2", "i10 tang"):
            started = time.perf_counter()
            assert service.search(db, "icd10", typed, on=TT06)
            spent.append(time.perf_counter() - started)
        assert sorted(spent)[len(spent) // 2] < 0.05
