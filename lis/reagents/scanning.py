"""What a scanned code is: a kit of ours, a box by GS1 (GTIN, lot, expiry), a reagent's code."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session, col

from kernel import gs1
from kernel.clock import today
from lis.reagents.errors import CodeNotRecognised
from lis.reagents.kit_models import ReagentKit
from lis.reagents.models import Reagent, ReagentLot


@dataclass(frozen=True, slots=True)
class Read:
    """What a code says. `lot` is None where its number is not in the book yet."""

    reagent: Reagent
    lot: ReagentLot | None
    kit: ReagentKit | None
    lot_number: str
    expiry: date | None


def read(db: Session, code: str) -> Read:
    """Raises CodeNotRecognised."""
    code = code.strip()
    kit = db.execute(
        select(ReagentKit).where(col(ReagentKit.code) == code.upper())
    ).scalar_one_or_none()
    if kit is not None:
        lot = db.get_one(ReagentLot, kit.lot_id)
        reagent = db.get_one(Reagent, kit.reagent_id)
        return Read(reagent, lot, kit, lot.number, lot.expiry)
    scanned = gs1.read(code, today=today())
    asked = select(Reagent).where(col(Reagent.active)).order_by(col(Reagent.id)).limit(1)
    if scanned is not None:
        asked = asked.where(col(Reagent.gtin) == scanned.gtin)
    else:
        asked = asked.where(or_(col(Reagent.code) == code, col(Reagent.catalogue_no) == code))
    found = db.execute(asked).scalar_one_or_none()
    if found is None:
        raise CodeNotRecognised(code=code[:60])
    if scanned is None or not scanned.lot:
        return Read(found, None, None, "", scanned.expiry if scanned else None)
    there = select(ReagentLot).where(
        col(ReagentLot.reagent_id) == found.id, col(ReagentLot.number) == scanned.lot
    )
    known = db.execute(there).scalar_one_or_none()
    return Read(found, known, None, scanned.lot, known.expiry if known else scanned.expiry)
