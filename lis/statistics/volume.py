"""How much the laboratory is asked for: tests by whatever they are looked at (khối lượng)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, func
from sqlmodel import Session, col

from his.encounters.service import Encounter
from his.patients.service import Patient
from kernel.access import Actor
from kernel.reports import Cell, Column, Filter, Filters, Line, Period, Record, Report
from kernel.text import Text
from lis.results.service import LabResult
from lis.specimens.service import Item, ItemState
from lis.statistics import behind, dimensions, permissions
from lis.statistics.dimensions import SECTION, URGENCY, Dimension
from lis.statistics.grounds import ORDERED, RELEASED, items, released
from lis.tests.service import CRITICAL, LabTest, TestKind

GROUP = Text("Xét nghiệm", "Laboratory")
HEAD = Column(Text("Nhóm", "Group"))
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
_BY_RESULT = (
    "test",
    "section",
    "analyser",
    "orderer",
    "department",
    "room",
    "payer",
    *dimensions.STEPS,
)
_QUALITATIVE = (TestKind.CODED, TestKind.TITRE, TestKind.CULTURE)
_CANCELLED = Filter(
    "cancelled",
    Text("Xét nghiệm đã huỷ", "Cancelled tests"),
    lambda _: [("out", Text("không tính", "left out")), ("in", Text("tính cả", "counted too"))],
    usual="out",
)


def many(which: Any) -> Any:
    return func.sum(case((which, 1), else_=0))


def percent(part: int, whole: int) -> Decimal | None:
    """One decimal; None of nothing."""
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1")) if whole else None


def narrowed(query: Select[Any], filters: Filters) -> Select[Any]:
    """Tests of one section, of one urgency, without the cancelled ones unless asked for."""
    if section := filters.get("section"):
        query = query.where(col(Item.section_code) == section)
    if urgency := filters.get("urgency"):
        query = query.where(col(Item.urgency) == urgency)
    if filters.get("cancelled") != "in":
        query = query.where(col(Item.state) != ItemState.ENDED)
    return query


def by_group(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a group: tests, and the orders, tubes and people that they are of."""
    by = dimensions.chosen(filters, BY)
    what = dimensions.column(ORDERED, by)
    query = items(
        ORDERED,
        over,
        what,
        func.count(),
        func.count(col(Item.order_id).distinct()),
        func.count(col(Item.specimen_id).distinct()),
        func.count(col(Item.patient_id).distinct()),
        many(col(Item.state) == ItemState.VERIFIED),
        many(col(Item.state) == ItemState.ENDED),
        first=by.id == "analyser",
    )
    query = narrowed(dimensions.joined(query, ORDERED, by), filters).group_by(what)
    said = by.said(db, actor)
    lines = []
    for value, all_, orders, tubes, people, done, ended in ordered(db, query, by, 1):
        left = all_ - done - ended
        figures = (all_, orders, tubes, people, done, left, ended, percent(done, all_))
        lines.append(Line((_named(said, value), *figures), dimensions.key(value)))
    return lines


def ordered(db: Session, query: Select[Any], by: Dimension, place: int) -> list[Any]:
    """Days, weeks, months in their order; other groups by how many they are."""
    rows = db.execute(query).all()
    if by.id in dimensions.STEPS:
        return sorted(rows, key=lambda row: str(row[0]))
    return sorted(rows, key=lambda row: (-row[place], str(row[0])))


def _named(said: Any, value: Any) -> str:
    return dimensions.NOBODY if value in (None, "") else said(value)


def of_group(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The tests of a group, in the order in which they were asked for."""
    by = dimensions.chosen(filters, BY)
    columns = (col(Item.ordered_at), col(Item.id), Item, Encounter, Patient)
    query = items(ORDERED, over, *columns, first=by.id == "analyser")
    if by.join == "order":
        query = dimensions.joined(query, ORDERED, by)
    query = behind.people(narrowed(query, filters), ORDERED.visit, actor)
    query = query.where(dimensions.behind(ORDERED, by, key))
    rows, following = behind.page(db, query, *columns[:2], after, limit)
    return [_item(actor, *row[2:]) for row in rows], following


def _item(actor: Actor, item: Item, visit: Encounter, person: Patient) -> Record:
    return behind.record(
        actor,
        visit,
        person,
        id_=item.id,
        at=item.ordered_at,
        says=f"{item.test_code}: {_STATES[item.state].to(actor.language)}",
        to=f"/lab/orders/{item.order_id}",
    )


_STATES = {
    ItemState.WAITING: Text("chờ lấy mẫu", "waiting for a specimen"),
    ItemState.COLLECTED: Text("đã lấy mẫu", "collected"),
    ItemState.RECEIVED: Text("đã nhận mẫu", "received"),
    ItemState.RESULTED: Text("có kết quả", "resulted"),
    ItemState.CHECKED: Text("đã soát", "checked"),
    ItemState.VERIFIED: Text("đã duyệt", "verified"),
    ItemState.ENDED: Text("đã huỷ", "cancelled"),
}


def results(db: Session, actor: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a group of results that went out: by what, how unusual, how often positive."""
    by = dimensions.chosen(filters, _BY_RESULT)
    what = dimensions.column(RELEASED, by)
    qualitative = col(LabTest.kind).in_(_QUALITATIVE)
    query = released(
        over,
        what,
        func.count(),
        many(col(LabResult.analyser) != ""),
        many(col(LabResult.automatic)),
        many(col(LabResult.flag) != ""),
        many(col(LabResult.flag).in_(CRITICAL)),
        many(qualitative),
        many(qualitative & (col(LabResult.flag) != "")),
        many(col(LabResult.run) > 1),
        many(col(LabResult.state) == "replaced"),
    ).outerjoin(LabTest, col(LabTest.code) == col(LabResult.test_code))
    query = dimensions.joined(query, RELEASED, by)
    if section := filters.get("section"):
        query = query.where(col(LabResult.section_code) == section)
    said = by.said(db, actor)
    lines = []
    for value, *counts in ordered(db, query.group_by(what), by, 1):
        numbers = [int(n) for n in counts]
        positive = percent(numbers[6], numbers[5])
        figures = (*numbers[:7], positive, *numbers[7:])
        lines.append(Line((_named(said, value), *figures), dimensions.key(value)))
    return lines


def of_results(
    db: Session,
    actor: Actor,
    over: Period,
    filters: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    """The results of a group, in the order in which they were verified."""
    by = dimensions.chosen(filters, _BY_RESULT)
    columns = (col(LabResult.verified_at), col(LabResult.id), LabResult, Encounter, Patient)
    query = released(over, *columns)
    if by.join == "order":
        query = dimensions.joined(query, RELEASED, by)
    if section := filters.get("section"):
        query = query.where(col(LabResult.section_code) == section)
    query = behind.people(query, RELEASED.visit, actor).where(dimensions.behind(RELEASED, by, key))
    rows, following = behind.page(db, query, *columns[:2], after, limit)
    return [_result(actor, *row[2:]) for row in rows], following


def _result(actor: Actor, result: LabResult, visit: Encounter, person: Patient) -> Record:
    value = f"{result.value} {result.unit} {result.flag}".strip()
    return behind.record(
        actor,
        visit,
        person,
        id_=result.id,
        at=result.verified_at or result.entered_at,
        says=f"{result.name}: {value} → {result.verified_by_name}",
        to=f"/lab/orders/{result.order_id}",
    )


VOLUME = Report(
    id="lis.statistics.volume",
    title=Text("Khối lượng xét nghiệm", "Laboratory workload"),
    group=GROUP,
    definition=Text(
        "Đơn vị đếm: một xét nghiệm (chỉ số) của một chỉ định, theo lúc chỉ định (giờ Việt Nam). "
        "Chỉ định, mẫu, người bệnh đếm không lặp trong từng nhóm nên không cộng dồn. Máy: máy chạy "
        "lần đầu, “—” là làm tay hoặc chưa chạy. Xét nghiệm đã huỷ không tính, trừ khi chọn.",
        "Counted: one test of one order, by the moment of ordering (Vietnamese time). Orders, "
        "specimens and patients are counted once within a group, so that they do not add up. "
        "Analyser: of the first run; “—” by hand, or not run yet. Cancelled tests are left out "
        "unless chosen.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Xét nghiệm", "Tests"), Cell.COUNT),
        Column(Text("Chỉ định", "Orders"), Cell.COUNT, adds=False),
        Column(Text("Mẫu", "Specimens"), Cell.COUNT, adds=False),
        Column(Text("Người bệnh", "Patients"), Cell.COUNT, adds=False),
        Column(Text("Đã trả", "Answered"), Cell.COUNT),
        Column(Text("Chưa xong", "Open"), Cell.COUNT),
        Column(Text("Đã huỷ", "Cancelled"), Cell.COUNT),
        Column(Text("Tỷ lệ trả", "Answered %"), Cell.PERCENT),
    ),
    by=by_group,
    records=of_group,
    filters=(dimensions.choice(BY), SECTION, URGENCY, _CANCELLED),
)
RESULTS = Report(
    id="lis.statistics.results",
    title=Text("Kết quả xét nghiệm: bất thường, dương tính", "Laboratory results, positivity"),
    group=GROUP,
    definition=Text(
        "Đơn vị đếm: một kết quả đã duyệt, theo lúc duyệt (giờ Việt Nam); bản đính chính là một "
        "kết quả nữa, cột “Bị thay” đếm bản cũ; kết quả thu hồi không đếm. Tỷ lệ dương tính: trên "
        "các xét nghiệm trả bằng lựa chọn, hiệu giá hoặc nuôi cấy, kết quả bất thường là dương.",
        "Counted: one verified result, by the moment of verification (Vietnamese time); a "
        "correction is another one, “Replaced” counts the old ones; withdrawn ones are left out. "
        "Positivity: of tests answered by a choice, a titre or a culture, abnormal is positive.",
    ),
    needs=permissions.FIGURES,
    columns=(
        HEAD,
        Column(Text("Kết quả", "Results"), Cell.COUNT),
        Column(Text("Từ máy", "By analysers"), Cell.COUNT),
        Column(Text("Tự duyệt", "Autoverified"), Cell.COUNT),
        Column(Text("Bất thường", "Abnormal"), Cell.COUNT),
        Column(Text("Nguy hiểm", "Critical"), Cell.COUNT),
        Column(Text("Định tính", "Qualitative"), Cell.COUNT),
        Column(Text("Dương tính", "Positive"), Cell.COUNT),
        Column(Text("Tỷ lệ dương", "Positive %"), Cell.PERCENT),
        Column(Text("Chạy lại", "Later runs"), Cell.COUNT),
        Column(Text("Bị thay", "Replaced"), Cell.COUNT),
    ),
    by=results,
    records=of_results,
    filters=(dimensions.choice(_BY_RESULT), SECTION),
)
