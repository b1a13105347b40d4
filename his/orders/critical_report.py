"""How soon critical results are acknowledged (kết quả nguy hiểm: số phút đến khi xác nhận)."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import permissions
from his.orders.critical_models import CriticalAlarm
from his.orders.models import Order
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.paging import page_of_rows
from kernel.reports import Cell, Column, Filters, Line, Period, Record, Report
from kernel.text import Text


def _raised(over: Period, *columns: Any) -> Select[Any]:
    start, end = over.bounds
    return (
        select(*columns)
        .join(Order, col(Order.id) == col(CriticalAlarm.order_id))
        .where(col(CriticalAlarm.at) >= start, col(CriticalAlarm.at) < end)
    )


def minutes(alarm: CriticalAlarm) -> Decimal | None:
    """From the result's going out to its acknowledgement; None while nobody has."""
    if alarm.acknowledged_at is None:
        return None
    took = Decimal(str((alarm.acknowledged_at - alarm.at).total_seconds())) / 60
    return took.quantize(Decimal("0.1"), ROUND_HALF_UP)


def by_service(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    """One line a service, in the order of codes."""
    groups: dict[tuple[str, str], list[CriticalAlarm]] = {}
    for code, name, alarm in db.execute(
        _raised(over, col(Order.service_code), col(Order.service_name), CriticalAlarm)
    ):
        groups.setdefault((code, name), []).append(alarm)
    return [_line(code, name, groups[code, name]) for code, name in sorted(groups)]


def _line(code: str, name: str, alarms: list[CriticalAlarm]) -> Line:
    took = [m for m in (minutes(a) for a in alarms) if m is not None]
    return Line(
        (
            code,
            name,
            len(alarms),
            len(took),
            sum(a.escalated_at is not None for a in alarms),
            sum(a.called_at is not None for a in alarms),
            _tenth(sum(took, Decimal(0)) / len(took)) if took else None,
            _tenth(median(took)) if took else None,
            max(took, default=None),
        ),
        code,
    )


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def of_service(
    db: Session, actor: Actor, over: Period, _: Filters, key: str, after: str | None, limit: int
) -> tuple[list[Record], str | None]:
    """The alarms of a service, in the order in which they were raised."""
    query = (
        _raised(over, CriticalAlarm, Encounter, Patient)
        .join(Encounter, col(Encounter.id) == col(CriticalAlarm.encounter_id))
        .join(Patient, col(Patient.id) == col(CriticalAlarm.patient_id))
        .where(col(Order.service_code) == key, patients.visible(actor))
    )
    by = (col(CriticalAlarm.at), col(CriticalAlarm.id))
    found, following = page_of_rows(
        db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit
    )
    return [_record(actor, *row) for row in found], following


def _record(actor: Actor, alarm: CriticalAlarm, visit: Encounter, person: Patient) -> Record:
    shown = encounters.record(actor, visit, person)
    took = minutes(alarm)
    unit = Text("phút", "min").to(actor.language)
    answer = "…" if took is None else f"{took} {unit}, {alarm.acknowledged_by_name}"
    return Record(
        id=alarm.id,
        at=alarm.at,
        code=shown.code,
        who=shown.who,
        says=f"{alarm.says.splitlines()[0]} → {answer}",
        to=f"/results/{alarm.order_id}",
        subject=shown.subject,
    )


REPORT = Report(
    id="his.orders.critical",
    title=Text(
        "Kết quả nguy hiểm: số phút đến khi xác nhận",
        "Critical results: minutes to acknowledgement",
    ),
    group=Text("Cận lâm sàng, thủ thuật", "Tests and procedures"),
    definition=Text(
        "Báo động theo lúc trả kết quả (giờ Việt Nam). Số phút: từ lúc trả kết quả đến lúc có "
        "người xác nhận; kết quả chưa xác nhận hoặc được thay trước đó không tính vào số phút. "
        "Quá hạn: không ai xác nhận trong số phút đặt ở tham số, đã báo mọi người.",
        "Alarms by the time at which the result went out (Vietnamese time). Minutes: from then "
        "to the acknowledgement; results not acknowledged, or replaced before, have none. Late: "
        "nobody acknowledged within the minutes of the parameter, and everybody was alarmed.",
    ),
    needs=permissions.FIGURES,
    columns=(
        Column(Text("Mã", "Code")),
        Column(Text("Dịch vụ", "Service")),
        Column(Text("Báo động", "Alarms"), Cell.COUNT),
        Column(Text("Đã xác nhận", "Acknowledged"), Cell.COUNT),
        Column(Text("Quá hạn", "Late"), Cell.COUNT),
        Column(Text("Đã gọi điện", "Called"), Cell.COUNT),
        Column(Text("Trung bình (phút)", "Average (min)"), Cell.MINUTES),
        Column(Text("Trung vị (phút)", "Median (min)"), Cell.MINUTES),
        Column(Text("Lâu nhất (phút)", "Longest (min)"), Cell.MINUTES),
    ),
    by=by_service,
    records=of_service,
)
