"""The cashier's desk: who waits, a visit's account, money in and out, papers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select
from sqlmodel import Session, col

from his.billing import lists, papers, permissions, service, transfers
from his.billing.accounts import bill_of, blank, charges, due, ledger_of, totals
from his.billing.errors import NoBill
from his.billing.models import ChargeState, EInvoice, EInvoiceState
from his.billing.schemas import (
    BillDepositIn,
    BillDepositQrIn,
    BillListed,
    BillOut,
    BillPatient,
    BillSettleIn,
    BillSums,
    BillTenderIn,
    BillTransferOut,
    BillVersionIn,
    BillVisitOut,
    ChargeOut,
    DiscountDecisionIn,
    DiscountIn,
    DiscountOut,
    InvoiceOut,
    InvoiceReverseIn,
    PayDebtIn,
    PaymentOut,
    PayOutIn,
)
from his.encounters import service as encounters
from his.pricing.service import to_cents, to_dong
from kernel import audit
from kernel.access import Actor, Requires, demand
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf

_PAID: dict[str, bool | None] = {"waiting": False, "deposit": False, "done": True, "all": None}
router = Router(prefix="/billing", tags=["his.billing"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Cashier = Annotated[Actor, Depends(Requires(permissions.COLLECT))]
Refunder = Annotated[Actor, Depends(Requires(permissions.REFUND))]
Asker = Annotated[Actor, Depends(Requires(permissions.ASK_DISCOUNT))]
Approver = Annotated[Actor, Depends(Requires(permissions.APPROVE_DISCOUNT))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]


@router.get("/waiting")
def waiting(
    actor: Cashier,
    db: Db,
    q: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[str, Query(pattern="^(waiting|deposit|done|all)$")] = "waiting",
    after: After = None,
    limit: Limit = 50,
) -> Page[BillListed]:
    """Who has to pay or to get money back, the longest waiting first; `done`: today's others;
    `deposit`: whose deposit lies here."""
    found, following = lists.waiting(
        db,
        actor,
        text=q.strip(),
        paid=_PAID[state],
        held=state == "deposit",
        after=after,
        limit=limit,
    )
    audit.read_list(db, "patient", [line.patient.id for line in found])
    return Page(items=[BillListed.of(line) for line in found], next=following)


@router.get("/visits")
def visits(
    actor: Cashier,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[BillVisitOut]:
    """Who is in the house today, charged or not: for a deposit before the first charge."""
    found, following = lists.visits(db, actor, text=q.strip(), after=after, limit=limit)
    audit.read_list(db, "patient", [line.patient.id for line in found])
    return Page(items=[BillVisitOut.of(line) for line in found], next=following)


@router.get("/payments")
def payments(
    actor: Cashier,
    db: Db,
    day: date | None = None,
    shift_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[PaymentOut]:
    """What money moved on a day (today) or in a shift, the newest first."""
    found, following = lists.payments_of_day(
        db, day=day, shift_id=shift_id, after=after, limit=limit
    )
    return Page(items=[PaymentOut.model_validate(p) for p in found], next=following)


@router.get("/invoices")
def invoices(
    actor: Cashier, db: Db, day: date | None = None, after: After = None, limit: Limit = 50
) -> Page[InvoiceOut]:
    """The invoices and reversals of a day (today), the newest first."""
    found, following = lists.invoices_of_day(db, day=day, after=after, limit=limit)
    sent = _einvoices(db, [i.id for i in found])
    return Page(
        items=[InvoiceOut.of(i, *sent.get(i.id, (None, ""))) for i in found], next=following
    )


@router.get("/discounts")
def discounts(actor: Approver, db: Db, after: After = None, limit: Limit = 50) -> Page[DiscountOut]:
    """Discounts that wait for a decision."""
    found, following = lists.discounts_asked(db, after=after, limit=limit)
    return Page(items=[DiscountOut.model_validate(d) for d in found], next=following)


@router.post("/discounts/{discount_id}/decision")
def decide(discount_id: UUID, decision: DiscountDecisionIn, actor: Approver, db: Db) -> DiscountOut:
    decided = service.decide_discount(
        db, actor, discount_id, approved=decision.approved, reason=decision.reason
    )
    return DiscountOut.model_validate(decided)


@router.get("/bills/{encounter_id}")
def bill(encounter_id: UUID, actor: Reader, db: Db) -> BillOut:
    """A visit's account, each line with why it costs what it costs."""
    return _bill(db, actor, encounter_id)


@router.post("/bills/{encounter_id}/settlement", status_code=201)
def settle(encounter_id: UUID, wanted: BillSettleIn, actor: Cashier, db: Db) -> InvoiceOut:
    """Invoice what is open and take the money."""
    if wanted.owing:
        demand(actor, permissions.OWE)
    made = service.settle(
        db,
        actor,
        encounter_id,
        version=wanted.version,
        tenders=[_tender(t) for t in wanted.tenders],
        owing=wanted.owing,
    )
    sent = db.get(EInvoice, made.id)
    return InvoiceOut.of(made, sent.state if sent else None)


@router.post("/bills/{encounter_id}/deposits", status_code=201)
def deposit(encounter_id: UUID, wanted: BillDepositIn, actor: Cashier, db: Db) -> PaymentOut:
    made = service.leave_deposit(
        db, actor, encounter_id, tender=_tender(wanted.tender), reason=wanted.reason
    )
    return PaymentOut.model_validate(made)


@router.post("/bills/{encounter_id}/debt-payments", status_code=201)
def pay_debt(encounter_id: UUID, wanted: PayDebtIn, actor: Cashier, db: Db) -> list[PaymentOut]:
    made = service.pay_debt(
        db,
        actor,
        encounter_id,
        version=wanted.version,
        tenders=[_tender(t) for t in wanted.tenders],
    )
    return [PaymentOut.model_validate(p) for p in made]


@router.post("/bills/{encounter_id}/reversals", status_code=201)
def reverse(encounter_id: UUID, wanted: InvoiceReverseIn, actor: Refunder, db: Db) -> InvoiceOut:
    """Take an invoice back, or lines of it; give back what is too much."""
    made = service.reverse(
        db,
        actor,
        encounter_id,
        version=wanted.version,
        invoice_id=wanted.invoice_id,
        charge_ids=wanted.charge_ids,
        reason=wanted.reason,
        give_back=wanted.give_back,
        again=wanted.again,
    )
    return InvoiceOut.of(made)


@router.post("/bills/{encounter_id}/refunds", status_code=201)
def pay_out(encounter_id: UUID, wanted: PayOutIn, actor: Refunder, db: Db) -> PaymentOut:
    """Give back what is left of a deposit."""
    made = service.pay_out(
        db,
        actor,
        encounter_id,
        version=wanted.version,
        amount=wanted.amount,
        method=wanted.method,
        reason=wanted.reason,
    )
    return PaymentOut.model_validate(made)


@router.post("/bills/{encounter_id}/discounts", status_code=201)
def ask_discount(encounter_id: UUID, wanted: DiscountIn, actor: Asker, db: Db) -> DiscountOut:
    asked = service.ask_discount(
        db,
        actor,
        encounter_id,
        percent=wanted.percent,
        reason=wanted.reason,
        charge_id=wanted.charge_id,
    )
    return DiscountOut.model_validate(asked)


@router.post("/bills/{encounter_id}/transfers", status_code=201)
def show_qr(encounter_id: UUID, wanted: BillVersionIn, actor: Cashier, db: Db) -> BillTransferOut:
    """A VietQR for what is due now."""
    return BillTransferOut.of(transfers.show_qr(db, actor, encounter_id, version=wanted.version))


@router.post("/bills/{encounter_id}/deposit-transfers", status_code=201)
def show_deposit_qr(
    encounter_id: UUID, wanted: BillDepositQrIn, actor: Cashier, db: Db
) -> BillTransferOut:
    """A VietQR for a deposit."""
    return BillTransferOut.of(
        transfers.show_deposit_qr(db, actor, encounter_id, amount=wanted.amount)
    )


@router.post("/bills/{encounter_id}/statement/print", responses=PDF, response_class=Response)
def print_statement(encounter_id: UUID, actor: Printer, db: Db) -> Response:
    return pdf(papers.statement(db, actor, encounter_id), "bang-ke")


@router.post("/invoices/{invoice_id}/print", responses=PDF, response_class=Response)
def print_invoice(invoice_id: UUID, actor: Printer, db: Db, narrow: bool = False) -> Response:
    return pdf(papers.invoice(db, actor, invoice_id, narrow=narrow), "hoa-don")


@router.post("/payments/{payment_id}/print", responses=PDF, response_class=Response)
def print_payment(payment_id: UUID, actor: Printer, db: Db) -> Response:
    """The slip of money that came in or went out: a deposit, its return, a payment."""
    return pdf(papers.slip(db, actor, payment_id), "phieu-thu-chi")


@router.post("/transfers/{request_id}/print", responses=PDF, response_class=Response)
def print_transfer(request_id: UUID, actor: Printer, db: Db) -> Response:
    return pdf(papers.transfer(db, actor, request_id), "chuyen-khoan")


def _tender(given: BillTenderIn) -> service.Tender:
    return service.Tender(given.method, given.amount, given.tendered, given.reference)


def _einvoices(db: Session, ids: list[UUID]) -> dict[UUID, tuple[EInvoiceState, str]]:
    if not ids:
        return {}
    asked = select(EInvoice).where(col(EInvoice.invoice_id).in_(ids))
    return {e.invoice_id: (e.state, e.number) for e in db.execute(asked).scalars()}


def _bill(db: Session, actor: Actor, encounter_id: UUID) -> BillOut:
    visit = encounters.header(db, actor, encounter_id)
    audit.read(db, ("patient", visit.patient.id))
    found = bill_of(db, encounter_id)
    if found is None and actor.holds(permissions.COLLECT):
        found = blank(visit.encounter)  # nothing was charged yet: a deposit may be left
    if found is None:
        raise NoBill
    lines = charges(db, encounter_id)
    made, moved = ledger_of(db, encounter_id)
    sent = _einvoices(db, [i.id for i in made])
    standing = [c for c in lines if c.state is not ChargeState.WITHDRAWN]
    return BillOut(
        **found.model_dump(
            include={
                "encounter_id",
                "payer",
                "version",
                "open",
                "owed",
                "deposit",
                "refundable",
                "stale",
                "settled_at",
            }
        ),
        code=visit.encounter.code,
        patient=BillPatient.of(visit.patient),
        visit_state=visit.encounter.state,
        due=to_cents(due(found)),
        rounding=to_cents(to_dong(found.open) - found.open),
        sums=BillSums.model_validate(totals(standing)),
        charges=[ChargeOut.of(c) for c in lines],
        invoices=[InvoiceOut.of(i, *sent.get(i.id, (None, ""))) for i in made],
        payments=[PaymentOut.model_validate(p) for p in moved],
        discounts=[DiscountOut.model_validate(d) for d in lists.discounts_of(db, encounter_id)],
    )
