"""The life of a test: draft, validated by a second person, live once approved, ended. Pure."""

from lis.tests.errors import TestCannotBecome
from lis.tests.models import TestState

_STEPS: dict[TestState, frozenset[TestState]] = {
    TestState.DRAFT: frozenset({TestState.VALIDATED, TestState.ENDED}),
    TestState.VALIDATED: frozenset({TestState.DRAFT, TestState.LIVE, TestState.ENDED}),
    TestState.LIVE: frozenset({TestState.ENDED}),
    TestState.ENDED: frozenset({TestState.DRAFT}),
}


def become(code: str, state: TestState, to: TestState) -> TestState:
    """The next state. Raises TestCannotBecome."""
    if to not in _STEPS[state]:
        raise TestCannotBecome(code=code, state=state.value, to=to.value)
    return to
