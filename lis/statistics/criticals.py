"""Critical results: how soon somebody was told, and who was late (giá trị nguy hiểm)."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters.service import Encounter
from his.orders.service import CriticalAlarm
from his.patients.service import Patient
from kernel.access import Actor
from kernel.reports import Cell, Column, Filters, Line, Period, Record, Report
from kernel.text import Text
from lis.statistics import behind, dimensions, permissions
from lis.statistics.grounds import ALARMED, alarmed
from lis.statistics.turnaround import FIGURE, figure_of
from lis.statistics.volume import GROUP, HEAD, percent
from lis.statistics.working import minutes

BY = ("service", "orderer", "room", "department", "urgency", *dimensions.STEPS)
_LIMIT = "his.orders.critical_minutes"


def told_at(alarm: CriticalAlarm) -> datetime | None:
    """When somebody knew: told by telephone, or acknowledged."""
    known = [at for at in (alarm.called_at, alarm.acknowledged_at) if at is not None]
    return min(known, default=None)


def _seconds(since: datetime, until: datetime | None) -> float | None:
    return None if until is None else max(0.0, (until - since).total_seconds())


def by_group(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a group of alarms."""
    by = dimensions.chosen(filters, BY)
    query = alarmed(over, dimensions.column(ALARMED, by), CriticalAlarm)
    groups: dict[str, tuple[Any, list[CriticalAlarm]]] = {}
    for value, alarm in db.execute(dimensions.joined(query, ALARMED, by)):
        groups.setdefault(dimensions.key(value), (value, []))[1].append(alarm)
    said, figure = by.said(db, actor), figure_of(filters)
    limit = timedelta(minutes=int(admin.parameter(db, _LIMIT)))
    lines = []
    for key in sorted(groups):
        value, alarms = groups[key]
        told = [_seconds(a.at, told_at(a)) for a in alarms]
        answered = [_seconds(a.at, a.acknowledged_at) for a in alarms]
        known = [s for s in told if s is not None]
        counted = [a for a in alarms if a.ended_at is None or told_at(a) is not None]
        in_time = sum(s <= limit.total_seconds() for s in known)
        lines.append(
            Line(
                (
                    key if key == dimensions.NOBODY else said(value),
                    len(alarms),
                    sum(a.called_at is not None for a in alarms),
                    minutes(figure(known)),
                    percent(in_time, len(counted)),
                    sum(a.acknowledged_at is not None for a in alarms),
                    minutes(figure([s for s in answered if s is not None])),
                    sum(a.escalated_at is not None for a in alarms),
                    len(alarms) - len(counted),
                ),
                key,
            )
        )
    return lines


def of_group(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The alarms of a group, in the order in which they were raised."""
    by = dimensions.chosen(filters, BY)
    head = (col(CriticalAlarm.at), col(CriticalAlarm.id))
    query = alarmed(over, *head, CriticalAlarm, Encounter, Patient)
    query = behind.people(query, ALARMED.visit, actor)
    query = query.where(dimensions.behind(ALARMED, by, key))
    rows, following = behind.page(db, query, *head, after, limit)
    return [_record(actor, *row[2:]) for row in rows], following


def _record(actor: Actor, alarm: CriticalAlarm, visit: Encounter, person: Patient) -> Record:
    took = minutes(_seconds(alarm.at, told_at(alarm)))
    who = alarm.called_by_name if alarm.called_at else alarm.acknowledged_by_name
    word = Text("phút", "min").to(actor.language)
    answer = "–" if took is None else f"{took} {word}, {who}".replace(".", ",")
    return behind.record(
        actor,
        visit,
        person,
        id_=alarm.id,
        at=alarm.at,
        says=f"{alarm.says.splitlines()[0]} → {answer}",
        to=f"/lab/orders/{alarm.order_id}",
    )


CRITICALS = Report(
    id="lis.statistics.criticals",
    title=Text("Giá trị nguy hiểm: số phút đến khi báo", "Critical results: minutes to the call"),
    group=GROUP,
    definition=Text(
        "Đơn vị đếm: một báo động kết quả nguy hiểm của xét nghiệm, theo lúc trả (giờ Việt Nam). "
        "Báo: gọi điện có đọc lại, hoặc có người xác nhận, lấy mốc sớm hơn. Kịp: trong số phút "
        "hiện đặt ở tham số; chưa báo là không kịp; kết quả được thay trước khi báo không tính. "
        "Chưa có mốc hiện “–”.",
        "Counted: one alarm of a critical laboratory result, by the moment it went out "
        "(Vietnamese time). Told: called with read-back, or acknowledged, whichever was first. In "
        "time: within the minutes that the parameter has now; not told is not in time; those "
        "replaced before are left out. Where the moment is missing stands “–”.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Báo động", "Alarms"), Cell.COUNT),
        Column(Text("Đã gọi điện", "Called"), Cell.COUNT),
        Column(Text("Phút đến khi báo", "Minutes to telling"), Cell.MINUTES),
        Column(Text("Báo kịp", "Told in time"), Cell.PERCENT),
        Column(Text("Đã xác nhận", "Acknowledged"), Cell.COUNT),
        Column(Text("Phút đến xác nhận", "Minutes to acknowledgement"), Cell.MINUTES),
        Column(Text("Đã báo tiếp", "Escalated"), Cell.COUNT),
        Column(Text("Thay trước khi báo", "Replaced before"), Cell.COUNT),
    ),
    by=by_group,
    records=of_group,
    filters=(dimensions.choice(BY), FIGURE),
)
