"""Revenue by service: as invoiced (by cash) or as performed (by result); by group of costs."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlmodel import Session, col

from his.billing import permissions
from his.billing.ledger import Invoice, InvoiceLine
from his.billing.models import Charge, ChargeState
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.paging import cursor, place
from kernel.reports import Cell, Column, Filter, Filters, Line, Period, Record, Report
from kernel.text import Text

_GROUPS = (  # MA_NHOM, QĐ 5937/QĐ-BYT, annex 3, as far as a clinic performs them
    ("1", Text("Xét nghiệm", "Laboratory")),
    ("2", Text("Chẩn đoán hình ảnh", "Imaging")),
    ("3", Text("Thăm dò chức năng", "Function tests")),
    ("8", Text("Thủ thuật, phẫu thuật", "Procedures")),
    ("13", Text("Khám bệnh", "Examinations")),
)
_GROUP = Filter("group", Text("Nhóm chi phí", "Group of costs"), lambda _: list(_GROUPS))
_MOMENT = Filter(
    "moment",
    Text("Tính theo", "By"),
    lambda _: [
        ("invoiced", Text("ngày lập hóa đơn", "the day of the invoice")),
        ("resulted", Text("ngày có kết quả", "the day of the result")),
    ],
    usual="invoiced",
)


def _by_result(filters: Filters) -> bool:
    return filters.get("moment") == "resulted"


def _asked(over: Period, filters: Filters, kind: Any, *columns: Any) -> Select[Any]:
    """Invoiced lines by their invoice, or charges by the moment of their result."""
    start, end = over.bounds
    if _by_result(filters):
        query = select(*columns).where(
            col(Charge.resulted_at) >= start,
            col(Charge.resulted_at) < end,
            col(Charge.state) != ChargeState.WITHDRAWN,
        )
    else:
        query = (
            select(*columns)
            .select_from(InvoiceLine)
            .join(Invoice, col(Invoice.id) == col(InvoiceLine.invoice_id))
            .join(Charge, col(Charge.id) == col(InvoiceLine.charge_id))
            .where(col(Invoice.at) >= start, col(Invoice.at) < end)
        )
    query = query.where(kind.kind == "service")
    group = filters.get("group")
    return query.where(col(Charge.group) == group) if group else query


def _kind(filters: Filters) -> Any:
    return Charge if _by_result(filters) else InvoiceLine


def by_service(db: Session, _: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a service, the greatest first."""
    of = _kind(filters)
    query = _asked(
        over,
        filters,
        of,
        col(of.code),
        func.max(col(of.name)),
        func.count(),
        func.sum(col(of.quantity)),
        func.sum(col(of.gross)),
        func.sum(col(of.insurer)),
        func.sum(col(of.copay)),
        func.sum(col(of.own)),
        func.sum(col(of.discount)),
    ).group_by(col(of.code))
    rows = sorted(db.execute(query).all(), key=lambda row: (-Decimal(row[4] or 0), row[0]))
    return [
        Line((f"{name} ({code})", count, *(Decimal(each or 0) for each in sums)), code)
        for code, name, count, *sums in rows
    ]


def of_service(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The lines of a service, in their order."""
    of = _kind(filters)
    at = col(Charge.resulted_at) if _by_result(filters) else col(Invoice.at)
    query = (
        _asked(over, filters, of, at, of, Encounter, Patient)
        .join(Encounter, col(Encounter.id) == col(Charge.encounter_id))
        .join(Patient, col(Patient.id) == col(Encounter.patient_id))
        .where(col(of.code) == key, patients.visible(actor))
    )
    if after:
        query = query.where(tuple_(at, col(of.id)) > place(after, datetime.fromisoformat, UUID))
    rows = [tuple(row) for row in db.execute(query.order_by(at, col(of.id)).limit(limit + 1))]
    following = None
    if len(rows) > limit:
        rows.pop()
        following = cursor(rows[-1][0], rows[-1][1].id)
    return [_record(actor, *row) for row in rows], following


def _record(actor: Actor, at: datetime, line: Any, visit: Encounter, person: Patient) -> Record:
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


BY_SERVICE = Report(
    id="his.billing.revenue_by_service",
    title=Text("Doanh thu theo dịch vụ", "Revenue by service"),
    group=Text("Viện phí", "Billing"),
    definition=Text(
        "Theo hóa đơn: dòng hóa đơn theo ngày lập (giờ Việt Nam), hóa đơn hủy trừ vào ngày hủy. "
        "Theo kết quả: chi phí chưa hủy theo lúc có kết quả, đã lập hóa đơn hay chưa. Đơn vị đếm: "
        "một dòng chi phí dịch vụ; chọn nhóm chi phí “Xét nghiệm” để xem riêng xét nghiệm.",
        "By invoice: invoiced lines by the day of the invoice (Vietnamese time), a reversal on "
        "its own day. By result: charges that stand, by the moment of their result, invoiced or "
        "not. Counted: one charged line of a service; choose the group “Laboratory” for it alone.",
    ),
    needs=permissions.SHIFTS,
    columns=(
        Column(Text("Dịch vụ", "Service")),
        Column(Text("Số dòng", "Lines"), Cell.COUNT),
        Column(Text("Số lượng", "Quantity"), Cell.QUANTITY),
        Column(Text("Tổng chi phí", "Gross"), Cell.AMOUNT),
        Column(Text("Quỹ BHYT trả", "Insurer"), Cell.AMOUNT),
        Column(Text("Cùng chi trả", "Co-payment"), Cell.AMOUNT),
        Column(Text("Tự trả", "Own"), Cell.AMOUNT),
        Column(Text("Miễn giảm", "Discount"), Cell.AMOUNT),
    ),
    by=by_service,
    records=of_service,
    filters=(_GROUP, _MOMENT),
)
