"""Lists of what is open look at what is open, and not at every kit and reading of ten years."""

from sqlmodel import Session

from kernel.access import SYSTEM
from lis.analysers import reviewing
from lis.reagents import kits, now
from tests.lis.results.test_plans import plan


def test_the_kits_on_board_and_in_use_are_found_by_the_index_of_those(db: Session) -> None:
    if db.get_bind().dialect.name == "sqlite":  # (PostgreSQL takes any index of an empty table)
        assert "ix_lis_reagent_kit_on_board" in plan(db, lambda: kits.on_board(db))
        assert "ix_lis_reagent_kit_in_use" in plan(db, lambda: now._read(db))


def test_what_waits_of_a_code_is_found_by_the_index_of_what_waits(db: Session) -> None:
    found = plan(db, lambda: reviewing.retry_code(db, SYSTEM, SYSTEM.id, "GLU"))

    # (PostgreSQL takes any index of an empty table)
    assert "ix_lis_held_reading_code" in found or db.get_bind().dialect.name != "sqlite"
