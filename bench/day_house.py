"""The clinic of the day that is played (bench/day.py): its people and stock, and its books after.

python -m bench.day_house prepare     # on HIS54_DATABASE_URL, with the house's keys
python -m bench.day_house books       # JSON: whether everything balances
python -m bench.day_house dossiers    # JSON: what the insurance's gateway took, once it is back
"""

import json
import sys
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.house import House, open_house
from bench.houses import PASSWORD
from his.admin import service as admin
from his.admin.service import Room, RoomKind, Staff
from his.billing import service as billing
from his.encounters.service import Encounter, EncounterState, Payer
from his.encounters.settings import EXAM_SERVICE
from his.insurance import service as insurance
from his.insurance.dossiers import DOSSIER
from his.insurance.senders import ALL
from his.insurance.simulator import SIMULATOR
from his.patients.service import Patient
from his.pharmacy import service as pharmacy
from his.prescribing import service as prescribing
from his.queue.service import Ticket
from kernel import outbox
from kernel.access import SYSTEM, Actor
from kernel.clock import today, utc_now
from kernel.housekeeping import verify_audit
from kernel.identity import users
from kernel.identity.models import User
from kernel.identity.passwords import hasher
from kernel.simulators import running

DESKS, DOCTORS, LABS, CASHIERS, DISPENSERS = 10, 20, 4, 10, 10
# What is prescribed together; twenty drugs, as many as a small clinic gives most.
PAIRS = (
    ("PARA500", "CETI10"),
    ("AMLO5", "ATOR20"),
    ("LOSA50", "ROSU10"),
    ("METF500", "OMEP20"),
    ("AMOX500", "ACET200"),
    ("CEFU500", "LORA10"),
    ("ALLO300", "ESOM40"),
    ("LEVO50", "ZINC10"),
    ("BISO25", "GLIC30"),
    ("CACO", "GLUCO500"),
)
DRUGS = tuple(code for pair in PAIRS for code in pair)
TESTS = ("XN-GLU", "XN-GLUF")
FLOAT = 1_000_000
STOCK = 1_000_000
CODE = "79954"  # the practice clinic's


def names(role: str, count: int) -> list[str]:
    """What the people of a role are called: `cashier01`, `cashier02`, ..."""
    return [f"{role}{n:02}" for n in range(1, count + 1)]


STAFF = {
    "reception": names("reception", DESKS),
    "doctor": names("doctor", DOCTORS),
    "lab": names("lab", LABS),
    "cashier": names("cashier", CASHIERS),
    "pharmacy": names("pharmacy", DISPENSERS),
}


def prepare(house: House) -> None:
    """Rooms, people and stock for a day with sixty at work."""
    with house.database.write() as db:
        known = admin.rooms(db)
        model = next(room for room in known if room.code == "P101")
        fee = admin.parameter(db, EXAM_SERVICE.id, room_id=model.id)
        for n in range(DOCTORS - 4):
            room = Room(
                site_id=model.site_id,
                department_id=model.department_id,
                code=f"P3{n:02}",
                name=f"Phòng khám {n + 5}",
                name_en=f"Clinic {n + 5}",
                kind=RoomKind.EXAM,
            )
            db.add(room)
            db.flush()
            admin.set_parameter(
                db, SYSTEM, EXAM_SERVICE.id, value=fee, room_id=room.id, reason="Ngày đo"
            )
        _people(db, house, model)
    with house.database.write(_somebody(house, "pharmacy01")) as db:
        _stock(db, _somebody(house, "pharmacy01"))


def _people(db: Session, house: House, model: Room) -> None:
    first: dict[str, Any] = {}
    for role, those in STAFF.items():
        for n, username in enumerate(those):
            made = users.create(
                db,
                hasher(house.settings),
                username=username,
                name=f"{role.title()} {n + 1}",
                roles=(role,),
                password=PASSWORD if role not in first else None,
                must_change_password=False,
            )
            # One password for all: hashing sixty would take longer than the day.
            first.setdefault(role, made.password)
            made.password, made.password_at = first[role], utc_now()
            db.add(
                Staff(
                    user_id=made.id,
                    department_id=model.department_id,
                    licence=f"{9000 + 100 * len(first) + n:06}/HCM-GPHN",
                )
            )


def _somebody(house: House, username: str) -> Actor:
    with house.database.read() as db:
        who = users.find(db, username)
        assert who is not None
        return Actor(who.id, who.name, username=username)


def _stock(db: Session, actor: Actor) -> None:
    site = next(room.site_id for room in admin.rooms(db) if room.code == "NT01")
    counter = pharmacy.dispensary(db) or pharmacy.open_store(
        db, actor, code="NT1", name="Nhà thuốc", kind=pharmacy.StoreKind.DISPENSARY, site_id=site
    )
    lines = []
    for code in DRUGS:
        item = pharmacy.of_code(db, pharmacy.ItemKind.DRUG, code)
        lines.append(
            pharmacy.Delivered(
                item_id=item.id,
                lot_number="DAY1",
                expiry=today() + timedelta(days=700),
                unit=item.unit,
                quantity=Decimal(STOCK),
                price=Decimal(100),
            )
        )
    pharmacy.receive(db, actor, store_id=counter.id, lines=lines, invoice_no="DAY1")


def books(house: House) -> dict[str, Any]:
    """After the day: numbers that are twice, balances that are not the sum of their moves."""
    with house.database.read() as db:
        numbers = select(
            col(Ticket.room_id), col(Ticket.day), col(Ticket.prefix), col(Ticket.number)
        )
        tickets = Counter(tuple(row) for row in db.execute(numbers))
        invoices = db.execute(
            select(
                col(billing.Invoice.number),
                col(billing.Invoice.series),
                col(billing.Invoice.encounter_id),
            )
        ).all()
        cash = col(billing.Payment.method) == billing.PaymentMethod.CASH
        paid = db.execute(select(func.sum(col(billing.Payment.amount))).where(cash)).scalar()
        mine = col(Encounter.id).in_(_of_the_day())
        states = Counter(db.execute(select(col(Encounter.state)).where(mine)).scalars())
        shifts = db.execute(select(billing.CashShift)).scalars().all()
        tills = [billing.balance(db, each) for each in shifts]
        wrong_stock = pharmacy.unequal(db)
        given, prescribed = _given(db), _prescribed(db)
    in_hand = sum((each.expected - each.opening for each in tills), Decimal(0))
    audit = verify_audit(house.database)
    return {
        "visits": states.total(),
        "closed": states[EncounterState.CLOSED],
        "tickets": tickets.total(),
        "tickets_twice": sum(1 for n in tickets.values() if n > 1),
        "invoices": len(invoices),
        "invoices_twice": len(invoices) - len({(i.number, i.series) for i in invoices}),
        "visits_invoiced_twice": len(invoices) - len({i.encounter_id for i in invoices}),
        "cash_paid": str(paid or 0),
        "cash_in_tills": str(in_hand),
        "stock_unequal": len(wrong_stock),
        "given": {code: f"{many:f}" for code, many in given.items()},
        "prescribed": {code: f"{many:f}" for code, many in prescribed.items()},
        "audit": audit.en if audit else "",  # a broken chain stops the measurement
    }


def _of_the_day() -> Any:
    """The visits of those whom the day's receptionists registered."""
    desks = select(col(User.id)).where(col(User.username).in_(STAFF["reception"]))
    return (
        select(col(Encounter.id))
        .join(Patient, col(Patient.id) == col(Encounter.patient_id))
        .where(col(Patient.registered_by).in_(desks))
    )


def _prescribed(db: Session) -> dict[str, Decimal]:
    """What was signed for."""
    line, paper = prescribing.PrescriptionLine, prescribing.Prescription
    asked = (
        select(col(line.drug_code), func.sum(col(line.quantity)))
        .join(paper, col(paper.id) == col(line.prescription_id))
        .where(
            col(paper.state) == prescribing.PrescriptionState.SIGNED,
            col(line.encounter_id).in_(_of_the_day()),
        )
        .group_by(col(line.drug_code))
    )
    return _sums(db, asked)


def _given(db: Session) -> dict[str, Decimal]:
    """What is in the patients' hands."""
    line, parcel = pharmacy.DispensingLine, pharmacy.Dispensing
    asked = (
        select(col(pharmacy.Item.code), func.sum(col(line.quantity)))
        .join(parcel, col(parcel.id) == col(line.dispensing_id))
        .join(pharmacy.Item, col(pharmacy.Item.id) == col(line.item_id))
        .where(col(line.handed_at).is_not(None), col(parcel.encounter_id).in_(_of_the_day()))
        .group_by(col(pharmacy.Item.code))
    )
    return _sums(db, asked)


def _sums(db: Session, asked: Any) -> dict[str, Decimal]:
    return {code: Decimal(many).normalize() for code, many in sorted(db.execute(asked))}


def dossiers(house: House) -> dict[str, Any]:
    """Nothing could be sent all day. Now the gateway is back: check and send all that is there.

    Every insured visit's tables are made from what stands in the database, checked by all rules,
    written as a file, sent, and judged by the gateway's simulator.
    """
    with house.database.read() as db:
        insured = list(
            db.execute(
                select(Encounter).where(
                    col(Encounter.id).in_(_of_the_day()), col(Encounter.payer) == Payer.BHYT
                )
            ).scalars()
        )
    wrong: Counter[str] = Counter()
    with running(SIMULATOR) as gateway:
        with house.database.write(SYSTEM) as db:
            known = insurance.gateway(db)
            assert known is not None
            known.address = gateway.url
        for visit in insured:
            with house.database.write(SYSTEM) as db:
                made = insurance.make(db, SYSTEM, visit.id)
                wrong.update(
                    f"{p['code']} {p['field']}" for p in made.problems if p["severity"] == "error"
                )
                if not made.errors:
                    insurance.send(db, SYSTEM, made.id)
        senders = {each.kind: each for each in ALL if each.kind == DOSSIER}
        while outbox.pump(house.database, senders, at_most=200):
            pass
        received = Counter(
            each["count"] for key, each in gateway.app.state.files.items() if "dossier" in key
        )
    with house.database.read() as db:
        states = Counter(
            db.execute(
                select(col(insurance.InsuranceDossier.state)).where(
                    col(insurance.InsuranceDossier.encounter_id).in_(_of_the_day())
                )
            ).scalars()
        )
    return {
        "insured": len(insured),
        "errors": dict(wrong),
        "states": {state.value: many for state, many in states.items()},
        "received_once": received[1],
        "received_more": received.total() - received[1],
    }


if __name__ == "__main__":
    asked = {"prepare": prepare, "books": books, "dossiers": dossiers}[sys.argv[1]]
    opened = open_house()
    try:
        sys.stdout.write(json.dumps(asked(opened)) + "\n")
    finally:
        opened.close()
