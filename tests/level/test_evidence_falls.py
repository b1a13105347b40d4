"""Evidence that could not fall would prove nothing: each claim is broken once, and seen to fall."""

from collections.abc import Iterator

import pytest

from app.modules import INSTALLED
from kernel import assembly
from kernel.db import Database
from kernel.module import Verdict
from level.running import RUNS, run
from level.showing import Piece, pieces
from tests.level.harm import HARMS, seal_everything, small_build

_CLAIMS = {
    *(f"TT54/{n}" for n in (30, 31, 99, 100, 101, 110, 114, 116, 122, 123)),
    "TT54/L1.patient_info_access",
    "TT54/L2.cdr.catalogues",
}
"""What is seen to fall: a claim that is added here needs a harm for each of its evidence."""


def _name(piece: Piece) -> str:
    return piece.name.rsplit(".", 1)[1]


def _runnable() -> list[Piece]:
    every = pieces(assembly.build(INSTALLED))
    return [p for p in every if p.kind in RUNS and p.claim in _CLAIMS]


@pytest.fixture
def whole(clinic: Database) -> Iterator[Database]:
    seal_everything(clinic)
    with small_build():
        yield clinic


@pytest.mark.parametrize("piece", _runnable(), ids=lambda p: f"{p.claim}-{_name(p)}")
def test_what_is_broken_is_no_longer_met_and_what_is_mended_is(
    whole: Database, piece: Piece
) -> None:
    assert run(whole, piece).verdict is Verdict.MET

    with HARMS[_name(piece)](whole):
        found = run(whole, piece)
        assert found.verdict is Verdict.NOT_MET, found.says.en

    mended = run(whole, piece)
    assert mended.verdict is Verdict.MET, mended.says.en


def test_every_claim_here_has_something_that_falls() -> None:
    assert {p.claim for p in _runnable()} == _CLAIMS
