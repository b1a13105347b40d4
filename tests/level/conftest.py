"""The evidence of tests, as if the suite had passed on this very source."""

import pytest

from level import showing
from level.showing import Proven


@pytest.fixture
def green(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test that a claim of these wings rests on has passed."""
    proven = Proven({"tests/level/test_calculus.py::t": "passed"})
    monkeypatch.setattr(showing, "proven_here", lambda: proven)
