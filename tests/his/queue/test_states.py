"""The life of a ticket, walked at random."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from his.queue.models import TicketAct, TicketState
from his.queue.states import ACTIVE, OVER, acts, after
from kernel.errors import Conflict

_PRESSED = [a for a in TicketAct if a not in (TicketAct.UNDO, TicketAct.PAUSE, TicketAct.RESUME)]


class Walk(RuleBasedStateMachine):
    """Somebody presses every button there is."""

    def __init__(self) -> None:
        super().__init__()
        self.state = TicketState.WAITING
        self.over = False
        self.refusals: list[Conflict] = []

    @rule(act=st.sampled_from(_PRESSED))
    def press(self, act: TicketAct) -> None:
        offered = act in acts(self.state)
        try:
            self.state = after(self.state, act)
        except Conflict as refusal:
            self.refusals.append(refusal)
            assert not offered
        else:
            assert offered
            self.over = self.over or self.state in OVER

    @invariant()
    def what_is_over_stays_over(self) -> None:
        assert self.over is (self.state in OVER)

    @invariant()
    def whoever_is_in_the_house_can_leave_or_go_to_another_room(self) -> None:
        if self.state in ACTIVE:
            assert {TicketAct.LEAVE, TicketAct.MOVE} <= set(acts(self.state))

    @invariant()
    def every_refusal_says_what_to_do_in_both_languages(self) -> None:
        assert all(refusal.detail.vi and refusal.detail.en for refusal in self.refusals)


TestWalk = Walk.TestCase


def test_every_state_is_either_in_the_house_or_over() -> None:
    assert {*ACTIVE, *OVER} == set(TicketState)
    assert not {*ACTIVE} & {*OVER}
