"""The life of a visit: what may be done in which state. No database, no clock."""

from his.encounters.errors import (
    AlreadyBegun,
    AlreadyCancelled,
    AlreadyClosed,
    NotBegun,
    NotClosed,
)
from his.encounters.models import Act, EncounterState
from kernel.errors import Conflict

WAITING = EncounterState.WAITING
IN_PROGRESS = EncounterState.IN_PROGRESS
CLOSED = EncounterState.CLOSED
CANCELLED = EncounterState.CANCELLED

_LEADS: dict[tuple[EncounterState, Act], EncounterState] = {
    (WAITING, Act.BEGIN): IN_PROGRESS,
    (WAITING, Act.CANCEL): CANCELLED,
    (WAITING, Act.MOVE_ROOM): WAITING,
    (WAITING, Act.MOVE_TO_PATIENT): WAITING,
    (WAITING, Act.CHANGE): WAITING,
    (IN_PROGRESS, Act.PUT_BACK): WAITING,
    (IN_PROGRESS, Act.CLOSE): CLOSED,
    (IN_PROGRESS, Act.CANCEL): CANCELLED,
    (IN_PROGRESS, Act.MOVE_ROOM): WAITING,  # the doctor there takes the patient anew
    (IN_PROGRESS, Act.MOVE_TO_PATIENT): IN_PROGRESS,
    (IN_PROGRESS, Act.CHANGE): IN_PROGRESS,
    (CLOSED, Act.REOPEN): IN_PROGRESS,
    (CLOSED, Act.MOVE_TO_PATIENT): CLOSED,
}


def after(state: EncounterState, act: Act) -> EncounterState:
    """The state that an act leads to; refuses, and says what to do instead."""
    following = _LEADS.get((state, act))
    if following is None:
        raise _refusal(state, act)
    return following


def acts(state: EncounterState) -> list[Act]:
    """What may be done now, for the buttons of a screen."""
    return [act for act in Act if (state, act) in _LEADS]


def _refusal(state: EncounterState, act: Act) -> Conflict:
    if state is CANCELLED:
        return AlreadyCancelled(state=state)
    if act is Act.REOPEN:
        return NotClosed(state=state)
    if state is CLOSED:
        return AlreadyClosed(state=state)
    if state is WAITING:
        return NotBegun(state=state)
    return AlreadyBegun(state=state)
