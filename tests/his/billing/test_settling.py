"""A bill is settled: the shares, the money, the numbers."""

# mypy: disable-error-code="comparison-overlap"

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from his.admin import service as admin
from his.billing import errors
from his.billing import service as billing
from his.billing.accounts import due, ledger_of, lines_of
from his.billing.ledger import InvoiceKind, PaymentMethod
from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.errors import StillHasRecords
from kernel.access import Actor
from kernel.clock import today
from tests.his import clinic
from tests.his.billing import till

D = Decimal


@pytest.fixture
def hanh(db: Session) -> Actor:
    return till.cashier()


@pytest.fixture
def house(db: Session, actor: Actor, hanh: Actor) -> clinic.Clinic:
    made = till.build(db, actor)
    billing.open_shift(db, hanh, opening=D(500_000))
    return made


@pytest.fixture
def covers(db: Session, house: clinic.Clinic) -> Iterator[till.Covers]:
    found = till.Covers()
    before = dict(db.info)
    till.with_cover(db, found)
    yield found
    db.info.update(before)


def test_a_self_paying_patient_pays_what_was_ordered(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "KB-NOI")
    till.charge(db, actor, visit, "XN-GLU")
    bill = till.bill(db, visit)
    assert (bill.open, bill.waiting) == (75_000, True)

    invoice = billing.settle(
        db, hanh, visit.id, version=bill.version, tenders=[till.cash(75_000, 100_000)]
    )

    assert (invoice.total, invoice.rounding, invoice.number) == (75_000, 0, 1)
    _, [payment] = ledger_of(db, visit.id)
    assert (payment.amount, payment.change) == (75_000, 25_000)
    assert payment.code.startswith("PT")
    assert (bill.open, bill.owed, bill.waiting) == (0, 0, False)
    assert billing.balance(db, billing.current(db, hanh)).expected == 575_000  # type: ignore[arg-type]


def test_the_same_source_is_charged_once(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    visit = till.visit(db, actor, house)
    source = till.charge(db, actor, visit, "XN-GLU")
    till.charge(db, actor, visit, "XN-GLU", source_id=source)
    assert len(billing.charges_of(db, visit.id)) == 1
    till.withdraw(db, actor, source)
    assert billing.charges_of(db, visit.id) == []
    till.charge(db, actor, visit, "XN-GLU", source_id=source)
    assert [c.number for c in billing.charges_of(db, visit.id)] == [2]


def test_a_mixed_bill_adds_up_to_the_dong_and_to_the_claim(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic, covers: till.Covers
) -> None:
    """80 % card, a drug at half, something outside the list, a deposit; then one test goes back."""

    visit = till.visit(db, actor, house, "bhyt")
    covers.of[visit.id] = till.card(80)
    for code in ("KB-NOI", "XN-HBA1C", "CT-SO"):
        till.charge(db, actor, visit, code)
    test = till.charge(db, actor, visit, "SA-BUNG")
    till.charge(db, actor, visit, "HALF", kind="drug", quantity="14")
    till.charge(db, actor, visit, "OUT", kind="drug", quantity="2")
    found = {c.code: c for c in billing.charges_of(db, visit.id)}
    assert (found["HALF"].insurer, found["HALF"].copay, found["HALF"].own) == (
        D("6913.58"), D("1728.39"), D("8641.97"),
    )  # fmt: skip
    assert (found["OUT"].insurer, found["OUT"].own, found["OUT"].in_scope) == (0, 24_000, False)
    sums = billing.totals(list(found.values()))
    assert sums.gross == sums.insurer + sums.copay + sums.own + sums.other
    # 935,000 insured in full + the half drug: 187,000 + 1,728.39 + 8,641.97 + 24,000
    assert sums.patient == D("221370.36")

    billing.leave_deposit(db, hanh, visit.id, tender=till.cash(100_000))
    bill = till.bill(db, visit)
    invoice = billing.settle(
        db, hanh, visit.id, version=bill.version,
        tenders=[
            billing.Tender(PaymentMethod.DEPOSIT, D(100_000)),
            billing.Tender(PaymentMethod.CARD, D(21_370), reference="POS 118"),
            till.cash(100_000),
        ],
    )  # fmt: skip
    assert (invoice.patient, invoice.rounding, invoice.total) == (
        D("221370.36"), D("-0.36"), D(221_370),
    )  # fmt: skip
    assert (bill.deposit, bill.owed, bill.open) == (0, 0, 0)

    till.withdraw(db, actor, test)
    assert bill.refundable == 16_000
    line = next(c for c in billing.charges_of(db, visit.id) if c.code == "SA-BUNG")
    back = billing.reverse(
        db, hanh, visit.id, version=bill.version, invoice_id=invoice.id,
        charge_ids=[line.id], reason="Không làm siêu âm",
    )  # fmt: skip
    assert (back.kind, back.reverses_id, back.total) == (
        InvoiceKind.REVERSAL, invoice.id, D(-16_000),
    )  # fmt: skip
    assert back.gross == back.insurer + back.copay + back.own + back.other
    assert (bill.deposit, bill.owed, bill.refundable, bill.waiting) == (0, 0, 0, False)
    standing = billing.totals(billing.charges_of(db, visit.id))
    invoices, payments = ledger_of(db, visit.id)
    assert sum(i.patient for i in invoices) == standing.patient
    assert sum(i.insurer for i in invoices) == standing.insurer
    assert sum(p.amount for p in payments if p.method is not PaymentMethod.DEPOSIT) == sum(
        i.total for i in invoices
    )


def test_returned_drugs_are_invoiced_anew_at_what_was_kept(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    drug = till.charge(db, actor, visit, "PARA", kind="drug", quantity="20")
    bill = till.bill(db, visit)
    first = billing.settle(db, hanh, visit.id, version=bill.version, tenders=[till.cash(12_000)])
    till.withdraw(db, actor, drug, "5")
    assert bill.refundable == 3_000

    billing.reverse(
        db, hanh, visit.id, version=bill.version, invoice_id=first.id, reason="Trả 5 viên"
    )

    invoices, payments = ledger_of(db, visit.id)
    assert [(i.kind.value, i.total) for i in invoices] == [
        ("invoice", 12_000), ("reversal", -12_000), ("invoice", 9_000),
    ]  # fmt: skip
    assert [i.number for i in invoices] == [1, 2, 3]
    assert sum(p.amount for p in payments if p.method is PaymentMethod.CASH) == 9_000
    assert (bill.deposit, bill.owed, bill.open, bill.waiting) == (0, 0, 0, False)


def test_another_payer_after_paying_is_a_reversal_and_a_new_invoice(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic, covers: till.Covers
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "CT-SO")
    bill = till.bill(db, visit)
    first = billing.settle(db, hanh, visit.id, version=bill.version, tenders=[till.cash(700_000)])
    covers.of[visit.id] = till.card(80)
    encounters.change(
        db, actor, visit, payer=encounters.Payer.BHYT, visit_type=visit.visit_type,
        priority=visit.priority, reason=visit.reason,
    )  # fmt: skip
    assert (bill.stale, bill.payer) == (True, "bhyt")

    billing.reverse(
        db, hanh, visit.id, version=bill.version, invoice_id=first.id, reason="Bổ sung thẻ BHYT"
    )

    invoices, payments = ledger_of(db, visit.id)
    assert [i.total for i in invoices] == [700_000, -700_000, 140_000]
    assert sum(p.amount for p in payments if p.method is PaymentMethod.CASH) == 140_000
    assert (bill.stale, bill.owed, bill.deposit) == (False, 0, 0)


def test_two_cards_in_one_visit_pay_each_on_their_own_days(
    db: Session, actor: Actor, house: clinic.Clinic, covers: till.Covers
) -> None:
    visit = till.visit(db, actor, house, "bhyt")
    covers.of[visit.id] = till.card(
        80, 100, days=[(None, today() - timedelta(days=1)), (today(), None)]
    )
    till.charge(db, actor, visit, "CT-SO")
    [charge] = billing.charges_of(db, visit.id)
    assert (charge.rate, charge.copay) == (100, 0)
    charge.ordered_at -= timedelta(days=2)
    billing.requote(db, visit.id)
    assert (charge.rate, charge.copay) == (80, 140_000)


def test_a_cheap_visit_costs_the_insured_nothing_until_it_becomes_dear(
    db: Session, actor: Actor, house: clinic.Clinic, covers: till.Covers
) -> None:
    visit = till.visit(db, actor, house, "bhyt")
    covers.of[visit.id] = till.card(80, threshold=379_500)
    till.charge(db, actor, visit, "KB-NOI")
    bill = till.bill(db, visit)
    assert (bill.open, bill.waiting) == (0, False)
    [charge] = billing.charges_of(db, visit.id)
    assert any("15%" in said["vi"] for said in charge.why)
    till.charge(db, actor, visit, "CT-SO")
    assert bill.open == 150_000


def test_the_second_examination_is_paid_at_30_percent(
    db: Session, actor: Actor, house: clinic.Clinic, covers: till.Covers
) -> None:
    catalogs.load_starter(db)
    visit = till.visit(db, actor, house, "bhyt")
    covers.of[visit.id] = till.card(80)
    till.charge(db, actor, visit, "KB-NOI")
    till.charge(db, actor, visit, "KB-NOI")
    first, second = billing.charges_of(db, visit.id)
    assert (first.gross, second.gross, second.rate_dv, second.copay) == (
        50_000, 15_000, 30, 3_000,
    )  # fmt: skip


def test_a_project_pays_a_part(
    db: Session, actor: Actor, house: clinic.Clinic, covers: till.Covers
) -> None:
    visit = till.visit(db, actor, house, "bhyt")
    covers.of[visit.id] = till.card(80)
    till.charge(db, actor, visit, "CT-SO", facts={"other": "100000"})
    [charge] = billing.charges_of(db, visit.id)
    assert (charge.other, charge.copay, charge.insurer) == (100_000, 40_000, 560_000)


def test_what_is_missing_is_owed_only_when_somebody_lets_it(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "CT-SO")
    bill = till.bill(db, visit)
    with pytest.raises(errors.NotEnough):
        billing.settle(db, hanh, visit.id, version=bill.version, tenders=[till.cash(500_000)])
    billing.settle(
        db, hanh, visit.id, version=bill.version, tenders=[till.cash(500_000)], owing=True
    )
    assert (bill.owed, bill.waiting) == (200_000, True)
    billing.pay_debt(db, hanh, visit.id, version=bill.version, tenders=[till.cash(150_000)])
    billing.pay_debt(db, hanh, visit.id, version=bill.version, tenders=[till.cash(50_000)])
    assert (bill.owed, bill.waiting) == (0, False)


def test_the_second_cashier_is_told_who_was_first(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "XN-GLU")
    bill = till.bill(db, visit)
    seen = bill.version
    billing.settle(db, hanh, visit.id, version=seen, tenders=[till.cash(25_000)])
    other = till.cashier("Thu ngân Mai")
    billing.open_shift(db, other, opening=D(0))
    with pytest.raises(errors.AlreadyPaid) as refused:
        billing.settle(db, other, visit.id, version=seen, tenders=[till.cash(25_000)])
    assert refused.value.facts["by"] == "Thu ngân Hạnh"


def test_a_bill_that_has_grown_meanwhile_is_looked_at_again(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "XN-GLU")
    seen = till.bill(db, visit).version
    till.charge(db, actor, visit, "CT-SO")
    with pytest.raises(errors.BillChanged) as refused:
        billing.settle(db, hanh, visit.id, version=seen, tenders=[till.cash(25_000)])
    assert refused.value.facts["due"] == 725_000


def test_no_money_without_a_shift(db: Session, actor: Actor, house: clinic.Clinic) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "XN-GLU")
    with pytest.raises(errors.NoOpenShift):
        billing.settle(
            db, till.cashier("Thu ngân Mai"), visit.id, version=1, tenders=[till.cash(25_000)]
        )


def test_a_paid_visit_is_not_cancelled_before_the_money_is_back(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "XN-GLU")
    bill = till.bill(db, visit)
    invoice = billing.settle(db, hanh, visit.id, version=bill.version, tenders=[till.cash(25_000)])
    with pytest.raises(StillHasRecords):
        encounters.cancel(db, actor, visit.id, reason="Về nhà")
    billing.reverse(
        db, hanh, visit.id, version=bill.version, invoice_id=invoice.id, reason="Về nhà",
        again=False,
    )  # fmt: skip
    encounters.cancel(db, actor, visit.id, reason="Về nhà")


def test_a_discount_needs_a_second_person(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "CT-SO")
    asked = billing.ask_discount(db, hanh, visit.id, percent=D(30), reason="Hộ nghèo")
    bill = till.bill(db, visit)
    assert bill.open == 700_000
    with pytest.raises(errors.SamePerson):
        billing.decide_discount(db, hanh, asked.id, approved=True)
    billing.decide_discount(db, till.cashier("Giám đốc"), asked.id, approved=True)
    assert bill.open == 490_000
    invoice = billing.settle(db, hanh, visit.id, version=bill.version, tenders=[till.cash(490_000)])
    assert (invoice.discount, invoice.own, invoice.total) == (210_000, 700_000, 490_000)
    [line] = lines_of(db, [invoice.id])[invoice.id]
    assert any("Hộ nghèo" in said["vi"] for said in line.why)


def test_every_line_says_why_it_costs_what_it_costs(
    db: Session, actor: Actor, house: clinic.Clinic, covers: till.Covers
) -> None:
    visit = till.visit(db, actor, house, "bhyt")
    covers.of[visit.id] = till.card(80)
    till.charge(db, actor, visit, "HALF", kind="drug", quantity="14")
    [charge] = billing.charges_of(db, visit.id)
    said = " ".join(each["vi"] for each in charge.why)
    for part in ("QĐ thử", "50%", "Thẻ 80%", "6.913,58", "8.641,97"):
        assert part in said, (part, said)


def test_an_event_that_is_not_priced_anywhere_still_stands_on_the_bill(
    db: Session, actor: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "NO-SUCH", kind="drug", unit_price=D("1500.5"))
    [charge] = billing.charges_of(db, visit.id)
    assert charge.gross == D("1500.5")


def test_a_deposit_may_be_left_before_anything_is_charged(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    billing.leave_deposit(db, hanh, visit.id, tender=till.cash(200_000))
    bill = till.bill(db, visit)
    assert (bill.deposit, due(bill)) == (200_000, 0)
    billing.pay_out(
        db, hanh, visit.id, version=bill.version, amount=D(200_000),
        method=PaymentMethod.CASH, reason="Không khám nữa",
    )  # fmt: skip
    assert bill.deposit == 0


def test_where_the_facility_wants_it_a_visit_closes_only_when_paid(
    db: Session, actor: Actor, hanh: Actor, house: clinic.Clinic
) -> None:
    visit = till.visit(db, actor, house)
    till.charge(db, actor, visit, "XN-GLU")
    assert not [c for c, _ in encounters.missing(db, visit) if c.id == "his.billing.unpaid"]
    admin.set_parameter(
        db, actor, "his.billing.pay_before_closing", value=True, reason="Thu trước khi về"
    )
    assert [c for c, _ in encounters.missing(db, visit) if c.id == "his.billing.unpaid"]
    bill = till.bill(db, visit)
    billing.settle(db, hanh, visit.id, version=bill.version, tenders=[till.cash(25_000)])
    assert not [c for c, _ in encounters.missing(db, visit) if c.id == "his.billing.unpaid"]
