import pytest
from hypothesis import given
from hypothesis import strategies as st

from his.orders.states import ANSWERED, NAMES, OPEN, OrderCannotBecome, OrderState, become

S = OrderState


def test_an_order_is_placed_accepted_performed_and_answered() -> None:
    state = S.PLACED
    for wanted in (S.ACCEPTED, S.IN_PROGRESS, S.PARTLY_REPORTED, S.FULFILLED, S.CORRECTED):
        state = become("CD1", state, wanted)
    assert state is S.CORRECTED


def test_work_that_has_begun_is_refused_not_cancelled() -> None:
    with pytest.raises(OrderCannotBecome) as refused:
        become("CD1", S.IN_PROGRESS, S.CANCELLED)
    assert "CD1" in refused.value.detail.vi
    assert become("CD1", S.IN_PROGRESS, S.REFUSED) is S.REFUSED


def test_every_state_has_a_name_and_is_open_answered_or_ended() -> None:
    for state in S:
        assert NAMES[state].vi
    assert set(S) == OPEN | ANSWERED | {S.CANCELLED, S.REFUSED}


@given(st.lists(st.sampled_from(list(S)), max_size=12))
def test_an_answer_is_never_taken_back(wanted: list[OrderState]) -> None:
    """Whatever is tried, an answered order stays answered, and an ended one ended."""
    state = S.PLACED
    for each in wanted:
        before = state
        try:
            state = become("CD1", state, each)
        except OrderCannotBecome:
            continue
        assert not (before in ANSWERED and state not in ANSWERED)
        assert before not in (S.CANCELLED, S.REFUSED)
