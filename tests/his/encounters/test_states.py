"""The life of a visit, walked at random: it never gets anywhere it should not."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from his.encounters.errors import (
    AlreadyBegun,
    AlreadyCancelled,
    AlreadyClosed,
    NotBegun,
    NotClosed,
)
from his.encounters.models import Act, EncounterState
from his.encounters.states import acts, after
from kernel.errors import Conflict


class Walk(RuleBasedStateMachine):
    """Somebody presses every button there is."""

    def __init__(self) -> None:
        super().__init__()
        self.state = EncounterState.WAITING
        self.begun = False
        self.cancelled = False
        self.refusals: list[Conflict] = []

    @rule(act=st.sampled_from(Act))
    def press(self, act: Act) -> None:
        before = self.state
        try:
            self.state = after(before, act)
        except Conflict as refusal:
            self.refusals.append(refusal)
            assert act not in acts(before)
        else:
            assert act in acts(before)
            self.begun = self.begun or act is Act.BEGIN
            self.cancelled = self.cancelled or act is Act.CANCEL

    @invariant()
    def a_cancelled_visit_stays_cancelled(self) -> None:
        assert self.cancelled is (self.state is EncounterState.CANCELLED)

    @invariant()
    def nothing_is_closed_that_no_doctor_began(self) -> None:
        if self.state is EncounterState.CLOSED:
            assert self.begun

    @invariant()
    def every_refusal_is_said_in_both_languages(self) -> None:
        assert all(refusal.detail.vi and refusal.detail.en for refusal in self.refusals)

    @precondition(lambda self: self.state is not EncounterState.CANCELLED)
    @rule()
    def every_visit_that_stands_can_still_go_on(self) -> None:
        assert acts(self.state)


TestWalk = Walk.TestCase


@pytest.mark.parametrize(
    ("state", "act", "refusal"),
    [
        (EncounterState.WAITING, Act.CLOSE, NotBegun),
        (EncounterState.WAITING, Act.REOPEN, NotClosed),
        (EncounterState.IN_PROGRESS, Act.BEGIN, AlreadyBegun),
        (EncounterState.CLOSED, Act.CLOSE, AlreadyClosed),
        (EncounterState.CLOSED, Act.CANCEL, AlreadyClosed),
        (EncounterState.CLOSED, Act.MOVE_ROOM, AlreadyClosed),
        (EncounterState.CANCELLED, Act.BEGIN, AlreadyCancelled),
        (EncounterState.CANCELLED, Act.MOVE_TO_PATIENT, AlreadyCancelled),
    ],
)
def test_a_refusal_says_what_the_state_wants(
    state: EncounterState, act: Act, refusal: type[Conflict]
) -> None:
    with pytest.raises(refusal):
        after(state, act)


def test_a_reopened_visit_is_worked_on_like_before() -> None:
    assert after(EncounterState.CLOSED, Act.REOPEN) is EncounterState.IN_PROGRESS


def test_a_visit_sent_to_another_room_waits_there() -> None:
    assert after(EncounterState.IN_PROGRESS, Act.MOVE_ROOM) is EncounterState.WAITING
