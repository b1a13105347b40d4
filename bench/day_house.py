"""The clinic of the day that is played (bench/day.py): its people and stock, and its books after.

python -m bench.day_house prepare     # on HIS54_DATABASE_URL, with the house's keys
python -m bench.day_house books       # JSON: whether everything balances
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
from his.encounters.service import Encounter, EncounterState
from his.encounters.settings import EXAM_SERVICE
from his.pharmacy import service as pharmacy
from his.queue.service import Ticket
from kernel.access import SYSTEM, Actor
from kernel.clock import today, utc_now
from kernel.housekeeping import verify_audit
from kernel.identity import users
from kernel.identity.passwords import hasher

DESKS, DOCTORS, LABS, CASHIERS, DISPENSERS = 10, 20, 4, 10, 10
DRUGS = ("PARA500", "AMLO5", "LOSA50")
TESTS = ("XN-GLU", "XN-GLUF")
FLOAT = 1_000_000
STOCK = 1_000_000


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
            select(col(billing.Invoice.number), col(billing.Invoice.series))
        ).all()
        cash = col(billing.Payment.method) == billing.PaymentMethod.CASH
        paid = db.execute(select(func.sum(col(billing.Payment.amount))).where(cash)).scalar()
        states = Counter(db.execute(select(col(Encounter.state))).scalars())
        shifts = db.execute(select(billing.CashShift)).scalars().all()
        tills = [billing.balance(db, each) for each in shifts]
        wrong_stock = pharmacy.unequal(db)
        given = _given(db)
    in_hand = sum((each.expected - each.opening for each in tills), Decimal(0))
    audit = verify_audit(house.database)
    return {
        "tickets": sum(tickets.values()),
        "tickets_twice": sum(1 for n in tickets.values() if n > 1),
        "invoices": len(invoices),
        "invoices_twice": len(invoices) - len(set(invoices)),
        "closed": states[EncounterState.CLOSED],
        "cash_paid": str(paid or 0),
        "cash_in_tills": str(in_hand),
        "stock_unequal": len(wrong_stock),
        "stock_given": {code: str(many) for code, many in given.items()},
        "audit": audit.en if audit else "",
    }


def _given(db: Session) -> dict[str, Decimal]:
    """What left the counter, by the ledger."""
    asked = (
        select(col(pharmacy.Item.code), func.sum(col(pharmacy.Move.quantity)))
        .join(pharmacy.Lot, col(pharmacy.Lot.id) == col(pharmacy.Move.lot_id))
        .join(pharmacy.Item, col(pharmacy.Item.id) == col(pharmacy.Lot.item_id))
        .where(col(pharmacy.Lot.number) == "DAY1", col(pharmacy.Move.quantity) < 0)
        .group_by(col(pharmacy.Item.code))
    )
    return {code: -Decimal(many) for code, many in db.execute(asked).tuples()}


if __name__ == "__main__":
    opened = open_house()
    try:
        if sys.argv[1:] == ["prepare"]:
            prepare(opened)
        else:
            sys.stdout.write(json.dumps(books(opened)) + "\n")
    finally:
        opened.close()
