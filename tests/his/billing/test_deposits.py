"""Money that a patient leaves before anything is charged: taken, seen, used, given back."""

from decimal import Decimal
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from his.billing import permissions
from his.billing.spelling import in_words
from his.encounters.service import Encounter, EncounterState
from kernel.access import Actor
from kernel.db import Database
from tests.conftest import SignIn
from tests.his.billing import till

D = Decimal


@pytest.fixture
def visit(database: Database, actor: Actor) -> str:
    """Somebody came; nothing in his visit costs anything yet."""
    with database.write(actor) as db:
        house = till.build(db, actor)
        return str(till.visit(db, actor, house).id)


@pytest.fixture
def hanh(sign_in: SignIn, visit: str) -> TestClient:
    """(`visit` first: the house must be there)."""
    client = sign_in(*permissions.ALL, name="Thu ngân Hạnh")
    assert client.post("/api/billing/shifts", json={"opening": "0"}).status_code == 201
    return client


def left(hanh: TestClient, visit: str, amount: int) -> dict[str, str]:
    body = {"tender": {"method": "cash", "amount": str(amount)}, "reason": "Tạm ứng xét nghiệm"}
    made = hanh.post(f"/api/billing/bills/{visit}/deposits", json=body)
    assert made.status_code == 201, made.text
    found: dict[str, str] = made.json()
    return found


def waiting(hanh: TestClient, state: str) -> list[str]:
    rows = hanh.get("/api/billing/waiting", params={"state": state}).json()["items"]
    return [row["encounter_id"] for row in rows]


def printed(hanh: TestClient, payment: str) -> bytes:
    paper = hanh.post(f"/api/billing/payments/{payment}/print")
    assert paper.status_code == 200, paper.text
    content: bytes = paper.content
    return content


def test_a_deposit_is_taken_before_the_first_charge_and_printed(
    hanh: TestClient, visit: str
) -> None:
    [row] = hanh.get("/api/billing/visits").json()["items"]
    assert (row["encounter_id"], row["due"], row["deposit"]) == (visit, "0.00", "0.00")
    assert hanh.get("/api/billing/visits", params={"q": row["code"]}).json()["items"] == [row]
    assert hanh.get("/api/billing/visits", params={"q": "khôngcóai"}).json()["items"] == []
    empty = hanh.get(f"/api/billing/bills/{visit}").json()
    assert (empty["due"], empty["charges"], empty["payments"]) == ("0.00", [], [])

    taken = left(hanh, visit, 500_000)
    assert (taken["kind"], taken["amount"]) == ("deposit", "500000.00")
    assert printed(hanh, taken["id"]).startswith(b"%PDF")
    assert waiting(hanh, "deposit") == [visit]
    assert waiting(hanh, "waiting") == []  # nothing to settle while he is being examined


def test_a_deposit_pays_the_bill_and_the_rest_goes_back_with_a_slip(
    hanh: TestClient, visit: str, database: Database, actor: Actor
) -> None:
    left(hanh, visit, 100_000)
    with database.write(actor) as db:
        found = db.get_one(Encounter, UUID(visit))
        till.charge(db, actor, found, "SA-BUNG")
    bill = hanh.get(f"/api/billing/bills/{visit}").json()
    tenders = [{"method": "deposit", "amount": bill["due"]}]
    paid = hanh.post(
        f"/api/billing/bills/{visit}/settlement",
        json={"version": bill["version"], "tenders": tenders},
    )
    assert paid.status_code == 201, paid.text
    assert waiting(hanh, "waiting") == []
    with database.write(actor) as db:
        db.get_one(Encounter, UUID(visit)).state = EncounterState.CLOSED
    assert waiting(hanh, "waiting") == [visit]  # the visit is over: his money goes back

    bill = hanh.get(f"/api/billing/bills/{visit}").json()
    assert bill["deposit"] == "20000.00"
    body = {
        "version": bill["version"], "amount": "20000", "method": "cash", "reason": "Còn thừa",
    }  # fmt: skip
    back = hanh.post(f"/api/billing/bills/{visit}/refunds", json=body)
    assert back.status_code == 201, back.text
    assert printed(hanh, back.json()["id"]).startswith(b"%PDF")
    assert waiting(hanh, "waiting") == waiting(hanh, "deposit") == []


def test_only_who_takes_money_sees_an_account_without_charges(sign_in: SignIn, visit: str) -> None:
    nurse = sign_in(permissions.READ)
    answer = nurse.get(f"/api/billing/bills/{visit}")
    assert (answer.status_code, answer.json()["error"]) == (404, "NoBill")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (105_500, "Một trăm lẻ năm nghìn năm trăm đồng"),
        (1_005_000, "Một triệu không trăm lẻ năm nghìn đồng"),
        (2_000_000_010, "Hai tỷ không trăm mười đồng"),
    ],
)
def test_an_amount_is_spelled_as_on_paper(amount: int, words: str) -> None:
    assert in_words(D(amount)) == words
