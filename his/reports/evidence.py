"""What proves criterion 42 (báo cáo thống kê)."""

from datetime import timedelta

from sqlmodel import Session, col, func, select

from his.reports import freezing, running
from his.reports.models import ReportSnapshot
from kernel.access import SYSTEM, Actor
from kernel.clock import today
from kernel.events import assembly_of
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.reports import Line, Period, Report
from kernel.text import Text

_LOOKED_AT = 100


def the_statutory_set_is_frozen(db: Session) -> Finding:
    """Every report that a law asks for: of last month frozen and unchanged, of the last days
    with the records behind its lines."""
    every = assembly_of(db).contributions(Report)
    may = frozenset(each.needs.id for each in every)
    clerk = Actor(SYSTEM.id, SYSTEM.name, may)
    wanted = [each for each in every if each.law]
    over, recent = _last_month(), Period(today() - timedelta(30), today())
    lines = 0
    for report in wanted:
        standing = freezing.in_force(db, report.id, over, {})
        kept = standing or freezing.freeze(db, clerk, report, over, {})
        db.expire_all()
        late = [] if standing else freezing.late_changes(db, clerk, kept, report)
        if late or not freezing.intact(kept):
            return Finding(
                Verdict.NOT_MET,
                Text(
                    f"Bản chốt “{report.title.vi}” đã bị thay đổi.",
                    f"The frozen “{report.title.en}” was changed.",
                ),
            )
        found = running.run(db, clerk, report, recent, {}).lines
        lines += len(found)
        if not _opens(db, clerk, report, recent, list(found[:1])):
            return Finding(
                Verdict.NOT_MET,
                Text(
                    f"Không mở được hồ sơ phía sau “{report.title.vi}”.",
                    f"The records behind “{report.title.en}” do not open.",
                ),
            )
    if not wanted:
        return Finding(
            Verdict.NOT_MET, Text("Không có báo cáo bắt buộc nào.", "There is no statutory report.")
        )
    if not lines:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa có gì để báo cáo.", "There is nothing to report on yet."),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"Đã chốt {len(wanted)} báo cáo bắt buộc của tháng trước; của 30 ngày qua có {lines} "
            "dòng, mở được hồ sơ.",
            f"{len(wanted)} statutory reports of last month were frozen; of the last 30 days they "
            f"have {lines} lines, and the records behind them open.",
        ),
    )


def _opens(db: Session, clerk: Actor, report: Report, over: Period, lines: list[Line]) -> bool:
    """The records behind lines that have some."""
    return all(
        running.records(db, clerk, report, over, {}, key=line.key, after=None, limit=1)[0]
        for line in lines
        if report.records and line.key
    )


def _last_month() -> Period:
    until = today().replace(day=1) - timedelta(1)
    return Period(until.replace(day=1), until)


def reports_are_frozen_here(db: Session) -> Finding:
    """Somebody vouches for figures; one of the latest that was changed since is a fault."""
    standing = col(ReportSnapshot.withdrawn_at).is_(None)
    count = db.exec(select(func.count()).where(standing)).one()
    last = select(ReportSnapshot).where(standing).order_by(col(ReportSnapshot.frozen_at).desc())
    changed = [s.title for s in db.exec(last.limit(_LOOKED_AT)) if not freezing.intact(s)]
    if changed:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{len(changed)} bản chốt đã bị thay đổi: {changed[0]}.",
                f"{len(changed)} frozen reports were changed: {changed[0]}.",
            ),
        )
    if not count:
        return Finding(
            Verdict.NOT_REVIEWED,
            Text("Chưa chốt báo cáo nào ở cơ sở này.", "No report has been frozen here yet."),
        )
    return Finding(
        Verdict.MET,
        Text(f"{count} báo cáo đã chốt số liệu.", f"{count} reports are frozen."),
    )


CLAIMS = (
    Claim(
        "TT54/42",
        Text(
            "Báo cáo thống kê theo kỳ có định nghĩa, lọc, mở tới hồ sơ, xuất, chốt và ký.",
            "Reports by period with their definition, filters, the records behind, exports; "
            "frozen and signed.",
        ),
        (
            Checked("tests/his/reports/test_reports.py"),
            Checked("tests/his/reports/test_every_report.py"),
            Demonstrated(the_statutory_set_is_frozen),
            InUse(reports_are_frozen_here),
        ),
        screen="/reports",
    ),
)
