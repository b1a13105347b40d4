"""The life of a lock, pure: held -> acted -> released; acting again is allowed."""

from lis.quality.errors import ActFirst, HoldIsOver
from lis.quality.models import HoldState


def acted(state: HoldState) -> HoldState:
    """Something was done about it. Raises HoldIsOver."""
    if state is HoldState.RELEASED:
        raise HoldIsOver
    return HoldState.ACTED


def released(state: HoldState) -> HoldState:
    """Its results go on. Raises HoldIsOver, ActFirst."""
    if state is HoldState.RELEASED:
        raise HoldIsOver
    if state is HoldState.HELD:
        raise ActFirst
    return HoldState.RELEASED
