"""Whatever a cashier and a doctor do one after the other, every sum agrees to the cent."""

import random
from decimal import Decimal
from uuid import UUID

import pytest
from sqlmodel import Session

from his.billing import service as billing
from his.billing.accounts import due, ledger_of, lines_of
from his.billing.ledger import InvoiceKind, PaymentMethod
from his.billing.models import ChargeState
from his.encounters.service import Encounter
from his.pricing.service import to_dong
from kernel.access import Actor
from kernel.errors import Refusal
from tests.his.billing import till

D = Decimal
_DRUGS = ("PARA", "HALF", "OUT")
_SERVICES = ("KB-NOI", "XN-GLU", "SA-BUNG", "CT-SO", "TT-LE")


class Walk:
    """Random acts on one visit; refused ones count too: they must change nothing."""

    def __init__(self, db: Session, actor: Actor, seed: int) -> None:
        self.db, self.actor = db, actor
        self.chance = random.Random(seed)  # noqa: S311 (the same walk each time)
        house = till.build(db, actor)
        self.covers = till.Covers()
        till.with_cover(db, self.covers)
        self.hanh, self.director = till.cashier(), till.cashier("Giám đốc")
        billing.open_shift(db, self.hanh, opening=D(0))
        insured = seed % 3 > 0
        self.visit: Encounter = till.visit(db, actor, house, "bhyt" if insured else "self_pay")
        if insured:
            self.covers.of[self.visit.id] = till.card(
                self.chance.choice((80, 95, 100, "47.5")), threshold=379_500 * (seed % 2)
            )
        self.sources: list[UUID] = []
        self.order()

    def step(self) -> None:
        act = self.chance.choice(
            (self.order, self.order, self.withdraw, self.pay, self.pay, self.owe, self.debt,
             self.deposit, self.reverse, self.reverse, self.discount, self.card)
        )  # fmt: skip
        try:
            with self.db.begin_nested():
                act()
        except Refusal:
            self.db.expire_all()

    @property
    def version(self) -> int:
        return till.bill(self.db, self.visit).version

    def order(self) -> None:
        kind = self.chance.choice(("service", "drug"))
        code = self.chance.choice(_DRUGS if kind == "drug" else _SERVICES)
        quantity = str(self.chance.choice((1, 2, 7, 14, "2.5")))
        self.sources.append(
            till.charge(self.db, self.actor, self.visit, code, kind=kind, quantity=quantity)
        )

    def withdraw(self) -> None:
        part = self.chance.choice((None, "1"))
        till.withdraw(self.db, self.actor, self.chance.choice(self.sources), part)

    def pay(self, *, part: bool = False) -> None:
        bill = till.bill(self.db, self.visit)
        total = to_dong(bill.open)
        used = min(max(bill.deposit, D(0)), total)
        cash = (total - used) // (2 if part else 1)
        tenders = [billing.Tender(PaymentMethod.DEPOSIT, used)] if used else []
        tenders += [till.cash(cash)] if cash else []
        billing.settle(
            self.db, self.hanh, self.visit.id, version=self.version, tenders=tenders, owing=part
        )

    def owe(self) -> None:
        self.pay(part=True)

    def debt(self) -> None:
        owed = till.bill(self.db, self.visit).owed
        part = to_dong(owed / self.chance.choice((1, 2)))
        billing.pay_debt(
            self.db, self.hanh, self.visit.id, version=self.version, tenders=[till.cash(part)]
        )

    def deposit(self) -> None:
        tender = till.cash(self.chance.choice((50_000, 123_456)))
        billing.leave_deposit(self.db, self.hanh, self.visit.id, tender=tender)

    def reverse(self) -> None:
        invoices, _ = ledger_of(self.db, self.visit.id)
        chosen = self.chance.choice(
            [i for i in invoices if i.kind is InvoiceKind.INVOICE] or [None]
        )
        if chosen is None:
            return
        lines = lines_of(self.db, [chosen.id])[chosen.id]
        some = self.chance.sample(lines, self.chance.randint(1, len(lines)))
        billing.reverse(
            self.db,
            self.hanh,
            self.visit.id,
            version=self.version,
            invoice_id=chosen.id,
            charge_ids=self.chance.choice((None, [line.charge_id for line in some])),
            reason="Đi bộ ngẫu nhiên",
            give_back=self.chance.choice((PaymentMethod.CASH, PaymentMethod.DEPOSIT)),
            again=self.chance.random() < 0.5,
        )

    def discount(self) -> None:
        asked = billing.ask_discount(
            self.db, self.hanh, self.visit.id, percent=D(10), reason="Hộ nghèo"
        )
        billing.decide_discount(self.db, self.director, asked.id, approved=True)

    def card(self) -> None:
        if self.visit.id in self.covers.of:
            self.covers.of[self.visit.id] = till.card(self.chance.choice((80, 95, 100)))
            billing.requote(self.db, self.visit.id)

    def check(self) -> None:
        bill = till.bill(self.db, self.visit)
        invoices, payments = ledger_of(self.db, self.visit.id)
        lines = lines_of(self.db, [i.id for i in invoices])
        for invoice in invoices:
            sums = billing.totals(lines[invoice.id])
            assert invoice.gross == invoice.insurer + invoice.copay + invoice.own + invoice.other
            assert (sums.gross, sums.insurer, sums.patient) == (
                invoice.gross, invoice.insurer, invoice.patient,
            )  # fmt: skip
            assert invoice.total == invoice.patient + invoice.rounding == to_dong(invoice.total)
            assert abs(invoice.rounding) < 1
        assert [i.number for i in invoices] == list(range(1, len(invoices) + 1))
        frozen = [c for c in billing.charges_of(self.db, self.visit.id) if c.invoice_id]
        assert sum(i.patient for i in invoices) == sum(c.patient for c in frozen)
        for charge in billing.charges_of(self.db, self.visit.id):
            assert charge.gross == charge.insurer + charge.copay + charge.own + charge.other
            assert (charge.state is ChargeState.INVOICED) == (charge.invoice_id is not None)
        assert bill.invoiced == sum(i.total for i in invoices)
        assert bill.invoiced == bill.paid + bill.owed
        assert bill.owed >= 0
        assert bill.deposit >= 0
        moved = [p for p in payments if p.method is not PaymentMethod.DEPOSIT]
        assert sum(p.amount for p in moved) == bill.paid + bill.deposit
        cash = sum(p.amount for p in moved if p.method is PaymentMethod.CASH)
        shift = billing.current(self.db, self.hanh)
        assert shift is not None
        assert billing.balance(self.db, shift).expected == cash
        assert due(bill) == to_dong(bill.open) + bill.owed


@pytest.mark.parametrize("seed", range(8))
def test_every_sum_agrees_wherever_the_walk_leads(db: Session, actor: Actor, seed: int) -> None:
    before = dict(db.info)
    walk = Walk(db, actor, seed)
    for _ in range(40):
        walk.step()
        walk.check()
    db.info.update(before)
