"""What follows the examination, as its people do it: pay, and look at the day."""

import secrets
from typing import Any

import httpx
from playwright.sync_api import Page

from tests.e2e import front_desk
from tests.e2e.conftest import PageOf, faults, see
from tests.e2e.hands import Hands

PAY, LOOK = 2, 1


def post(api: httpx.Client, path: str, body: Any = None, *, put: bool = False) -> Any:
    answer = api.request(
        "PUT" if put else "POST",
        path,
        json=body,
        headers={"Idempotency-Key": secrets.token_hex(8)},
    )
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json()


def examined(clinic_url: str, *, drugs: tuple[str, ...] = ()) -> dict[str, Any]:
    """A visit that was examined, coded and, with drugs, prescribed for and closed."""
    visit = front_desk.visit(clinic_url)
    at = f"/api/outpatient/visits/{visit['id']}"
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        post(doctor, f"/api/encounters/{visit['id']}/begin")
        readings = [{"id": "pulse", "value": 80}, {"id": "temperature", "value": "37.2"}]
        post(doctor, f"{at}/vitals", {"readings": readings})
        text = {"reason": "Ho", "illness": "Ho khan", "organs": "Họng đỏ", "plan": "Nghỉ ngơi"}
        post(
            doctor,
            f"{at}/examination",
            {"version": 0, "conclusion": "Viêm họng cấp", "outcome": "2", **text},
            put=True,
        )
        codes = [{"kind": "main", "code": "J02.9"}]
        post(doctor, f"{at}/diagnoses", {"diagnoses": codes}, put=True)
        if drugs:
            lines = [{"drug_code": code, "morning": 1, "days": 5} for code in drugs]
            draft = post(
                doctor,
                f"/api/prescribing/of-encounter/{visit['id']}/draft",
                {"version": 0, "lines": lines},
                put=True,
            )
            answers = [
                {"key": each["key"], "reason": "Đã cân nhắc"}
                for each in draft["alerts"]
                if each["severity"] == "warning"
            ]
            signed = post(
                doctor,
                f"/api/prescribing/{draft['id']}/signature",
                {"version": draft["version"], "answers": answers},
            )
            visit["prescription"] = signed["items"][0]["code"]
            post(doctor, f"{at}/closing", {"disposition": "home"})
    return visit


def shift(clinic_url: str) -> None:
    """The cashier has an open shift."""
    with front_desk.signed_in(clinic_url, "cashier") as till:
        if till.get("/api/billing/shifts/current").status_code != 200:
            post(till, "/api/billing/shifts", {"opening": 500_000})


def heading(page: Page, name: str) -> Any:
    return page.get_by_role("heading", name=name)


def test_the_cashier_takes_the_exact_cash_in_two_actions(page_of: PageOf, clinic_url: str) -> None:
    shift(clinic_url)
    visit = examined(clinic_url, drugs=("PARA500",))
    page = page_of("cashier", width=1366, height=768)
    page.goto(f"/billing?q={visit['code']}")
    row = page.get_by_role("row").filter(has_text=visit["code"])
    row.wait_for()
    see(page, "cashier")
    assert faults(page) == []
    row.focus()
    hands = Hands(page)
    hands.press("Enter", then=page.get_by_role("button", name="Thu tiền mặt").first)
    see(page, "bill")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_text("Đã thu", exact=False).first)
    hands.tell(19, "Open a bill and take the exact cash")
    assert hands.actions <= PAY
    see(page, "bill-paid")
    with front_desk.signed_in(clinic_url, "cashier") as till:
        bill = till.get(f"/api/billing/bills/{visit['id']}").json()
    assert float(bill["due"]) == 0
    assert len(bill["invoices"]) == 1


def test_the_director_sees_yesterday_on_a_phone(page_of: PageOf) -> None:
    page = page_of("director", width=390, height=844)
    hands = Hands(page)
    page.goto("/")
    page.get_by_text("Tình hình ngày", exact=False).wait_for()
    figure = page.get_by_role("link").filter(has_text="Lượt khám").first
    see(page, "morning-phone")
    assert faults(page) == []
    hands.click(figure, then=heading(page, "Hoạt động khám bệnh theo ngày"))
    hands.tell(24, "Yesterday's figures, one opened, on a phone")
    assert hands.actions <= LOOK
    see(page, "report-phone")
    assert faults(page) == []
