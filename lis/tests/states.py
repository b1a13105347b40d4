"""The life of a test: draft, validated by a second person, live once approved, ended. Pure."""

from lis.tests.errors import LabTestCannotBecome
from lis.tests.models import TestState

_STEPS: dict[TestState, frozenset[TestState]] = {
    TestState.DRAFT: frozenset({TestState.VALIDATED, TestState.ENDED}),
    TestState.VALIDATED: frozenset({TestState.DRAFT, TestState.LIVE, TestState.ENDED}),
    TestState.LIVE: frozenset({TestState.ENDED}),
    TestState.ENDED: frozenset({TestState.DRAFT}),
}


def become(code: str, state: TestState, to: TestState) -> TestState:
    """The next state. Raises LabTestCannotBecome."""
    if to not in _STEPS[state]:
        raise LabTestCannotBecome(code=code, state=state.value, to=to.value)
    return to
