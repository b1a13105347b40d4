"""What is reported of money: revenue by what was done and by whom, and what was taken (doanh thu).

Revenue counts invoices by the Vietnamese day on which they were issued; a reversal counts
against it on its own day. What nobody has invoiced yet is not revenue.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlmodel import Session, col

from his.admin import service as admin
from his.billing import permissions
from his.billing.ledger import Invoice, InvoiceLine, Payment, PaymentMethod
from his.billing.models import Charge
from his.billing.service_revenue import BY_SERVICE
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.paging import cursor, place
from kernel.reports import Cell, Column, Filters, Headline, Line, Period, Record, Report
from kernel.text import Text

_NONE = "—"
_KINDS = {
    "service": Text("Dịch vụ", "Services"),
    "drug": Text("Thuốc", "Drugs"),
    "supply": Text("Vật tư y tế", "Supplies"),
}
_METHODS = {
    PaymentMethod.CASH: Text("Tiền mặt", "Cash"),
    PaymentMethod.CARD: Text("Thẻ", "Card"),
    PaymentMethod.TRANSFER: Text("Chuyển khoản", "Transfer"),
    PaymentMethod.DEPOSIT: Text("Tạm ứng", "Deposit"),
}
_MONEY = tuple(
    Column(title, Cell.AMOUNT)
    for title in (
        Text("Tổng chi phí", "Gross"),
        Text("Quỹ BHYT trả", "Insurer"),
        Text("Cùng chi trả", "Co-payment"),
        Text("Tự trả", "Own"),
        Text("Miễn giảm", "Discount"),
    )
)
_SUMS = tuple(
    func.sum(column)
    for column in (
        col(InvoiceLine.gross),
        col(InvoiceLine.insurer),
        col(InvoiceLine.copay),
        col(InvoiceLine.own),
        col(InvoiceLine.discount),
    )
)


def _lines_of(over: Period, *columns: Any) -> Select[Any]:
    start, end = over.bounds
    return (
        select(*columns)
        .select_from(InvoiceLine)
        .join(Invoice, col(Invoice.id) == col(InvoiceLine.invoice_id))
        .join(Charge, col(Charge.id) == col(InvoiceLine.charge_id))
        .where(col(Invoice.at) >= start, col(Invoice.at) < end)
    )


def _by(
    column: Any, name: Callable[[Session, Actor, Any], str], key: Callable[[Any], str] = str
) -> Any:
    """Revenue in groups of one column, the greatest first."""

    def lines(db: Session, actor: Actor, over: Period, _: Filters) -> list[Line]:
        found = db.execute(_lines_of(over, column, func.count(), *_SUMS).group_by(column)).all()
        ordered = sorted(found, key=lambda row: (-_money(row[2]), str(row[0])))
        return [
            Line((name(db, actor, row[0]), row[1], *map(_money, row[2:])), key(row[0]) or _NONE)
            for row in ordered
        ]

    return lines


def _money(value: Any) -> Decimal:
    return Decimal(value or 0)


def _records(narrow: Callable[[str], Any]) -> Any:
    """The invoiced lines behind a figure."""

    def records(
        db: Session,
        actor: Actor,
        over: Period,
        _: Filters,
        key: str,
        after: str | None,
        limit: int,
    ) -> tuple[list[Record], str | None]:
        query = (
            _lines_of(over, Invoice.at, InvoiceLine, Encounter, Patient)
            .join(Encounter, col(Encounter.id) == col(Invoice.encounter_id))
            .join(Patient, col(Patient.id) == col(Encounter.patient_id))
            .where(narrow("" if key == _NONE else key), patients.visible(actor))
        )
        by = (col(Invoice.at), col(InvoiceLine.id))
        if after:
            query = query.where(tuple_(*by) > place(after, datetime.fromisoformat, UUID))
        found = [tuple(row) for row in db.execute(query.order_by(*by).limit(limit + 1))]
        following = None
        if len(found) > limit:
            found.pop()
            following = cursor(found[-1][0], found[-1][1].id)
        return [_record(actor, *row) for row in found], following

    return records


def _record(
    actor: Actor, at: datetime, line: InvoiceLine, visit: Encounter, person: Patient
) -> Record:
    shown = encounters.record(actor, visit, person)
    return Record(
        id=line.id,
        at=at,
        code=shown.code,
        who=shown.who,
        says=line.name,
        amount=line.gross,
        to=shown.to,
        subject=shown.subject,
    )


def _department(db: Session, actor: Actor, department_id: UUID | None) -> str:
    known = {each.id: each.name for each in admin.departments(db)}
    return known.get(department_id, _NONE) if department_id else _NONE


def _same(column: Any, read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda key: column == read(key) if key else column.is_(None)


def taken(db: Session, actor: Actor, over: Period, _: Filters) -> list[Line]:
    """What came in and went out, by way of paying and cashier."""
    start, end = over.bounds
    rows = db.execute(
        select(
            col(Payment.method), col(Payment.by_name), func.count(), func.sum(col(Payment.amount))
        )
        .where(col(Payment.at) >= start, col(Payment.at) < end)
        .group_by(col(Payment.method), col(Payment.by_name))
        .order_by(col(Payment.method), col(Payment.by_name))
    )
    return [
        Line((_METHODS[method].to(actor.language), cashier, count, _money(amount)))
        for method, cashier, count, amount in rows
    ]


def revenue(db: Session, _: Actor, day: date) -> Decimal:
    """What was invoiced on a day, reversals taken off."""
    start, end = Period(day, day).bounds
    found = select(func.sum(col(Invoice.gross))).where(
        col(Invoice.at) >= start, col(Invoice.at) < end
    )
    return _money(db.execute(found).scalar())


def collected(db: Session, _: Actor, day: date) -> Decimal:
    """What patients paid on a day, whatever way, refunds taken off."""
    start, end = Period(day, day).bounds
    found = select(func.sum(col(Payment.amount))).where(
        col(Payment.at) >= start,
        col(Payment.at) < end,
        col(Payment.method) != PaymentMethod.DEPOSIT,
    )
    return _money(db.execute(found).scalar())


_GROUP = Text("Viện phí", "Billing")
_INVOICED = Text(
    "Dòng hóa đơn theo ngày lập hóa đơn (giờ Việt Nam); hóa đơn hủy trừ vào ngày hủy.",
    "Invoiced lines by the day of the invoice (Vietnamese time); a reversal on its own day.",
)
_DONE = (Column(Text("Số dòng", "Lines"), Cell.COUNT), *_MONEY)


def _revenue(id_: str, title: Text, head: Text, by: Any, records: Any, more: Text) -> Report:
    return Report(
        id=f"his.billing.revenue_by_{id_}",
        title=title,
        group=_GROUP,
        definition=Text(f"{_INVOICED.vi} {more.vi}", f"{_INVOICED.en} {more.en}"),
        needs=permissions.SHIFTS,
        columns=(Column(head), *_DONE),
        by=by,
        records=records,
    )


REPORTS = (
    BY_SERVICE,
    _revenue(
        "kind",
        Text("Doanh thu theo loại chi phí", "Revenue by kind"),
        Text("Loại", "Kind"),
        _by(
            col(InvoiceLine.kind),
            lambda _, actor, kind: _KINDS[kind].to(actor.language) if kind in _KINDS else kind,
        ),
        _records(_same(col(InvoiceLine.kind), str)),
        Text("", ""),
    ),
    _revenue(
        "ordering_department",
        Text("Doanh thu theo khoa chỉ định", "Revenue by ordering department"),
        Text("Khoa", "Department"),
        _by(col(Charge.department_id), _department, lambda each: str(each or "")),
        _records(_same(col(Charge.department_id), UUID)),
        Text("Khoa nơi phát sinh chỉ định.", "The department where it was ordered."),
    ),
    _revenue(
        "ordering_doctor",
        Text("Doanh thu theo người chỉ định", "Revenue by who ordered"),
        Text("Người chỉ định", "Ordered by"),
        _by(col(Charge.ordered_by_name), lambda _, __, name: name or _NONE),
        _records(_same(col(Charge.ordered_by_name), str)),
        Text("Theo người đã chỉ định hoặc kê.", "By whoever ordered or prescribed it."),
    ),
    _revenue(
        "performer",
        Text("Doanh thu theo người thực hiện", "Revenue by who performed"),
        Text("Người thực hiện", "Performed by"),
        _by(col(Charge.performed_by_name), lambda _, __, name: name or _NONE),
        _records(lambda key: col(Charge.performed_by_name) == key),
        Text("Chưa thực hiện: dòng “—”.", "Not performed yet: the line “—”."),
    ),
    Report(
        id="his.billing.taken",
        title=Text("Thu chi theo hình thức và thu ngân", "Money taken, by way and cashier"),
        group=_GROUP,
        definition=Text(
            "Phiếu thu, phiếu chi theo ngày ghi (giờ Việt Nam).",
            "Money that came in and went out, by the day it was written.",
        ),
        needs=permissions.SHIFTS,
        columns=(
            Column(Text("Hình thức", "Way")),
            Column(Text("Thu ngân", "Cashier")),
            Column(Text("Số phiếu", "Receipts"), Cell.COUNT),
            Column(Text("Số tiền", "Amount"), Cell.AMOUNT),
        ),
        by=taken,
    ),
)

HEADLINES = (
    Headline(
        id="his.billing.revenue",
        title=Text("Doanh thu", "Revenue"),
        kind=Cell.AMOUNT,
        needs=permissions.SHIFTS,
        by=revenue,
        to="/reports/his.billing.revenue_by_kind?since={day}&until={day}",
        good=1,
    ),
    Headline(
        id="his.billing.collected",
        title=Text("Thực thu", "Collected"),
        kind=Cell.AMOUNT,
        needs=permissions.SHIFTS,
        by=collected,
        to="/reports/his.billing.taken?since={day}&until={day}",
        good=1,
    ),
)
