"""A cashier's shift: float, money in and out, cash-up, hand-over."""

# mypy: disable-error-code="comparison-overlap"

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from his.billing import errors, shifts
from his.billing import service as billing
from his.billing.ledger import PaymentMethod
from kernel.access import Actor
from tests.his.billing import till

D = Decimal


def test_a_shift_is_counted_and_a_difference_explained(db: Session, actor: Actor) -> None:
    house, hanh = till.build(db, actor), till.cashier()
    shift = billing.open_shift(db, hanh, opening=D(200_000))
    for tender in (till.cash(25_000), billing.Tender(PaymentMethod.CARD, D(25_000))):
        visit = till.visit(db, actor, house)
        till.charge(db, actor, visit, "XN-GLU")
        version = till.bill(db, visit).version
        billing.settle(db, hanh, visit.id, version=version, tenders=[tender])
    billing.move_cash(db, hanh, amount=D(-100_000), other="Thủ quỹ", reason="Nộp bớt")
    found = billing.balance(db, shift)
    assert (found.expected, found.invoices, found.invoiced) == (125_000, 2, 50_000)
    assert {t.method.value: t.came for t in found.taken} == {"cash": 25_000, "card": 25_000}

    with pytest.raises(errors.DifferenceUnexplained):
        billing.close_shift(db, hanh, shift.id, count={100_000: 1, 20_000: 1})
    billing.close_shift(
        db, hanh, shift.id, count={100_000: 1, 20_000: 1}, reason="Thối nhầm", handed_to="Cô Tư"
    )

    assert (shift.counted, shift.expected, shift.difference) == (120_000, 125_000, -5_000)
    with pytest.raises(errors.SamePerson):
        billing.accept_shift(db, hanh, shift.id)
    billing.accept_shift(db, till.cashier("Giám đốc"), shift.id)
    assert shift.accepted_by_name == "Giám đốc"
    with pytest.raises(errors.ShiftIsClosed):
        billing.close_shift(db, hanh, shift.id, count={})


def test_one_open_shift_each(db: Session, actor: Actor) -> None:
    till.build(db, actor)
    hanh = till.cashier()
    first = billing.open_shift(db, hanh, opening=D(0))
    with pytest.raises(errors.ShiftIsOpen):
        billing.open_shift(db, hanh, opening=D(0))
    billing.close_shift(db, hanh, first.id, count={})
    second = billing.open_shift(db, hanh, opening=D(0))
    assert shifts.current(db, hanh) == second
    assert first.code != second.code


@pytest.mark.parametrize("table", ["his_invoice", "his_invoice_line", "his_payment"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_ledger_cannot_be_rewritten(db: Session, actor: Actor, table: str, act: str) -> None:
    house, hanh = till.build(db, actor), till.cashier()
    billing.open_shift(db, hanh, opening=D(0))
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "XN-GLU")
    version = till.bill(db, visit).version
    billing.settle(db, hanh, visit.id, version=version, tenders=[till.cash(25_000)])
    with pytest.raises(DBAPIError, match="append-only"), db.begin_nested():
        db.execute(text(act.format(table)))
