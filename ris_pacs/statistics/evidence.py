"""Shows that imaging's figures are right by the minute and open what they count (TT54/75)."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, func, or_, select

from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.module import Checked, Claim, Demonstrated, Finding, InUse, Verdict
from kernel.reports import Period, Report
from kernel.text import Text
from ris_pacs.schedule.service import Exam, ExamState
from ris_pacs.statistics import proving
from ris_pacs.statistics.others import REJECTS
from ris_pacs.statistics.reports import DOSE, TURNAROUND, USE, VOLUME

_MONTH = timedelta(days=30)


def imaging_counts_by_machine_shift_and_segment(db: Session) -> Finding:
    """Two exams of our own: counted, timed, their dose and repeats, the machine's use, opened."""
    made = proving.work(db)
    if made is None:
        says = Text("Chưa có phòng nhận chỉ định.", "There is no room that orders.")
        return Finding(Verdict.NOT_MET, says)
    db.expire_all()
    clerk = Actor(SYSTEM.id, SYSTEM.name)
    over = Period(made.day, made.day)

    def told(report: Report, key: str, **filters: str) -> tuple[Any, ...]:
        return {x.key: x.values for x in report.by(db, clerk, over, filters)}.get(key, ())

    def opens(report: Report, key: str, **filters: str) -> int:
        assert report.records is not None
        return len(report.records(db, clerk, over, filters, key, None, 50)[0])

    def minutes(*values: str | None) -> tuple[Decimal | None, ...]:
        return tuple(None if v is None else Decimal(v) for v in values)

    mine, machine = made.requester, made.machine
    times = told(TURNAROUND, mine, by="requester", figure="longest")
    faults = [
        wrong
        for wrong, right in (
            ("máy", told(VOLUME, machine)[1:] == (2, 1, 200, 3, 1, 6)),
            ("người chỉ định", told(VOLUME, mine, by="requester")[1:2] == (2,)),
            ("ca", _shift(told(VOLUME, "1", by="shift"), told(VOLUME, "2", by="shift"))),
            ("thời gian", times[2:] == minutes("10", "10", "10", None, "90", "120")),
            ("liều", told(DOSE, machine)[2:5] == (2, Decimal("15.00"), Decimal("20.00"))),
            ("máy chạy", told(USE, machine)[4:6] == (Decimal(20), Decimal(600))),
            ("ảnh bỏ", told(REJECTS, machine, by="machine")[1:4] == (1, 1, 3)),
            ("danh sách", opens(VOLUME, mine, by="requester") == 2),
            ("danh sách ảnh bỏ", opens(REJECTS, machine, by="machine") == 1),
        )
        if not right
    ]
    if faults:
        said = ", ".join(faults)
        return Finding(
            Verdict.NOT_MET,
            Text(f"Số liệu hình ảnh sai: {said}.", f"Imaging's figures are wrong: {said}."),
        )
    return Finding(
        Verdict.MET,
        Text(
            "Ca theo máy, bác sĩ, ca làm việc, người chỉ định; sáu đoạn thời gian; liều; ảnh bỏ; "
            "sử dụng máy; phim tiết kiệm: đúng từng số, mỗi số mở danh sách của nó.",
            "Exams by machine, doctor, shift, requester; six segments; dose; repeats; use of "
            "machines; films saved: right, and each figure opens its list.",
        ),
    )


def _shift(morning: tuple[Any, ...], evening: tuple[Any, ...]) -> bool:
    """Others worked that day too: at least ours are there."""
    return bool(morning and evening and morning[1] >= 1 and evening[1] >= 1)


def imagings_moments_run_forward_here(db: Session) -> Finding:
    """Of the last month: an exam that ended before it began is a fault."""
    done = (col(Exam.ended_at) >= utc_now() - _MONTH, Exam.state == ExamState.DONE)
    total = db.exec(select(func.count(col(Exam.id))).where(*done)).one()
    if not total:
        says = Text("30 ngày qua chưa chụp ca nào.", "No exam was done in 30 days.")
        return Finding(Verdict.NOT_REVIEWED, says)
    backwards = or_(
        col(Exam.started_at) > col(Exam.ended_at), col(Exam.arrived_at) > col(Exam.ended_at)
    )
    wrong = db.exec(select(func.count(col(Exam.id))).where(*done, backwards)).one()
    if wrong:
        says = Text(f"{wrong} ca có mốc đi ngược.", f"The moments of {wrong} exams run backwards.")
        return Finding(Verdict.NOT_MET, says)
    says = Text(f"{total} ca trong 30 ngày, mốc đều thuận.", f"{total} exams in 30 days, in order.")
    return Finding(Verdict.MET, says)


CLAIMS = (
    Claim(
        "TT54/75",
        Text(
            "Ca theo máy, bác sĩ, ca làm việc, người chỉ định; thời gian trả kết quả theo đoạn; "
            "ảnh bỏ theo lý do; liều; sử dụng máy; kho; phim tiết kiệm; mỗi số mở danh sách; "
            "xuất XLSX, PDF.",
            "Exams by machine, doctor, shift, requester; turnaround by segment; rejects by reason; "
            "radiation dose; machine use; storage; films saved; each opens its list; XLSX, PDF.",
        ),
        (
            Checked("tests/ris_pacs/statistics"),
            Demonstrated(imaging_counts_by_machine_shift_and_segment),
            InUse(imagings_moments_run_forward_here),
        ),
        screen="/reports/ris_pacs.statistics.volume",
    ),
)
