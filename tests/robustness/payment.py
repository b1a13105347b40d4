"""Money that is taken when the current fails (test_crash_work.py)."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin.service import RoomKind, rooms
from his.billing import service as billing
from his.billing.service import CashShift, Charge, ChargeState, Invoice, Payment
from his.encounters import service as encounters
from his.encounters.service import Payer
from his.patients.service import Patient
from kernel.access import SYSTEM, Actor
from tests.robustness.cuts import Press

_PEOPLE, _FLOAT, _NONE = 40, Decimal(500_000), Decimal(0)


def buttons(db: Session, cashier: Actor) -> list[Press]:
    """Everybody pays the whole of his bill in cash."""
    billing.open_shift(db, cashier, opening=_FLOAT)
    return _bills(db)


def no_number_is_missing(db: Session, presses: Sequence[Press]) -> bool:
    """The invoices of all of them are numbered one after another."""
    visits = [UUID(each.id) for each in presses]
    mine = select(Invoice.number).where(col(Invoice.encounter_id).in_(visits))
    numbers = sorted(db.exec(mine).all())
    return numbers == list(range(numbers[0], numbers[0] + len(presses)))


def done(db: Session, presses: Sequence[Press], cashier: Actor) -> set[str]:
    """Who has paid: one invoice of all lines, one payment, an account and a drawer that say so."""
    paid = set()
    for each in presses:
        visit = UUID(each.id)
        bill = billing.bill_of(db, visit)
        assert bill
        invoices = db.exec(select(Invoice).where(Invoice.encounter_id == visit)).all()
        payments = db.exec(select(Payment).where(Payment.encounter_id == visit)).all()
        lines = db.exec(select(Charge).where(Charge.encounter_id == visit)).all()
        asked = _asked(each)
        if not invoices:
            assert not payments
            assert {line.state for line in lines} == {ChargeState.OPEN}
            assert (bill.open, bill.invoiced, bill.paid) == (asked, _NONE, _NONE)
            continue
        [invoice], [payment] = invoices, payments
        assert invoice.total == payment.amount == asked
        assert payment.invoice_id == invoice.id
        assert {line.state for line in lines} == {ChargeState.INVOICED}
        assert (bill.open, bill.invoiced, bill.paid) == (_NONE, asked, asked)
        paid.add(each.id)
    _drawer_is_right(db, cashier, presses, paid)
    return paid


def _drawer_is_right(db: Session, cashier: Actor, presses: Sequence[Press], paid: set[str]) -> None:
    shift = db.exec(select(CashShift).where(CashShift.cashier_id == cashier.id)).one()
    taken = sum(_asked(each) for each in presses if each.id in paid)
    assert billing.balance(db, shift).expected == _FLOAT + taken


def _asked(press: Press) -> Decimal:
    [tender] = press.body["tenders"]
    return Decimal(tender["amount"])


def _bills(db: Session) -> list[Press]:
    """People of the practice clinic who owe their examination."""
    [room, *_] = rooms(db, kind=RoomKind.EXAM)
    people = db.exec(select(Patient).limit(_PEOPLE)).all()
    presses = []
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
        bill = billing.bill_of(db, visit.id)
        assert bill
        cash = {"method": "cash", "amount": str(billing.due(db, visit.id))}
        body = {"version": bill.version, "tenders": [cash]}
        presses.append(Press(str(visit.id), f"/api/billing/bills/{visit.id}/settlement", body))
    return presses
