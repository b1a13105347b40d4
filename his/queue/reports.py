"""What is reported of queues: how long people waited (thời gian chờ)."""

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from his.admin import service as admin
from his.queue import permissions
from his.queue.lists import stays
from his.queue.waiting import Stay, percentile
from kernel.access import Actor
from kernel.reports import Cell, Column, Filters, Headline, Line, Period, Report
from kernel.text import Text


def _minutes(told: list[Stay]) -> list[float]:
    return sorted(
        (each.called_at - each.issued_at).total_seconds() / 60 for each in told if each.called_at
    )


def _shown(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), 1)


def waits(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    """One line a room, in the order of room codes."""
    found: dict[object, list[Stay]] = {}
    for each in stays(db, over.since, over.until, None):
        found.setdefault(each.room_id, []).append(each)
    lines = []
    for room in sorted(admin.rooms(db, active=None), key=lambda each: each.code):
        told = found.get(room.id)
        if not told:
            continue
        minutes = _minutes(told)
        lines.append(
            Line(
                (
                    f"{room.code} · {room.name}",
                    len(told),
                    len(minutes),
                    sum(1 for each in told if each.left),
                    _shown(sum(minutes) / len(minutes) if minutes else None),
                    _shown(percentile(minutes, 50)),
                    _shown(percentile(minutes, 90)),
                )
            )
        )
    return lines


def median_wait(db: Session, _: Actor, day: date) -> Decimal | None:
    """Minutes that half of the day's patients waited at most, in exam rooms."""
    exam = {room.id for room in admin.rooms(db, kind=admin.RoomKind.EXAM, active=None)}
    told = [each for each in stays(db, day, day, None) if each.room_id in exam]
    return _shown(percentile(_minutes(told), 50))


REPORTS = (
    Report(
        id="his.queue.waits",
        title=Text("Thời gian chờ theo phòng", "Waiting times by room"),
        group=Text("Khám bệnh", "Visits"),
        definition=Text(
            "Từ khi lấy số đến lần gọi đầu tiên; số đã chuyển phòng tính ở phòng mới.",
            "From the ticket to the first call; a ticket that moved counts in its new room.",
        ),
        needs=permissions.FIGURES,
        columns=(
            Column(Text("Phòng", "Room")),
            Column(Text("Số cấp", "Tickets"), Cell.COUNT),
            Column(Text("Đã gọi", "Called"), Cell.COUNT),
            Column(Text("Bỏ về", "Left"), Cell.COUNT),
            Column(Text("Chờ trung bình (phút)", "Average wait (min)"), Cell.MINUTES),
            Column(Text("Trung vị", "Median"), Cell.MINUTES),
            Column(Text("90% dưới", "90% under"), Cell.MINUTES),
        ),
        by=waits,
    ),
)

HEADLINES = (
    Headline(
        id="his.queue.median_wait",
        title=Text("Chờ khám (trung vị, phút)", "Wait for a room (median, min)"),
        kind=Cell.MINUTES,
        needs=permissions.FIGURES,
        by=median_wait,
        to="/reports/his.queue.waits?since={day}&until={day}",
        good=-1,
    ),
)
