"""Hours, days off, reports and the register over the API."""

import io
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from his.encounters import permissions as visits
from his.reports import permissions as reports
from kernel.access import SYSTEM
from kernel.clock import local_now, today
from kernel.db import Database
from lis.results import service as results
from lis.results.service import Entry
from lis.statistics import permissions
from tests.conftest import SignIn
from tests.lis.results import bench
from tests.lis.results.bench import PHYSICIAN, TECHNICIAN

DAY = str(local_now().date())
HOURS = {"weekdays": [0, 1, 2], "opens": "06:30", "closes": "17:00", "valid_from": DAY}


@pytest.fixture
def worked(database: Database) -> None:
    with database.write(SYSTEM, "test") as db:
        bench.lists(db)
        work = bench.come(db, "XN-GK")
        entries = [Entry(item_id=work.items["GLU"].id, value="7,8")]
        made = results.enter(db, TECHNICIAN, entries)
        results.verify(db, PHYSICIAN, [made[0].id])


def chief(sign_in: SignIn) -> TestClient:
    return sign_in(*permissions.ALL, reports.READ, visits.READ)


def test_hours_are_set_ended_and_never_overlap(sign_in: SignIn, worked: None) -> None:
    client = chief(sign_in)
    made = client.post("/api/lab/statistics/hours", json=HOURS)
    assert made.status_code == 201, made.text
    again = client.post("/api/lab/statistics/hours", json={**HOURS, "opens": "16:00"})
    assert (again.status_code, again.json()["error"]) == (409, "LabHoursOverlap")
    turned = client.post("/api/lab/statistics/hours", json={**HOURS, "opens": "18:00"})
    assert (turned.status_code, turned.json()["error"]) == (422, "LabHoursUpsideDown")
    first = made.json()[0]
    last = {"version": first["version"], "last": str(today() + timedelta(3))}
    path = f"/api/lab/statistics/hours/{first['id']}/end"
    assert client.post(path, json=last).json()["valid_to"] == last["last"]
    stale = client.post(path, json=last)
    assert stale.status_code == 409
    shown = client.get("/api/lab/statistics/calendar").json()
    assert [(h["weekday"], h["opens"], h["closes"]) for h in shown["hours"]] == [
        (day, "06:30", "17:00") for day in (0, 1, 2)
    ]


def test_a_day_off_is_added_and_taken_back(sign_in: SignIn, worked: None) -> None:
    client = chief(sign_in)
    given = {"first": DAY, "last": DAY, "name": "Quốc khánh"}
    made = client.post("/api/lab/statistics/days-off", json=given)
    assert made.status_code == 201, made.text
    before = str(today() - timedelta(1))
    turned = client.post("/api/lab/statistics/days-off", json={**given, "last": before})
    assert (turned.status_code, turned.json()["error"]) == (422, "DayOffUpsideDown")
    path = f"/api/lab/statistics/days-off/{made.json()['id']}/withdraw"
    assert client.post(path).status_code == 200
    assert client.post(path).json()["error"] == "DayOffWithdrawn"
    assert client.get("/api/lab/statistics/calendar").json()["days_off"] == []
    reader = sign_in(permissions.FIGURES)
    assert reader.post("/api/lab/statistics/days-off", json=given).status_code == 403


def test_reports_open_their_lists_and_leave_as_csv_xlsx_and_pdf(
    sign_in: SignIn, worked: None
) -> None:
    client = chief(sign_in)
    asked: dict[str, str | list[str]] = {"since": DAY, "until": DAY}
    for report in ("volume", "turnaround", "results", "rejections", "criticals"):
        path = f"/api/reports/lis.statistics.{report}"
        sheet = client.get(path, params=asked)
        assert sheet.status_code == 200, sheet.text
        if lines := sheet.json()["lines"]:
            key = {**asked, "key": lines[0]["key"]}
            opened = client.get(f"{path}/records", params=key)
            assert opened.status_code == 200, opened.text
    path = "/api/reports/lis.statistics.turnaround"
    chosen = {**asked, "filter": ["by:section", "clock:working", "figure:p90"]}
    for kind in ("csv", "xlsx"):
        got = client.get(f"{path}/export", params={**chosen, "format": kind})
        assert got.status_code == 200, got.text
    printed = client.post(f"{path}/prints/sheet", params=chosen)
    assert printed.content.startswith(b"%PDF")


def test_the_register_is_a_table_of_days(sign_in: SignIn, worked: None) -> None:
    client = chief(sign_in)
    path = "/api/lab/statistics/register"
    got = client.get(path, params={"since": DAY, "until": DAY})
    assert got.status_code == 200, got.text
    page = load_workbook(io.BytesIO(got.content)).active
    assert page is not None
    head, line = list(page.iter_rows(values_only=True))
    assert head[0] == "STT"
    assert line[11] == "Glucose: 7,8 mmol/L [H]"
    assert line[12:] == ("KTV Hoa", "BS. Xét nghiệm")
    text = client.get(path, params={"format": "csv"}).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    long = client.get(path, params={"since": str(today() - timedelta(31)), "until": DAY})
    assert (long.status_code, long.json()["error"]) == (422, "RegisterTooLong")
    assert sign_in(permissions.FIGURES).get(path).status_code == 403
