"""What follows the examination, as its people do it: prescribe, conclude, pay, look at the day."""

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from kernel.clock import today
from tests.e2e import front_desk
from tests.e2e.before import SCREEN, begin, diagnose, examined, paid, post, shift
from tests.e2e.before import again as once_more
from tests.e2e.conftest import PageOf, faults, see
from tests.e2e.hands import Hands

PRESCRIBE, RENEW, CONCLUDE, PAY, REVERSE, LOOK = 15, 3, 5, 2, 5, 1


def heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=name)


def prescriptions(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"^\w{12}-[NHC]$"))


def test_the_doctor_prescribes_by_keyboard_and_signs(page_of: PageOf, clinic_url: str) -> None:
    visit = examined(clinic_url)
    page = page_of("doctor", **SCREEN)
    page.goto(f"/visits/{visit['id']}")
    search = page.get_by_role("combobox", name="Thêm thuốc")
    search.wait_for()
    hands = Hands(page)
    hands.press("Alt+d")
    expect(search).to_be_focused()
    for typed, name in (("paracetamol 500", "Paracetamol 500 mg"), ("loratadin", "Loratadin")):
        # The second is taken as fast as it is typed: never a line of the first search.
        hands.type(typed)
        hands.press("Enter", then=page.locator("li").get_by_role("button", name=name).first)
        expect(search).to_be_focused()
    hands.press("F10", then=prescriptions(page).first)
    hands.tell(11, "Prescribe two drugs and sign")
    assert hands.clicks == 0
    assert hands.actions <= PRESCRIBE
    see(page, "prescribed")
    assert faults(page) == []
    assert prescribed(clinic_url, visit) == ["LORA10", "PARA500"]


def test_an_old_prescription_is_renewed_in_three_keys(page_of: PageOf, clinic_url: str) -> None:
    before = examined(clinic_url, drugs=("PARA500", "LORA10"))
    visit = examined(clinic_url, visit=once_more(clinic_url, before))
    page = page_of("doctor", **SCREEN)
    page.goto(f"/visits/{visit['id']}")
    page.get_by_role("combobox", name="Thêm thuốc").wait_for()
    hands = Hands(page)
    hands.press("Alt+l", then=page.get_by_role("dialog").get_by_text("Loratadin"))
    see(page, "renewing")
    hands.press("Alt+1", then=page.locator("li").get_by_role("button", name="Loratadin").first)
    hands.press("F10", then=prescriptions(page).first)
    hands.tell(11, "Renew the last prescription and sign")
    assert hands.actions <= RENEW
    see(page, "renewed")
    assert faults(page) == []
    assert prescribed(clinic_url, visit) == ["LORA10", "PARA500"]


def prescribed(clinic_url: str, visit: dict[str, Any]) -> list[str]:
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        found = doctor.get(f"/api/prescribing/of-encounter/{visit['id']}").json()
    assert found["draft"] is None
    [signed] = found["items"]
    assert re.fullmatch(r"\w{12}-C", signed["code"])
    return sorted(line["drug_code"] for line in signed["lines"])


def test_results_are_back_the_doctor_concludes_and_closes(page_of: PageOf, clinic_url: str) -> None:
    visit = answered(clinic_url)
    page = page_of("doctor", **SCREEN)
    page.goto(f"/visits/{visit['id']}")
    page.get_by_text("Huyết sắc tố").first.wait_for()
    see(page, "results-back")
    next_week = today() + timedelta(days=7)
    hands = Hands(page)
    conclusion = page.get_by_label("Kết luận", exact=True)
    hands.click(conclusion, then=conclusion)
    hands.type("Viêm họng cấp")
    hands.press("Tab")
    hands.type("Súc họng, uống nhiều nước")
    hands.press("Tab")
    hands.type("Đỡ")
    page.get_by_role("option", name="Đỡ", exact=True).wait_for()
    hands.press("Enter")
    expect(page.get_by_label("Hẹn khám lại", exact=True)).to_be_focused()
    hands.type(f"{next_week:%d%m%y}")
    hands.press("F9", then=page.get_by_text("Đã kết thúc").first)
    hands.tell(12, "Results back: conclude, next visit, close")
    assert hands.actions <= CONCLUDE
    see(page, "concluded")
    assert faults(page) == []
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        found = doctor.get(f"/api/outpatient/visits/{visit['id']}").json()["examination"]
    assert found["conclusion"] == "Viêm họng cấp"
    assert found["follow_up"] == next_week.isoformat()


def answered(clinic_url: str) -> dict[str, Any]:
    """Examined and coded, with a blood count that came back."""
    visit = front_desk.visit(clinic_url)
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        begin(doctor, visit)
        diagnose(doctor, visit)
        texts = {"version": 0, "reason": "Ho", "organs": "Họng đỏ"}
        post(doctor, f"/api/outpatient/visits/{visit['id']}/examination", texts, put=True)
        wanted = {"service_code": "BXN-CBC"}
        order = post(doctor, f"/api/orders/of-encounter/{visit['id']}", wanted)
    with front_desk.signed_in(clinic_url, "lab") as lab:
        values = {"WBC": "7,8", "HGB": "145", "PLT": "245"}
        sheet = {"version": 0, "values": values, "enter": True}
        post(lab, f"/api/orders/{order['id']}/result", sheet, put=True)
    return visit


def test_the_cashier_takes_the_exact_cash_in_two_actions(page_of: PageOf, clinic_url: str) -> None:
    shift(clinic_url)
    visit = examined(clinic_url, drugs=("PARA500",))
    page = page_of("cashier", **SCREEN)
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


def test_the_cashier_cancels_an_invoice_and_closes_the_shift(
    page_of: PageOf, clinic_url: str
) -> None:
    fresh_shift(clinic_url)
    visit = examined(clinic_url, drugs=("PARA500",))
    invoice = paid(clinic_url, visit)
    page = page_of("cashier", **SCREEN)
    page.goto("/billing")
    find = page.get_by_label("Tên, mã lượt khám")
    find.wait_for()
    hands = Hands(page)
    find.focus()
    hands.type(visit["code"])
    hands.press("Enter", then=page.get_by_text(invoice["code"]).first)
    reverse = page.get_by_role("button", name="Hủy, hoàn tiền")
    hands.click(reverse.first, then=page.get_by_role("dialog").get_by_label("Lý do"))
    hands.type("Thu nhầm người")
    see(page, "reversing")
    hands.press("F9", then=page.get_by_text("Hóa đơn hủy").first)
    hands.tell(20, "Cancel an invoice with its reason, money back")
    assert hands.actions <= REVERSE
    see(page, "reversed")
    assert faults(page) == []
    with front_desk.signed_in(clinic_url, "cashier") as till:
        bill = till.get(f"/api/billing/bills/{visit['id']}").json()
    assert len(bill["invoices"]) == 2
    cash = [float(p["amount"]) for p in bill["payments"] if p["method"] == "cash"]
    assert sorted(cash) == [-float(invoice["total"]), float(invoice["total"])]
    close_shift(page)


def close_shift(page: Page) -> None:
    """One note of 500 000 is in the drawer, as it was in the morning."""
    page.goto("/billing/shift")
    page.get_by_role("button", name="Kiểm quỹ, chốt ca").wait_for()
    hands = Hands(page)
    hands.press("F9", then=page.get_by_role("dialog").get_by_label("500.000"))
    hands.type("1")
    see(page, "cash-up")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_role("button", name="Mở ca"))
    hands.tell(20, "Count the drawer and close the shift")
    assert hands.actions <= REVERSE
    see(page, "shift-closed")


def fresh_shift(clinic_url: str) -> None:
    """The cashier has just begun, with one note of 500 000."""
    with front_desk.signed_in(clinic_url, "cashier") as till:
        if now := till.get("/api/billing/shifts/current").json()["shift"]:
            ended = {"count": {}, "reason": "Bàn giao ca"}
            post(till, f"/api/billing/shifts/{now['id']}/closing", ended)
    shift(clinic_url)


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
