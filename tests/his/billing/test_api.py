"""The cashier's desk over HTTP: the right, the paper, the bank's door."""

import json
from decimal import Decimal
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from his.billing import notices, permissions
from his.billing import service as billing
from kernel import outbox
from kernel.access import Actor
from kernel.db import Database
from kernel.module import Sender
from kernel.text import Text
from tests.conftest import SignIn
from tests.his.billing import till

SECRET = "bi-mat-cua-ngan-hang-thu"
HANH = permissions.ALL


@pytest.fixture
def visit(database: Database, actor: Actor) -> str:
    with database.write(actor) as db:
        house = till.build(db, actor)
        made = till.visit(db, actor, house)
        till.charge(db, actor, made, "CT-SO")
        return str(made.id)


@pytest.fixture
def hanh(sign_in: SignIn) -> TestClient:
    return sign_in(*HANH, name="Thu ngân Hạnh")


def settled(client: TestClient, visit: str) -> dict[str, str]:
    assert client.post("/api/billing/shifts", json={"opening": "500000"}).status_code == 201
    [row] = client.get("/api/billing/waiting").json()["items"]
    assert (row["encounter_id"], row["due"]) == (visit, "700000.00")
    body = {"version": row["version"], "tenders": [{"method": "cash", "amount": "700000"}]}
    made = client.post(f"/api/billing/bills/{visit}/settlement", json=body)
    assert made.status_code == 201, made.text
    found: dict[str, str] = made.json()
    return found


def test_a_cashier_takes_the_money_of_who_waits_and_prints(hanh: TestClient, visit: str) -> None:
    invoice = settled(hanh, visit)
    assert hanh.get("/api/billing/waiting").json()["items"] == []
    assert len(hanh.get("/api/billing/waiting?state=done").json()["items"]) == 1
    for path in (
        f"invoices/{invoice['id']}/print",
        f"invoices/{invoice['id']}/print?narrow=true",
        f"bills/{visit}/statement/print",
    ):
        paper = hanh.post(f"/api/billing/{path}")
        assert paper.status_code == 200, paper.text
        assert paper.content.startswith(b"%PDF")
    shift = hanh.get("/api/billing/shifts/current").json()["shift"]
    assert (shift["expected_now"], shift["invoices"]) == ("1200000.00", 1)
    closed = hanh.post(
        f"/api/billing/shifts/{shift['id']}/closing", json={"count": {"500000": 2, "200000": 1}}
    )
    assert (closed.status_code, closed.json()["difference"]) == (200, "0.00")
    assert hanh.post(f"/api/billing/shifts/{shift['id']}/print").content.startswith(b"%PDF")


def test_who_may_not_let_a_patient_owe_is_refused(sign_in: SignIn, visit: str) -> None:
    client = sign_in(permissions.COLLECT, permissions.READ, permissions.SHIFT)
    client.post("/api/billing/shifts", json={"opening": "0"})
    version = client.get(f"/api/billing/bills/{visit}").json()["version"]
    answer = client.post(
        f"/api/billing/bills/{visit}/settlement",
        json={"version": version, "tenders": [], "owing": True},
    )
    assert answer.status_code == 403


def test_every_line_of_the_bill_carries_its_why(hanh: TestClient, visit: str) -> None:
    bill = hanh.get(f"/api/billing/bills/{visit}").json()
    assert all(each["why"] for each in bill["charges"])
    assert "QĐ thử" in bill["charges"][0]["why"][0]["vi"]


def test_the_bank_knocks_with_its_signature_and_the_bill_is_paid(
    hanh: TestClient, database: Database, actor: Actor, visit: str
) -> None:
    hanh.post("/api/billing/shifts", json={"opening": "0"})
    account = hanh.put(
        "/api/billing/transfers/account",
        json={
            "bank_bin": "970403",
            "bank_name": "Thử",
            "number": "0011012345678",
            "holder": "PK THU",
            "secret": SECRET,
        },
    ).json()
    assert "secret" not in account
    version = hanh.get(f"/api/billing/bills/{visit}").json()["version"]
    request = hanh.post(f"/api/billing/bills/{visit}/transfers", json={"version": version}).json()
    assert request["payload"].startswith("000201010212")
    assert hanh.post(f"/api/billing/transfers/{request['id']}/print").content[:4] == b"%PDF"
    body = json.dumps(
        {
            "id": "FT26326001",
            "amount": 700000,
            "content": f"IBFT {request['code']}",
            "at": "2026-11-22T09:00:00+07:00",
        }
    ).encode()

    wrong = hanh.post(account["hook"], content=body, headers={"X-Signature": "00" * 32})
    assert wrong.status_code == 401
    signed = {"X-Signature": notices.signature(SECRET, body)}
    told = [hanh.post(account["hook"], content=body, headers=signed) for _ in range(2)]

    assert [(t.status_code, t.json()["state"]) for t in told] == [(200, "matched")] * 2
    bill = hanh.get(f"/api/billing/bills/{visit}").json()
    assert (bill["due"], [p["method"] for p in bill["payments"]]) == ("0.00", ["transfer"])
    [notice] = hanh.get("/api/billing/transfers/notices").json()["items"]
    assert notice["trouble"] == ""


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"id":"x"}', b'{"id":"x","amount":"NaN"}', b'{"id":"","amount":1}']
)
def test_what_the_bank_garbles_is_refused(hanh: TestClient, visit: str, body: bytes) -> None:
    account = hanh.put(
        "/api/billing/transfers/account",
        json={
            "bank_bin": "970403",
            "bank_name": "Thử",
            "number": "0011012345678",
            "holder": "PK",
            "secret": SECRET,
        },
    ).json()
    signed = {"X-Signature": notices.signature(SECRET, body)}
    assert hanh.post(account["hook"], content=body, headers=signed).status_code == 422


def test_an_invoice_goes_out_electronically_and_its_number_comes_back(
    hanh: TestClient, database: Database, actor: Actor, visit: str
) -> None:
    invoice = settled(hanh, visit)
    assert invoice["einvoice"] == "waiting"
    heard: list[dict[str, object]] = []
    kind = "his.billing.einvoice"
    sender = Sender(kind, Text("t", "t"), lambda message: heard.append(message.payload))
    assert outbox.pump(database, {kind: sender}) == 1
    assert (heard[0]["code"], heard[0]["total"]) == (invoice["code"], "700000.00")
    with database.write(actor) as db:
        billing.numbered(db, UUID(invoice["id"]), number="1C26TVP00000001")
    [shown] = hanh.get("/api/billing/invoices").json()["items"]
    assert (shown["einvoice"], shown["einvoice_number"]) == ("issued", "1C26TVP00000001")


def test_a_refund_over_http_gives_the_cash_back(hanh: TestClient, visit: str) -> None:
    invoice = settled(hanh, visit)
    version = hanh.get(f"/api/billing/bills/{visit}").json()["version"]
    body = {
        "version": version,
        "invoice_id": invoice["id"],
        "reason": "Người bệnh không chụp",
        "again": False,
    }
    back = hanh.post(f"/api/billing/bills/{visit}/reversals", json=body)
    assert (back.status_code, back.json()["total"]) == (201, "-700000.00")
    again = hanh.post(f"/api/billing/bills/{visit}/reversals", json=body)
    assert again.json()["error"] in ("AlreadyReversed", "BillChanged")
    shift = hanh.get("/api/billing/shifts/current").json()["shift"]
    assert shift["expected_now"] == "500000.00"
    assert Decimal(hanh.get(f"/api/billing/bills/{visit}").json()["due"]) == 700_000
