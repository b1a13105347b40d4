"""What lies in a store of the drugs that are asked for, and which lots to take first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.pharmacy import fefo, items, ledger
from his.pharmacy.dispensing_models import DispensingItem
from his.pharmacy.models import Item, ItemKind
from kernel.clock import today


@dataclass(frozen=True, slots=True)
class Shelf:
    """The drugs of some lines as they lie in a store, by code and by item."""

    known: Mapping[str, Item]
    choices: Mapping[UUID, Sequence[fefo.Choice]]


def shelf_of(
    db: Session, store_id: UUID, wanted: Sequence[DispensingItem], *, hold: bool = False
) -> Shelf:
    """`hold` keeps others from taking them meanwhile."""
    known = items.by_codes(db, ItemKind.DRUG, {each.gives[0] for each in wanted})
    ids = {item.id for item in known.values()}
    return Shelf(known, ledger.choices(db, store_id, ids, hold=hold))


def propose(
    db: Session, store_id: UUID, wanted: Sequence[DispensingItem]
) -> dict[UUID, tuple[list[fefo.Pick], Decimal]]:
    """What `allot` says of a store as it is now."""
    return allot(shelf_of(db, store_id, wanted), wanted)


def allot(
    shelf: Shelf, wanted: Sequence[DispensingItem]
) -> dict[UUID, tuple[list[fefo.Pick], Decimal]]:
    """Per line the lots to take by expiry, and what is missing; two lines never the same tablet."""
    known, left = shelf.known, {k: list(v) for k, v in shelf.choices.items()}
    found: dict[UUID, tuple[list[fefo.Pick], Decimal]] = {}
    for each in wanted:
        item = known.get(each.gives[0])
        choices = left[item.id] if item else []
        picks, missing = fefo.propose(choices, each.owed, today())
        found[each.id] = picks, missing
        gone = {p.lot_id: p.quantity for p in picks}
        if item:
            left[item.id] = [
                fefo.Choice(
                    c.lot_id, c.expiry, c.quantity - gone.get(c.lot_id, Decimal(0)), c.recalled
                )
                for c in choices
            ]
    return found
