"""What is reported of the laboratory: how many results, and how long they took, by test."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders.service import Urgency
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.paging import page_of_rows
from kernel.reports import Cell, Column, Filter, Filters, Line, Period, Record, Report
from kernel.text import Text
from lis.results import permissions
from lis.results.models import CRITICAL, LabResult, ResultSource, ResultState
from lis.specimens.service import Item
from lis.tests import service as tests

_GROUP = Text("Xét nghiệm", "Laboratory")
_OUT = (ResultState.VERIFIED, ResultState.REPLACED)


def _sections(db: Session) -> list[tuple[str, Text]]:
    return [(s.code, Text(s.name, s.name_en or s.name)) for s in tests.sections(db)]


def _verified(over: Period, filters: Filters, *columns: Any) -> Select[Any]:
    """Results by the moment of verification; those withdrawn later are left out."""
    start, end = over.bounds
    query = select(*columns).where(
        col(LabResult.verified_at) >= start,
        col(LabResult.verified_at) < end,
        col(LabResult.state).in_(_OUT),
    )
    if section := filters.get("section"):
        query = query.where(col(LabResult.section_code) == section)
    return query


def volumes(db: Session, _: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a test: how many, from where, how many out of the usual."""

    def many(which: Any) -> Any:
        return func.sum(case((which, 1), else_=0))

    what = (col(LabResult.section_code), col(LabResult.test_code))
    rows = db.execute(
        _verified(
            over,
            filters,
            *what,
            func.max(col(LabResult.name)),
            func.count(),
            many(col(LabResult.source) == ResultSource.ANALYSER),
            many(col(LabResult.automatic)),
            many(col(LabResult.flag) != ""),
            many(col(LabResult.flag).in_(CRITICAL)),
            many(col(LabResult.state) == ResultState.REPLACED),
        )
        .group_by(*what)
        .order_by(*what)
    )
    return [
        Line((section, code, name, *(int(n) for n in counts)), code)
        for section, code, name, *counts in rows
    ]


def turnaround(db: Session, _: Actor, over: Period, filters: Filters) -> list[Line]:
    """One line a test: minutes of each segment, and how many were in time."""
    known = tests.every(db, utc_now().astimezone(LOCAL).date())
    asked = _verified(
        over,
        filters,
        LabResult.test_code,
        LabResult.name,
        Item.urgency,
        Item.ordered_at,
        Item.collected_at,
        Item.received_at,
        LabResult.entered_at,
        LabResult.verified_at,
    ).join(Item, col(Item.id) == col(LabResult.item_id))
    by_test: dict[str, list[Any]] = {}
    for row in db.execute(asked.where(col(LabResult.replaces_id).is_(None))):
        by_test.setdefault(row[0], []).append(row)
    return [_times(code, by_test[code], known.get(code)) for code in sorted(by_test)]


def _times(code: str, rows: Sequence[Any], profile: tests.TestProfile | None) -> Line:
    took = [m for r in rows if (m := _minutes(r[5], r[7])) is not None]
    in_time = 0
    for row in rows:
        spent = _minutes(row[5], row[7])
        if profile and spent is not None:
            routine = row[2] == Urgency.ROUTINE
            in_time += spent <= (profile.minutes if routine else profile.stat_minutes)
    share = Decimal(in_time * 100) / len(took) if took and profile else None
    return Line(
        (
            code,
            rows[0][1],
            len(rows),
            _middle([_minutes(r[3], r[4]) for r in rows]),
            _middle([_minutes(r[4], r[5]) for r in rows]),
            _middle([_minutes(r[5], r[6]) for r in rows]),
            _middle([_minutes(r[6], r[7]) for r in rows]),
            _middle(took),
            _ninth(took),
            None if share is None else _tenth(share),
        ),
        code,
    )


def _minutes(since: datetime | None, until: datetime | None) -> Decimal | None:
    """Of a segment; None where one of its ends was not recorded."""
    if since is None or until is None:
        return None
    return max(Decimal(0), Decimal(int((until - since).total_seconds())) / 60)


def _middle(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [v for v in values if v is not None]
    return _tenth(Decimal(median(known))) if known else None


def _ninth(values: Sequence[Decimal]) -> Decimal | None:
    """Nine of ten took no longer."""
    ordered = sorted(values)
    return _tenth(ordered[-(-len(ordered) * 9 // 10) - 1]) if ordered else None


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _records(whole: bool) -> Any:
    def of_test(
        db: Session,
        actor: Actor,
        over: Period,
        filters: Filters,
        key: str,
        after: str | None,
        limit: int,
    ) -> tuple[list[Record], str | None]:
        """The results of a test, in the order in which they were verified."""
        query = (
            _verified(over, filters, LabResult, Encounter, Patient)
            .join(Encounter, col(Encounter.id) == col(LabResult.encounter_id))
            .join(Patient, col(Patient.id) == col(LabResult.patient_id))
            .where(col(LabResult.test_code) == key, patients.visible(actor))
        )
        if not whole:
            query = query.where(col(LabResult.replaces_id).is_(None))
        by = (col(LabResult.verified_at), col(LabResult.id))
        found, following = page_of_rows(
            db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit
        )
        return [_record(actor, *row) for row in found], following

    return of_test


def _record(actor: Actor, result: LabResult, visit: Encounter, person: Patient) -> Record:
    shown = encounters.record(actor, visit, person)
    value = f"{result.value} {result.unit} {result.flag}".strip()
    return Record(
        id=result.id,
        at=result.verified_at or result.entered_at,
        code=shown.code,
        who=shown.who,
        says=f"{result.name}: {value} → {result.verified_by_name}",
        to=f"/lab/orders/{result.order_id}",
        subject=shown.subject,
    )


_SECTION = Filter("section", Text("Bộ phận", "Section"), _sections)

REPORTS = (
    Report(
        id="lis.results.volumes",
        title=Text("Số lượng kết quả xét nghiệm", "Laboratory results by test"),
        group=_GROUP,
        definition=Text(
            "Mỗi kết quả đã duyệt đếm một lần theo lúc duyệt (giờ Việt Nam); bản đính chính là "
            "một kết quả nữa, cột riêng đếm bản bị thay; kết quả thu hồi không đếm.",
            "Each verified result counts once, by the moment of verification (Vietnamese time); "
            "a correction is another one, those replaced have their column; withdrawn ones are "
            "left out.",
        ),
        needs=permissions.FIGURES,
        columns=(
            Column(Text("Bộ phận", "Section")),
            Column(Text("Mã", "Code")),
            Column(Text("Xét nghiệm", "Test")),
            Column(Text("Kết quả", "Results"), Cell.COUNT),
            Column(Text("Từ máy", "By analysers"), Cell.COUNT),
            Column(Text("Tự duyệt", "Autoverified"), Cell.COUNT),
            Column(Text("Bất thường", "Abnormal"), Cell.COUNT),
            Column(Text("Nguy hiểm", "Critical"), Cell.COUNT),
            Column(Text("Bị thay", "Replaced"), Cell.COUNT),
        ),
        by=volumes,
        records=_records(whole=True),
        filters=(_SECTION,),
    ),
    Report(
        id="lis.results.turnaround",
        title=Text("Thời gian trả kết quả xét nghiệm", "Laboratory turn-around"),
        group=_GROUP,
        definition=Text(
            "Lần chạy đầu của mỗi xét nghiệm, theo lúc duyệt; trung vị số phút của từng đoạn, giờ "
            "đồng hồ. Đoạn thiếu mốc để trống, không tính là 0. Đạt: từ nhận mẫu đến duyệt trong "
            "số phút của xét nghiệm (thường, hoặc khẩn).",
            "The first run of each test, by verification; median minutes of each segment by the "
            "clock. A segment without both moments stays empty, not 0. In time: from receipt to "
            "verification within the test's minutes (routine, or urgent).",
        ),
        needs=permissions.FIGURES,
        columns=(
            Column(Text("Mã", "Code")),
            Column(Text("Xét nghiệm", "Test")),
            Column(Text("Kết quả", "Results"), Cell.COUNT),
            Column(Text("Chỉ định → lấy mẫu", "Order → collection"), Cell.MINUTES),
            Column(Text("Lấy → nhận mẫu", "Collection → receipt"), Cell.MINUTES),
            Column(Text("Nhận → có kết quả", "Receipt → result"), Cell.MINUTES),
            Column(Text("Kết quả → duyệt", "Result → verification"), Cell.MINUTES),
            Column(Text("Nhận → duyệt", "Receipt → verification"), Cell.MINUTES),
            Column(Text("Chín phần mười trong", "Nine of ten within"), Cell.MINUTES),
            Column(Text("Đúng hạn", "In time"), Cell.PERCENT),
        ),
        by=turnaround,
        records=_records(whole=False),
        filters=(_SECTION,),
    ),
)
