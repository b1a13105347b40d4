"""What a patient really got stands in the clinical data repository, lot by lot."""

from collections.abc import Sequence

from sqlmodel import Session

from his.cdr import service as cdr
from his.cdr.service import Category, Fact
from his.pharmacy import ledger, waiting
from his.pharmacy.dispensing_models import Dispensing, DispensingItem, DispensingLine
from his.pharmacy.models import Lot
from his.pharmacy.packs import plain
from kernel.access import Actor

DISPENSED = "60593-1"  # LOINC: medication dispensed


def handed_over(
    db: Session, actor: Actor, dispensing: Dispensing, lines: Sequence[DispensingLine]
) -> None:
    """One fact a lot that went into his hand."""
    lots = ledger.lots_of(db, {line.lot_id for line in lines})
    wanted = {item.id: item for item in waiting.items_of(db, dispensing.id)}
    written = cdr.record(
        db,
        actor,
        patient_id=dispensing.patient_id,
        encounter_id=dispensing.encounter_id,
        category=Category.MEDICATION,
        facts=[_fact(wanted[n.dispensing_item_id], lots[n.lot_id], n) for n in lines],
        source="his.pharmacy",
        order_id=dispensing.prescription_id,
    )
    for line, fact in zip(lines, written, strict=True):
        line.observation_id = fact.id
    db.flush()


def came_back(db: Session, actor: Actor, line: DispensingLine, *, reason: str) -> None:
    """He has less of it now, or nothing."""
    if line.observation_id is None:
        return
    if not line.kept:
        cdr.void(db, actor, line.observation_id, reason=reason)
        line.observation_id = None
    else:
        item = db.get_one(DispensingItem, line.dispensing_item_id)
        fact = _fact(item, db.get_one(Lot, line.lot_id), line)
        new = cdr.amend(db, actor, line.observation_id, fact=fact, reason=reason)
        line.observation_id = new.id
    db.flush()


def _fact(item: DispensingItem, lot: Lot, line: DispensingLine) -> Fact:
    said = f"{plain(line.kept)} {item.unit}, lô {lot.number}, hạn dùng {lot.expiry:%d/%m/%Y}"
    return Fact(code=DISPENSED, name=item.gives[1][:200], number=line.kept, text=said)
