"""The life of a ticket: what may be done in which state. No database, no clock."""

from his.queue.errors import (
    TicketGone,
    TicketNotCalled,
    TicketNotServing,
    TicketServing,
    TicketWaiting,
)
from his.queue.models import TicketAct, TicketState
from kernel.errors import Conflict

_WAITING = TicketState.WAITING
_CALLED = TicketState.CALLED
_SERVING = TicketState.SERVING
_HELD = TicketState.HELD
_SKIPPED = TicketState.SKIPPED

ACTIVE = (_WAITING, _CALLED, _SERVING, _HELD, _SKIPPED)
OVER = (TicketState.DONE, TicketState.MOVED, TicketState.LEFT)

# act -> (from which states, to which; none: it stays)
_LEADS: dict[TicketAct, tuple[tuple[TicketState, ...], TicketState | None]] = {
    TicketAct.CALL: ((_WAITING, _SKIPPED, _HELD), _CALLED),
    TicketAct.RECALL: ((_CALLED,), _CALLED),
    TicketAct.START: ((_WAITING, _CALLED, _SKIPPED, _HELD), _SERVING),
    TicketAct.FINISH: ((_CALLED, _SERVING), TicketState.DONE),
    TicketAct.SKIP: ((_WAITING, _CALLED), _SKIPPED),
    TicketAct.HOLD: ((_WAITING, _CALLED, _SERVING), _HELD),
    TicketAct.RETURN: ((_SKIPPED, _HELD, _CALLED, _SERVING), _WAITING),
    TicketAct.MOVE: (ACTIVE, TicketState.MOVED),
    TicketAct.LEAVE: (ACTIVE, TicketState.LEFT),
    TicketAct.REGRADE: ((_WAITING, _HELD, _SKIPPED), None),
}


def after(state: TicketState, act: TicketAct) -> TicketState:
    """The state that an act leads to; refuses, and says what to do instead."""
    froms, to = _LEADS[act]
    if state not in froms:
        raise _refusal(state, act)
    return to or state


def may(state: TicketState, act: TicketAct) -> bool:
    return act in _LEADS and state in _LEADS[act][0]


def acts(state: TicketState) -> list[TicketAct]:
    """What may be done now, for the buttons of a screen."""
    return [act for act in _LEADS if may(state, act)]


def _refusal(state: TicketState, act: TicketAct) -> Conflict:
    if state in OVER:
        return TicketGone(state=state)
    if act in (TicketAct.RECALL, TicketAct.SKIP):
        return TicketNotCalled(state=state)
    if act is TicketAct.FINISH:
        return TicketNotServing(state=state)
    if state is _WAITING:
        return TicketWaiting(state=state)
    return TicketServing(state=state)
