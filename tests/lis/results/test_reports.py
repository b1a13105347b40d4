"""What the laboratory reports: each line is the results behind it, missing moments stay empty."""

from datetime import timedelta
from decimal import Decimal

from sqlmodel import Session

from kernel.clock import local_now, utc_now
from kernel.reports import Period
from lis.results import reports, service
from lis.results.models import LabResult
from lis.results.service import Entry
from tests.lis.results import bench
from tests.lis.results.bench import OTHER, PHYSICIAN, TECHNICIAN


def today() -> Period:
    day = local_now().date()
    return Period(day - timedelta(1), day + timedelta(1))


def done(db: Session) -> list[LabResult]:
    bench.lists(db)
    work = bench.come(db, "XN-GK")
    entries = [
        Entry(item_id=work.items["GLU"].id, value="7,8"),
        Entry(item_id=work.items["K"].id, value="7,1", confirmed=True),
    ]
    made = service.enter(db, TECHNICIAN, entries)
    service.verify(db, PHYSICIAN, [r.id for r in made])
    glucose = next(r for r in made if r.test_code == "GLU")
    new = service.correct(db, OTHER, glucose.id, value="5,1", reason="gõ nhầm")
    service.verify(db, PHYSICIAN, [new.id])
    return [*made, new]


def test_volumes_count_what_was_verified_and_open_it(db: Session) -> None:
    done(db)
    report = reports.REPORTS[0]
    lines = {line.key: line.values for line in report.by(db, PHYSICIAN, today(), {})}

    assert lines["GLU"][3:] == (2, 0, 0, 1, 0, 1)
    assert lines["K"][3:] == (1, 0, 0, 1, 1, 0)
    assert report.records is not None
    behind, _ = report.records(db, PHYSICIAN, today(), {}, "GLU", None, 50)
    assert len(behind) == 2
    assert not report.by(db, PHYSICIAN, today(), {"section": "không có"})


def test_turnaround_takes_the_first_run_by_segments(db: Session) -> None:
    made = done(db)
    first = next(r for r in made if r.test_code == "K")
    assert first.verified_at
    first.verified_at = utc_now() + timedelta(minutes=90)
    db.flush()
    report = reports.REPORTS[1]
    lines = {line.key: line.values for line in report.by(db, PHYSICIAN, today(), {})}

    assert lines["GLU"][2] == 1
    assert lines["K"][7] == Decimal("90.0")
    assert lines["K"][9] == Decimal("100.0")
    assert lines["GLU"][3] == Decimal("0.0")
