"""Money is taken: a bill is settled, a deposit left, a debt paid (thu tiền, tạm ứng, thu nợ)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.admin import service as admin
from his.billing import einvoices
from his.billing.accounts import add_up, charges, demand, due, ledger_of, locked, look_up, totals
from his.billing.errors import (
    AlreadyPaid,
    BillChanged,
    DepositTooSmall,
    NotEnough,
    NothingToPay,
    TooMuch,
    WholeDong,
)
from his.billing.events import BillSettled, InvoiceIssued, PaymentTaken
from his.billing.ledger import (
    Invoice,
    InvoiceKind,
    InvoiceLine,
    Payment,
    PaymentKind,
    PaymentMethod,
)
from his.billing.models import Bill, Charge, ChargeState
from his.billing.settings import INVOICE_SERIES
from his.billing.shifts import my_shift
from his.billing.tills import CashShift
from his.billing.way import follow
from his.encounters import service as encounters
from his.patients import service as patients
from his.pricing.service import money, to_cents, to_dong
from kernel import counters
from kernel.access import Actor
from kernel.clock import LOCAL, local_now, utc_now
from kernel.events import publish

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Tender:
    """Money as it is offered. `tendered`: what was handed over in cash, change included."""

    method: PaymentMethod
    amount: Decimal
    tendered: Decimal | None = None
    reference: str = ""


def settle(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    version: int,
    tenders: Sequence[Tender],
    owing: bool = False,
    shift: CashShift | None = None,
) -> Invoice:
    """Invoice all that is open, and take the money for it. `owing`: what is missing is owed.

    `version` is that of the bill which the cashier saw. Raises NoOpenShift, AlreadyPaid,
    BillChanged, NotEnough, TooMuch, DepositTooSmall, WholeDong.
    """
    bill = locked(db, actor, encounter_id)
    shift = shift or my_shift(db, actor)
    lines = [c for c in charges(db, encounter_id) if c.state is ChargeState.OPEN]
    if not lines:
        _refuse_again(db, bill)
    as_seen(bill, version)
    total = to_dong(totals(lines).patient)
    _enough(bill, tenders, total, owing=owing)
    look_up(db, bill)
    invoice = issue(db, actor, bill, shift, lines)
    for tender in tenders:
        pay(db, actor, bill, shift, tender, kind=PaymentKind.PAYMENT, invoice_id=invoice.id)
    done(db, actor, bill)
    return invoice


def leave_deposit(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    tender: Tender,
    reason: str = "",
    shift: CashShift | None = None,
) -> Payment:
    """The patient leaves money before anything is invoiced (tạm ứng)."""
    encounters.locked(db, actor, encounter_id)
    bill = demand(db, encounter_id)  # made here where nothing was charged yet
    shift = shift or my_shift(db, actor)
    if tender.method is PaymentMethod.DEPOSIT:
        raise DepositTooSmall(left=money(bill.deposit))
    payment = pay(db, actor, bill, shift, tender, kind=PaymentKind.DEPOSIT, reason=reason)
    add_up(db, bill)
    return payment


def pay_debt(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    version: int,
    tenders: Sequence[Tender],
    shift: CashShift | None = None,
) -> list[Payment]:
    """What was owed is paid, the oldest invoice first (thu nợ)."""
    bill = locked(db, actor, encounter_id)
    shift = shift or my_shift(db, actor)
    if bill.owed <= 0:
        raise NothingToPay
    as_seen(bill, version)
    given = sum((t.amount for t in tenders), ZERO)
    if given > bill.owed:
        raise TooMuch(given=money(given), due=money(bill.owed))
    _deposit_holds(bill, tenders)
    unpaid = _unpaid(db, encounter_id)
    made = []
    for tender in tenders:
        left = tender.amount
        while left > 0:
            invoice_id, owed = unpaid[0]
            part = min(left, owed)
            piece = Tender(tender.method, part, reference=tender.reference)
            made.append(
                pay(db, actor, bill, shift, piece, kind=PaymentKind.PAYMENT, invoice_id=invoice_id)
            )
            left -= part
            unpaid[0] = invoice_id, owed - part
            if owed == part:
                unpaid.pop(0)
    done(db, actor, bill)
    return made


def _unpaid(db: Session, encounter_id: UUID) -> list[tuple[UUID, Decimal]]:
    """Invoices with what is still owed on each, oldest first."""
    invoices, payments = ledger_of(db, encounter_id)
    owed: dict[UUID, Decimal] = {}
    for invoice in invoices:
        of = invoice.reverses_id or invoice.id
        owed[of] = owed.get(of, ZERO) + invoice.total
    for payment in payments:
        if payment.invoice_id:
            owed[payment.invoice_id] -= payment.amount
    return [(id_, amount) for id_, amount in owed.items() if amount > 0]


def _refuse_again(db: Session, bill: Bill) -> None:
    invoices, _ = ledger_of(db, bill.encounter_id)
    last = next((i for i in reversed(invoices) if i.kind is InvoiceKind.INVOICE), None)
    if last is None or bill.owed > 0:
        raise NothingToPay
    raise AlreadyPaid(
        invoice=last.code, by=last.by_name, at=f"{last.at.astimezone(LOCAL):%H:%M %d/%m}"
    )


def as_seen(bill: Bill, version: int) -> None:
    if bill.version != version:
        raise BillChanged(due=due(bill), shown=money(due(bill)), version=bill.version)


def _enough(bill: Bill, tenders: Sequence[Tender], total: Decimal, *, owing: bool) -> None:
    given = sum((t.amount for t in tenders), ZERO)
    if given > total:
        raise TooMuch(given=money(given), due=money(total))
    if given < total and not owing:
        raise NotEnough(given=money(given), due=money(total))
    _deposit_holds(bill, tenders)


def _deposit_holds(bill: Bill, tenders: Sequence[Tender]) -> None:
    if sum((t.amount for t in tenders if t.method is PaymentMethod.DEPOSIT), ZERO) > bill.deposit:
        raise DepositTooSmall(left=money(bill.deposit))


def issue(
    db: Session, actor: Actor, bill: Bill, shift: CashShift, lines: Sequence[Charge]
) -> Invoice:
    """Freeze lines on a new invoice; its number is taken at the end, so that none waits long."""
    sums = totals(lines)
    total = to_cents(to_dong(sums.patient))
    invoice = write(
        db,
        actor,
        bill,
        Invoice(
            series="",
            number=0,
            kind=InvoiceKind.INVOICE,
            encounter_id=bill.encounter_id,
            site_id=bill.site_id,
            shift_id=shift.id,
            payer=bill.payer,
            buyer="",
            gross=sums.gross,
            insured=sums.insured,
            insurer=sums.insurer,
            copay=sums.copay,
            own=sums.own,
            other=sums.other,
            discount=sums.discount,
            patient=sums.patient,
            rounding=total - sums.patient,
            total=total,
            by=actor.id,
            by_name=actor.name,
        ),
    )
    for position, charge in enumerate(lines, 1):
        db.add(_frozen(invoice.id, position, charge))
        charge.state, charge.invoice_id = ChargeState.INVOICED, invoice.id
    db.flush()
    publish(db, InvoiceIssued(**head_of(bill, actor), invoice_id=invoice.id, total=total))
    einvoices.send(db, invoice)
    return invoice


def write(db: Session, actor: Actor, bill: Bill, invoice: Invoice) -> Invoice:
    """Give an invoice its buyer and the next number of the series, and keep it."""
    invoice.buyer = patients.get(db, actor, bill.patient_id).name
    invoice.series = str(admin.parameter(db, INVOICE_SERIES.id)).replace(
        "{yy}", f"{local_now():%y}"
    )[:20]
    invoice.number = counters.take(db, f"his.billing.invoice/{invoice.series}")
    db.add(invoice)
    db.flush()
    return invoice


def _frozen(invoice_id: UUID, position: int, charge: Charge) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=invoice_id,
        position=position,
        charge_id=charge.id,
        kind=charge.kind,
        code=charge.code,
        name=charge.name,
        unit=charge.unit,
        group=charge.group,
        quantity=charge.quantity,
        unit_price=charge.unit_price,
        unit_price_bh=charge.unit_price_bh,
        rate_dv=charge.rate_dv,
        rate_bh=charge.rate_bh,
        rate=charge.rate,
        gross=charge.gross,
        insured=charge.insured,
        insurer=charge.insurer,
        copay=charge.copay,
        own=charge.own,
        other=charge.other,
        discount=charge.discount,
        why=charge.why,
    )


def pay(
    db: Session,
    actor: Actor,
    bill: Bill,
    shift: CashShift,
    tender: Tender,
    *,
    kind: PaymentKind,
    invoice_id: UUID | None = None,
    reverses_id: UUID | None = None,
    reason: str = "",
) -> Payment:
    """Write one movement of money into the shift. `PT` came in, `PC` went out."""
    if tender.amount != to_dong(tender.amount):
        raise WholeDong
    change = None
    if tender.method is PaymentMethod.CASH and tender.tendered is not None:
        if tender.tendered < tender.amount:
            raise NotEnough(given=money(tender.tendered), due=money(tender.amount))
        change = to_cents(tender.tendered - tender.amount)
    prefix = ("PC" if tender.amount < 0 else "PT") + f"{local_now():%y}"
    payment = Payment(
        code=f"{prefix}-{counters.take(db, f'his.billing.payment/{prefix}'):07d}",
        kind=kind,
        method=tender.method,
        amount=to_cents(tender.amount),
        tendered=None if tender.tendered is None else to_cents(tender.tendered),
        change=change,
        encounter_id=bill.encounter_id,
        site_id=bill.site_id,
        invoice_id=invoice_id,
        reverses_id=reverses_id,
        shift_id=shift.id,
        reference=tender.reference,
        reason=reason,
        by=actor.id,
        by_name=actor.name,
    )
    db.add(payment)
    db.flush()
    publish(
        db,
        PaymentTaken(
            **head_of(bill, actor),
            payment_id=payment.id,
            method=tender.method,
            amount=tender.amount,
        ),
    )
    return payment


def done(db: Session, actor: Actor, bill: Bill) -> None:
    """Add the account up after money moved; where nothing is left, the patient may go on."""
    add_up(db, bill)
    follow(db, actor, bill)
    if due(bill) > 0:
        return
    bill.settled_at = utc_now()
    db.flush()
    publish(db, BillSettled(**head_of(bill, actor)))


def head_of(bill: Bill, actor: Actor, at: datetime | None = None) -> dict[str, Any]:
    return {
        "encounter_id": bill.encounter_id,
        "patient_id": bill.patient_id,
        "site_id": bill.site_id,
        "actor": actor,
        "at": at or utc_now(),
    }
