"""What proves criterion 42 (báo cáo thống kê)."""

from datetime import timedelta

from sqlmodel import Session, col, func, select

from his.reports import freezing, running
from his.reports.models import ReportSnapshot
from kernel.access import SYSTEM, Actor
from kernel.clock import today
from kernel.events import assembly_of
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.reports import Period, Report
from kernel.text import Text


def the_statutory_set_is_frozen(db: Session) -> Finding:
    """Every report that a law asks for, of last month: run, frozen, opened, and unchanged."""
    until = today().replace(day=1) - timedelta(1)
    over = Period(until.replace(day=1), until)
    every = assembly_of(db).contributions(Report)
    may = frozenset(each.needs.id for each in every)
    clerk = Actor(SYSTEM.id, SYSTEM.name, may)
    wanted = [each for each in every if each.law]
    lines = 0
    for report in wanted:
        kept = freezing.in_force(db, report.id, over, {}) or freezing.freeze(
            db, clerk, report, over, {}
        )
        sheet = running.run(db, clerk, report, over, {})
        lines += len(sheet.lines)
        if not freezing.intact(kept):
            return Finding(
                Verdict.NOT_MET,
                Text(
                    f"Bản chốt “{report.title.vi}” đã bị thay đổi.",
                    f"The frozen “{report.title.en}” was changed.",
                ),
            )
        for line in sheet.lines[:1]:
            if report.records and line.key:
                found, _ = running.records(
                    db, clerk, report, over, {}, key=line.key, after=None, limit=1
                )
                if not found:
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
    return Finding(
        Verdict.MET,
        Text(
            f"Đã lập và chốt {len(wanted)} báo cáo bắt buộc của tháng trước ({lines} dòng).",
            f"{len(wanted)} statutory reports of last month were made and frozen ({lines} lines).",
        ),
    )


def reports_are_frozen_here(db: Session) -> Finding:
    """Somebody vouches for figures."""
    standing = select(func.count()).where(col(ReportSnapshot.withdrawn_at).is_(None))
    count = db.exec(standing).one()
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
            Demonstrated(the_statutory_set_is_frozen),
            InUse(reports_are_frozen_here),
        ),
        screen="/reports",
    ),
)
