"""What the laboratory reports: each line is what lies behind it; what is missing is no nought."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, col, select

from kernel.access import SYSTEM
from kernel.clock import local_now, utc_now
from kernel.module import Verdict
from kernel.reports import Period, Report
from lis.results import service as results
from lis.results.models import LabResult
from lis.results.service import Entry
from lis.specimens import receiving
from lis.specimens import service as specimens
from lis.specimens.models import Item
from lis.statistics import evidence, proving
from lis.statistics.criticals import CRITICALS
from lis.statistics.rejecting import REJECTIONS
from lis.statistics.turnaround import TURNAROUND
from lis.statistics.volume import RESULTS, VOLUME
from lis.tests.models import RejectionReason
from tests.lis.results import bench
from tests.lis.results.bench import OTHER, PHYSICIAN, TECHNICIAN, Bench

EVERY = (VOLUME, TURNAROUND, RESULTS, REJECTIONS, CRITICALS)


def near() -> Period:
    day = local_now().date()
    return Period(day - timedelta(1), day + timedelta(1))


def lines(db: Session, report: Report, **filters: str) -> dict[str, tuple[Any, ...]]:
    return {x.key: x.values for x in report.by(db, PHYSICIAN, near(), filters)}


def behind(db: Session, report: Report, key: str, **filters: str) -> list[str]:
    assert report.records is not None
    found, _ = report.records(db, PHYSICIAN, near(), filters, key, None, 50)
    return [each.says for each in found]


@pytest.fixture
def work(db: Session) -> Bench:
    """Glucose corrected once, potassium critical and called late, a culture that waits."""
    bench.lists(db)
    made = bench.come(db, "XN-GK", "XN-CAY")
    entries = [
        Entry(item_id=made.items["GLU"].id, value="7,8"),
        Entry(item_id=made.items["K"].id, value="7,1", confirmed=True),
    ]
    kept = results.enter(db, TECHNICIAN, entries)
    results.verify(db, PHYSICIAN, [r.id for r in kept])
    return made


def test_every_line_counts_what_it_opens(db: Session, work: Bench) -> None:
    for report in EVERY:
        for by, _ in report.filters[0].choices(db):
            for line in report.by(db, PHYSICIAN, near(), {"by": by}):
                column = 2 if report is REJECTIONS else 1
                said = behind(db, report, line.key, by=by) if line.key else []
                assert len(said) == (line.values[column] if line.key else 0), (report.id, by)


def test_volumes_count_tests_orders_tubes_and_people(db: Session, work: Bench) -> None:
    by_payer = list(lines(db, VOLUME, by="payer").values())
    assert [row[1:] for row in by_payer] == [(3, 2, 2, 1, 2, 1, 0, Decimal("66.7"))]
    assert lines(db, VOLUME)["GLU"][1] == 1
    assert set(lines(db, VOLUME, by="section")) == {"HS", "VS"}
    assert set(lines(db, VOLUME, section="VS")) == {"CAY"}
    month = local_now().strftime("%Y-%m")
    assert lines(db, VOLUME, by="month")[month][0] == local_now().strftime("%m/%Y")


def test_cancelled_tests_are_out_unless_they_are_wanted(db: Session, work: Bench) -> None:
    specimens.end_items(db, SYSTEM, [work.items["CAY"]], "thôi")
    assert "CAY" not in lines(db, VOLUME)
    assert lines(db, VOLUME, cancelled="in")["CAY"][1:] == (1, 1, 1, 1, 0, 0, 1, Decimal("0.0"))
    assert behind(db, VOLUME, "CAY", cancelled="in") == ["CAY: đã huỷ"]


def test_a_correction_leaves_the_turnaround_and_counts_as_a_result(
    db: Session, work: Bench
) -> None:
    before = lines(db, TURNAROUND)["GLU"]
    glucose = db.exec(select(LabResult).where(LabResult.test_code == "GLU")).one()
    new = results.correct(db, OTHER, glucose.id, value="5,1", reason="gõ nhầm")
    new.entered_at = utc_now() + timedelta(hours=3)
    results.verify(db, PHYSICIAN, [new.id])

    assert lines(db, TURNAROUND)["GLU"] == before
    assert lines(db, RESULTS)["GLU"][1:] == (2, 0, 0, 1, 0, 0, 0, None, 1, 1)


def test_a_moment_that_nobody_noted_is_no_nought(db: Session, work: Bench) -> None:
    potassium = work.items["K"]
    potassium.collected_at = None
    potassium.received_at = potassium.ordered_at
    potassium.verified_at = potassium.ordered_at + timedelta(minutes=90)
    db.flush()
    row = lines(db, TURNAROUND)["K"]

    assert row[2:5] == (None, None, None)
    assert row[8] == Decimal("90.0")
    [said] = behind(db, TURNAROUND, "K")
    assert "Lấy → nhận mẫu –;" in said
    assert said.endswith("Toàn bộ 90,0")


def test_turnaround_of_many_has_its_percentiles(db: Session, work: Bench) -> None:
    for minutes, code in ((10, "GLU"), (50, "K")):
        item = work.items[code]
        item.received_at = item.ordered_at
        item.verified_at = item.ordered_at + timedelta(minutes=minutes)
    db.flush()
    of_section = {f: lines(db, TURNAROUND, by="section", figure=f)["HS"] for f in ("", "p90")}
    assert of_section[""][6] == Decimal("30.0")
    assert of_section["p90"][6] == Decimal("50.0")
    assert of_section[""][10] == Decimal("100.0")
    assert lines(db, TURNAROUND, by="section", figure="mean")["HS"][6] == Decimal("30.0")


def test_positive_cultures_and_choices_are_a_share(db: Session, work: Bench) -> None:
    other = bench.come(db, "XN-HIV", visit=work.visit)
    grown = {"isolates": [{"organism": "eco", "name": "E. coli", "antibiogram": []}]}
    made = results.enter(
        db,
        TECHNICIAN,
        [
            Entry(item_id=work.items["CAY"].id, value="", detail=grown),
            Entry(item_id=other.items["HIV"].id, value="Âm tính"),
        ],
    )
    results.verify(db, PHYSICIAN, [r.id for r in made])
    row = lines(db, RESULTS, by="section")["VS"]
    assert row[6:9] == (2, 1, Decimal("50.0"))
    assert lines(db, RESULTS, by="section")["HS"][8] is None


def test_rejections_have_their_rate_by_reason_and_by_ward(db: Session, work: Bench) -> None:
    db.add(RejectionReason(code="TH", name="Tan huyết", recollect=True))
    db.flush()
    tube = next(t for t in work.tubes if t.id == work.items["CAY"].specimen_id)
    receiving.reject(db, TECHNICIAN, tube.code, reason_code="TH", reason="Tan huyết")

    assert lines(db, REJECTIONS)["Tan huyết"][1:4] == (2, 1, Decimal("50.0"))
    [room] = lines(db, REJECTIONS, by="room").values()
    assert room[1:4] == (2, 1, Decimal("50.0"))
    [said] = behind(db, REJECTIONS, "Tan huyết")
    assert tube.code in said


def test_a_critical_value_told_too_late_is_not_in_time(db: Session, work: Bench) -> None:
    from his.orders.service import CriticalAlarm

    [row] = lines(db, CRITICALS).values()
    assert row[1:5] == (1, 0, None, Decimal("0.0"))
    alarm = db.exec(select(CriticalAlarm)).one()
    alarm.called_at, alarm.called_by_name = alarm.at + timedelta(minutes=4), "KTV Hoa"
    db.flush()
    [row] = lines(db, CRITICALS).values()
    assert row[1:5] == (1, 1, Decimal("4.0"), Decimal("100.0"))
    alarm.called_at = alarm.at + timedelta(hours=4)
    db.flush()
    [row] = lines(db, CRITICALS).values()
    assert row[3:5] == (Decimal("240.0"), Decimal("0.0"))


def test_the_proof_stands_on_an_empty_house(db: Session) -> None:
    from tests.his import clinic

    clinic.build(db)
    found = evidence.the_laboratory_counts_by_segment_and_working_hours(db)
    assert found.verdict is Verdict.MET, found.says.en
    assert proving.SECTION in {i.section_code for i in db.exec(select(Item)).all()}
    assert db.exec(select(col(Item.id)).where(col(Item.verified_at).is_not(None))).all()


@pytest.mark.parametrize("report", EVERY, ids=lambda r: r.id)
def test_one_statement_reads_the_rows_by_the_index_of_the_moment(
    db: Session, report: Report
) -> None:
    """However many rows there are, those of the period are found by their moment."""
    from tests.lis.statistics.plans import plans

    sqlite = db.get_bind().dialect.name == "sqlite"
    for by, _ in report.filters[0].choices(db):
        found = plans(db, lambda by=by: report.by(db, SYSTEM, near(), {"by": by}))  # type: ignore[misc]
        wanted = {
            VOLUME.id: "ix_lis_item_ordered",
            TURNAROUND.id: "ix_lis_item_verified",
            RESULTS.id: "ix_lis_result_verified",
            REJECTIONS.id: "ix_lis_specimen_collected",
            CRITICALS.id: "ix_his_critical_alarm_at",
        }[report.id]
        # PostgreSQL chooses by what lies in the tables, and here nothing does (bench.statistics).
        assert found
        assert not sqlite or sum(wanted in plan for plan in found) == 1, (by, found)
