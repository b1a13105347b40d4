"""The counter and the store over HTTP: rights, prints, what is shown to whom."""

from datetime import timedelta
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from his.pharmacy import permissions as may
from his.pharmacy import service as pharmacy
from kernel.access import Actor
from kernel.clock import today
from kernel.db import Database
from tests.conftest import SignIn
from tests.his.pharmacy import shelf as shelves
from tests.his.pharmacy.shelf import Shelf

GTIN = pharmacy.with_check_digit("0893500000001")


@pytest.fixture
def house(database: Database, actor: Actor) -> Shelf:
    with database.write(actor) as db:
        shelf = shelves.build(db, actor)
        item = shelf.items["PARA500"]
        pharmacy.add_pack(db, actor, item, name="hộp", factor=Decimal(100), gtin=GTIN)
        shelves.deliver(db, actor, shelf, quantity=2, unit="hộp", lot="AB12", price="50000")
        return shelf


@pytest.fixture
def waits(database: Database, actor: Actor, house: Shelf) -> str:
    with database.write(actor) as db:
        return str(shelves.prescribe(db, actor, house, {"PARA500": 10}).id)


@pytest.fixture
def pharmacist(sign_in: SignIn) -> TestClient:
    return sign_in(*may.ALL, name="DS Mai")


def test_a_scan_of_the_box_fills_a_deliverys_line(pharmacist: TestClient, house: Shelf) -> None:
    code = f"01{GTIN}17280930\x1d10LO77"
    found = pharmacist.get("/api/pharmacy/scan", params={"code": code}).json()
    assert found["item"]["code"] == "PARA500"
    assert (found["unit"], found["factor"], found["lot"]) == ("hộp", "100.0000", "LO77")
    assert found["expiry"] == "2028-09-30"
    unknown = pharmacist.get("/api/pharmacy/scan", params={"code": "KHONGCO"})
    assert (unknown.status_code, unknown.json()["error"]) == (422, "CodeNotKnown")


def test_the_whole_counter_in_one_press_with_labels_and_slip(
    pharmacist: TestClient, house: Shelf, waits: str
) -> None:
    [line] = pharmacist.get("/api/pharmacy/dispensing").json()["items"]
    assert (line["id"], line["drugs"], line["state"]) == (waits, 1, "waiting")
    work = pharmacist.get(f"/api/pharmacy/dispensing/{waits}").json()
    [item] = work["items"]
    assert item["picks"][0]["lot_number"] == "AB12"
    body = {
        "store_id": work["store_id"],
        "version": work["version"],
        "portions": [{"item_id": item["id"], "quantity": "10", "lots": []}],
        "hand_over": True,
        "counselled": True,
    }
    key = {"Idempotency-Key": "mot-lan-thoi-1234"}
    path = f"/api/pharmacy/dispensing/{waits}"
    done = pharmacist.post(f"{path}/dispensed", json=body, headers=key)
    assert (done.status_code, done.json()["state"]) == (201, "handed_over")
    again = pharmacist.post(f"{path}/dispensed", json=body, headers=key)
    assert again.json() == done.json()
    for form in ("labels", "slip"):
        printed = pharmacist.post(f"{path}/{form}")
        assert printed.content.startswith(b"%PDF"), printed.text
    found = pharmacist.get("/api/pharmacy/dispensing", params={"q": work["code"].lower()}).json()
    assert [each["state"] for each in found["items"]] == ["handed_over"]


def test_without_the_right_nothing_is_dispensed(sign_in: SignIn, house: Shelf, waits: str) -> None:
    nurse = sign_in(may.QUEUE)
    answer = nurse.post(
        f"/api/pharmacy/dispensing/{waits}/dispensed", json={"store_id": str(house.counter.id)}
    )
    assert answer.status_code == 403


def test_a_receipt_is_entered_printed_and_reversed(pharmacist: TestClient, house: Shelf) -> None:
    body = {
        "store_id": str(house.main.id),
        "supplier_code": "NCC1",
        "invoice_no": "0001234",
        "invoice_date": today().isoformat(),
        "lines": [
            {
                "item_id": str(house.items["AMOX500"].id),
                "lot_number": "X1",
                "expiry": (today() + timedelta(days=300)).isoformat(),
                "unit": "vỉ",
                "quantity": "12",
                "price": "8500.5",
                "vat": "5",
                "tender": {"decision": "12/QĐ", "package": "1", "group": "2", "year": "2026"},
            }
        ],
    }
    made = pharmacist.post("/api/pharmacy/receipts", json=body)
    assert made.status_code == 201, made.text
    paper = made.json()
    [line] = paper["lines"]
    assert (line["base"], line["amount"], line["unit_price"]) == (
        "120.0000",
        "107106.30",
        "892.553",
    )
    assert line["tender"] == "12/QĐ;G1;N2;2026"
    printed = pharmacist.post(f"/api/pharmacy/papers/{paper['id']}/print")
    assert printed.content.startswith(b"%PDF"), printed.text
    back = pharmacist.post(
        f"/api/pharmacy/papers/{paper['id']}/reversal", json={"reason": "Sai giá"}
    )
    assert back.json()["state"] == "reversed"
    listed = pharmacist.get("/api/pharmacy/papers").json()["items"]
    assert {each["code"] for each in listed} >= {paper["code"]}


def test_a_stock_take_hides_what_the_books_say_until_it_is_counted(
    pharmacist: TestClient, house: Shelf
) -> None:
    count = pharmacist.post("/api/pharmacy/counts", json={"store_id": str(house.counter.id)}).json()
    [line] = count["lines"]
    assert (line["expected"], line["difference"]) == (None, None)
    path = f"/api/pharmacy/counts/{count['id']}"
    pharmacist.post(f"{path}/lines", json={"lot_id": line["lot_id"], "quantity": "198"})
    done = pharmacist.post(f"{path}/finish").json()
    assert (done["lines"][0]["expected"], done["lines"][0]["difference"]) == (
        "200.0000",
        "-2.0000",
    )
    assert done["lines"][0]["value"] == "-1000.00"
    approved = pharmacist.post(f"{path}/approval", json={"reason": "Thiếu 2 viên"}).json()
    assert approved["state"] == "approved"


@pytest.mark.parametrize("report", list(pharmacy.DrugReportId))
def test_every_report_is_shown_saved_and_printed(
    pharmacist: TestClient, house: Shelf, waits: str, report: str
) -> None:
    pharmacist.post(
        f"/api/pharmacy/dispensing/{waits}/dispensed", json={"store_id": str(house.counter.id)}
    )
    asked = {"item": str(house.items["PARA500"].id)}
    path = f"/api/pharmacy/reports/{report}"
    shown = pharmacist.get(path, params=asked)
    assert shown.status_code == 200, shown.text
    assert shown.json()["defined"]
    saved = pharmacist.get(f"{path}/xlsx", params=asked)
    assert saved.content.startswith(b"PK"), saved.text
    printed = pharmacist.post(f"{path}/print", params=asked)
    assert printed.content.startswith(b"%PDF"), printed.text


def test_who_got_a_recalled_lot_is_shown_and_printed(
    pharmacist: TestClient, house: Shelf, waits: str
) -> None:
    pharmacist.post(
        f"/api/pharmacy/dispensing/{waits}/dispensed", json={"store_id": str(house.counter.id)}
    )
    item = str(house.items["PARA500"].id)
    told = {"item_id": item, "lot_number": "AB12", "reason": "Không đạt", "order_no": "12/QLD"}
    made = pharmacist.post("/api/pharmacy/recalls", json=told)
    assert made.status_code == 201, made.text
    again = pharmacist.post("/api/pharmacy/recalls", json=told)
    assert again.json()["error"] == "AlreadyRecalled"
    path = f"/api/pharmacy/items/{item}/given/AB12"
    [row] = pharmacist.get(path).json()["rows"]
    assert row[6] == "10"
    assert pharmacist.post(path).content.startswith(b"%PDF")
    lots = pharmacist.get(f"/api/pharmacy/items/{item}/lots").json()["lots"]
    assert [lot["recalled"] for lot in lots] == [True]
    lifted = pharmacist.post(
        f"/api/pharmacy/recalls/{made.json()['id']}/lifting", json={"reason": "Nhầm lô"}
    )
    assert lifted.json()["lifted_at"]


def test_items_are_found_with_their_stock_in_packs(pharmacist: TestClient, house: Shelf) -> None:
    [item] = pharmacist.get("/api/pharmacy/items", params={"q": "para500"}).json()["items"]
    assert (item["quantity"], item["in_packs"]) == ("200.0000", "2 hộp")
    others = pharmacist.get("/api/pharmacy/dispensing/substitutes/PARA500").json()["items"]
    assert [each["code"] for each in others] == ["PANA500"]
