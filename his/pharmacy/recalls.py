"""Recalled lots (thu hồi): locked everywhere at once, and who got them is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.patients import service as patients
from his.pharmacy.dispensing_models import Dispensing, DispensingLine
from his.pharmacy.errors import AlreadyRecalled
from his.pharmacy.events import LotRecalled
from his.pharmacy.items import item
from his.pharmacy.models import Lot, Recall, Stock
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.events import publish
from kernel.paging import page_of


@dataclass(frozen=True, slots=True)
class Given:
    """Somebody who got some of a lot."""

    line: DispensingLine
    dispensing: Dispensing
    patient: patients.Patient


def recall(
    db: Session, actor: Actor, *, item_id: UUID, lot_number: str, reason: str, order_no: str = ""
) -> Recall:
    """Lock a lot in every store, in all the deliveries in which it came.

    Raises NotFound (no such lot), AlreadyRecalled.
    """
    what = item(db, item_id)
    lots = _lots(db, what.id, lot_number)
    if not lots:
        raise NotFound
    if all(lot.recalled_at for lot in lots):
        raise AlreadyRecalled(lot=lot_number)
    made = Recall(
        item_id=what.id,
        lot_number=lot_number,
        order_no=order_no,
        reason=reason,
        at=utc_now(),
        by=actor.id,
        by_name=actor.name,
    )
    db.add(made)
    db.flush()
    for lot in lots:
        lot.recalled_at, lot.recall_id = made.at, made.id
    db.flush()
    # Whoever dispenses this lot now holds its stock: he is through before the lot is locked.
    rows = select(Stock).where(col(Stock.lot_id).in_([lot.id for lot in lots]))
    db.execute(rows.order_by(col(Stock.store_id), col(Stock.lot_id)).with_for_update()).all()
    live.touch(db, "stock")
    told = {"recall_id": made.id, "item_id": what.id, "lot_number": lot_number}
    publish(db, LotRecalled(actor=actor, **told))  # type: ignore[arg-type]
    return made


def lift(db: Session, actor: Actor, recall_id: UUID, *, reason: str) -> Recall:
    """It was not this lot after all: it may be dispensed again."""
    made = db.get(Recall, recall_id, with_for_update=True)
    if made is None or made.lifted_at:
        raise NotFound
    made.lifted_at, made.lifted_by_name, made.lifted_reason = utc_now(), actor.name, reason
    for lot in _lots(db, made.item_id, made.lot_number):
        if lot.recall_id == made.id:
            lot.recalled_at, lot.recall_id = None, None
    db.flush()
    live.touch(db, "stock")
    return made


def get(db: Session, recall_id: UUID) -> Recall:
    """Raises NotFound."""
    found = db.get(Recall, recall_id)
    if found is None:
        raise NotFound
    return found


def page(db: Session, *, after: str | None, limit: int) -> tuple[list[Recall], str | None]:
    by, types = (col(Recall.at), col(Recall.id)), (datetime.fromisoformat, UUID)
    return page_of(
        db, select(Recall), by=by, types=types, after=after, limit=limit, descending=True
    )


def who_got(
    db: Session, actor: Actor, *, item_id: UUID, lot_number: str, limit: int = 2000
) -> list[Given]:
    """Everybody who has some of a lot, the latest first; of what was all returned nobody."""
    asked = (
        select(DispensingLine, Dispensing, patients.Patient)
        .join(Lot, col(Lot.id) == col(DispensingLine.lot_id))
        .join(Dispensing, col(Dispensing.id) == col(DispensingLine.dispensing_id))
        .join(patients.Patient, col(patients.Patient.id) == col(Dispensing.patient_id))
        .where(
            col(Lot.item_id) == item_id,
            col(Lot.number) == lot_number,
            col(DispensingLine.quantity) > col(DispensingLine.returned),
            patients.visible(actor),
        )
        .order_by(col(DispensingLine.at).desc(), col(DispensingLine.id))
        .limit(limit)
    )
    return [Given(*row) for row in db.execute(asked).all()]


def still_there(db: Session, item_id: UUID, lot_number: str) -> Sequence[Stock]:
    """Where the lot lies now, to be put aside."""
    ids = [lot.id for lot in _lots(db, item_id, lot_number)]
    asked = select(Stock).where(col(Stock.lot_id).in_(ids), col(Stock.quantity) > Decimal(0))
    return db.execute(asked.order_by(col(Stock.store_id), col(Stock.lot_id))).scalars().all()


def _lots(db: Session, item_id: UUID, number: str) -> Sequence[Lot]:
    asked = select(Lot).where(col(Lot.item_id) == item_id, col(Lot.number) == number)
    return db.execute(asked.order_by(col(Lot.id))).scalars().all()
