"""How often controls warned or were out, by test: each figure opens its runs (nội kiểm)."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import today
from kernel.paging import page_of
from kernel.reports import Cell, Column, Filters, Line, Period, Record, Report
from kernel.text import Text
from lis.quality import permissions
from lis.quality.models import ControlHold, ControlRun
from lis.quality.westgard import RunVerdict
from lis.tests import service as tests

_VERDICTS = {
    RunVerdict.IN: Text("đạt", "in control"),
    RunVerdict.WARNING: Text("cảnh báo", "warning"),
    RunVerdict.OUT: Text("bị từ chối", "rejected"),
}


def _ran(over: Period, *columns: Any) -> Select[Any]:
    start, end = over.bounds
    return select(*columns).where(col(ControlRun.at) >= start, col(ControlRun.at) < end)


def by_test(db: Session, actor: Actor, over: Period, _: Filters) -> list[Line]:
    """One line a test, the most often rejected first."""

    def many(which: Any) -> Any:
        return func.sum(case((which, 1), else_=0))

    found = db.execute(
        _ran(
            over,
            col(ControlRun.test_code),
            func.count(col(ControlRun.id).distinct()),
            many(col(ControlRun.verdict) == RunVerdict.WARNING),
            many(col(ControlRun.verdict) == RunVerdict.OUT),
            func.count(col(ControlHold.id)),
        )
        .outerjoin(ControlHold, col(ControlHold.run_id) == col(ControlRun.id))
        .group_by(col(ControlRun.test_code))
    ).all()
    known = tests.every(db, today())
    lines = []
    for code, runs, warnings, out, holds in sorted(found, key=lambda row: (-row[3], row[0])):
        name = known[code].name if code in known else code
        share = (Decimal(out * 100) / runs).quantize(Decimal("0.1"))
        lines.append(Line((f"{name} ({code})", runs, int(warnings), int(out), share, holds), code))
    return lines


def of_test(
    db: Session, actor: Actor, over: Period, _: Filters, key: str, after: str | None, limit: int
) -> tuple[list[Record], str | None]:
    """The runs of a test, in their order."""
    rows, following = page_of(
        db,
        _ran(over, ControlRun).where(col(ControlRun.test_code) == key),
        by=(col(ControlRun.at), col(ControlRun.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )
    return [_record(actor, run) for run in rows], following


def _record(actor: Actor, run: ControlRun) -> Record:
    verdict = _VERDICTS[run.verdict].to(actor.language)
    where = f" · {run.analyser}" if run.analyser else ""
    return Record(
        id=run.id,
        at=run.at,
        code=run.test_code,
        who=run.by_name,
        says=f"{verdict}{where}",
        to=f"/lab/quality/tests/{_bench(run)}",
    )


def _bench(run: ControlRun) -> str:
    return f"{run.test_code}@{run.analyser}" if run.analyser else run.test_code


RUNS = Report(
    id="lis.quality.runs",
    title=Text("Nội kiểm: lần chạy, cảnh báo, từ chối", "Controls: runs, warnings, rejections"),
    group=Text("Xét nghiệm", "Laboratory"),
    definition=Text(
        "Đơn vị đếm: một lần chạy nội kiểm của một xét nghiệm, theo lúc chạy (giờ Việt Nam). Khoá: "
        "số lần xét nghiệm bị khoá vì lần chạy đó.",
        "Counted: one control run of one test, by its moment (Vietnamese time). Locks: how often "
        "the test was locked by such a run.",
    ),
    needs=permissions.READ,
    columns=(
        Column(Text("Xét nghiệm", "Test")),
        Column(Text("Lần chạy", "Runs"), Cell.COUNT),
        Column(Text("Cảnh báo", "Warnings"), Cell.COUNT),
        Column(Text("Từ chối", "Rejected"), Cell.COUNT),
        Column(Text("Tỷ lệ từ chối", "Rejected %"), Cell.PERCENT),
        Column(Text("Khoá", "Locks"), Cell.COUNT),
    ),
    by=by_test,
    records=of_test,
)
