"""The screens' way: a box is scanned, received, tried, opened; who may what; papers and files."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from kernel.access import SYSTEM
from kernel.clock import today
from kernel.db import Database
from lis.reagents import permissions as may
from lis.results import service as results
from lis.results.service import Entry
from tests.conftest import SignIn
from tests.lis.reagents.shelf import GTIN, TECHNICIAN
from tests.lis.results import bench

AT = "/api/lab/reagents"


@pytest.fixture
def senior(sign_in: SignIn) -> TestClient:
    return sign_in(*may.ALL, name="BS. Bình")


@pytest.fixture
def technician(sign_in: SignIn) -> TestClient:
    return sign_in(may.READ, may.USE, may.RECEIVE, may.TRACE, may.ORDER, name="KTV Hoa")


def _ok(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def _reagent(senior: TestClient, **told: Any) -> dict[str, Any]:
    body = {
        "code": "HC-GLU",
        "name": "Glucose",
        "gtin": GTIN,
        "kit_unit": "hộp",
        "content": "100",
        "content_unit": "test",
        "open_days": 30,
        "minimum": "3",
        "maximum": "6",
    } | told
    made: dict[str, Any] = _ok(senior.post(f"{AT}/reagents", json=body))
    norm = {"test_code": "GLU", "per_test": "1", "extra_percent": "10"}
    _ok(senior.post(f"{AT}/reagents/{made['id']}/norms", json=norm))
    return made


def _receive(client: TestClient, reagent: dict[str, Any], number: str = "A1") -> dict[str, Any]:
    body = {
        "reagent_id": reagent["id"],
        "number": number,
        "expiry": f"{today() + timedelta(days=200)}",
        "kits": "2",
        "unit_price": "1000000",
    }
    found: dict[str, Any] = _ok(client.post(f"{AT}/lots", json=body))
    return found


@pytest.fixture
def work(database: Database) -> bench.Bench:
    with database.write(SYSTEM, "test") as db:
        bench.lists(db)
        return bench.come(db, "XN-GK")


def test_from_the_delivery_to_the_recalled_patient(
    senior: TestClient, technician: TestClient, work: bench.Bench, database: Database
) -> None:
    reagent = _reagent(senior)
    code = f"(01){GTIN}(17){today() + timedelta(days=200):%y%m%d}(10)A1"
    read = _ok(technician.get(f"{AT}/scan", params={"code": code}))
    assert (read["reagent"]["code"], read["lot"], read["lot_number"]) == ("HC-GLU", None, "A1")
    lot = _receive(technician, reagent)
    opening = {"lot_id": lot["id"], "in_use": True}
    refused = technician.post(f"{AT}/kits", json=opening)
    assert (refused.status_code, refused.json()["error"]) == (409, "LotNotAccepted")
    assert technician.post(f"{AT}/lots/{lot['id']}/accept", json={}).status_code == 403
    assert _ok(senior.post(f"{AT}/lots/{lot['id']}/accept", json={}))["lot"]["state"] == "accepted"
    kit = _ok(technician.post(f"{AT}/kits", json=opening))
    assert (kit["state"], kit["left"], kit["expired"]) == ("in_use", "100", False)
    label = technician.post(f"{AT}/kits/{kit['id']}/prints/label")
    assert label.content.startswith(b"%PDF")
    with database.write(TECHNICIAN, "test") as db:
        results.enter(db, TECHNICIAN, [Entry(item_id=work.items["GLU"].id, value="5,4")])
    _ok(technician.post(f"{AT}/kits/count"))
    log = _ok(technician.get(f"{AT}/kits/{kit['id']}/uses"))["items"]
    assert [(line["kind"], line["amount"]) for line in log] == [("patient", "1")]
    told = {"reason": "Hãng thu hồi", "order_no": "CV-9"}
    after = _ok(senior.post(f"{AT}/lots/{lot['id']}/recall", json=told))
    assert (after["lot"]["state"], after["results"], after["patients"]) == ("recalled", 1, 1)
    found = _ok(technician.get(f"{AT}/lots/{lot['id']}/results"))["items"]
    assert [(line["test_code"], line["kit_code"]) for line in found] == [("GLU", kit["code"])]
    paper = technician.post(f"{AT}/lots/{lot['id']}/prints/results")
    assert paper.content.startswith(b"%PDF")
    sheet = technician.get(f"{AT}/lots/{lot['id']}/results.xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(sheet.content))["results"].values)
    assert len(rows) == 3
    assert rows[2][0] == found[0]["patient_code"]


def test_the_list_of_a_lot_is_a_look_at_patients(
    senior: TestClient, sign_in: SignIn, work: bench.Bench
) -> None:
    reagent = _reagent(senior)
    lot = _receive(senior, reagent)
    reader = sign_in(may.READ, name="Kho")
    assert reader.get(f"{AT}/lots/{lot['id']}").status_code == 200
    assert reader.get(f"{AT}/lots/{lot['id']}/results").status_code == 403
    assert reader.get(f"{AT}/lots/{lot['id']}/results.xlsx").status_code == 403
    assert work.items


def test_a_new_lot_is_tried_and_the_overview_says_what_waits(
    senior: TestClient, technician: TestClient, work: bench.Bench
) -> None:
    reagent = _reagent(senior)
    old, new = _receive(technician, reagent), _receive(technician, reagent, "B2")
    _ok(senior.post(f"{AT}/lots/{old['id']}/accept", json={}))
    refused = senior.post(f"{AT}/lots/{new['id']}/accept", json={})
    assert (refused.status_code, refused.json()["error"]) == (409, "LotNotTried")
    pairs = [{"sample": f"M{n}", "old": f"{n + 4}.1", "new": f"{n + 4}.2"} for n in range(5)]
    trial = {"test_code": "GLU", "pairs": pairs}
    detail = _ok(technician.post(f"{AT}/lots/{new['id']}/trials", json=trial))
    assert (detail["untried"], detail["trials"][0]["old_lot_number"]) == ([], "A1")
    kinds = [w["kind"] for w in _ok(technician.get(f"{AT}/overview"))["warnings"]]
    assert kinds == ["to_judge"]
    assert _ok(senior.post(f"{AT}/lots/{new['id']}/accept", json={}))["lot"]["state"] == "accepted"
    waiting = _ok(technician.get(f"{AT}/lots", params={"state": "received"}))["items"]
    assert waiting == []
    assert work.items


def test_kits_go_on_and_off_and_end(
    senior: TestClient, technician: TestClient, work: bench.Bench
) -> None:
    reagent = _reagent(senior)
    lot = _receive(senior, reagent)
    _ok(senior.post(f"{AT}/lots/{lot['id']}/accept", json={}))
    kit = _ok(technician.post(f"{AT}/kits", json={"lot_id": lot["id"]}))
    at = f"{AT}/kits/{kit['id']}"
    assert _ok(technician.post(f"{at}/on", json={"analyser": "C311"}))["analyser"] == "C311"
    use = {"kind": "calibration", "amount": "6", "test_code": "GLU"}
    assert _ok(technician.post(f"{at}/uses", json=use))["left"] == "94"
    assert technician.post(f"{at}/excuse", json={"reason": "thử xem"}).status_code == 403
    assert _ok(technician.post(f"{at}/off"))["state"] == "open"
    assert _ok(technician.post(f"{at}/finish", json={"reason": "hỏng"}))["state"] == "finished"
    assert _ok(technician.get(f"{AT}/kits"))["items"] == []
    assert len(_ok(technician.get(f"{AT}/kits", params={"on_board": False}))["items"]) == 1
    assert _ok(technician.get(at))["ended_reason"] == "hỏng"
    assert work.items


def test_what_is_low_is_ordered_printed_and_cancelled(
    senior: TestClient, technician: TestClient, work: bench.Bench
) -> None:
    reagent = _reagent(senior)
    _receive(senior, reagent)
    [balance] = _ok(technician.get(f"{AT}/overview"))["balances"]
    assert (balance["low"], balance["proposed"]) == (True, "4")
    lines = [{"reagent_id": reagent["id"], "kits": balance["proposed"], "why": "Dưới mức"}]
    order = _ok(technician.post(f"{AT}/orders", json={"lines": lines}))
    paper = technician.post(f"{AT}/orders/{order['id']}/prints/order")
    assert paper.content.startswith(b"%PDF")
    assert _ok(technician.post(f"{AT}/orders/{order['id']}/cancel"))["state"] == "cancelled"
    [found] = _ok(technician.get(f"{AT}/orders"))["items"]
    assert found["code"] == order["code"]
    gone = {"kind": "destroyed", "kits": "1", "reason": "vỡ hộp"}
    lot = _ok(technician.get(f"{AT}/lots"))["items"][0]
    assert _ok(technician.post(f"{AT}/lots/{lot['id']}/moves", json=gone))["balance"] == "1"
    refused = senior.post(f"{AT}/lots/{lot['id']}/reject", json={"reason": "sai nhiệt độ"})
    assert _ok(refused)["lot"]["state"] == "rejected"
    assert work.items


def test_reagents_and_suppliers_are_set_up_by_whoever_may(
    senior: TestClient, technician: TestClient, work: bench.Bench
) -> None:
    made = _reagent(senior)
    assert technician.post(f"{AT}/reagents", json={}).status_code == 403
    same = {"code": "HC-GLU", "name": "x", "kit_unit": "x", "content": "1", "content_unit": "x"}
    assert senior.post(f"{AT}/reagents", json=same).json()["error"] == "ReagentCodeTaken"
    given = {k: v for k, v in made.items() if k != "id"} | {"minimum": "9"}
    assert _ok(senior.put(f"{AT}/reagents/{made['id']}", json=given))["minimum"] == "9"
    assert senior.put(f"{AT}/reagents/{made['id']}", json=given).status_code == 409
    ended = {"test_code": "GLU", "per_test": None}
    norms = _ok(senior.post(f"{AT}/reagents/{made['id']}/norms", json=ended))["norms"]
    assert [norm["valid_to"] is not None for norm in norms] == [True]
    unknown = {"test_code": "KHONG", "per_test": "1"}
    refused = senior.post(f"{AT}/reagents/{made['id']}/norms", json=unknown)
    assert refused.json()["error"] == "NormTestUnknown"
    _ok(senior.post(f"{AT}/suppliers", json={"code": "NCC", "name": "Công ty"}))
    assert [s["code"] for s in _ok(technician.get(f"{AT}/suppliers"))["items"]] == ["NCC"]
    assert len(_ok(technician.get(f"{AT}/reagents"))["items"]) == 1
    assert work.items
