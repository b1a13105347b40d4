"""First expired, first out (FEFO, hết hạn trước xuất trước): pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Choice:
    """A lot that lies in the store."""

    lot_id: UUID
    expiry: date
    quantity: Decimal
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    lot_id: UUID
    quantity: Decimal


def usable(choice: Choice, on: date) -> bool:
    """A lot may be used up to and on its last day."""
    return not choice.recalled and choice.expiry >= on and choice.quantity > 0


def propose(choices: Sequence[Choice], wanted: Decimal, on: date) -> tuple[list[Pick], Decimal]:
    """Which lots to take, and how much is missing. Ties go to the lot that came first."""
    picks: list[Pick] = []
    for each in sorted(choices, key=lambda c: (c.expiry, c.lot_id)):
        if wanted <= 0:
            break
        if usable(each, on):
            taken = min(each.quantity, wanted)
            picks.append(Pick(each.lot_id, taken))
            wanted -= taken
    return picks, max(wanted, Decimal(0))
