"""The bench and the queue over the API: rights, critical confirmation, papers."""

import pytest
from fastapi.testclient import TestClient

from kernel.access import SYSTEM
from kernel.db import Database
from lis.results import permissions
from tests.conftest import SignIn
from tests.lis.results import bench
from tests.lis.results.bench import Bench

TECH = (permissions.READ, permissions.ENTER, permissions.CHECK, permissions.PRINT)
DOC = (permissions.READ, permissions.VERIFY, permissions.CORRECT, permissions.PRINT)


@pytest.fixture
def work(database: Database) -> Bench:
    with database.write(SYSTEM, "test") as db:
        bench.lists(db)
        return bench.come(db, "XN-GK", "XN-CAY")


def entered(client: TestClient, work: Bench, **values: str) -> dict[str, str]:
    lines = [
        {"item_id": str(work.items[code].id), "value": value, "confirmed": True}
        for code, value in values.items()
    ]
    answer = client.post("/api/lab/bench/entries", json={"entries": lines})
    assert answer.status_code == 200, answer.text
    return {r["test_code"]: r["id"] for r in answer.json()["results"]}


def test_a_tube_is_scanned_its_lines_typed_and_a_physician_signs(
    sign_in: SignIn, work: Bench
) -> None:
    technician = sign_in(*TECH)
    physician = sign_in(*DOC, name="BS. Xét nghiệm")
    tube = next(t for t in work.tubes if t.id == work.items["GLU"].specimen_id)
    lines = technician.get("/api/lab/bench", params={"specimen": tube.code}).json()["items"]
    assert [(line["name"], line["reference"]) for line in lines] == [
        ("Glucose", "3,9–6,4"),
        ("Kali", "3,5–5"),
    ]

    critical = {"item_id": str(work.items["K"].id), "value": "7,1"}
    refused = technician.post("/api/lab/bench/entries", json={"entries": [critical]})
    assert (refused.status_code, refused.json()["error"]) == (409, "CriticalNotConfirmed")
    made = entered(technician, work, GLU="7,8", K="7,1")
    waiting = physician.get("/api/lab/queue").json()["items"]
    assert [w["mine"] for w in waiting] == [False, False]
    mine = technician.get("/api/lab/queue").json()["items"]
    assert [w["mine"] for w in mine] == [True, True]
    ids = {"ids": list(made.values())}
    assert technician.post("/api/lab/queue/verifications", json=ids).status_code == 403
    signed = physician.post("/api/lab/queue/verifications", json=ids)
    assert {r["state"] for r in signed.json()} == {"verified"}
    again = physician.post("/api/lab/queue/verifications", json=ids)
    assert (again.status_code, again.json()["error"]) == (409, "ResultNotWaiting")


def test_the_sections_say_what_waits(sign_in: SignIn, work: Bench) -> None:
    technician = sign_in(*TECH)
    entered(technician, work, GLU="5,4")

    found = technician.get("/api/lab/bench/sections").json()["items"]
    assert {s["code"]: (s["to_run"], s["to_verify"]) for s in found} == {
        "HS": (1, 1),
        "VS": (1, 0),
    }


def test_the_papers_print_in_both_languages(sign_in: SignIn, work: Bench) -> None:
    technician = sign_in(*TECH)
    physician = sign_in(*DOC, name="BS. Xét nghiệm")
    order = work.orders["XN-GK"].id
    empty = technician.post(f"/api/lab/orders/{order}/print")
    assert (empty.status_code, empty.json()["error"]) == (409, "NothingToPrint")
    made = entered(technician, work, GLU="7,8", K="4,1")
    physician.post("/api/lab/queue/verifications", json={"ids": list(made.values())})

    for language in ("vi", "en"):
        for path in (
            f"/api/lab/orders/{order}/print",
            f"/api/lab/patients/{work.visit.patient_id}/cumulative/print",
            "/api/lab/register/print",
        ):
            printed = technician.post(path, params={"language": language})
            assert printed.status_code == 200, printed.text
            assert printed.content.startswith(b"%PDF")


def test_a_culture_is_entered_corrected_and_shown_with_both_versions(
    sign_in: SignIn, work: Bench
) -> None:
    technician = sign_in(*TECH, permissions.CORRECT)
    physician = sign_in(*DOC, name="BS. Xét nghiệm")
    line = {"item_id": str(work.items["CAY"].id), "culture": {"isolates": []}}
    kept = technician.post("/api/lab/bench/entries", json={"entries": [line]}).json()
    [first] = kept["results"]
    physician.post("/api/lab/queue/verifications", json={"ids": [first["id"]]})
    drug = {"antibiotic": "AMP", "name": "Ampicillin", "sir": "R"}
    isolate = {"organism": "eco", "name": "Escherichia coli", "antibiogram": [drug]}
    said = {"culture": {"isolates": [isolate]}, "reason": "mọc ngày thứ ba"}
    path = f"/api/lab/results/{first['id']}/correction"
    corrected = technician.post(path, json=said).json()
    physician.post("/api/lab/queue/verifications", json={"ids": [corrected["id"]]})

    page = physician.get(f"/api/lab/orders/{work.orders['XN-CAY'].id}").json()
    [shown] = page["lines"]
    assert [(r["value"], r["state"]) for r in shown["runs"]] == [
        ("Không mọc vi khuẩn", "replaced"),
        ("Escherichia coli", "verified"),
    ]
    withdrawn = technician.post(
        f"/api/lab/results/{corrected['id']}/withdrawal", json={"reason": "nhầm mẫu"}
    )
    assert withdrawn.json()["state"] == "withdrawn"
    printed = technician.post(f"/api/lab/orders/{work.orders['XN-CAY'].id}/print")
    assert printed.status_code == 409


def test_a_run_is_set_aside_with_its_reason(sign_in: SignIn, work: Bench) -> None:
    technician = sign_in(*TECH)
    made = entered(technician, work, GLU="5,4")
    body = {"ids": list(made.values()), "reason": "bọt khí"}
    [run] = technician.post("/api/lab/queue/repeats", json=body).json()

    assert (run["state"], run["reason"]) == ("withdrawn", "bọt khí")
    shown = technician.get("/api/lab/bench", params={"section": "HS", "step": "to_run"}).json()
    assert {line["test_code"] for line in shown["items"]} == {"GLU", "K"}


def test_a_stranger_sees_nothing_of_it(sign_in: SignIn, work: Bench) -> None:
    stranger = sign_in()
    for path in ("/api/lab/bench", "/api/lab/queue", f"/api/lab/orders/{work.visit.id}"):
        assert stranger.get(path).status_code == 403
