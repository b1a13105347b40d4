"""The current fails while drugs are dispensed: no half state, and no press counts twice."""

import http.client
import json
import threading
import time
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from uuid import UUID

from sqlmodel import Session, col, func, select

from bench.houses import Place, house
from bench.tasks import sign_in
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
from kernel.db import Database
from kernel.events import publish

_PEOPLE, _KILLS, _EACH = 60, 3, 2


def test_kill_9_while_dispensing_leaves_no_half_and_no_double(
    place: Place, clinic: Database
) -> None:
    with clinic.write(SYSTEM) as db:
        set_parameter(db, SYSTEM, "his.pharmacy.unpaid", value="allow", reason="Giao trước khi thu")
        store, waits = _prescriptions(db)
    clinic.engine.dispose()
    told: dict[str, int] = {}
    chance, still = Random(54), list(waits)  # noqa: S311
    for _ in range(_KILLS):
        with house(place, HIS54_LOG_LEVEL="error") as server:
            headers = sign_in(server.port, "everyone", place.password)
            hands = [
                threading.Thread(target=_dispense, args=(server.port, headers, store, some, told))
                for some in (still[0::3], still[1::3], still[2::3])
            ]
            for hand in hands:
                hand.start()
            time.sleep(chance.uniform(0.3, 0.9))
            server.kill()
            for hand in hands:
                hand.join()
    assert told, "somebody was told that it is dispensed"
    with clinic.read() as db:
        _nothing_in_half(db, waits, told)


def _nothing_in_half(db: Session, waits: Sequence[str], told: dict[str, int]) -> None:
    assert pharmacy.unequal(db) == []
    for each in waits:
        dispensing = db.get_one(Dispensing, UUID(each))
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
        handed = dispensing.state is DispensingState.HANDED_OVER
        assert handed or dispensing.state is DispensingState.WAITING
        assert {given, item.dispensed, -(moved or 0)} == {_EACH if handed else 0}
        assert handed or each not in told, "what was acknowledged is there"


def _dispense(
    port: int, headers: dict[str, str], store: str, waits: Sequence[str], told: dict[str, int]
) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    kind = {**headers, "Content-Type": "application/json"}
    body = json.dumps({"store_id": store, "hand_over": True, "counselled": True})
    for each in waits:
        if each in told:
            continue
        try:
            again = {**kind, "Idempotency-Key": f"press-{each}"}
            line.request("POST", f"/api/pharmacy/dispensing/{each}/dispensed", body, again)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            break  # the line is dead: nobody was told anything; the same press comes again
        assert answer.status == 201, answer.status
        told[each] = told.get(each, 0) + 1
    line.close()


def _prescriptions(db: Session) -> tuple[str, list[str]]:
    """Sixty people of the practice clinic with a prescription of a drug that is there."""
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
