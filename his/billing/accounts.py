"""A visit's account: found, locked, worked out anew (hồ sơ thanh toán của lượt khám)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from his.billing.errors import NoBill
from his.billing.ledger import LEDGER, Invoice, InvoiceLine, Payment
from his.billing.models import Bill, Charge, ChargeState, Discount, DiscountState
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.pricing import service as pricing
from his.pricing.service import Asked, Coverage, Price, Quote, to_cents, to_dong
from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.once import forget, once
from kernel.text import Text

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
EXAM_GROUP = "13"
_NO_PRICE = Text("chưa có trong bảng giá", "no price list has it")


def bill_of(db: Session, encounter_id: UUID) -> Bill | None:
    name = ("his.billing.bill_of", encounter_id)
    return once(db, name, lambda: db.get(Bill, encounter_id), Bill)


def locked(db: Session, actor: Actor, encounter_id: UUID) -> Bill:
    """The account to change: first the visit, then its account; all lock in this order.

    Raises NotFound, NoBill.
    """
    encounters.locked(db, actor, encounter_id)
    bill = db.get(Bill, encounter_id, with_for_update=True)
    if bill is None:
        raise NoBill
    forget(db, Bill, Charge)
    return bill


def demand(db: Session, encounter_id: UUID) -> Bill:
    """The account for handlers, made where there is none yet; the row is held."""
    name = ("his.billing.held", encounter_id)
    return once(db, name, lambda: _held(db, encounter_id), Bill)


def _held(db: Session, encounter_id: UUID) -> Bill:
    bill = db.get(Bill, encounter_id, with_for_update=True)
    if bill is None:
        # Two first charges at once: the visit's row lets one in after the other.
        db.get(Encounter, encounter_id, with_for_update=True)
        visit = encounters.by_id(db, encounter_id)
        bill = db.get(Bill, encounter_id, with_for_update=True)
    if bill is None:
        bill = blank(visit)
        db.add(bill)
        db.flush()
    forget(db, Bill, Charge)  # what was asked before the account was ours
    return bill


def blank(visit: Encounter) -> Bill:
    """The account of a visit before anything happened in it; not kept."""
    return Bill(
        encounter_id=visit.id,
        patient_id=visit.patient_id,
        site_id=visit.site_id,
        payer=visit.payer,
    )


def charges(db: Session, encounter_id: UUID) -> list[Charge]:
    """All charges of a visit, withdrawn ones too, in the order in which they arose."""
    name = ("his.billing.charges", encounter_id)
    visit = {"visit": encounter_id}
    return list(once(db, name, lambda: db.execute(_CHARGES, visit).scalars().all(), Charge))


# Written once: they are asked in most requests.
_CHARGES = (
    select(Charge)
    .where(col(Charge.encounter_id) == bindparam("visit"))
    .order_by(col(Charge.ordered_at), col(Charge.id))
)
_DISCOUNTS = (
    select(Discount)
    .where(
        col(Discount.encounter_id) == bindparam("visit"),
        col(Discount.state) == DiscountState.APPROVED,
    )
    .order_by(col(Discount.id))
)


def due(bill: Bill) -> Decimal:
    """What the patient has to pay now, in whole dong: open lines, and debt."""
    return to_dong(bill.open) + bill.owed


def requote(db: Session, bill: Bill) -> None:
    """Work the open lines out anew, and the sums. Invoiced lines stay; where one would be
    another by now, the bill says so (`refundable`, `stale`)."""
    standing = [c for c in charges(db, bill.encounter_id) if c.state is not ChargeState.WITHDRAWN]
    coverage = pricing.coverage_of(db, bill.encounter_id)
    quotes = _quotes(db, bill, coverage, standing)
    discounts = _discounts(db, bill.encounter_id)
    for charge, quote in zip(standing, quotes, strict=True):
        if charge.state is ChargeState.OPEN:
            _put(charge, quote, discounts)
    db.flush()
    add_up(db, bill, list(zip(standing, quotes, strict=True)))


def look_up(db: Session, bill: Bill) -> None:
    """Ask what the account is worked out from before a number is held, for which others wait."""
    pricing.coverage_of(db, bill.encounter_id)
    _prices(db, bill.payer, charges(db, bill.encounter_id))


def _quotes(db: Session, bill: Bill, coverage: Coverage, standing: Sequence[Charge]) -> list[Quote]:
    prices = _prices(db, bill.payer, standing)
    insured = bill.payer == pricing.BHYT
    steps = pricing.ladder_on(db, "EXAM_LADDER", _day(standing[0])) if insured and standing else ()
    asked, exams = [], 0
    for charge in standing:
        price = prices[charge.id]
        rate_dv = HUNDRED
        if insured and price.group == EXAM_GROUP:
            rate_dv, exams = pricing.ladder(steps, exams), exams + 1
        asked.append(
            Asked(
                kind=charge.kind,
                code=charge.code,
                quantity=charge.quantity,
                at=charge.ordered_at,
                unit_price=charge.own_price,
                rate_dv=rate_dv,
                cap=coverage.supply_cap if price.group == "10" else None,
                other=Decimal(str((charge.facts or {}).get("other", 0))),
                price=price,
            )
        )
    return pricing.quotes(db, payer=bill.payer, coverage=coverage, asked=asked)


def _prices(db: Session, payer: str, standing: Sequence[Charge]) -> dict[UUID, Price]:
    """The price of each on its day, in one question a kind and day."""
    wanted: dict[tuple[str, date], list[Charge]] = {}
    for charge in standing:
        wanted.setdefault((charge.kind, _day(charge)), []).append(charge)
    found: dict[UUID, Price] = {}
    for (kind, on), those in wanted.items():
        known = pricing.prices_of(db, kind, [c.code for c in those], payer, on)
        for charge in those:
            found[charge.id] = known.get(charge.code) or _unknown(charge, payer)
    return found


def _unknown(charge: Charge, payer: str) -> Price:
    return Price(
        kind=charge.kind,
        code=charge.code,
        name=charge.name,
        payer=payer,
        unit_price=charge.own_price or ZERO,
        unit_price_bh=ZERO,
        in_scope=False,
        rate_bh=HUNDRED,
        group=pricing.group_of(charge.kind, {}, in_scope=False, rate_bh=HUNDRED),
        unit=charge.unit,
        source=_NO_PRICE,
        valid_from=None,
    )


def _day(charge: Charge) -> date:
    return charge.ordered_at.astimezone(LOCAL).date()


def _put(charge: Charge, quote: Quote, discounts: Sequence[Discount]) -> None:
    charge.unit, charge.group = quote.price.unit or charge.unit, quote.price.group
    charge.unit_price, charge.unit_price_bh = quote.unit_price, quote.unit_price_bh
    charge.in_scope, charge.rate_dv, charge.rate_bh = quote.in_scope, quote.rate_dv, quote.rate_bh
    charge.cap, charge.rate, charge.card_tail = quote.cap, quote.rate, quote.card_tail
    charge.gross, charge.insured = quote.gross, quote.insured
    charge.insurer, charge.copay = quote.insurer, quote.copay
    charge.own, charge.other = quote.own, quote.other
    said = list(quote.why)
    percent = min(
        sum((d.percent for d in discounts if d.charge_id in (None, charge.id)), ZERO), HUNDRED
    )
    charge.discount = to_cents(quote.patient * percent / HUNDRED)
    for each in discounts:
        if each.charge_id in (None, charge.id):
            said.append(
                Text(
                    "Miễn giảm {p}% phần người bệnh: {r} (duyệt: {by}).",
                    "{p} % of the patient's part let off: {r} (approved by {by}).",
                ).put(p=pricing.plain(each.percent), r=each.reason, by=each.decided_by_name)
            )
    charge.why = [text.json() for text in said]


def _discounts(db: Session, encounter_id: UUID) -> list[Discount]:
    return list(db.execute(_DISCOUNTS, {"visit": encounter_id}).scalars())


def add_up(db: Session, bill: Bill, lines: Sequence[tuple[Charge, Quote]] | None = None) -> None:
    """Bring the sums of the account up to date. `lines`: charges with what each would be now."""
    if lines is None:
        requote(db, bill)
        return
    sums = LEDGER.first(db, encounter_id=bill.encounter_id)
    was = due(bill), bill.waiting
    bill.open = sum((c.patient for c, _ in lines if c.state is ChargeState.OPEN), ZERO)
    bill.invoiced, bill.paid = sums.invoiced or ZERO, sums.paid or ZERO
    bill.deposit = (sums.deposited or ZERO) - (sums.used or ZERO)
    bill.owed = bill.invoiced - bill.paid
    back, stale = ZERO, False
    for charge, quote in lines:
        if charge.state is ChargeState.INVOICED:
            would = to_cents(quote.patient)
            frozen = charge.copay + charge.own
            if charge.withdrawn_reason and would < frozen:
                back += charge.patient - _less_discount(charge, would)
            elif would != frozen or quote.insurer != charge.insurer:
                stale = True
    bill.refundable, bill.stale = back, stale
    bill.waiting = due(bill) > 0 or back > 0 or stale or bill.deposit > 0
    if bill.waiting and not was[1]:
        bill.waiting_since = utc_now()
    db.flush()
    live.touch(db, "bills")
    live.touch(db, f"bill:{bill.encounter_id}")
    live.touch(db, f"patient:{bill.patient_id}")


def _less_discount(charge: Charge, would: Decimal) -> Decimal:
    """What the patient would pay of a line that has become smaller, at its own discount."""
    whole = charge.copay + charge.own
    return to_cents(would - would * charge.discount / whole) if whole else ZERO


def ledger_of(db: Session, encounter_id: UUID) -> tuple[list[Invoice], list[Payment]]:
    """A visit's invoices and payments, oldest first."""
    invoices = select(Invoice).where(col(Invoice.encounter_id) == encounter_id)
    payments = select(Payment).where(col(Payment.encounter_id) == encounter_id)
    return (
        list(db.execute(invoices.order_by(col(Invoice.id))).scalars()),
        list(db.execute(payments.order_by(col(Payment.id))).scalars()),
    )


def lines_of(db: Session, invoice_ids: Sequence[UUID]) -> dict[UUID, list[InvoiceLine]]:
    """The frozen lines of several invoices, in their order."""
    found: dict[UUID, list[InvoiceLine]] = {each: [] for each in invoice_ids}
    asked = select(InvoiceLine).where(col(InvoiceLine.invoice_id).in_(invoice_ids))
    for line in db.execute(
        asked.order_by(col(InvoiceLine.invoice_id), col(InvoiceLine.position))
    ).scalars():
        found[line.invoice_id].append(line)
    return found


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of lines: gross = insurer + copay + own + other; patient = copay + own - discount."""

    gross: Decimal
    insured: Decimal
    insurer: Decimal
    copay: Decimal
    own: Decimal
    other: Decimal
    discount: Decimal

    @property
    def patient(self) -> Decimal:
        return self.copay + self.own - self.discount


def totals(lines: Sequence[Charge | InvoiceLine]) -> Totals:
    return Totals(
        *(
            sum((getattr(line, name) for line in lines), ZERO)
            for name in ("gross", "insured", "insurer", "copay", "own", "other", "discount")
        )
    )
