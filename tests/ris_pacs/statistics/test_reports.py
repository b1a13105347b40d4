"""Imaging's figures: right, each opening its list, over the API and on paper."""

from datetime import UTC, datetime, timedelta

import pytest
from pydicom.uid import generate_uid
from sqlmodel import Session

from kernel.access import SYSTEM, Actor
from kernel.clock import local_now
from kernel.db import Database
from kernel.ids import new_id
from kernel.module import Verdict
from kernel.reports import Period
from ris_pacs.archive import service as archive
from ris_pacs.statistics import cases, evidence, permissions, proving, reports
from ris_pacs.statistics.others import REJECTS, STORAGE
from ris_pacs.statistics.reports import DOSE, TURNAROUND, USE, VOLUME
from tests.conftest import SignIn
from tests.his import clinic
from tests.ris_pacs import pictures

EVERY = (VOLUME, TURNAROUND, REJECTS, DOSE, USE, STORAGE)
CLERK = Actor(new_id(), "Giám đốc", frozenset({archive.UNMATCHED.id}))


def test_the_figures_are_shown_to_be_right(db: Session) -> None:
    clinic.build(db)
    found = evidence.imaging_counts_by_machine_shift_and_segment(db)
    assert found.verdict is Verdict.MET, found.says


def test_all_that_a_line_counts_lies_behind_it(db: Session) -> None:
    clinic.build(db)
    made = proving.work(db)
    assert made
    pictures.keep(db, *pictures.study(2, StudyInstanceUID=generate_uid()))
    today = local_now().date()
    for report in EVERY:
        over = Period(today, today) if report is STORAGE else Period(made.day, made.day)
        ways = next((f for f in report.filters if f.id == "by"), None)
        for by in [c for c, _ in ways.choices(db)] if ways else [""]:
            filters = {"by": by} if by else {}
            lines = report.by(db, CLERK, over, filters)
            assert lines, (report.id, by)
            for line in lines:
                assert report.records is not None
                rows, _ = report.records(db, CLERK, over, filters, line.key, None, 50)
                assert len(rows) == line.values[1], (report.id, by, line)


def test_a_long_list_is_paged_without_a_gap(db: Session) -> None:
    clinic.build(db)
    made = proving.work(db)
    assert made
    over, filters = Period(made.day, made.day), {"by": "requester"}
    first, following = cases.behind(db, SYSTEM, over, filters, made.requester, None, 1)
    assert following
    second, end = cases.behind(db, SYSTEM, over, filters, made.requester, following, 1)
    assert end is None
    assert {first[0].id} != {second[0].id}


@pytest.mark.parametrize(("hour", "shift"), [(6, "1"), (13, "1"), (14, "2"), (22, "3"), (3, "3")])
def test_a_moment_is_in_one_shift(hour: int, shift: str) -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(hours=hour - 7)
    assert cases.shift_of(at) == shift


def test_percentiles() -> None:
    assert reports.share_within([], 50) is None
    assert reports.share_within([1, 2, 3, 10], 50) == 2.5
    assert reports.share_within([1, 2, 3, 10], 90) == 10
    assert reports.minutes(None) is None


def test_they_are_read_over_the_api_and_leave_as_table_and_paper(
    database: Database, sign_in: SignIn
) -> None:
    from his.reports import permissions as house

    with database.write(SYSTEM) as db:
        clinic.build(db)
        made = proving.work(db)
    assert made
    client = sign_in(permissions.FIGURES, *house.ALL)
    for report, key in ((VOLUME, made.machine), (TURNAROUND, made.machine), (USE, made.machine)):
        path = f"/api/reports/{report.id}"
        asked = {"since": str(made.day), "until": str(made.day)}
        told = client.get(path, params=asked)
        assert made.machine in told.text, told.text
        rows = client.get(f"{path}/records", params={**asked, "key": key}).json()["items"]
        assert len(rows) == 2
    got = client.get(f"{path}/export", params={**asked, "format": "xlsx"})
    assert got.status_code == 200, got.text
    printed = client.post(f"{path}/prints/sheet", params=asked)
    assert printed.content.startswith(b"%PDF"), printed.text
    # Who may not see it is not told that it exists.
    assert sign_in(*house.ALL).get(path, params=asked).status_code == 404
