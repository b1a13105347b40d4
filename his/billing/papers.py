"""What the cashier prints: invoice, receipt, cost statement, transfer slip, shift report."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.billing import permissions, shifts
from his.billing.accounts import bill_of, charges, ledger_of, lines_of, totals
from his.billing.errors import NoBill
from his.billing.ledger import Invoice, InvoiceLine, Payment, PaymentMethod
from his.billing.models import Charge, ChargeState
from his.billing.spelling import in_words
from his.billing.tills import CashShift, TransferRequest
from his.encounters import service as encounters
from his.pricing.service import money, plain, rule_on
from kernel import printing
from kernel.access import Actor
from kernel.clock import LOCAL
from kernel.errors import NotFound
from kernel.printing import Print, Printed
from kernel.text import Text

_HERE = Path(__file__).parent / "prints"
METHODS = {
    PaymentMethod.CASH: Text("Tiền mặt", "Cash"),
    PaymentMethod.CARD: Text("Thẻ", "Card"),
    PaymentMethod.TRANSFER: Text("Chuyển khoản", "Transfer"),
    PaymentMethod.DEPOSIT: Text("Từ tạm ứng", "From the deposit"),
}
GROUPS = {
    "13": Text("Khám bệnh", "Examination"),
    "1": Text("Xét nghiệm", "Laboratory"),
    "2": Text("Chẩn đoán hình ảnh", "Imaging"),
    "3": Text("Thăm dò chức năng", "Functional tests"),
    "8": Text("Phẫu thuật", "Surgery"),
    "18": Text("Thủ thuật", "Procedures"),
    "4": Text("Thuốc trong danh mục BHYT", "Insured drugs"),
    "6": Text("Thuốc thanh toán theo tỷ lệ", "Drugs paid in part"),
    "5": Text("Thuốc ngoài danh mục BHYT", "Drugs outside the list"),
    "10": Text("Vật tư y tế trong danh mục", "Insured supplies"),
    "11": Text("Vật tư y tế ngoài danh mục", "Supplies outside the list"),
}
_OTHER = Text("Khác", "Other")


def _form(id_: str, vi: str, en: str, file: str) -> Print:
    return Print(
        id=f"his.billing.{id_}",
        title=Text(vi, en),
        template=_HERE / file,
        needs=permissions.PRINT,
    )


INVOICE = _form("invoice", "Hóa đơn viện phí", "Invoice", "invoice.typ")
RECEIPT = _form("receipt", "Biên lai khổ K80", "Receipt, 80 mm", "receipt.typ")
STATEMENT = _form("statement", "Bảng kê chi phí khám chữa bệnh", "Cost statement", "statement.typ")
TRANSFER = _form("transfer", "Phiếu chuyển khoản (QR)", "Transfer slip (QR)", "transfer.typ")
SHIFT = Print(
    id="his.billing.shift",
    title=Text("Báo cáo ca thu ngân", "Shift report"),
    template=_HERE / "shift.typ",
    needs=permissions.SHIFT,
)
SLIP = _form("slip", "Phiếu thu, phiếu chi (tạm ứng)", "Slip of money (deposits)", "slip.typ")
ALL = (INVOICE, RECEIPT, STATEMENT, SLIP, TRANSFER, SHIFT)


def invoice(db: Session, actor: Actor, invoice_id: UUID, *, narrow: bool = False) -> Printed:
    """An invoice or a reversal, on A5 or on the 80 mm roll."""
    found = db.get(Invoice, invoice_id)
    if found is None:
        raise NotFound
    visit = encounters.header(db, actor, found.encounter_id)
    to = actor.language
    original = db.get(Invoice, found.reverses_id) if found.reverses_id else None
    _, payments = ledger_of(db, found.encounter_id)
    data = {
        "code": found.code,
        "reversal": original is not None,
        "original": original.code if original else "",
        "reason": found.reason,
        "buyer": found.buyer,
        "visit": visit.encounter.code,
        "patient_code": visit.patient.code,
        "at": _at(found.at),
        "by": found.by_name,
        "lines": [_line(line) for line in lines_of(db, [found.id])[found.id]],
        "gross": money(found.gross),
        "insurer": money(found.insurer),
        "other": money(found.other),
        "discount": money(found.discount),
        "patient": money(found.patient),
        "rounding": money(found.rounding),
        "total": money(found.total),
        "payments": [_payment(p, to) for p in payments if p.invoice_id == found.id],
    }
    return printing.render(
        db,
        actor,
        RECEIPT if narrow else INVOICE,
        subject=("patient", visit.patient.id),
        document=found.id,
        data=data,
        code=found.code,
        language=to,
    )


def slip(db: Session, actor: Actor, payment_id: UUID) -> Printed:
    """One movement of money, for the patient's hand: above all a deposit and its return."""
    found = db.get(Payment, payment_id)
    if found is None:
        raise NotFound
    visit = encounters.header(db, actor, found.encounter_id)
    to = actor.language
    invoice = db.get(Invoice, found.invoice_id) if found.invoice_id else None
    return printing.render(
        db,
        actor,
        SLIP,
        subject=("patient", visit.patient.id),
        document=found.id,
        data={
            "code": found.code,
            "kind": found.kind.value,
            "out": found.amount < 0,
            "at": _at(found.at),
            "by": found.by_name,
            "name": visit.patient.name,
            "patient_code": visit.patient.code,
            "visit": visit.encounter.code,
            "invoice": invoice.code if invoice else "",
            "reason": found.reason,
            "reference": found.reference,
            "words": in_words(abs(found.amount)),
            **_payment(found, to),
            "amount": money(abs(found.amount)),
        },
        code=found.code,
        language=to,
    )


def statement(db: Session, actor: Actor, encounter_id: UUID) -> Printed:
    """What the visit cost and who pays, by group of costs; the form is that of its day."""
    visit = encounters.header(db, actor, encounter_id)
    bill = bill_of(db, encounter_id)
    if bill is None:
        raise NoBill
    to = actor.language
    standing = [c for c in charges(db, encounter_id) if c.state is not ChargeState.WITHDRAWN]
    sums = totals(standing)
    day = visit.encounter.opened_at.astimezone(LOCAL).date()
    data = {
        "form": rule_on(db, "STATEMENT_FORM", day),
        "visit": visit.encounter.code,
        "patient": {
            "code": visit.patient.code,
            "name": visit.patient.name,
            "birth": "/".join(reversed((visit.patient.birth or "").split("-"))),
            "age": visit.patient.age.to(to),
        },
        "opened": _at(visit.encounter.opened_at),
        "closed": _at(visit.encounter.closed_at) if visit.encounter.closed_at else "",
        "room": visit.room.name,
        "payer": bill.payer,
        "groups": _groups(standing, to),
        "sums": {
            name: money(getattr(sums, name))
            for name in ("gross", "insured", "insurer", "copay", "own", "other", "discount")
        },
        "patient_part": money(sums.patient),
        "paid": money(bill.paid),
        "deposit": money(bill.deposit),
        "owed": money(bill.owed),
        "by": actor.name,
    }
    return printing.render(
        db,
        actor,
        STATEMENT,
        subject=("patient", visit.patient.id),
        document=encounter_id,
        data=data,
        code=visit.encounter.code,
        language=to,
    )


def _groups(standing: Sequence[Charge], to: Any) -> list[dict[str, Any]]:
    order = {group: place for place, group in enumerate(GROUPS)}
    by: dict[str, list[Charge]] = {}
    for charge in sorted(standing, key=lambda c: order.get(c.group, 99)):
        by.setdefault(charge.group if charge.group in GROUPS else "", []).append(charge)
    return [
        {
            "title": GROUPS.get(group, _OTHER).to(to),
            "lines": [_line(charge) for charge in lines],
            "gross": money(totals(lines).gross),
            "insurer": money(totals(lines).insurer),
            "copay": money(totals(lines).copay),
            "own": money(totals(lines).own),
        }
        for group, lines in by.items()
    ]


def transfer(db: Session, actor: Actor, request_id: UUID) -> Printed:
    """The QR of a transfer, on a small slip."""
    request = db.get(TransferRequest, request_id)
    if request is None:
        raise NotFound
    visit = encounters.header(db, actor, request.encounter_id)
    data = {
        "name": visit.patient.name,
        "visit": visit.encounter.code,
        "amount": money(request.amount),
        "code": request.code,
    }
    return printing.render(
        db,
        actor,
        TRANSFER,
        subject=("patient", visit.patient.id),
        document=request.id,
        data=data,
        code=request.payload,
        language=actor.language,
    )


def shift(db: Session, actor: Actor, found: CashShift) -> Printed:
    """What a shift took, counted, handed over."""
    to = actor.language
    balance = shifts.balance(db, found)
    data = {
        "code": found.code,
        "cashier": found.cashier_name,
        "opened": _at(found.opened_at),
        "closed": _at(found.closed_at) if found.closed_at else "",
        "opening": money(balance.opening),
        "moved": money(balance.moved),
        "expected": money(balance.expected),
        "counted": money(found.counted) if found.counted is not None else "",
        "difference": money(found.difference) if found.difference is not None else "",
        "difference_reason": found.difference_reason,
        "handed_to": found.handed_to,
        "accepted_by": found.accepted_by_name,
        "invoices": balance.invoices,
        "invoiced": money(balance.invoiced),
        "taken": [
            {
                "method": METHODS[t.method].to(to),
                "came": money(t.came),
                "went": money(t.went),
                "count": t.count,
            }
            for t in balance.taken
        ],
        "count": [
            {"value": money(Decimal(v)), "pieces": n, "sum": money(Decimal(v) * n)}
            for v, n in (found.count or {}).items()
        ],
    }
    return printing.render(
        db,
        actor,
        SHIFT,
        subject=("his_cash_shift", found.id),
        document=found.id,
        data=data,
        code=found.code,
        language=to,
    )


def _line(line: Charge | InvoiceLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "unit": line.unit,
        "quantity": plain(line.quantity),
        "unit_price": money(line.unit_price),
        "rate_dv": plain(line.rate_dv),
        "rate_bh": plain(line.rate_bh),
        "rate": plain(line.rate),
        "gross": money(line.gross),
        "insured": money(line.insured),
        "insurer": money(line.insurer),
        "copay": money(line.copay),
        "own": money(line.own),
        "other": money(line.other),
        "patient": money(line.copay + line.own - line.discount),
    }


def _payment(payment: Payment, to: Any) -> dict[str, Any]:
    return {
        "code": payment.code,
        "method": METHODS[payment.method].to(to),
        "amount": money(payment.amount),
        "tendered": money(payment.tendered) if payment.tendered else "",
        "change": money(payment.change) if payment.change else "",
    }


def _at(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
