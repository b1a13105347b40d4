"""Orders and results over the API: who may do what, and what the screens get."""

from io import BytesIO
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from his.admin import service as admin
from his.encounters import service as encounters
from his.orders import permissions
from his.patients.permissions import READ as READ_PATIENTS
from kernel.access import Actor
from kernel.db import Database
from kernel.ids import new_id
from tests.conftest import SignIn
from tests.his.orders.test_results import PDF, prepare

DOCTOR = Actor(new_id(), "BS. Lan")


@pytest.fixture
def visit(database: Database) -> UUID:
    with database.write(DOCTOR) as db:
        return prepare(db, DOCTOR).id


@pytest.fixture
def doctor(visit: UUID, sign_in: SignIn) -> TestClient:
    orders = (permissions.PLACE, permissions.KEEP_SETS, permissions.READ, permissions.PRINT)
    may = (*orders, READ_PATIENTS)
    return sign_in(*may, name=DOCTOR.name, id=DOCTOR.id)


@pytest.fixture
def lab(visit: UUID, sign_in: SignIn) -> TestClient:
    may = (permissions.READ, permissions.PERFORM, permissions.CORRECT, READ_PATIENTS)
    return sign_in(*may, name="KTV Hoa")


def test_from_the_basket_to_the_seen_result(
    visit: UUID, doctor: TestClient, lab: TestClient
) -> None:
    path = f"/api/orders/of-encounter/{visit}"
    [offer] = doctor.get(f"{path}/offers?q=glucose va kali").json()["items"]
    assert (offer["code"], int(offer["price"])) == ("XN-2", 50000)
    basket = {"orders": [{"service_code": "XN-2"}, {"service_code": "CDHA-XQ"}]}
    assert doctor.post(f"{path}/judgement", json=basket).json()["items"] == []
    order = doctor.post(f"{path}/basket", json=basket).json()["items"][0]
    again = doctor.post(f"{path}/basket", json={"orders": [{"service_code": "XN-2"}]})
    assert again.status_code == 409
    [warning] = again.json()["facts"]["warnings"]
    assert warning["key"] == "duplicate:XN-2"

    counts = {c["kind"]: c["count"] for c in lab.get("/api/orders/counts").json()["items"]}
    assert counts == {"lab": 1, "imaging": 1}
    result = f"/api/orders/{order['id']}/result"
    assert lab.post(f"/api/orders/{order['id']}/collection").status_code == 200
    form = lab.get(result).json()
    assert [(t["code"], t["reference"]) for t in form["tests"]] == [
        ("GLU", "3,9–6,4"),
        ("K", "3,5–5"),
    ]
    typed = {"version": 0, "values": {"GLU": "5,4", "K": "6,9"}, "enter": True}
    assert doctor.put(result, json=typed).status_code == 403
    entered = lab.put(result, json=typed).json()
    assert entered["order"]["state"] == "fulfilled"
    file = {"file": ("kq.pdf", BytesIO(PDF), "application/pdf")}
    attached = lab.post(f"{result}/files", files=file)
    assert attached.status_code == 201, attached.text

    assert doctor.get("/api/orders/results/unseen/count").json() == {"unseen": 1}
    [line] = doctor.get("/api/orders/results/unseen").json()["items"]
    assert (line["critical"], line["service_name"]) == (True, "Glucose và kali")
    [critical] = lab.get("/api/orders/results/critical").json()["items"]
    noted = {"note": "BS. Lan, đã đọc lại"}
    called = lab.post(f"/api/orders/results/critical/{critical['id']}/call", json=noted)
    assert called.json()["called_by_name"] == "KTV Hoa"
    downloaded = doctor.get(f"{result}/files/{attached.json()['id']}")
    assert downloaded.content == PDF
    assert doctor.post(f"{result}/seen").json() == {"seen": 1}
    assert doctor.get("/api/orders/results/unseen").json()["items"] == []
    assert doctor.post(f"{result}/print").content.startswith(b"%PDF")
    assert doctor.post(f"{path}/print").content.startswith(b"%PDF")


def test_a_set_is_saved_from_the_basket_and_found_by_the_diagnosis(
    visit: UUID, doctor: TestClient
) -> None:
    wanted = {"name": "Của tôi", "scope": "own", "icd": ["I10"]}
    made = doctor.post("/api/orders/sets", json={**wanted, "lines": [{"service_code": "XN-2"}]})
    assert made.status_code == 201, made.text
    [found] = doctor.get("/api/orders/sets?icd=I10").json()["items"]
    assert (found["suggested"], found["lines"][0]["name"]) == (True, "Glucose và kali")
    house = {**wanted, "scope": "facility", "lines": [{"service_code": "XN-2"}]}
    assert doctor.post("/api/orders/sets", json=house).json()["error"] == "NotYourSet"
    ended = {**wanted, "lines": [{"service_code": "XN-2"}], "active": False, "version": 1}
    assert doctor.put(f"/api/orders/sets/{found['id']}", json=ended).status_code == 200
    assert doctor.get("/api/orders/sets").json()["items"] == []


def test_a_visit_that_is_closed_takes_no_order(
    visit: UUID, doctor: TestClient, database: Database
) -> None:
    with database.write(DOCTOR) as db:
        encounters.cancel(db, DOCTOR, visit, reason="người bệnh về")
        assert admin.rooms(db)
    basket = {"orders": [{"service_code": "XN-2"}]}
    answer = doctor.post(f"/api/orders/of-encounter/{visit}/basket", json=basket)
    assert answer.json()["error"] == "AlreadyCancelled"
