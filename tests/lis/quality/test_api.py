"""The screens' way: who may what, from the target to the release, the chart on paper, a round."""

from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from his.catalogs import service as catalogs
from kernel.access import SYSTEM
from kernel.db import Database
from lis.quality import permissions as may
from tests.conftest import Later, SignIn

AT = "/api/lab/quality"


@pytest.fixture
def database(listed: Database) -> Database:
    """A hospital that has the shared list of tests."""
    return listed


@pytest.fixture
def senior(sign_in: SignIn) -> TestClient:
    return sign_in(*may.ALL, name="BS. Bình")


@pytest.fixture
def technician(sign_in: SignIn) -> TestClient:
    return sign_in(may.READ, may.RUN, may.ROUNDS, name="KTV Hoa")


def _lot(senior: TestClient, level: int = 1) -> str:
    told = {
        "code": f"QC{level}",
        "material": "Precinorm",
        "level": level,
        "lot_number": "4412",
        "expiry": "2099-12-31",
    }
    made: dict[str, Any] = senior.post(f"{AT}/lots", json=told).json()
    aim = {"lot_id": made["id"], "test_code": "GLU", "mean": "5.0", "sd": "0.2"}
    assert senior.post(f"{AT}/targets", json=aim).status_code == 201
    return str(made["id"])


def _run(client: TestClient, lot: str, value: str) -> Any:
    told = {"test_code": "GLU", "values": [{"lot_id": lot, "value": value}]}
    return client.post(f"{AT}/runs", json=told)


def test_a_test_is_locked_and_released_by_whom_it_must_be(
    senior: TestClient, technician: TestClient, later: Later
) -> None:
    lot = _lot(senior)
    assert _run(technician, lot, "5.1").json()["verdict"] == "in"
    later(minutes=1)
    assert _run(technician, lot, "5.9").json()["verdict"] == "out"
    [lock] = technician.get(f"{AT}/holds").json()["items"]
    assert (lock["test_code"], lock["rules"], lock["state"]) == ("GLU", "1-2s, 1-3s", "held")
    assert technician.get(f"{AT}/overview").json()["tests"][0]["hold"]["id"] == lock["id"]
    told = {"cause": "reagent", "action": "Thay hóa chất lô mới"}
    assert technician.post(f"{AT}/holds/{lock['id']}/act", json=told).json()["state"] == "acted"
    later(minutes=1)
    _run(technician, lot, "5.0")
    why = {"reason": "Nội kiểm đạt sau khi thay hóa chất"}
    assert technician.post(f"{AT}/holds/{lock['id']}/release", json=why).status_code == 403
    done = senior.post(f"{AT}/holds/{lock['id']}/release", json=why)
    assert (done.status_code, done.json()["released_by_name"]) == (200, "BS. Bình")
    assert technician.get(f"{AT}/holds").json()["items"] == []
    assert len(technician.get(f"{AT}/holds?only_open=false").json()["items"]) == 1


def test_a_chart_shows_every_value_with_its_verdict_and_is_printed(
    senior: TestClient, technician: TestClient, later: Later
) -> None:
    lots = [_lot(senior, level) for level in (1, 2)]
    for value in ("5.1", "4.9", "5.5"):
        told = {
            "test_code": "GLU",
            "values": [{"lot_id": lot, "value": value} for lot in lots],
        }
        assert technician.post(f"{AT}/runs", json=told).status_code == 201
        later(minutes=5)
    seen = technician.get(f"{AT}/chart?test_code=GLU").json()
    assert [s["lot"]["level"] for s in seen["series"]] == [1, 2]
    points = seen["series"][0]["points"]
    assert [(p["z"], p["verdict"]) for p in points] == [
        ("0.5", "in"),
        ("-0.5", "in"),
        ("2.5", "out"),
    ]
    assert points[2]["rules"] == ["1-2s", "2-2s"]  # both levels of one run
    assert seen["series"][0]["figures"]["n"] == 2  # a rejected run does not count
    assert seen["hold"]["state"] == "held"
    paper = technician.post(f"{AT}/prints/chart?test_code=GLU")
    assert paper.content.startswith(b"%PDF")
    excluded = senior.post(f"{AT}/points/{points[0]['id']}/exclude", json={"reason": "Nhầm lọ"})
    assert excluded.status_code == 200
    again = technician.post(f"{AT}/points/{points[1]['id']}/exclude", json={"reason": "Nhầm lọ"})
    assert again.status_code == 403
    assert technician.get(f"{AT}/chart?test_code=NONE").status_code == 404
    month = technician.get(f"{AT}/statistics").json()
    [first, _] = month["lines"]
    assert (first["runs"], first["out"], first["excluded"]) == (3, 1, 1)
    assert first["figures"]["mean"] == "4.9"


def test_rules_of_a_test_are_chosen_on_its_page(senior: TestClient) -> None:
    lot = _lot(senior)
    plan = senior.get(f"{AT}/chart?test_code=GLU").json()["plan"]
    told = {
        "version": plan["version"],
        "rules": [{"rule": "1-2s", "act": "reject"}, {"rule": "7-T", "act": "warn"}],
        "every_hours": 12,
        "locks": True,
        "overdue_locks": False,
        "allowed_error": "8",
    }
    kept = senior.put(f"{AT}/plans/{plan['id']}", json=told).json()
    assert {r["rule"]: r["act"] for r in kept["rules"]}["1-3s"] == "off"
    assert _run(senior, lot, "5.5").json()["verdict"] == "out"
    assert senior.put(f"{AT}/plans/{plan['id']}", json=told).status_code == 409


def test_a_lot_keeps_its_barcode_to_itself(senior: TestClient) -> None:
    lot = _lot(senior)
    [known] = senior.get(f"{AT}/lots").json()["items"]
    told = {k: known[k] for k in ("code", "material", "level", "lot_number", "expiry", "version")}
    assert senior.post(f"{AT}/lots", json={**told} | {"code": "QC1"}).status_code == 422
    again = {k: v for k, v in told.items() if k != "version"}
    assert senior.post(f"{AT}/lots", json=again).json()["error"] == "ControlCodeTaken"
    ended = senior.put(f"{AT}/lots/{lot}", json={**told, "active": False, "open_days": 30})
    assert ended.json()["active"] is False
    [aim] = senior.get(f"{AT}/lots/{lot}/targets").json()["items"]
    assert (aim["mean"], aim["sd"], aim["unit"]) == ("5", "0.2", "mmol/L")


def test_an_external_round_is_sent_scored_and_answered(
    senior: TestClient, technician: TestClient
) -> None:
    told = {
        "programme": "Hóa sinh",
        "organiser": "Trung tâm kiểm chuẩn",
        "code": "2026-10",
        "due_on": "2026-11-30",
    }
    made = technician.post(f"{AT}/rounds", json=told).json()
    one = f"{AT}/rounds/{made['id']}"
    assert technician.post(f"{AT}/rounds", json=told).json()["error"] == "RoundAlreadyKnown"
    assert technician.post(f"{one}/submit").json()["error"] == "RoundWithoutResults"
    found = {
        "results": [
            {"test_code": "GLU", "value": "5.4"},
            {"test_code": "UREA", "value": "6.9"},
        ]
    }
    results = technician.post(f"{one}/results", json=found).json()["results"]
    peers = {
        "peers": [
            {"result_id": r["id"], "mean": mean, "sd": "0.2", "n": 120, "group": "Hexokinase"}
            for r, mean in zip(results, ("5.0", "6.2"), strict=True)
        ]
    }
    assert technician.post(f"{one}/grade", json=peers).json()["error"] == "RoundNotSubmitted"
    assert technician.post(f"{one}/submit").json()["state"] == "submitted"
    assert technician.post(f"{one}/results", json=found).json()["error"] == "RoundIsSubmitted"
    scored = technician.post(f"{one}/grade", json=peers).json()
    assert scored["state"] == "scored"
    assert [(r["z"], r["grade"]) for r in scored["results"]] == [("2", "good"), ("3.5", "bad")]
    told = {"cause": "Hiệu chuẩn trôi", "action": "Hiệu chuẩn lại, đào tạo"}
    bad = scored["results"][1]["id"]
    answered = technician.post(f"{AT}/round-results/{bad}/answer", json=told).json()
    assert answered["answered_by_name"] == "KTV Hoa"
    assert technician.get(one).json()["results"][1]["action"] == told["action"]
    assert technician.get(f"{AT}/rounds").json()["items"][0]["code"] == "2026-10"


def test_statistics_are_a_report_as_well(database: Database, senior: TestClient) -> None:
    from kernel.clock import today
    from kernel.reports import Period
    from lis.quality.monthly import REPORTS

    lot = _lot(senior)
    for value in ("5.0", "5.1"):
        _run(senior, lot, value)
    with database.read(SYSTEM) as db:
        assert catalogs.entries(db, "lab_test", ["GLU"])["GLU"].name
        [line] = REPORTS[0].by(db, SYSTEM, Period(today(), today()), {})
    assert line.values[2] == 2
    assert line.values[9] == Decimal("5.0500")
