"""What the practice clinic reaches, once every test passes."""

from pathlib import Path

import pytest

from app.modules import INSTALLED
from kernel import assembly
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.module import Checked
from level import service, showing
from level.showing import Proven, pieces
from tests.level.harms.foundation import small_build

ROOT = Path(__file__).parents[2]


@pytest.fixture
def green(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests that evidence names passed for this very source."""
    told = {f"{file.relative_to(ROOT)}::all": "passed" for file in (ROOT / "tests").rglob("*.py")}
    for piece in pieces(assembly.build(INSTALLED)):
        if isinstance(piece.evidence, Checked) and "::" in piece.evidence.node:
            told[piece.evidence.node] = "passed"
    monkeypatch.setattr(showing, "proven_here", lambda: Proven(told))


@pytest.mark.usefixtures("green")
def test_the_practice_clinic_reaches_level_1(clinic: Database) -> None:
    with small_build():
        service.run_all(clinic)
    with clinic.read(SYSTEM) as db:
        told = service.assess(db, profile="2017")
        level, lacking = service.missing(told)
        assert (told.outcome.able, told.outcome.reached) == (1, 1), [m.id for m in lacking]
        assert level == 2
