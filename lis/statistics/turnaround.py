"""How long the laboratory takes, segment by segment (thời gian trả kết quả)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col

from his.encounters.service import Encounter
from his.orders.service import Urgency
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import today
from kernel.reports import Cell, Column, Filter, Filters, Line, Period, Record, Report
from kernel.text import Text
from lis.results.service import ResultSource
from lis.specimens.service import Item
from lis.statistics import behind, dimensions, keeping, permissions
from lis.statistics.dimensions import SECTION, URGENCY
from lis.statistics.grounds import ANSWERED, FIRST, items
from lis.statistics.volume import GROUP, HEAD, narrowed, percent
from lis.statistics.working import Calendar, WorkClock, minutes, share_within
from lis.tests import service as tests

BY = (
    "test",
    "section",
    "orderer",
    "department",
    "room",
    "payer",
    "urgency",
    "analyser",
    *dimensions.STEPS,
)
SEGMENTS: tuple[tuple[str, int, int, Text], ...] = (
    ("order_collect", 0, 1, Text("Chỉ định → lấy mẫu", "Order → collection")),
    ("collect_receive", 1, 2, Text("Lấy → nhận mẫu", "Collection → receipt")),
    ("receive_start", 2, 3, Text("Nhận → bắt đầu chạy", "Receipt → start")),
    ("receive_result", 2, 4, Text("Nhận → có kết quả", "Receipt → result")),
    ("receive_verify", 2, 5, Text("Nhận → duyệt", "Receipt → verification")),
    ("result_verify", 4, 5, Text("Kết quả → duyệt", "Result → verification")),
    ("total", 0, 5, Text("Toàn bộ", "Total")),
)
_RECEIVE_VERIFY, _TOTAL = 4, 6
_FIGURES: dict[str, tuple[int, Text]] = {
    "median": (50, Text("trung vị", "median")),
    "p90": (90, Text("90 % không quá", "90 % within")),
    "p95": (95, Text("95 % không quá", "95 % within")),
    "longest": (100, Text("lâu nhất", "longest")),
    "mean": (0, Text("trung bình", "mean")),
}
FIGURE = Filter(
    "figure",
    Text("Con số của từng đoạn", "Figure"),
    lambda _: [(name, words) for name, (_, words) in _FIGURES.items()],
    usual="median",
)
CLOCK = Filter(
    "clock",
    Text("Tính giờ", "Clock"),
    lambda _: [
        ("calendar", Text("theo đồng hồ", "calendar")),
        ("working", Text("giờ làm việc của bộ phận", "working hours of the section")),
    ],
    usual="calendar",
)
_SAME = timedelta(seconds=1)
Stamps = tuple[datetime | None, ...]


@dataclass(slots=True)
class Group:
    """The tests of one line: seconds by segment, and how many were in time."""

    took: tuple[list[float], ...] = field(default_factory=lambda: tuple([] for _ in SEGMENTS))
    tests: int = 0
    due: int = 0
    in_time: int = 0


def _stamps() -> tuple[Any, ...]:
    return (
        col(Item.ordered_at),
        col(Item.collected_at),
        col(Item.received_at),
        col(FIRST.measured_at),
        col(Item.resulted_at),
        col(Item.verified_at),
    )


def of_row(source: str | None, entered_at: datetime | None, given: Stamps) -> Stamps:
    """The moments of a test. Only an analyser says when it began; a hand does not."""
    began = given[3]
    machine = source == ResultSource.ANALYSER
    if not (machine and began and entered_at and entered_at - began >= _SAME):
        began = None
    return (*given[:3], began, *given[4:])


def lasted(clock: WorkClock, stamps: Stamps) -> list[float | None]:
    """Seconds of each segment; None where one of its ends was not recorded."""
    read = [None if at is None else clock.reads(at) for at in stamps]
    found: list[float | None] = []
    for _, since, until, _ in SEGMENTS:
        one, other = read[since], read[until]
        found.append(None if one is None or other is None else max(0.0, other - one))
    return found


def by_group(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a group: a figure for each segment of the tests that were answered."""
    by = dimensions.chosen(filters, BY)
    query = items(
        ANSWERED,
        over,
        dimensions.column(ANSWERED, by),
        col(Item.section_code),
        col(Item.test_code),
        col(Item.urgency),
        col(FIRST.source),
        col(FIRST.entered_at),
        *_stamps(),
        first=True,
    )
    query = narrowed(dimensions.joined(query, ANSWERED, by), filters)
    clock_of, known = _clocks(db, filters), tests.every(db, today())
    groups: dict[str, tuple[Any, Group]] = {}
    for value, section, test, urgency, source, entered_at, *stamps in db.execute(query):
        group = groups.setdefault(dimensions.key(value), (value, Group()))[1]
        group.tests += 1
        took = lasted(clock_of(section), of_row(source, entered_at, tuple(stamps)))
        for place, seconds in enumerate(took):
            if seconds is not None:
                group.took[place].append(seconds)
        profile, spent = known.get(test), took[_RECEIVE_VERIFY]
        if profile is not None and spent is not None:
            routine = urgency == Urgency.ROUTINE
            group.due += 1
            group.in_time += spent <= 60 * (profile.minutes if routine else profile.stat_minutes)
    said, figure = by.said(db, actor), figure_of(filters)
    lines = []
    for key in _sorted(by.id, groups):
        value, group = groups[key]
        name = key if key == dimensions.NOBODY else said(value)
        cells = [minutes(figure(values)) for values in group.took]
        worst = minutes(share_within(group.took[_TOTAL], 90))
        told = (*cells, worst, percent(group.in_time, group.due))
        lines.append(Line((name, group.tests, *told), key))
    return lines


def _sorted(by: str, groups: dict[str, tuple[Any, Group]]) -> list[str]:
    if by in dimensions.STEPS:
        return sorted(groups)
    return sorted(groups, key=lambda key: (-groups[key][1].tests, key))


def figure_of(filters: Filters) -> Callable[[Sequence[float]], float | None]:
    percent_, _ = _FIGURES.get(filters.get("figure", ""), _FIGURES["median"])
    if percent_:
        return lambda values: share_within(values, percent_)
    return lambda values: sum(values) / len(values) if values else None


def _clocks(db: Session, filters: Filters) -> Callable[[str], WorkClock]:
    if filters.get("clock") != "working":
        wall = Calendar()
        return lambda _: wall
    known = keeping.clocks(db)
    return lambda section: known.get(section) or known[""]


def of_group(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The tests of a group with their minutes, in the order in which they were answered."""
    by = dimensions.chosen(filters, BY)
    head = (col(Item.verified_at), col(Item.id))
    columns = (Item, Encounter, Patient, col(FIRST.source), col(FIRST.entered_at))
    query = items(ANSWERED, over, *head, *columns, *_stamps(), first=True)
    if by.join == "order":
        query = dimensions.joined(query, ANSWERED, by)
    query = behind.people(narrowed(query, filters), ANSWERED.visit, actor)
    query = query.where(dimensions.behind(ANSWERED, by, key))
    rows, following = behind.page(db, query, *head, after, limit)
    clock_of = _clocks(db, filters)
    return [
        _record(actor, clock_of, item, visit, person, tuple(rest))
        for _, _, item, visit, person, *rest in rows
    ], following


def _record(
    actor: Actor,
    clock_of: Callable[[str], WorkClock],
    item: Item,
    visit: Encounter,
    person: Patient,
    rest: tuple[Any, ...],
) -> Record:
    took = lasted(clock_of(item.section_code), of_row(rest[0], rest[1], rest[2:]))
    said = [
        f"{title.to(actor.language)} {_shown(seconds)}"
        for (_, _, _, title), seconds in zip(SEGMENTS, took, strict=True)
    ]
    return behind.record(
        actor,
        visit,
        person,
        id_=item.id,
        at=item.verified_at or item.ordered_at,
        says=f"{item.test_code}: {'; '.join(said)}",
        to=f"/lab/orders/{item.order_id}",
    )


def _shown(seconds: float | None) -> str:
    found = minutes(seconds)
    return "–" if found is None else f"{found}".replace(".", ",")


TURNAROUND = Report(
    id="lis.statistics.turnaround",
    title=Text("Thời gian trả kết quả theo từng đoạn", "Laboratory turn-around by segment"),
    group=GROUP,
    definition=Text(
        "Đơn vị đếm: một xét nghiệm đã duyệt, theo lúc duyệt lần đầu (giờ Việt Nam); đính chính "
        "không làm thay đổi. Số phút của bảy đoạn; đoạn thiếu mốc hiện “–”, không tính là 0. Bắt "
        "đầu chạy: giờ đo do máy báo; làm tay không có. Giờ làm việc: chỉ đếm khi bộ phận mở cửa "
        "(giờ làm việc, ngày nghỉ có hiệu lực ngày đó). Đúng hạn: nhận → duyệt trong số phút của "
        "xét nghiệm (thường hoặc khẩn), theo giờ đã chọn.",
        "Counted: one verified test, by its first verification (Vietnamese time); a correction "
        "does not change it. Minutes of seven segments; one without both moments shows “–”, not "
        "0. Start: as the analyser says it measured; by hand there is none. Working hours: "
        "counted only while the section is open (hours and days off of that day). In time: "
        "receipt to verification within the test's minutes (routine or urgent) by that clock.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Xét nghiệm", "Tests"), Cell.COUNT),
        *(Column(title, Cell.MINUTES) for _, _, _, title in SEGMENTS),
        Column(Text("Toàn bộ: 90 % trong", "Total: 90 % within"), Cell.MINUTES),
        Column(Text("Đúng hạn", "In time"), Cell.PERCENT),
    ),
    by=by_group,
    records=of_group,
    filters=(dimensions.choice(BY), FIGURE, CLOCK, SECTION, URGENCY),
)
