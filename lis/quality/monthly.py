"""A month of controls: mean, SD, CV, bias, total error and sigma of each test and level."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import day_bounds, today
from kernel.reports import Cell, Column, Filters, Line, Period, Report
from kernel.text import Text
from lis.quality import permissions
from lis.quality.figures import Figures, figures
from lis.quality.models import ControlLot, ControlPlan, ControlPoint, ControlRun
from lis.quality.showing import Seen, counts
from lis.quality.westgard import RunVerdict
from lis.tests import service as tests


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A control of a test over some days."""

    test_code: str
    test_name: str
    analyser: str
    unit: str
    lot: ControlLot
    mean: Decimal  # aimed at, by the last target of the days
    sd: Decimal
    allowed: Decimal | None
    figures: Figures
    runs: int
    warnings: int
    out: int
    excluded: int


def lines(db: Session, since: date, until: date) -> list[MonthLine]:
    """By test, analyser and level."""
    start, end = day_bounds(since)[0], day_bounds(until)[1]
    asked = (
        select(ControlPoint, ControlRun)
        .join(ControlRun, col(ControlRun.id) == col(ControlPoint.run_id))
        .where(col(ControlPoint.at) >= start, col(ControlPoint.at) < end)
        .order_by(col(ControlPoint.at), col(ControlPoint.id))
    )
    seen: dict[tuple[str, str, UUID], list[Seen]] = {}
    for point, run in db.execute(asked):
        seen.setdefault((point.test_code, point.analyser, point.lot_id), []).append(
            Seen(point, run)
        )
    lots = select(ControlLot).where(col(ControlLot.id).in_({key[2] for key in seen}))
    by_id = {each.id: each for each in db.execute(lots).scalars()}
    allowed = {
        (p.test_code, p.analyser): p.allowed_error
        for p in db.execute(select(ControlPlan)).scalars()
    }
    known = tests.profile(db, {key[0] for key in seen}, today())
    found = []
    for (code, analyser, lot_id), all_seen in seen.items():
        kept = [each.point for each in all_seen if counts(each)]
        last, test, error = all_seen[-1].point, known.get(code), allowed.get((code, analyser))
        found.append(
            MonthLine(
                code,
                test.name if test else code,
                analyser,
                test.unit if test else "",
                by_id[lot_id],
                last.mean,
                last.sd,
                error,
                figures([p.value for p in kept], last.mean, error),
                len(all_seen),
                sum(each.run.verdict is RunVerdict.WARNING for each in all_seen),
                sum(each.run.verdict is RunVerdict.OUT for each in all_seen),
                sum(each.point.excluded_at is not None for each in all_seen),
            )
        )
    return sorted(found, key=lambda x: (x.test_code, x.analyser, x.lot.level, x.lot.lot_number))


def _report(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    return [
        Line(
            (
                f"{each.test_code} · {each.test_name}"
                + (f" · {each.analyser}" if each.analyser else ""),
                f"{each.lot.material} · {each.lot.level} · {each.lot.lot_number}",
                each.runs,
                each.warnings,
                each.out,
                each.excluded,
                each.mean,
                each.sd,
                each.figures.n,
                _four(each.figures.mean),
                _four(each.figures.sd),
                each.figures.cv,
                each.figures.bias,
                each.figures.total_error,
                _four(each.figures.sigma),
            )
        )
        for each in lines(db, over.since, over.until)
    ]


def _four(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.0001"))


_N, _P = Cell.QUANTITY, Cell.PERCENT
REPORTS = (
    Report(
        id="lis.quality.month",
        title=Text("Thống kê nội kiểm", "Quality control statistics"),
        group=Text("Xét nghiệm", "Laboratory"),
        definition=Text(
            "Mọi lần chạy nội kiểm trong kỳ; trung bình, SD, CV tính trên giá trị không bị loại "
            "của lần chạy không bị từ chối; độ chệch so với giá trị đích; sai số toàn phần = "
            "|độ chệch| + 1,65 CV; sigma = (sai số cho phép − |độ chệch|) / CV.",
            "All control runs of the period; mean, SD and CV of values that were not excluded in "
            "runs that were not rejected; bias against the target; total error = |bias| + 1.65 "
            "CV; sigma = (allowed error − |bias|) / CV.",
        ),
        needs=permissions.READ,
        columns=(
            Column(Text("Xét nghiệm", "Test")),
            Column(Text("Mẫu nội kiểm · mức · lô", "Control · level · lot")),
            Column(Text("Lần chạy", "Runs"), Cell.COUNT, adds=False),
            Column(Text("Cảnh báo", "Warnings"), Cell.COUNT, adds=False),
            Column(Text("Từ chối", "Rejected"), Cell.COUNT, adds=False),
            Column(Text("Loại bỏ", "Excluded"), Cell.COUNT, adds=False),
            Column(Text("Đích", "Target"), _N),
            Column(Text("SD đích", "Target SD"), _N),
            Column(Text("n", "n"), Cell.COUNT, adds=False),
            Column(Text("Trung bình", "Mean"), _N),
            Column(Text("SD", "SD"), _N),
            Column(Text("CV %", "CV %"), _P),
            Column(Text("Độ chệch %", "Bias %"), _P),
            Column(Text("Sai số toàn phần %", "Total error %"), _P),
            Column(Text("Sigma", "Sigma"), _N),
        ),
        by=_report,
    ),
)
