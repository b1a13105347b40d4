"""Shows that the laboratory's figures are right by the minute, and open what they count."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, func, or_, select

from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.reports import Period, Report
from kernel.text import Text
from lis.specimens.service import Item, ItemState
from lis.statistics import proving
from lis.statistics.turnaround import TURNAROUND
from lis.statistics.volume import RESULTS, VOLUME

_MONTH = timedelta(days=30)
_BY_CLOCK = ("10.0", "20.0", "30.0", "40.0", "2870.0", "2830.0", "2900.0")
_AT_WORK = ("10.0", "20.0", "30.0", "40.0", "230.0", "190.0", "260.0")
_BY_HAND = (None, None, None, "60.0", "60.0", "0.0", "90.0")


def the_laboratory_counts_by_segment_and_working_hours(db: Session) -> Finding:
    """Three tests of our own: counted, timed by both clocks, and opened."""
    made = proving.work(db)
    if made is None:
        says = Text("Chưa có phòng khám nhận chỉ định.", "There is no room that orders.")
        return Finding(Verdict.NOT_MET, says)
    clerk = Actor(SYSTEM.id, SYSTEM.name)
    over = Period(made.since, made.until)

    def told(report: Report, key: str, **filters: str) -> tuple[Any, ...]:
        lines = {x.key: x.values for x in report.by(db, clerk, over, filters)}
        return lines.get(key, ())

    def minutes(key: str, **filters: str) -> tuple[Any, ...]:
        return told(TURNAROUND, key, **filters)[2:9]

    def opens(report: Report, key: str, **filters: str) -> int:
        if report.records is None:
            return 0
        return len(report.records(db, clerk, over, filters, key, None, 50)[0])

    def exactly(words: tuple[str | None, ...]) -> tuple[Decimal | None, ...]:
        return tuple(None if word is None else Decimal(word) for word in words)

    faults = [
        wrong
        for wrong, right in (
            ("calendar", minutes(proving.MACHINE) == exactly(_BY_CLOCK)),
            ("working", minutes(proving.MACHINE, clock="working") == exactly(_AT_WORK)),
            ("missing", minutes(proving.HAND) == exactly(_BY_HAND)),
            ("out", told(VOLUME, made.orderer, by="orderer")[1:2] == (2,)),
            ("in", told(VOLUME, made.orderer, by="orderer", cancelled="in")[1:2] == (3,)),
            ("unit", told(VOLUME, made.orderer, by="orderer")[2:3] == (1,)),
            ("results", told(RESULTS, "MC85", by="analyser")[1:2] == (1,)),
            ("list", opens(VOLUME, made.orderer, by="orderer") == 2),
            ("timed list", opens(TURNAROUND, proving.MACHINE) == 1),
        )
        if not right
    ]
    if faults:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"Số liệu xét nghiệm sai: {', '.join(faults)}.",
                f"The laboratory's figures are wrong: {', '.join(faults)}.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            "Khối lượng, bảy đoạn thời gian (theo đồng hồ và giờ làm việc), mốc thiếu hiện “–”, "
            "huỷ tính hoặc không, mỗi con số mở danh sách của nó.",
            "Workload, seven segments by the calendar and by working hours, missing moments as "
            "“–”, cancelled ones in or out; each figure opens its list.",
        ),
    )


def the_laboratorys_moments_run_forward_here(db: Session) -> Finding:
    """Of the last month: a test that was verified before it was received or resulted is a fault."""
    since = utc_now() - _MONTH
    answered = (col(Item.verified_at) >= since, Item.state == ItemState.VERIFIED)
    total = db.exec(select(func.count(col(Item.id))).where(*answered)).one()
    if not total:
        says = Text("30 ngày qua chưa trả xét nghiệm nào.", "No test was answered in 30 days.")
        return Finding(Verdict.NOT_REVIEWED, says)
    backwards = or_(
        col(Item.received_at) > col(Item.verified_at),
        col(Item.resulted_at) > col(Item.verified_at),
        col(Item.collected_at) > col(Item.received_at),
    )
    wrong = db.exec(select(func.count(col(Item.id))).where(*answered, backwards)).one()
    if wrong:
        return Finding(
            Verdict.NOT_MET,
            Text(
                f"{wrong} xét nghiệm có mốc thời gian đi ngược.",
                f"The moments of {wrong} tests run backwards.",
            ),
        )
    return Finding(
        Verdict.MET,
        Text(
            f"{total} xét nghiệm trả trong 30 ngày, mốc thời gian đều thuận.",
            f"{total} tests answered in 30 days, their moments in order.",
        ),
    )


CLAIMS = (
    Claim(
        "TT54/85",
        Text(
            "Khối lượng, thời gian trả theo đoạn, từ chối mẫu, giá trị nguy hiểm, nội kiểm, dương "
            "tính, doanh thu; mỗi số mở danh sách; sổ xét nghiệm; xuất CSV, XLSX, PDF.",
            "Workload, turn-around by segment, rejections, criticals, controls, positivity, "
            "revenue; each figure opens its list; the register; CSV, XLSX, PDF.",
        ),
        (
            Checked("tests/lis/statistics/test_reports.py"),
            Checked("tests/lis/statistics/test_working.py"),
            Checked("tests/lis/statistics/test_over_the_api.py"),
            Demonstrated(the_laboratory_counts_by_segment_and_working_hours),
            InUse(the_laboratorys_moments_run_forward_here),
        ),
        screen="/reports/lis.statistics.turnaround",
    ),
)
