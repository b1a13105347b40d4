"""Evidence that could not fall would prove nothing: each is broken, and seen to fall."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from app.modules import INSTALLED
from kernel import assembly
from kernel.db import Database
from kernel.module import Verdict
from level.running import RUNS, run
from level.showing import Piece, pieces
from tests.hospitals import Hospitals, open_on
from tests.level.harms import GIVEN, HARMS
from tests.level.harms.foundation import seal_everything, small_build


def _name(piece: Piece) -> str:
    return piece.name.rsplit(".", 1)[1]


def _every() -> list[Piece]:
    """All evidence that is run; what several claims rest on is broken once."""
    installed = pieces(assembly.build(INSTALLED))
    return list({p.name: p for p in installed if p.kind in RUNS}.values())


@pytest.fixture(scope="module")
def whole(hospitals: Hospitals, _practice: str) -> Iterator[Database]:
    """One practice clinic for them all: evidence leaves nothing behind, and harms are mended."""
    address = hospitals.build(_practice)
    with open_on(address, hospitals.folder) as clinic:
        seal_everything(clinic)
        with small_build():
            yield clinic
    hospitals.tear_down(address)


@pytest.mark.parametrize("piece", _every(), ids=_name)
def test_what_is_broken_is_no_longer_met_and_what_is_mended_is(
    whole: Database, piece: Piece
) -> None:
    with GIVEN.get(_name(piece), nullcontext)(whole):
        first = run(whole, piece)
        assert first.verdict is Verdict.MET, first.says.en

        for number, harm in enumerate(HARMS[_name(piece)], start=1):
            with harm(whole):
                found = run(whole, piece)
            assert found.verdict is Verdict.NOT_MET, f"harm {number}: {found.says.en}"

        mended = run(whole, piece)
        assert mended.verdict is Verdict.MET, mended.says.en


def test_all_evidence_that_is_run_has_something_that_breaks_it() -> None:
    assert sorted(HARMS) == sorted(_name(piece) for piece in _every())
