"""Drugs that are dispensed when the current fails (test_crash_work.py)."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.admin.service import RoomKind, rooms, set_parameter
from his.encounters import service as encounters
from his.encounters.service import Encounter, Payer
from his.patients.service import Patient
from his.pharmacy import service as pharmacy
from his.pharmacy.models import Move, MoveKind
from his.pharmacy.service import Dispensing, DispensingItem, DispensingLine, DispensingState
from his.prescribing.events import PrescriptionSigned
from his.prescribing.service import Prescription, PrescriptionLine, PrescriptionState
from kernel.access import SYSTEM
from kernel.clock import today, utc_now
from kernel.events import publish
from tests.robustness.cuts import Press

_PEOPLE, _EACH = 40, 2


def buttons(db: Session) -> list[Press]:
    """What is handed over before it is paid, at the clinic's wish."""
    set_parameter(db, SYSTEM, "his.pharmacy.unpaid", value="allow", reason="Giao trước khi thu")
    store, waits = _prescriptions(db)
    body = {"store_id": store, "hand_over": True, "counselled": True}
    return [Press(each, f"/api/pharmacy/dispensing/{each}/dispensed", body) for each in waits]


def done(db: Session, presses: Sequence[Press]) -> set[str]:
    """Which are handed over, wholly; nothing of the others has left the shelf."""
    assert pharmacy.unequal(db) == []
    handed = set()
    for each in presses:
        dispensing = db.get_one(Dispensing, UUID(each.id))
        [item] = db.exec(
            select(DispensingItem).where(DispensingItem.dispensing_id == dispensing.id)
        )
        lines = db.exec(select(DispensingLine).where(DispensingLine.dispensing_id == dispensing.id))
        given = sum(line.quantity for line in lines)
        moved = db.exec(
            select(func.sum(col(Move.quantity))).where(
                Move.paper_id == dispensing.id, Move.kind == MoveKind.DISPENSE
            )
        ).one()
        over = dispensing.state is DispensingState.HANDED_OVER
        assert over or dispensing.state is DispensingState.WAITING
        assert {given, item.dispensed, -(moved or 0)} == {_EACH if over else 0}
        if over:
            handed.add(each.id)
    return handed


def _prescriptions(db: Session) -> tuple[str, list[str]]:
    """People of the practice clinic with a prescription of a drug that is there."""
    store = pharmacy.dispensary(db)
    assert store
    stock = select(pharmacy.Item).join(pharmacy.Stock).where(pharmacy.Stock.store_id == store.id)
    item = db.exec(stock.order_by(col(pharmacy.Stock.quantity).desc()).limit(1)).one()
    [room, *_] = rooms(db, kind=RoomKind.EXAM)
    people = db.exec(select(Patient).limit(_PEOPLE)).all()
    made = []
    for n in range(_PEOPLE):
        visit = encounters.open(
            db,
            SYSTEM,
            patient_id=people[n % len(people)].id,
            room_id=room.id,
            payer=Payer.SELF_PAY,
            again=True,
            beyond_quota=True,
        )
        made.append(str(_signed(db, visit, item, n).id))
    return str(store.id), made


def _signed(db: Session, visit: Encounter, item: pharmacy.Item, n: int) -> Dispensing:
    signed = Prescription(
        code=f"CRASH{n:07d}-c",
        encounter_id=visit.id,
        patient_id=visit.patient_id,
        site_id=visit.site_id,
        state=PrescriptionState.SIGNED,
        drafted_by=SYSTEM.id,
        drafted_by_name=SYSTEM.name,
        signed_at=utc_now(),
        signed_by=SYSTEM.id,
        signed_by_name=SYSTEM.name,
        valid_to=today(),
    )
    db.add(signed)
    db.flush()
    line = PrescriptionLine(
        prescription_id=signed.id,
        encounter_id=visit.id,
        patient_id=visit.patient_id,
        position=1,
        drug_code=item.code,
        name=item.name,
        unit=item.unit,
        use_unit=item.unit,
        days=1,
        quantity=Decimal(_EACH),
        dose="Sáng 1, tối 1",
    )
    db.add(line)
    db.flush()
    about = {
        "prescription_id": signed.id,
        "encounter_id": visit.id,
        "patient_id": visit.patient_id,
        "site_id": visit.site_id,
    }
    publish(db, PrescriptionSigned(actor=SYSTEM, **about))
    found = pharmacy.of_prescription(db, signed.id)
    assert found
    return found
