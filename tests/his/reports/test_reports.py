"""Reports: what they count, what lies behind a figure, and figures that somebody vouched for."""

import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlmodel import Session

from his.admin.parameters import set_parameter
from his.encounters import permissions as visits_may
from his.encounters import service as encounters
from his.encounters.service import Payer
from his.reports import freezing, paper, permissions, running
from his.reports import service as reports
from his.reports.errors import (
    FrozenAlready,
    PeriodNotOver,
    UnknownFilter,
    UnknownReport,
)
from his.reports.models import ReportSnapshot
from his.reports.running import Sheet
from kernel import clock
from kernel.access import Actor
from kernel.db import Database
from kernel.errors import TooManyDays
from kernel.events import assembly_of
from kernel.reports import Cell, Column, Line, Period, Report
from kernel.text import Text
from tests.conftest import Later, SignIn
from tests.his import clinic

BY_DAY = "his.encounters.by_day"


@pytest.fixture
def director(actor: Actor, db: Session) -> Actor:
    """Somebody who may see every report, and patients' names."""
    may = frozenset(p.id for m in assembly_of(db).modules for p in m.permissions)
    return Actor(actor.id, "GĐ Hòa", may)


@pytest.fixture
def house(db: Session, actor: Actor) -> clinic.Clinic:
    return clinic.build(db)


def _sheet(db: Session, actor: Actor, report_id: str, **filters: str) -> reports.Sheet:
    day = clock.today()
    report = reports.find(db, actor, report_id)
    return reports.run(db, actor, report, Period(day, day), filters)


def test_a_day_counts_its_visits_and_leaves_out_the_cancelled(
    db: Session, director: Actor, house: clinic.Clinic
) -> None:
    for room in (house.p101, house.p101, house.p102):
        clinic.visit(db, director, room)
    gone = clinic.visit(db, director, house.p101)
    encounters.cancel(db, director, gone.id, reason="Người bệnh về")
    [line] = _sheet(db, director, BY_DAY).lines
    assert line.values[:2] == (clock.today(), 3)
    assert line.values[-1] == 1
    [line] = _sheet(db, director, BY_DAY, room="P102").lines
    assert line.values[1] == 1


def test_the_totals_are_the_sum_of_the_lines(
    db: Session, director: Actor, house: clinic.Clinic
) -> None:
    for room in (house.p101, house.p101, house.p102):
        clinic.visit(db, director, room)
    sheet = _sheet(db, director, "his.encounters.by_room")
    assert [line.values[1] for line in sheet.lines] == [2, 1]
    assert sheet.totals[:2] == (None, 3)


def test_what_a_figure_counts_can_be_opened(
    db: Session, director: Actor, house: clinic.Clinic
) -> None:
    mine = [clinic.visit(db, director, house.p101) for _ in range(3)]
    clinic.visit(db, director, house.p102)
    report = reports.find(db, director, "his.encounters.by_room")
    day = Period(clock.today(), clock.today())
    first, following = running.records(
        db, director, report, day, {}, key="P101", after=None, limit=2
    )
    rest, end = running.records(db, director, report, day, {}, key="P101", after=following, limit=2)
    assert [each.code for each in (*first, *rest)] == [each.code for each in mine]
    assert end is None


def test_whoever_may_not_see_visits_sees_figures_without_names(
    db: Session, director: Actor, house: clinic.Clinic
) -> None:
    visit = clinic.visit(db, director, house.p101)
    counting = Actor(director.id, "KTV", frozenset({visits_may.FIGURES.id}))
    report = reports.find(db, counting, BY_DAY)
    day = Period(clock.today(), clock.today())
    key = clock.today().isoformat()
    [shown], _ = running.records(db, counting, report, day, {}, key=key, after=None, limit=5)
    [named], _ = running.records(db, director, report, day, {}, key=key, after=None, limit=5)
    assert shown.code == visit.code
    assert shown.to is None
    assert named.who.endswith(f"({shown.who})")


def test_a_report_that_one_may_not_see_is_not_there(db: Session, actor: Actor) -> None:
    nobody = Actor(actor.id, "Ai đó")
    assert reports.catalogue(db, nobody) == []
    with pytest.raises(UnknownReport):
        reports.find(db, nobody, BY_DAY)


def test_a_line_that_there_is_not_does_not_open(client: TestClient) -> None:
    answer = client.get(f"/api/reports/{BY_DAY}/records", params={"key": "ngày nào đó"})
    assert (answer.status_code, answer.json()["error"]) == (404, "UnknownLine")


def test_a_period_is_at_most_a_year_and_a_filter_one_that_there_is(
    db: Session, director: Actor
) -> None:
    day = clock.today()
    with pytest.raises(TooManyDays):
        running.period(day, day - timedelta(1))
    with pytest.raises(TooManyDays):
        running.period(day - timedelta(366), day)
    with pytest.raises(UnknownFilter):
        running.narrowed(reports.find(db, director, BY_DAY), ["doctor:1"])


def test_a_frozen_report_stays_and_what_is_entered_late_is_named(
    db: Session, director: Actor, house: clinic.Clinic, later: Later
) -> None:
    day = Period(clock.today(), clock.today())
    report = reports.find(db, director, BY_DAY)
    visit = clinic.visit(db, director, house.p101)
    clinic.visit(db, director, house.p101)
    with pytest.raises(PeriodNotOver):
        reports.freeze(db, director, report, day, {})
    later(days=1)
    kept = reports.freeze(db, director, report, day, {})
    assert reports.late_changes(db, director, kept, report) == []
    encounters.cancel(db, director, visit.id, reason="Nhập nhầm")
    [change] = reports.late_changes(db, director, kept, report)
    assert change.then is not None
    assert change.now is not None
    assert (change.then[1], change.now[1]) == (2, 1)
    assert kept.lines[0][0][1] == 2


def test_one_period_is_frozen_once_and_again_when_it_was_withdrawn(
    db: Session, director: Actor, house: clinic.Clinic, later: Later
) -> None:
    day = Period(clock.today(), clock.today())
    report = reports.find(db, director, BY_DAY)
    later(days=1)
    first = reports.freeze(db, director, report, day, {})
    with pytest.raises(FrozenAlready):
        reports.freeze(db, director, report, day, {})
    reports.freeze(db, director, report, day, {"payer": Payer.BHYT.value})
    reports.withdraw(db, director, first.id, reason="Thiếu hồ sơ")
    again = reports.freeze(db, director, report, day, {})
    assert reports.sign(db, director, again.id).signed_by_name == "GĐ Hòa"


def test_a_changed_snapshot_is_noticed(
    db: Session, director: Actor, house: clinic.Clinic, later: Later
) -> None:
    day = Period(clock.today(), clock.today())
    clinic.visit(db, director, house.p101)
    later(days=1)
    kept = reports.freeze(db, director, reports.find(db, director, BY_DAY), day, {})
    assert freezing.intact(kept)
    kept.lines = [[[kept.lines[0][0][0], 99, 0, 0, 0, 0, 0], ""]]
    assert not freezing.intact(kept)


def test_last_month_freezes_by_itself_on_the_chosen_day(
    db: Session, director: Actor, house: clinic.Clinic
) -> None:
    set_parameter(
        db,
        director,
        "his.reports.freeze_day",
        value=min(clock.today().day, 28),
        reason="Chốt sớm",
    )
    said = freezing.freeze_last_month(db)
    if clock.today().day > 28:
        assert said is None
        return
    assert said is not None
    kept, _ = reports.snapshots(db, director)
    assert {each.report_id for each in kept} >= {BY_DAY, "his.outpatient.diseases"}
    assert all(each.until < clock.today() for each in kept)
    assert freezing.freeze_last_month(db) == Text("Đã chốt 0 báo cáo.", "0 reports were frozen.")


def test_every_report_of_the_house_runs_prints_and_opens(
    db: Session, director: Actor, house: clinic.Clinic
) -> None:
    clinic.visit(db, director, house.p101)
    day = Period(clock.today(), clock.today())
    for report in reports.catalogue(db, director):
        sheet = reports.run(db, director, report, day, {})
        assert all(len(line.values) == len(report.columns) for line in sheet.lines), report.id
        assert paper.printed(db, director, sheet).pdf.startswith(b"%PDF"), report.id
        for line in sheet.lines:
            if line.key and report.records:
                found, _ = running.records(
                    db, director, report, day, {}, key=line.key, after=None, limit=200
                )
                assert found, report.id
        for choice in report.filters:
            for value, _ in choice.choices(db):
                reports.run(db, director, report, day, {choice.id: value})


def test_the_workbook_holds_the_lines_and_no_formula(db: Session, director: Actor) -> None:
    report = Report(
        id="x.y",
        title=Text("Thử", "Test"),
        group=Text("Thử", "Test"),
        definition=Text("=1+1", "=1+1"),
        needs=permissions.READ,
        columns=(Column(Text("Tên", "Name")), Column(Text("Số", "Count"), Cell.COUNT)),
        by=lambda *_: [],
    )
    day = Period(clock.today(), clock.today())
    lines = [Line(("=HYPERLINK(1)", 3)), Line(("Nội", 4))]
    sheet = Sheet(report, day, {}, lines, running.totals(report.columns, lines), clock.utc_now())
    page = load_workbook(io.BytesIO(paper.xlsx(db, sheet, "vi"))).active
    assert page is not None
    rows = [tuple(row) for row in page.iter_rows(min_row=5, max_col=2, values_only=True)]
    assert rows[:4] == [("Tên", "Số"), ("'=HYPERLINK(1)", 3), ("Nội", 4), ("Tổng cộng", 7)]
    assert paper.as_csv(sheet, "en").decode("utf-8-sig").splitlines()[1] == "'=HYPERLINK(1),3"


def test_amounts_are_spoken_as_vietnamese_paper_shows_them() -> None:
    assert paper.spoken(Decimal("1234567.50"), Cell.AMOUNT) == "1.234.567,5"
    assert paper.spoken(0, Cell.COUNT) == "0"
    assert paper.spoken(Decimal("12.5"), Cell.PERCENT) == "12,5%"


@pytest.fixture
def day_of_visits(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        rooms = clinic.build(db)
        for _ in range(3):
            clinic.visit(db, actor, rooms.p101)


@pytest.fixture
def client(day_of_visits: None, sign_in: SignIn) -> TestClient:
    return sign_in(*permissions.ALL, visits_may.FIGURES, visits_may.READ, name="GĐ Hòa")


def test_the_director_runs_opens_exports_freezes_and_signs(
    client: TestClient, later: Later
) -> None:
    listed = client.get("/api/reports").json()
    assert BY_DAY in {each["id"] for each in listed["reports"]}
    today = clock.today().isoformat()
    asked = {"since": today, "until": today}
    sheet = client.get(f"/api/reports/{BY_DAY}", params=asked).json()
    assert sheet["lines"][0]["values"][:2] == [today, 3]
    assert sheet["totals"][1] == 3
    opened = client.get(f"/api/reports/{BY_DAY}/records", params={**asked, "key": today}).json()
    assert len(opened["items"]) == 3
    for wanted in ("xlsx", "csv"):
        answer = client.get(f"/api/reports/{BY_DAY}/export", params={**asked, "format": wanted})
        assert answer.status_code == 200
        assert wanted in answer.headers["Content-Disposition"]
    assert client.post(f"/api/reports/{BY_DAY}/prints/sheet", params=asked).content[:4] == b"%PDF"
    early = client.post(f"/api/reports/{BY_DAY}/snapshots", json=asked)
    assert (early.status_code, early.json()["error"]) == (409, "PeriodNotOver")
    later(days=1)
    frozen = client.post(f"/api/reports/{BY_DAY}/snapshots", json=asked)
    assert frozen.status_code == 201
    kept = f"/api/reports/snapshots/{frozen.json()['id']}"
    assert client.post(f"{kept}/signature").json()["signed_by_name"] == "GĐ Hòa"
    assert client.post(f"{kept}/signature").json()["error"] == "SignedAlready"
    shown = client.get(kept).json()
    assert (shown["intact"], shown["changes"]) == (True, [])
    assert client.post(f"{kept}/prints/sheet").content[:4] == b"%PDF"
    assert len(client.get("/api/reports/snapshots").json()["items"]) == 1


def test_a_choice_of_ones_own_is_kept_and_taken_off(client: TestClient, sign_in: SignIn) -> None:
    wanted = {"name": "BHYT của tôi", "filters": ["payer:bhyt"]}
    saved = client.post(f"/api/reports/{BY_DAY}/saved", json=wanted).json()
    assert client.get("/api/reports").json()["saved"] == [saved]
    other = sign_in(*permissions.ALL, name="Người khác")
    assert other.delete(f"/api/reports/saved/{saved['id']}").status_code == 404
    client.delete(f"/api/reports/saved/{saved['id']}")
    assert client.get("/api/reports").json()["saved"] == []


def test_the_directors_page_compares_with_the_same_weekday(
    client: TestClient, later: Later
) -> None:
    today = clock.today()
    told = client.get("/api/reports/morning", params={"day": today.isoformat()}).json()
    visits = next(each for each in told["figures"] if each["id"] == "his.encounters.visits")
    assert (visits["value"], visits["before"], visits["better"]) == (3, 0, True)
    after = (today + timedelta(7)).isoformat()
    told = client.get("/api/reports/morning", params={"day": after}).json()
    visits = next(each for each in told["figures"] if each["id"] == "his.encounters.visits")
    assert (visits["value"], visits["before"], visits["better"]) == (0, 3, False)
    told = client.get("/api/reports/morning").json()
    assert told["day"] == today.isoformat(), "nobody came yesterday: today is shown"


def test_snapshots_are_plain_json(db: Session, director: Actor, later: Later) -> None:
    day = Period(clock.today(), clock.today())
    later(days=1)
    for report in reports.catalogue(db, director):
        kept: ReportSnapshot = reports.freeze(db, director, report, day, {})
        json.dumps(kept.lines)
