"""Money in the practice clinic: a cashier works her morning, some pay, some still wait."""

from decimal import ROUND_CEILING, Decimal

from sqlalchemy import select
from sqlmodel import Session, col

from his.billing import service as billing
from his.billing.service import Bill, CashShift, PaymentMethod, Tender
from his.encounters.service import Encounter, EncounterState
from kernel.access import Actor
from kernel.db import Database
from kernel.identity.models import User

_FLOAT = Decimal(2_000_000)
_STILL_AT_THE_CASHIER = 3  # every third of those who are ready to go
_NOTE = Decimal(50_000)


def take_money(database: Database, actor: Actor) -> int:
    """The cashier opens her shift and takes money from most who are done; answers from how many."""
    with database.read() as db:
        if db.execute(select(col(CashShift.id)).limit(1)).first():
            return 0
        ready = db.execute(
            select(col(Bill.encounter_id))
            .join(Encounter, col(Encounter.id) == col(Bill.encounter_id))
            .where(col(Bill.waiting), col(Encounter.state) == EncounterState.CLOSED)
            .order_by(col(Bill.encounter_id))
        ).scalars()
        waiting = list(ready)
    with database.write(actor, "seed billing") as db:
        hanh = _cashier(db)
        billing.set_bank_account(
            db,
            hanh,
            bank_bin="970436",
            bank_name="Ngân hàng thực hành",
            number="9990000540054",
            holder="PHONG KHAM THUC HANH",
            secret="khoa-thuc-hanh-his54",  # noqa: S106 (the practice clinic's; not a secret)
        )
        billing.open_shift(db, hanh, opening=_FLOAT)
    paid = 0
    for place, encounter_id in enumerate(waiting):
        if place % _STILL_AT_THE_CASHIER == 0:
            continue
        with database.write(actor, "seed billing") as db:
            _settle(db, _cashier(db), encounter_id, card=place % 4 == 1)
            paid += 1
    return paid


def _settle(db: Session, hanh: Actor, encounter_id: object, *, card: bool) -> None:
    bill = db.get_one(Bill, encounter_id)
    due = billing.due(db, bill.encounter_id)
    tender = Tender(PaymentMethod.CARD, due, reference="POS 0054")
    if not card:
        notes = (due / _NOTE).to_integral_value(ROUND_CEILING) * _NOTE
        tender = Tender(PaymentMethod.CASH, due, tendered=notes)
    billing.settle(
        db, hanh, bill.encounter_id, version=bill.version, tenders=[tender] if due else []
    )


def _cashier(db: Session) -> Actor:
    row = db.execute(
        select(col(User.id), col(User.name)).where(col(User.username) == "cashier")
    ).one()
    return Actor(row[0], row[1], username="cashier", roles=frozenset({"cashier"}))
