"""The page behind the QR code of a result sheet: only for the patient, only what is verified."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from his.admin import service as admin
from his.patient_links import keeping, settings
from his.patient_links import permissions as link_permissions
from his.patient_links.models import LinkOutcome, LinkVisit, PatientLink
from his.patients import service as patients
from kernel import links
from kernel.access import SYSTEM
from kernel.db import Database
from lis.results import patient_page, permissions
from lis.results import service as results
from lis.results.service import Entry
from lis.results.settings import NOT_ON_PAGE
from tests.conftest import Later, SignIn
from tests.lis.results import bench
from tests.lis.results.bench import OTHER, PHYSICIAN, TECHNICIAN, Bench

HOUSE = "https://pk.example.vn"


@pytest.fixture(autouse=True)
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIS54_PUBLIC_URL", HOUSE)


@pytest.fixture
def work(database: Database) -> Bench:
    """Glucose is out, potassium waits, HIV is out."""
    with database.write(SYSTEM, "test") as db:
        bench.lists(db)
        made = bench.come(db, "XN-GK")
        kept = results.enter(db, TECHNICIAN, [Entry(item_id=made.items["GLU"].id, value="7,8")])
        results.verify(db, PHYSICIAN, [r.id for r in kept])
        return made


@pytest.fixture
def year(database: Database, work: Bench) -> str:
    with database.read(SYSTEM) as db:
        return str(patients.get(db, SYSTEM, work.visit.patient_id).birth)[:4]


def link_of(database: Database, work: Bench) -> str:
    """The address as it is printed, without the house."""
    with database.write(SYSTEM, "test") as db:
        address = links.address(
            db,
            TECHNICIAN,
            kind=patient_page.KIND,
            document_id=work.orders["XN-GK"].id,
            patient_id=work.visit.patient_id,
            title="XN",
        )
    assert address.startswith(f"{HOUSE}/kq/")
    return address.removeprefix(HOUSE)


@pytest.fixture
def path(database: Database, work: Bench) -> str:
    return link_of(database, work)


@pytest.fixture
def stranger(app: object) -> Iterator[TestClient]:
    """Somebody with a telephone, whom the house does not know."""
    with TestClient(app, base_url=HOUSE) as client:  # type: ignore[arg-type]
        yield client


def opened(client: TestClient, path: str, year: str) -> str:
    got = client.post(path, data={"factor": year})
    assert got.status_code == 200, got.text
    return str(got.text)


def test_the_year_of_birth_opens_what_is_verified(
    stranger: TestClient, path: str, year: str, database: Database
) -> None:
    asked = stranger.get(path)
    assert asked.status_code == 200
    assert "Glucose" not in asked.text
    page = opened(stranger, path, year)
    assert "Glucose" in page
    assert "7,8 mmol/L" in page
    assert "Còn chờ kết quả: Kali" in page
    assert "Nguyễn" not in page  # the name is only hinted at
    english = stranger.get(f"{path}?lang=en").text
    assert "Still to come: " in english
    with database.read(SYSTEM) as db:
        [visit] = db.exec(select(LinkVisit)).all()
        [link] = db.exec(select(PatientLink)).all()
    assert (visit.outcome, link.opened) == (LinkOutcome.OPENED, 1)


def test_the_page_may_not_be_kept_and_runs_no_script(
    stranger: TestClient, path: str, year: str
) -> None:
    got = stranger.post(path, data={"factor": year})
    assert got.headers["cache-control"] == "no-store"
    assert got.headers["referrer-policy"] == "same-origin"
    assert "<script" not in got.text
    cookie = got.history[0].headers["set-cookie"].lower()
    for word in ("httponly", "secure", "samesite=strict", f"path={path}".lower()):
        assert word in cookie


def test_a_corrected_result_says_so(
    stranger: TestClient, path: str, year: str, database: Database, work: Bench
) -> None:
    with database.write(SYSTEM, "test") as db:
        [old] = [r for r in results.of_order(db, work.orders["XN-GK"].id) if r.test_code == "GLU"]
        new = results.correct(db, OTHER, old.id, value="5,1", reason="gõ nhầm")
        results.verify(db, PHYSICIAN, [new.id])
    page = opened(stranger, path, year)
    assert "5,1 mmol/L" in page
    assert "7,8" not in page
    assert "Đã đính chính lúc" in page


def test_a_withdrawn_result_is_not_shown(
    stranger: TestClient, path: str, year: str, database: Database, work: Bench
) -> None:
    with database.write(SYSTEM, "test") as db:
        [old] = [r for r in results.of_order(db, work.orders["XN-GK"].id) if r.test_code == "GLU"]
        results.withdraw(db, OTHER, old.id, reason="nhầm ống")
    got = stranger.post(path, data={"factor": year})
    assert got.status_code == 404
    assert "7,8" not in got.text


def test_a_test_that_is_kept_back_has_to_be_fetched(
    stranger: TestClient, path: str, year: str, database: Database
) -> None:
    with database.write(SYSTEM, "test") as db:
        admin.set_parameter(db, SYSTEM, NOT_ON_PAGE.id, value="HIV, GLU", reason="thử")
    page = opened(stranger, path, year)
    assert "7,8" not in page
    assert "Hãy đến phòng xét nghiệm" in page


def test_five_wrong_years_lock_the_page_for_an_hour(
    stranger: TestClient, path: str, year: str, database: Database, later: Later
) -> None:
    codes = [stranger.post(path, data={"factor": "1900"}).status_code for _ in range(5)]
    assert codes == [422] * 4 + [429]
    assert stranger.post(path, data={"factor": year}).status_code == 429
    assert "Glucose" not in stranger.get(path).text
    later(minutes=61)
    assert "Glucose" in opened(stranger, path, year)
    with database.read(SYSTEM) as db:
        outcomes = [v.outcome.value for v in db.exec(select(LinkVisit)).all()]
    assert sorted(outcomes) == ["locked", "opened", *["wrong"] * 5]


def test_twenty_wrong_years_end_the_link(
    stranger: TestClient, path: str, year: str, later: Later
) -> None:
    for _ in range(4):
        for _ in range(5):
            stranger.post(path, data={"factor": "1900"})
        later(minutes=61)
    got = stranger.post(path, data={"factor": year})
    assert got.status_code == 410


def test_the_link_expires_and_the_next_print_makes_another(
    stranger: TestClient, path: str, year: str, database: Database, work: Bench, later: Later
) -> None:
    assert link_of(database, work) == path
    assert "Glucose" in opened(stranger, path, year)
    later(days=31)
    assert stranger.get(path).status_code == 410
    assert stranger.post(path, data={"factor": year}).status_code == 410
    assert link_of(database, work) != path


def test_a_guessed_address_is_unknown_and_who_tries_many_waits(
    stranger: TestClient, path: str
) -> None:
    wrong = path[:-1] + ("A" if path[-1] != "A" else "E")
    answers = [stranger.get(wrong).status_code for _ in range(40)]
    assert answers[0] == 404
    assert set(answers[-5:]) <= {404, 429}
    assert 429 in answers


def test_a_pass_for_one_page_opens_no_other(
    stranger: TestClient, path: str, year: str, database: Database, work: Bench
) -> None:
    opened(stranger, path, year)
    with database.write(SYSTEM, "test") as db:
        other = bench.come(db, "XN-HIV", visit=db.merge(work.visit))
        address = links.address(
            db,
            TECHNICIAN,
            kind=patient_page.KIND,
            document_id=other.orders["XN-HIV"].id,
            patient_id=work.visit.patient_id,
            title="XN",
        ).removeprefix(HOUSE)
    cookie = stranger.cookies.get("his54_link", path=path)
    got = stranger.get(address, headers={"Cookie": f"his54_link={cookie}"})
    assert got.status_code == 200
    assert 'name="factor"' in got.text


def test_staff_see_who_opened_it_switch_it_off_and_renew_it(
    stranger: TestClient, path: str, year: str, work: Bench, sign_in: SignIn, database: Database
) -> None:
    opened(stranger, path, year)
    desk = sign_in(*link_permissions.ALL)
    document = f"/api/patient-links/documents/{work.orders['XN-GK'].id}"
    [link] = desk.get(document).json()["items"]
    assert link["opened"] == 1
    visits = desk.get(f"/api/patient-links/{link['id']}/visits").json()["items"]
    assert [v["outcome"] for v in visits] == ["opened"]
    version = {"version": link["version"]}
    made = desk.post(f"/api/patient-links/{link['id']}/renewal", json=version)
    assert made.status_code == 201, made.text
    assert stranger.get(path).status_code == 410
    again = desk.post(f"/api/patient-links/{link['id']}/renewal", json=version)
    assert (again.status_code, again.json()["error"]) == (409, "LinkEnded")
    fresh = link_of(database, work)
    assert "Glucose" in opened(stranger, fresh, year)
    off = {"version": made.json()["version"] + 1, "reason": "người bệnh yêu cầu"}
    ended = desk.post(f"/api/patient-links/{made.json()['id']}/off", json=off)
    assert ended.status_code == 200, ended.text
    assert stranger.get(fresh).status_code == 410
    reader = sign_in(link_permissions.READ)
    assert reader.post(f"/api/patient-links/{link['id']}/off", json=off).status_code == 403


def test_the_sheet_carries_the_code_only_where_links_are_wanted(
    sign_in: SignIn, work: Bench, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = sign_in(permissions.PRINT)
    order = work.orders["XN-GK"].id
    assert printer.post(f"/api/lab/orders/{order}/print").content.startswith(b"%PDF")
    with database.read(SYSTEM) as db:
        assert [link.document_id for link in db.exec(select(PatientLink))] == [UUID(str(order))]
    with database.write(SYSTEM, "test") as db:
        admin.set_parameter(db, SYSTEM, settings.ON.id, value=False, reason="thử")
    with database.write(SYSTEM, "test") as db:
        assert keeping.make(db, SYSTEM, "x", order, work.visit.patient_id, "") == ""
    monkeypatch.setenv("HIS54_PUBLIC_URL", "")
    with database.write(SYSTEM, "test") as db:
        assert keeping.make(db, SYSTEM, "x", order, work.visit.patient_id, "") == ""


def test_the_whole_birth_date_may_be_asked(
    stranger: TestClient, path: str, year: str, database: Database, work: Bench
) -> None:
    with database.write(SYSTEM, "test") as db:
        admin.set_parameter(db, SYSTEM, settings.FACTOR.id, value="birth_date", reason="thử")
        birth = patients.get(db, SYSTEM, work.visit.patient_id).birth or ""
    assert stranger.post(path, data={"factor": year}).status_code == 422
    day = "/".join(reversed(birth.split("-")))
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", day)
    assert "Glucose" in opened(stranger, path, day)
    assert timedelta(minutes=1) < keeping.LOCKED
