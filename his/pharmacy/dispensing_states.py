"""How far a prescription is at the pharmacy: follows from its lines. Pure."""

from collections.abc import Iterable
from decimal import Decimal

from his.pharmacy.dispensing_models import DispensingState
from his.pharmacy.errors import DispensingCannot
from kernel.text import Text

S = DispensingState

NAMES: dict[DispensingState, Text] = {
    S.WAITING: Text("chờ phát", "waiting"),
    S.PARTLY: Text("phát một phần", "partly dispensed"),
    S.DISPENSED: Text("đã soạn, chờ giao", "picked"),
    S.HANDED_OVER: Text("đã giao", "handed over"),
    S.CANCELLED: Text("bác sĩ đã huỷ", "cancelled by the doctor"),
    S.NOT_COLLECTED: Text("không đến nhận", "not collected"),
}

OPEN = frozenset({S.WAITING, S.PARTLY, S.DISPENSED})
STILL_OWES = frozenset({S.WAITING, S.PARTLY})


def state_of(
    lines: Iterable[tuple[Decimal, Decimal]], *, given: bool, in_hand: bool
) -> DispensingState:
    """From (dispensed, owed) of each line; `given`: anything is out; `in_hand`: all of that."""
    dispensed, owed = Decimal(0), Decimal(0)
    for out, rest in lines:
        dispensed += out
        owed += rest
    if not dispensed and not given:
        return S.WAITING
    if owed:
        return S.PARTLY if dispensed else S.WAITING
    return S.HANDED_OVER if in_hand else S.DISPENSED


def demand(code: str, now: DispensingState, wanted: frozenset[DispensingState], verb: Text) -> None:
    """Raises DispensingCannot outside the states that permit it."""
    if now not in wanted:
        says = NAMES[now]
        raise DispensingCannot(
            code=code, now=says.vi, now_en=says.en, verb=verb.vi, verb_en=verb.en
        )
