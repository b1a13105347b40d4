"""The current fails while desks register patients. `python -m bench.crash` does it 200 times."""

from bench.crash import crash
from bench.houses import Place


def test_what_was_acknowledged_survives_kill_9_and_nothing_is_saved_in_half(place: Place) -> None:
    found = crash(place, 3)
    assert found["acknowledged"] > 0
    assert found["lost"] == []
    assert found["half"] == []
    assert found["broken"] == []
    assert "nothing amiss" in found["audit"]
