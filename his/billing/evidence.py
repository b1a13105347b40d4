"""Shows that fees are collected by the rules, and paid electronically (criteria 35 and 61)."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import SystemRandom

from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.billing import notices, reversing, settling, shifts, transfers, vietqr
from his.billing.accounts import bill_of, charges, ledger_of, locked, totals
from his.billing.ledger import Invoice, Payment, PaymentMethod
from his.billing.models import Bill
from his.billing.notices import Told
from his.billing.settling import Tender
from his.billing.tills import BankNotice, BankNoticeState
from his.encounters import service as encounters
from his.patients import service as patients
from his.pricing.events import ChargeArose, ChargeWithdrawn
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.events import publish
from kernel.ids import new_id
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.text import Text

_REASON = "Minh chứng"
_SINCE = timedelta(days=30)
_PLACED_BY = timedelta(days=7)


def _visit(db: Session) -> tuple[Actor, encounters.Encounter] | None:
    rooms = admin.rooms(db, kind=admin.RoomKind.EXAM)
    if not rooms:
        return None
    cashier = Actor(new_id(), "Thu ngân minh chứng")
    word = "".join(SystemRandom().choices("bcdghklmnpqrstvx", k=10))
    patient = patients.register(
        db, cashier, name=f"Minh Chứng {word}", birth="1980-05-17", sex=patients.Sex.FEMALE
    )
    visit = encounters.open(
        db,
        cashier,
        patient_id=patient.id,
        room_id=rooms[0].id,
        payer=encounters.Payer.SELF_PAY,
        visit_type=encounters.VisitType.SERVICE_ONLY,
        reason=_REASON,
        beyond_quota=True,
    )
    shifts.open_shift(db, cashier, opening=Decimal(100_000))
    return cashier, visit


def _charge(db: Session, actor: Actor, visit: encounters.Encounter, price: str) -> ChargeArose:
    arose = ChargeArose(
        source="his.billing.evidence",
        source_id=new_id(),
        encounter_id=visit.id,
        patient_id=visit.patient_id,
        site_id=visit.site_id,
        kind="service",
        code="MINH-CHUNG",
        name=_REASON,
        quantity=Decimal(1),
        ordered_at=utc_now(),
        ordered_by=actor.id,
        ordered_by_name=actor.name,
        unit_price=Decimal(price),
        actor=actor,
    )
    publish(db, arose)
    return arose


_NO_ROOM = Finding(
    Verdict.NOT_MET, Text("Chưa khai báo phòng khám nào.", "There is no examination room.")
)


def money_is_taken_and_given_back(db: Session) -> Finding:
    """Two lines are paid in cash, one is withdrawn and refunded; every sum must agree."""
    made = _visit(db)
    if made is None:
        return _NO_ROOM
    cashier, visit = made
    _charge(db, cashier, visit, "40000.4")
    second = _charge(db, cashier, visit, "25000")
    bill = locked(db, cashier, visit.id)
    paid = settling.settle(
        db,
        cashier,
        visit.id,
        version=bill.version,
        tenders=[Tender(PaymentMethod.CASH, Decimal(65_000), tendered=Decimal(100_000))],
    )
    publish(
        db,
        ChargeWithdrawn(
            source=second.source, source_id=second.source_id, reason=_REASON, actor=cashier
        ),
    )
    bill = locked(db, cashier, visit.id)
    [line] = [c for c in charges(db, visit.id) if c.source_id == second.source_id]
    reversing.reverse(
        db,
        cashier,
        visit.id,
        version=bill.version,
        invoice_id=paid.id,
        charge_ids=[line.id],
        reason=_REASON,
    )
    invoices, payments = ledger_of(db, visit.id)
    standing = totals([c for c in charges(db, visit.id) if c.quantity])
    shift = shifts.my_shift(db, cashier)
    agree = (
        sum(i.total for i in invoices) == 40_000
        and sum(i.patient for i in invoices) == standing.patient == Decimal("40000.40")
        and shifts.balance(db, shift).expected == 140_000
        and sum(p.amount for p in payments if p.method is PaymentMethod.CASH) == 40_000
    )
    if agree:
        return Finding(
            Verdict.MET,
            Text(
                "Thu 65.000 đ, hoàn 25.000 đ bằng hóa đơn hủy: sổ, két và hóa đơn khớp từng đồng.",
                "65,000 taken, 25,000 given back by a reversal: ledger, drawer, invoices agree.",
            ),
        )
    return Finding(Verdict.NOT_MET, Text("Các số tiền không khớp.", "The sums do not agree."))


def a_transfer_settles_its_bill(db: Session) -> Finding:
    """A QR is shown, the bank tells, the bill is paid; a second notice changes nothing."""
    made = _visit(db)
    if made is None:
        return _NO_ROOM
    cashier, visit = made
    to = transfers.account(db) or transfers.set_account(
        db,
        cashier,
        bank_bin="970400",
        bank_name=_REASON,
        number="0000000000",
        holder=_REASON,
        secret=str(new_id()),
    )
    _charge(db, cashier, visit, "70000")
    bill = locked(db, cashier, visit.id)
    request = transfers.show_qr(db, cashier, visit.id, version=bill.version)
    read = vietqr.decode(request.payload)
    told = Told(f"MC-{request.id}", Decimal(70_000), f"IBFT {request.code}", utc_now())
    first = notices.hear(db, to, told)
    again = notices.hear(db, to, told)
    strange = notices.hear(db, to, Told(f"MC2-{request.id}", Decimal(5), "?", utc_now()))
    found = bill_of(db, visit.id)
    if (
        found is not None
        and read["54"] == "70000"
        and first.id == again.id
        and first.state is BankNoticeState.MATCHED
        and strange.state is BankNoticeState.UNMATCHED
        and found.paid == 70_000
        and found.owed == found.open == 0
    ):
        return Finding(
            Verdict.MET,
            Text(
                "Mã VietQR đúng số tiền, báo có tự khớp một lần, tiền lạ vào danh sách đối soát.",
                "The VietQR has the amount, its notice matched once, strange money waits.",
            ),
        )
    return Finding(
        Verdict.NOT_MET, Text("Chuyển khoản không khớp hồ sơ.", "The transfer did not match.")
    )


def fees_are_collected_here(db: Session) -> Finding:
    """How many invoices the last 30 days saw; an account that is not its ledger is a fault."""
    since = utc_now() - _SINCE
    if wrong := _unequal(db, since):
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{wrong} hồ sơ thanh toán không khớp với sổ thu.",
                f"{wrong} accounts differ from what the ledger says was paid.",
            ),
        )
    count, total = db.exec(
        select(func.count(), func.sum(col(Invoice.total))).where(col(Invoice.at) >= since)
    ).one()
    if not count:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có hóa đơn nào trong 30 ngày.", "No invoice in the last 30 days."),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{count} hóa đơn trong 30 ngày đến {today():%d/%m/%Y}, {total:,.0f} đồng.",
            f"{count} invoices in the 30 days to {today():%d/%m/%Y}, {total:,.0f} dong.",
        ),
    )


def _unequal(db: Session, since: datetime) -> int:
    """Accounts that were paid on in these days, and of which the ledger says another sum."""
    late = select(col(Payment.encounter_id)).where(col(Payment.at) >= since)
    sums = (
        select(col(Payment.encounter_id).label("visit"), func.sum(Payment.amount).label("paid"))
        .where(col(Payment.invoice_id).is_not(None), col(Payment.encounter_id).in_(late))
        .group_by(col(Payment.encounter_id))
        .subquery()
    )
    asked = (
        select(func.count())
        .select_from(Bill)
        .join(sums, sums.c.visit == col(Bill.encounter_id))
        .where(col(Bill.paid) != sums.c.paid)
    )
    return db.exec(asked).one()


def electronic_payments_are_taken_here(db: Session) -> Finding:
    """How many payments by card or transfer the last 30 days saw; money that came to the bank
    and that nobody has placed for days is a fault."""
    since = utc_now() - _SINCE
    lying = select(func.count()).where(
        col(BankNotice.state) == BankNoticeState.UNMATCHED,
        col(BankNotice.told_at) < utc_now() - _PLACED_BY,
    )
    if stray := db.exec(lying).one():
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{stray} khoản báo có chưa đối soát quá {_PLACED_BY.days} ngày.",
                f"{stray} sums that came to the bank were not placed in {_PLACED_BY.days} days.",
            ),
        )
    electronic = (PaymentMethod.CARD, PaymentMethod.TRANSFER)
    count = db.exec(
        select(func.count()).where(
            col(Payment.at) >= since, col(Payment.method).in_(electronic), col(Payment.amount) > 0
        )
    ).one()
    if not count:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có lần thanh toán điện tử nào.", "No electronic payment yet."),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{count} lần thanh toán bằng thẻ hoặc chuyển khoản trong 30 ngày.",
            f"{count} payments by card or transfer in 30 days.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/35",
        Text(
            "Chi phí phát sinh từ chỉ định, giá theo đối tượng và ngày, chia phần BHYT, thu, hoàn, "
            "miễn giảm, công nợ, ca thu ngân, hóa đơn và bảng kê.",
            "Charges from orders, prices by class and day, the insurer's share, taking and "
            "returning money, discounts, debts, shifts, invoices and statements.",
        ),
        (
            Checked("tests/his/pricing/test_shares.py"),
            Checked("tests/his/pricing/test_benefit.py"),
            Checked("tests/his/billing/test_settling.py"),
            Checked("tests/his/billing/test_shifts.py"),
            Checked("tests/his/billing/test_parallel.py"),
            Demonstrated(money_is_taken_and_given_back),
            InUse(fees_are_collected_here),
        ),
        screen="/billing",
    ),
    Claim(
        "TT54/61",
        Text(
            "Mã VietQR động, thẻ POS, báo có của ngân hàng có chữ ký, đối soát, hoàn tiền, "
            "hóa đơn điện tử qua hộp thư đi.",
            "Dynamic VietQR, POS cards, signed notices of the bank, reconciliation, refunds, "
            "electronic invoices by the outbox.",
        ),
        (
            Checked("tests/his/billing/test_vietqr.py"),
            Checked("tests/his/billing/test_transfers.py"),
            Checked("tests/his/billing/test_api.py"),
            Checked("tests/his/billing/test_bank.py"),
            Demonstrated(a_transfer_settles_its_bill),
            InUse(electronic_payments_are_taken_here),
        ),
        screen="/billing/transfers",
    ),
)
