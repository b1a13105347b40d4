"""A dangerous result: the doctor is told on whatever page he has open, on the screen and phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import before, front_desk
from tests.e2e.conftest import PageOf, faults, see

DONE = "Đã đọc lại, gọi người bệnh quay lại cấp cứu"
MOST_OF_A_PHONE = 170  # of 844 px, with an alarm and the practice bar above the patient


def dangerous(clinic_url: str) -> before.Visit:
    """The doctor's order comes back with a potassium of 7.1 mmol/L."""
    visit = before.examined(clinic_url)
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        at = f"/api/orders/of-encounter/{visit['id']}"
        visit["order"] = before.post(doctor, at, {"service_code": "XN-K"})["id"]
    return visit


def answered(clinic_url: str, visit: before.Visit) -> None:
    with front_desk.signed_in(clinic_url, "lab") as lab:
        at = f"/api/orders/{visit['order']}/result"
        before.post(lab, at, {"version": 0, "values": {"K": "7,1"}, "enter": True}, put=True)


def forget_others(clinic_url: str) -> None:
    """Alarms of the practice clinic's own stories are answered."""
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        for each in doctor.get("/api/orders/results/critical/mine").json()["items"]:
            at = f"/api/orders/results/critical/{each['id']}/acknowledgement"
            before.post(doctor, at, {"note": DONE})


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)])
def test_a_dangerous_result_is_told_on_every_page_until_it_is_answered(
    page_of: PageOf, clinic_url: str, width: int, height: int
) -> None:
    forget_others(clinic_url)
    visit = dangerous(clinic_url)
    page = page_of("doctor", width=width, height=height)
    page.goto(f"/visits/{visit['id']}")
    page.get_by_label("Lý do khám", exact=True).wait_for()
    alarm = page.get_by_role("alert").filter(has_text=re.compile("Kali"))
    expect(alarm).to_have_count(0)

    answered(clinic_url, visit)  # the page is told by itself
    expect(alarm).to_contain_text(visit["patient"]["name"], timeout=30_000)
    expect(alarm).to_contain_text("7,1")
    see(page, f"critical-{width}")
    assert faults(page) == []
    if width < 400:
        assert above(page) <= MOST_OF_A_PHONE

    page.goto("/patients")
    alarm.get_by_role("button", name="Xác nhận").click()
    page.get_by_role("dialog").get_by_role("textbox").fill(DONE)
    page.keyboard.press("F9")
    expect(alarm).to_have_count(0)
    with front_desk.signed_in(clinic_url, "lab") as lab:
        [kept] = lab.get(f"/api/orders/{visit['order']}/result").json()["alarms"]
    assert kept["acknowledged_note"] == DONE


def above(page: Page) -> float:
    """How much of the screen stands above the heading."""
    heading = page.get_by_role("heading", level=1).bounding_box()
    assert heading
    return heading["y"]
