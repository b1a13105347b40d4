"""Money goes back: only by a reversal that carries the original's number (hủy, hoàn tiền).

What a reversed invoice had taken becomes the patient's deposit; what was not withdrawn is
invoiced anew out of it, and the rest is given back. So changing the payer after paying, the
return of drugs and the cancelling of a test are one and the same act.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.billing import einvoices
from his.billing.accounts import add_up, ledger_of, lines_of, locked, totals
from his.billing.errors import AlreadyReversed, DepositTooSmall, NotReversible
from his.billing.events import InvoiceReversed
from his.billing.ledger import (
    Invoice,
    InvoiceKind,
    InvoiceLine,
    Payment,
    PaymentKind,
    PaymentMethod,
)
from his.billing.models import Bill, Charge, ChargeState
from his.billing.settling import Tender, as_seen, done, head_of, issue, pay, write
from his.billing.shifts import my_shift
from his.billing.tills import CashShift
from his.pricing.service import money, to_cents, to_dong
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.events import publish

ZERO = Decimal("0.00")
_NEGATED = ("gross", "insured", "insurer", "copay", "own", "other", "discount")


def reverse(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    version: int,
    invoice_id: UUID,
    charge_ids: Sequence[UUID] | None = None,
    reason: str,
    give_back: PaymentMethod = PaymentMethod.CASH,
    again: bool = True,
) -> Invoice:
    """Take back an invoice, or lines of it (`charge_ids`), and give back what is too much.

    `again`: what of those lines still stands is invoiced anew at once, out of the money that is
    there. `give_back` DEPOSIT leaves the rest with us. Answers the reversal. Raises NotFound,
    NotReversible, AlreadyReversed, BillChanged, NoOpenShift.
    """
    bill = locked(db, actor, encounter_id)
    shift = my_shift(db, actor)
    as_seen(bill, version)
    invoices, payments = ledger_of(db, encounter_id)
    original = next((i for i in invoices if i.id == invoice_id), None)
    if original is None:
        raise NotFound
    if original.kind is InvoiceKind.REVERSAL:
        raise NotReversible(invoice=original.code)
    family = [i for i in invoices if invoice_id in (i.id, i.reverses_id)]
    lines = _standing(db, original, family, charge_ids)
    made = _write_reversal(db, actor, bill, shift, original, family, lines, reason)
    before = bill.deposit
    _return_money(db, actor, bill, shift, original, [*family, made], payments, reason)
    freed = _free(db, lines)
    add_up(db, bill)
    if again and freed and _covered(freed, bill.deposit):
        new = issue(db, actor, bill, shift, freed)
        if new.total:
            tender = Tender(PaymentMethod.DEPOSIT, new.total)
            pay(
                db, actor, bill, shift, tender, kind=PaymentKind.PAYMENT, invoice_id=new.id,
                reason=reason,
            )  # fmt: skip
        add_up(db, bill)
    rest = bill.deposit - before
    if give_back is not PaymentMethod.DEPOSIT and rest > 0:
        _give(db, actor, bill, shift, give_back, rest, payments, reason)
    done(db, actor, bill)
    return made


def pay_out(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    version: int,
    amount: Decimal,
    method: PaymentMethod,
    reason: str,
) -> Payment:
    """Give the patient back what is left of his deposit (hoàn tạm ứng)."""
    bill = locked(db, actor, encounter_id)
    shift = my_shift(db, actor)
    as_seen(bill, version)
    if amount <= 0 or amount > bill.deposit or method is PaymentMethod.DEPOSIT:
        raise DepositTooSmall(left=money(bill.deposit))
    _, payments = ledger_of(db, encounter_id)
    payment = _give(db, actor, bill, shift, method, amount, payments, reason)
    add_up(db, bill)
    return payment


def _standing(
    db: Session, original: Invoice, family: Sequence[Invoice], wanted: Sequence[UUID] | None
) -> list[InvoiceLine]:
    """The lines to take back: those asked for, or all that were not taken back before."""
    found = lines_of(db, [i.id for i in family])
    gone = {line.charge_id for i in family if i.id != original.id for line in found[i.id]}
    lines = found[original.id]
    if wanted is not None:
        chosen = set(wanted)
        if not chosen <= {line.charge_id for line in lines}:
            raise NotFound
        if chosen & gone:
            raise AlreadyReversed(invoice=original.code)
        lines = [line for line in lines if line.charge_id in chosen]
    lines = [line for line in lines if line.charge_id not in gone]
    if not lines:
        raise AlreadyReversed(invoice=original.code)
    return lines


def _write_reversal(
    db: Session,
    actor: Actor,
    bill: Bill,
    shift: CashShift,
    original: Invoice,
    family: Sequence[Invoice],
    lines: Sequence[InvoiceLine],
    reason: str,
) -> Invoice:
    sums = totals(lines)
    # Whole dong of what stood before less whole dong of what stands after: the parts of an
    # invoice that is taken back bit by bit add up to it.
    stood = sum((i.patient for i in family), ZERO)
    total = to_cents(to_dong(stood - sums.patient) - to_dong(stood))
    made = write(
        db,
        actor,
        bill,
        Invoice(
            series="",
            number=0,
            kind=InvoiceKind.REVERSAL,
            reverses_id=original.id,
            encounter_id=bill.encounter_id,
            site_id=bill.site_id,
            shift_id=shift.id,
            payer=original.payer,
            buyer="",
            **{name: -getattr(sums, name) for name in _NEGATED},
            patient=-sums.patient,
            rounding=total + sums.patient,
            total=total,
            reason=reason,
            by=actor.id,
            by_name=actor.name,
        ),
    )
    for position, line in enumerate(lines, 1):
        copied = line.model_dump(exclude={"id", "invoice_id", "position"})
        copied |= {name: -copied[name] for name in (*_NEGATED, "quantity")}
        db.add(InvoiceLine(**copied, invoice_id=made.id, position=position))
    db.flush()
    publish(
        db,
        InvoiceReversed(
            **head_of(bill, actor),
            invoice_id=original.id,
            reversal_id=made.id,
            total=total,
            reason=reason,
        ),
    )
    einvoices.send(db, made)
    return made


def _return_money(
    db: Session,
    actor: Actor,
    bill: Bill,
    shift: CashShift,
    original: Invoice,
    family: Sequence[Invoice],
    payments: Sequence[Payment],
    reason: str,
) -> None:
    """What was paid beyond what still stands becomes the patient's deposit."""
    theirs = [p for p in payments if p.invoice_id == original.id]
    excess = sum((p.amount for p in theirs), ZERO) - sum((i.total for i in family), ZERO)
    if excess > 0:
        pay(
            db,
            actor,
            bill,
            shift,
            Tender(PaymentMethod.DEPOSIT, -excess),
            kind=PaymentKind.PAYMENT,
            invoice_id=original.id,
            reverses_id=theirs[0].id if theirs else None,
            reason=reason,
        )


def _free(db: Session, lines: Sequence[InvoiceLine]) -> list[Charge]:
    """The charges are no longer frozen; answers those of which something is left to pay."""
    ids = [line.charge_id for line in lines]
    found = db.execute(
        select(Charge).where(col(Charge.id).in_(ids)).order_by(col(Charge.id)).with_for_update()
    ).scalars()
    left = []
    for charge in found:
        charge.invoice_id = None
        charge.state = ChargeState.OPEN if charge.quantity else ChargeState.WITHDRAWN
        if charge.quantity:
            left.append(charge)
    db.flush()
    return left


def _covered(freed: Sequence[Charge], deposit: Decimal) -> bool:
    return to_dong(totals(freed).patient) <= deposit


def _give(
    db: Session,
    actor: Actor,
    bill: Bill,
    shift: CashShift,
    method: PaymentMethod,
    amount: Decimal,
    payments: Sequence[Payment],
    reason: str,
) -> Payment:
    came = next((p for p in reversed(payments) if p.amount > 0), None)
    return pay(
        db,
        actor,
        bill,
        shift,
        Tender(method, -amount),
        kind=PaymentKind.REFUND,
        reverses_id=came.id if came else None,
        reason=reason,
    )
