"""What the pharmacy does when something happens to a prescription, and what others ask of it."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.encounters.service import Encounter
from his.encounters.slots import Missing
from his.pharmacy import waiting
from his.pharmacy.dispensing_models import DispensingState
from his.pharmacy.errors import DispensingCannot
from his.pharmacy.models import Item, ItemKind, Lot, Stock, Store
from his.pharmacy.packs import plain
from his.prescribing import service as prescribing
from his.prescribing.events import PrescriptionCancelled, PrescriptionSigned
from his.prescribing.service import Prescription
from his.prescribing.slots import Stock as Promise
from kernel import live
from kernel.clock import today
from kernel.text import Text


def wait(db: Session, event: PrescriptionSigned) -> None:
    """A signed prescription stands in the queue in the same breath."""
    waiting.put_in_line(db, event.prescription_id)


def give_up(db: Session, event: PrescriptionCancelled) -> None:
    """The doctor took it back; what is out already must come back first."""
    found = waiting.of_prescription(db, event.prescription_id)
    if found is None:
        return
    found = waiting.hold(db, event.actor, found.id)
    if any(line.kept for line in waiting.lines_of(db, found.id)):
        raise DispensingCannot(
            code=found.code,
            now="đã phát thuốc",
            now_en="dispensed",
            verb="huỷ",
            verb_en="cancelled",
        )
    found.state, found.is_open, found.reason = DispensingState.CANCELLED, False, event.reason
    db.flush()
    live.touch(db, waiting.TOPIC)


def is_dispensed(db: Session, prescription: Prescription) -> bool:
    """Whether the patient, or the shelf for him, has any of it."""
    found = waiting.of_prescription(db, prescription.id)
    return found is not None and any(line.kept for line in waiting.lines_of(db, found.id))


def stock(db: Session, codes: Collection[str]) -> dict[str, Promise]:
    """What may still be promised of drugs: what is usable, less what signed prescriptions wait
    for. Drugs that the pharmacy never had count as none."""
    usable = (
        select(col(Item.code), col(Item.unit), col(Store.name), func.sum(Stock.quantity))
        .join(Item, col(Item.id) == col(Stock.item_id))
        .join(Lot, col(Lot.id) == col(Stock.lot_id))
        .join(Store, col(Store.id) == col(Stock.store_id))
        .where(
            col(Item.kind) == ItemKind.DRUG,
            col(Item.code).in_(list(codes)),
            col(Stock.quantity) > 0,
            col(Lot.expiry) >= today(),
            col(Lot.recalled_at).is_(None),
        )
        .group_by(col(Item.code), col(Item.unit), col(Store.name))
        .order_by(col(Item.code), col(Store.name))
    )
    total: dict[str, Decimal] = {}
    units: dict[str, str] = {}
    notes: dict[str, list[str]] = {}
    for code, unit, store, quantity in db.execute(usable).all():
        total[code] = total.get(code, Decimal(0)) + quantity
        units[code] = unit
        notes.setdefault(code, []).append(f"{store} {plain(quantity)}")
    for code, owed in waiting.promised(db, codes).items():
        if code in total:
            total[code] = max(total[code] - owed, Decimal(0))
            notes[code].append(f"đơn đang chờ {plain(owed)}")
    missing = {c: Promise(Decimal(0), "") for c in codes if c not in total}
    known = {c: Promise(q, units[c], " · ".join(notes[c])) for c, q in total.items()}
    return {**missing, **known}


def catch_up(db: Session, _: date) -> None:
    """The pharmacy was off: prescriptions signed meanwhile stand in line now."""
    for each in prescribing.signed_waiting(db):
        waiting.put_in_line(db, each.id)


def given_out(db: Session, encounter: Encounter) -> list[Missing]:
    """A visit is not cancelled while the patient has drugs of it."""
    return [
        Missing(
            Text(
                f"Đơn {each.code} đã phát thuốc, hãy nhận trả lại trước.",
                f"Drugs of {each.code} were given out; take them back first.",
            ),
            "pharmacy",
        )
        for each in waiting.of_encounter(db, encounter.id)
        if any(line.kept for line in waiting.lines_of(db, each.id))
    ]
