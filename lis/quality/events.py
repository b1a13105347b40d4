"""What the control of quality tells."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.access import Actor
from kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TestHeld(Event):
    """A control was out: results of the test wait. `analyser` is empty for all of them."""

    __test__ = False  # (no test of pytest's)

    hold_id: UUID
    test_code: str
    analyser: str
    since: datetime
    last_good_at: datetime | None
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReleased(Event):
    """Results of the test go on."""

    __test__ = False

    hold_id: UUID
    test_code: str
    analyser: str
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlsRun(Event):
    """Controls of a test were run (they use reagents as well)."""

    run_id: UUID
    test_code: str
    analyser: str
    at: datetime
    values: int
    actor: Actor
