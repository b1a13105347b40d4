"""By what the laboratory's figures are grouped, and which rows lie behind a group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters.service import PAYERS, Encounter
from his.orders.service import Order, Urgency
from kernel.access import Actor
from kernel.clock import today
from kernel.reports import Filter, Filters, Period
from kernel.text import Text
from lis.tests import service as tests

NOBODY = "—"
_URGENT = {
    Urgency.ROUTINE.value: Text("Thường", "Routine"),
    Urgency.URGENT.value: Text("Khẩn", "Urgent"),
    Urgency.STAT.value: Text("Cấp cứu", "STAT"),
}


class LocalDay(FunctionElement[str]):
    """The Vietnamese day of an instant, or the Monday of its week, or its month, as text."""

    inherit_cache = False
    type = String()

    def __init__(self, column: Any, step: str) -> None:
        self.step = step
        super().__init__(column)


@compiles(LocalDay, "sqlite")
def _sqlite(element: LocalDay, compiler: Any, **given: Any) -> str:
    at = compiler.process(element.clauses, **given)
    match element.step:
        case "week":
            return f"date({at}, '+7 hours', '-6 days', 'weekday 1')"
        case "month":
            return f"strftime('%Y-%m', {at}, '+7 hours')"
    return f"date({at}, '+7 hours')"


@compiles(LocalDay, "postgresql")
def _postgresql(element: LocalDay, compiler: Any, **given: Any) -> str:
    at = f"({compiler.process(element.clauses, **given)}) AT TIME ZONE 'Asia/Ho_Chi_Minh'"
    match element.step:
        case "week":
            return f"to_char(date_trunc('week', {at}), 'YYYY-MM-DD')"
        case "month":
            return f"to_char({at}, 'YYYY-MM')"
    return f"to_char({at}, 'YYYY-MM-DD')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is counted: the instant by which it is, and the columns by which it is grouped.

    `visit` and `order` are joined only where a group or a filter needs them.
    """

    at: Any
    columns: Mapping[str, Any]
    visit: Any  # the column with the visit's id
    order: Any = None

    def over(self, period: Period) -> ColumnElement[bool]:
        start, end = period.bounds
        return and_(self.at >= start, self.at < end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One way of grouping. `said(db, actor)` answers the words of a value."""

    id: str
    title: Text
    join: str = ""
    said: Callable[[Session, Actor], Callable[[Any], str]]
    read: Callable[[str], Any] = str


def _plain(_: Session, __: Actor) -> Callable[[Any], str]:
    return str


def _tests(db: Session, actor: Actor) -> Callable[[Any], str]:
    known = tests.every(db, today())

    def said(code: Any) -> str:
        found = known.get(code)
        if found is None:
            return str(code)
        return f"{found.name if actor.language == 'vi' else found.name_en or found.name} ({code})"

    return said


def _sections(db: Session, actor: Actor) -> Callable[[Any], str]:
    vi = actor.language == "vi"
    known = {s.code: s.name if vi else s.name_en or s.name for s in tests.sections(db, ended=True)}
    return lambda code: known.get(code, str(code))


def _containers(db: Session, actor: Actor) -> Callable[[Any], str]:
    vi = actor.language == "vi"
    found = tests.containers_by_code(db)
    known = {c.code: c.name if vi else c.name_en or c.name for c in found.values()}
    return lambda code: known.get(code, str(code))


def _departments(db: Session, _: Actor) -> Callable[[Any], str]:
    known = {each.id: each.name for each in admin.departments(db)}
    return lambda value: known.get(value, NOBODY)


def _rooms(db: Session, _: Actor) -> Callable[[Any], str]:
    known = {r.id: f"{r.code} · {r.name}" for r in admin.rooms(db, active=None)}
    return lambda value: known.get(value, NOBODY)


def _payers(_: Session, actor: Actor) -> Callable[[Any], str]:
    return lambda value: PAYERS[value].to(actor.language)


def _urgency(_: Session, actor: Actor) -> Callable[[Any], str]:
    return lambda value: _URGENT[str(value)].to(actor.language)


def _day(_: Session, actor: Actor) -> Callable[[Any], str]:
    return lambda value: date.fromisoformat(value).strftime("%d/%m/%Y")


def _week(_: Session, actor: Actor) -> Callable[[Any], str]:
    word = Text("Tuần từ", "Week of").to(actor.language)
    return lambda value: f"{word} {date.fromisoformat(value):%d/%m/%Y}"


def _month(_: Session, __: Actor) -> Callable[[Any], str]:
    return lambda value: f"{value[5:]}/{value[:4]}"


STEPS = ("day", "week", "month")
_ALL = {
    each.id: each
    for each in (
        Dimension(id="test", title=Text("xét nghiệm", "test"), said=_tests),
        Dimension(id="section", title=Text("bộ phận", "section"), said=_sections),
        Dimension(id="orderer", title=Text("người chỉ định", "orderer"), join="order", said=_plain),
        Dimension(
            id="department",
            title=Text("khoa", "department"),
            join="visit",
            said=_departments,
            read=UUID,
        ),
        Dimension(
            id="room", title=Text("phòng khám", "room"), join="visit", said=_rooms, read=UUID
        ),
        Dimension(id="payer", title=Text("đối tượng", "payer"), join="visit", said=_payers),
        Dimension(id="urgency", title=Text("mức khẩn", "urgency"), said=_urgency),
        Dimension(id="analyser", title=Text("máy", "analyser"), said=_plain),
        Dimension(id="reason", title=Text("lý do từ chối", "reason"), said=_plain),
        Dimension(id="container", title=Text("loại ống", "container"), said=_containers),
        Dimension(id="collector", title=Text("người lấy mẫu", "collector"), said=_plain),
        Dimension(id="service", title=Text("dịch vụ", "service"), join="order", said=_plain),
        Dimension(id="day", title=Text("ngày", "day"), said=_day),
        Dimension(id="week", title=Text("tuần", "week"), said=_week),
        Dimension(id="month", title=Text("tháng", "month"), said=_month),
    )
}
_JOINED = {
    "orderer": col(Order.placed_by_name),
    "service": col(Order.service_name),
    "department": col(Encounter.department_id),
    "room": col(Encounter.room_id),
    "payer": col(Encounter.payer),
}


def choice(ids: tuple[str, ...]) -> Filter:
    """The filter that says by what a report is grouped; the first one where nothing is said."""
    named = [(i, _ALL[i].title) for i in ids]
    return Filter("by", Text("Nhóm theo", "By"), lambda _: named, usual=ids[0])


def chosen(filters: Filters, ids: tuple[str, ...]) -> Dimension:
    return _ALL[asked] if (asked := filters.get("by", "")) in ids else _ALL[ids[0]]


def column(ground: Ground, by: Dimension) -> Any:
    if by.id in STEPS:
        return LocalDay(ground.at, by.id)
    own = ground.columns.get(by.id)
    return _JOINED[by.id] if own is None else own


def joined(query: Select[Any], ground: Ground, *by: Dimension, visit: bool = False) -> Select[Any]:
    """With the visit or the order where one of these groups needs it."""
    needs = {each.join for each in by if each.id not in ground.columns}
    if visit or "visit" in needs:
        query = query.join(Encounter, col(Encounter.id) == ground.visit)
    if "order" in needs:
        query = query.join(Order, col(Order.id) == ground.order)
    return query


def key(value: Any) -> str:
    """The key of a line: what was grouped by; nothing at all has a name too."""
    return NOBODY if value in (None, "") else str(value)


def behind(ground: Ground, by: Dimension, said: str) -> ColumnElement[bool]:
    """Which rows are behind a line. Raises ValueError for a key that no line has."""
    if by.id in STEPS:
        start, end = _span(by.id, said).bounds
        return and_(ground.at >= start, ground.at < end)
    held = column(ground, by)
    if said == NOBODY:
        return held.is_(None) if by.read is UUID else or_(held.is_(None), held == "")
    return held == by.read(said)  # type: ignore[no-any-return]


def _span(step: str, said: str) -> Period:
    if step == "month":
        first = date.fromisoformat(f"{said}-01")
        return Period(first, (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1))
    first = date.fromisoformat(said)
    return Period(first, first + timedelta(6) if step == "week" else first)


def sections(db: Session) -> list[tuple[str, Text]]:
    return [(s.code, Text(s.name, s.name_en or s.name)) for s in tests.sections(db)]


SECTION = Filter("section", Text("Bộ phận", "Section"), sections)
URGENCY = Filter("urgency", Text("Mức khẩn", "Urgency"), lambda _: list(_URGENT.items()))
