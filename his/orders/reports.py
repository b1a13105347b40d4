"""What is reported of orders: how many of each service were asked for and performed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import permissions
from his.orders.models import Order, OrderKind
from his.orders.states import ANSWERED, OrderState
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.paging import page_of_rows
from kernel.reports import Cell, Column, Filter, Filters, Line, Period, Record, Report
from kernel.text import Text

_KINDS = {
    "lab": Text("Xét nghiệm", "Laboratory"),
    "imaging": Text("Chẩn đoán hình ảnh", "Imaging"),
    "function": Text("Thăm dò chức năng", "Function tests"),
    "procedure": Text("Thủ thuật", "Procedures"),
    "exam": Text("Khám", "Examinations"),
}
_GONE = (OrderState.CANCELLED, OrderState.REFUSED)


def _placed(over: Period, filters: Filters, *columns: Any) -> Select[Any]:
    start, end = over.bounds
    query = select(*columns).where(col(Order.placed_at) >= start, col(Order.placed_at) < end)
    if kind := filters.get("kind"):
        query = query.where(col(Order.kind) == kind)
    return query


def services(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a service, by kind and code."""
    answered = func.sum(case((col(Order.state).in_(ANSWERED), col(Order.quantity)), else_=0))
    gone = func.sum(case((col(Order.state).in_(_GONE), col(Order.quantity)), else_=0))
    what = (col(Order.kind), col(Order.service_code))
    rows = db.execute(
        _placed(
            over,
            filters,
            *what,
            func.max(col(Order.service_name)),
            func.sum(col(Order.quantity)),
            answered,
            gone,
        )
        .group_by(*what)
        .order_by(*what)
    )
    return [
        Line(
            (
                _KINDS.get(str(kind), Text(str(kind), str(kind))).to(actor.language),
                code,
                name,
                int(many),
                int(done),
                int(ended),
            ),
            code,
        )
        for kind, code, name, many, done, ended in rows
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
    """The orders of a service, in the order of placing."""
    query = (
        _placed(over, filters, Order, Encounter, Patient)
        .join(Encounter, col(Encounter.id) == col(Order.encounter_id))
        .join(Patient, col(Patient.id) == col(Order.patient_id))
        .where(col(Order.service_code) == key, patients.visible(actor))
    )
    by = (col(Order.placed_at), col(Order.id))
    found, following = page_of_rows(
        db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit
    )
    return [_record(actor, *row) for row in found], following


def _record(actor: Actor, order: Order, visit: Encounter, person: Patient) -> Record:
    shown = encounters.record(actor, visit, person)
    return Record(
        id=order.id,
        at=order.placed_at,
        code=order.code,
        who=shown.who,
        says=f"{order.placed_by_name} → {order.performed_by_name or '…'}",
        to=shown.to,
        subject=shown.subject,
    )


REPORTS = (
    Report(
        id="his.orders.services",
        title=Text("Dịch vụ kỹ thuật đã chỉ định và thực hiện", "Services ordered and performed"),
        group=Text("Cận lâm sàng, thủ thuật", "Tests and procedures"),
        definition=Text(
            "Số lượng chỉ định theo ngày chỉ định (giờ Việt Nam). Thực hiện: đã có kết quả. Mẫu "
            "chính thức chưa có trong hệ thống: đây là bố cục của HIS54.",
            "Quantities by the day of the order (Vietnamese time). Performed: answered. The "
            "official form was not available: this is HIS54's own layout.",
        ),
        law="Thông tư 23/2025/TT-BYT",
        needs=permissions.FIGURES,
        columns=(
            Column(Text("Loại", "Kind")),
            Column(Text("Mã", "Code")),
            Column(Text("Dịch vụ", "Service")),
            Column(Text("Chỉ định", "Ordered"), Cell.COUNT),
            Column(Text("Thực hiện", "Performed"), Cell.COUNT),
            Column(Text("Hủy, từ chối", "Cancelled, refused"), Cell.COUNT),
        ),
        by=services,
        records=of_service,
        filters=(
            Filter(
                "kind",
                Text("Loại", "Kind"),
                lambda _: [
                    (k.value, _KINDS.get(k.value, Text(k.value, k.value))) for k in OrderKind
                ],
            ),
        ),
    ),
)
