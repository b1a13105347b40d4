"""What the desk, the nurse and the doctor do between two patients, counted (tasks 6 to 9).

Everything before the task itself is prepared by the API.
"""

import re
import secrets
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

from tests.e2e import front_desk
from tests.e2e.conftest import PageOf, faults, see
from tests.e2e.hands import Hands

SCREEN = {"width": 1366, "height": 768}
PUT_RIGHT, BOOK, NEXT_PATIENT, VITALS = 3, 4, 1, 9
# The banner comes last.
KNOWN = ("Dị ứng: Penicillin", "Viêm họng cấp", "Tổng phân tích tế bào máu")
READINGS = {
    "Mạch": "84",
    "Nhiệt độ": "37,2",
    "Huyết áp tâm thu": "120",
    "Huyết áp tâm trương": "75",
    "Nhịp thở": "18",
    "SpO₂": "98",
}


# --- 6: the desk puts something right ---------------------------------------------------------


def test_a_patient_is_sent_to_another_room(page_of: PageOf, clinic_url: str) -> None:
    visit = front_desk.visit(clinic_url)
    page = at_the_desk(page_of)
    hands = Hands(page)
    panel = page.get_by_role("dialog")
    elsewhere = panel.get_by_role("button", name=re.compile("P103"))
    hands.click(recent(page, visit), then=elsewhere)
    see(page, "desk-visit")
    assert faults(page) == []
    hands.press("Alt+2", then=panel.get_by_role("group", name=re.compile("Phòng")))
    see(page, "desk-move-room")
    assert faults(page) == []
    hands.press("F9", then=panel.get_by_text("P103 Phòng khám Nội 2").first)
    hands.tell(6, "Send a patient to another room")
    assert hands.actions <= PUT_RIGHT
    assert now(clinic_url, visit)["room"]["code"] == "P103"


def test_a_visit_is_cancelled_with_its_reason(page_of: PageOf, clinic_url: str) -> None:
    visit = front_desk.visit(clinic_url)
    page = at_the_desk(page_of)
    hands = Hands(page)
    panel = page.get_by_role("dialog")
    cancel = panel.get_by_role("button", name="Huỷ lượt khám")
    hands.click(recent(page, visit), then=cancel)
    hands.click(cancel, then=panel.get_by_label(re.compile("^Lý do")))
    hands.type("Xin về")
    see(page, "desk-cancel")
    assert faults(page) == []
    hands.press("F9", then=panel.get_by_text("Đã huỷ", exact=True).first)
    hands.tell(6, "Cancel a visit, with the reason")
    assert hands.actions <= PUT_RIGHT
    assert now(clinic_url, visit)["state"] == "cancelled"


def test_a_visit_opened_for_the_wrong_person_goes_to_the_right_one(
    page_of: PageOf, clinic_url: str
) -> None:
    visit = front_desk.visit(clinic_url)
    right = registered(clinic_url)
    page = page_of("reception", **SCREEN)
    page.goto(f"/reception?opened={visit['id']}")
    hands = Hands(page)
    panel = page.get_by_role("dialog")
    found = panel.get_by_label(re.compile("^Người bệnh đúng"))
    hands.click(page.get_by_role("button", name="Sai người bệnh"), then=found)
    expect(found).to_be_focused()
    hands.type(right["code"])
    page.get_by_role("option").filter(has_text=right["code"]).wait_for()
    hands.press("Enter", then=panel.get_by_text(right["code"]).first)
    see(page, "desk-wrong-patient")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_role("heading", name=re.compile(right["name"])))
    hands.tell(6, "A visit opened for the wrong person goes to the right one")
    assert hands.actions <= PUT_RIGHT
    assert now(clinic_url, visit)["patient"]["id"] == right["id"]


def test_an_emergency_gets_a_number_before_anybody_knows_the_name(page_of: PageOf) -> None:
    page = at_the_desk(page_of)
    hands = Hands(page)
    hands.press("Alt+k", then=page.get_by_label("Tuổi ước chừng"))
    expect(page.get_by_label("Tuổi ước chừng")).to_be_focused()
    hands.type("60")
    see(page, "desk-emergency")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_role("group", name=re.compile("Phòng")))
    see(page, "desk-emergency-visit")
    hands.press("F9", then=page.get_by_role("status", name="Số thứ tự"))
    hands.tell(6, "An emergency before papers, to the number")
    assert hands.actions <= PUT_RIGHT
    see(page, "desk-emergency-ticket")
    assert faults(page) == []


# --- 7: appointments --------------------------------------------------------------------------


def test_a_time_is_booked_and_moved(page_of: PageOf, clinic_url: str) -> None:
    patient = registered(clinic_url)
    page = page_of("reception", **SCREEN)
    page.goto("/appointments")
    page.get_by_role("button", name=re.compile("Đặt hẹn")).wait_for()
    hands = Hands(page)
    panel = page.get_by_role("dialog")
    who = panel.get_by_label(re.compile("^Người bệnh"))
    hands.press("F4", then=who)
    expect(who).to_be_focused()
    hands.type(patient["code"])
    page.get_by_role("option").filter(has_text=patient["code"]).wait_for()
    hands.press("Enter", then=times(panel).first)
    see(page, "appointment-book")
    assert faults(page) == []
    hands.click(times(panel).last)
    hands.press("F9", then=panel.get_by_role("button", name="Đổi giờ"))
    hands.tell(7, "Book a time")
    assert hands.actions <= BOOK
    see(page, "appointment-booked")
    assert faults(page) == []

    move = Hands(page)
    move.click(panel.get_by_role("button", name="Đổi giờ"), then=times(panel).first)
    chosen = times(panel).first.inner_text().split()[0]
    move.click(times(panel).first)
    see(page, "appointment-move")
    assert faults(page) == []
    move.press("F9", then=panel.get_by_text("Người bệnh xin đổi"))
    move.tell(7, "Move it to another time")
    assert move.actions <= BOOK
    with front_desk.signed_in(clinic_url, "reception") as desk:
        mine = desk.get(f"/api/appointments/of-patient/{patient['id']}").json()["items"]
    assert [each["state"] for each in mine] == ["booked"]
    expect(panel.get_by_text(chosen).first).to_be_visible()


# --- 8: the nurse -----------------------------------------------------------------------------


def test_the_nurse_calls_the_next_one_and_types_six_numbers(
    page_of: PageOf, clinic_url: str
) -> None:
    visit = emergency(clinic_url)
    page = page_of("nurse3", **SCREEN)
    page.goto("/queue")
    page.get_by_role("row").filter(has_text=visit["patient"]["name"]).wait_for()
    see(page, "nurse-queue")
    assert faults(page) == []
    hands = Hands(page)
    hands.press("F8", then=page.get_by_role("region").filter(has_text=visit["patient"]["name"]))
    first = page.get_by_label("Mạch", exact=True)
    hands.press("F9", then=first)
    expect(first).to_be_focused()
    for number, value in enumerate(READINGS.values()):
        if number:
            hands.press("Enter")
        hands.type(value)
    see(page, "nurse-vitals")
    assert faults(page) == []
    hands.press("F4", then=page.get_by_text("37,2"))
    hands.tell(8, "Call the next one, six vital signs")
    assert hands.actions <= VITALS
    assert hands.clicks == 0
    with front_desk.signed_in(clinic_url, "nurse3") as api:
        taken = api.get(f"/api/outpatient/visits/{visit['id']}").json()["vitals"]
    assert {each["name"]: float(each["number"]) for each in taken} == {
        name: float(value.replace(",", ".")) for name, value in READINGS.items()
    }


# --- 9: the doctor ----------------------------------------------------------------------------


def test_the_doctor_opens_the_next_one_with_all_that_is_known(
    page_of: PageOf, clinic_url: str
) -> None:
    patient = registered(clinic_url, sex="female")
    known_here(clinic_url, patient)
    visit = emergency(clinic_url, patient)
    with front_desk.signed_in(clinic_url, "nurse3") as nurse:
        ticket = nurse.get(f"/api/queue/of-visit/{visit['id']}").json()["tickets"][0]
        sent(nurse, f"/api/queue/tickets/{ticket['id']}/call", {"counter": ""})
    page = page_of("doctor4", **SCREEN)
    page.goto("/queue")
    called = page.get_by_role("region").filter(has_text=patient["name"])
    called.get_by_role("button", name=re.compile("Vào phòng")).wait_for()
    hands = Hands(page)
    known = [page.get_by_text(re.compile(shown)).first for shown in KNOWN]
    hands.press("F9", then=known[0])
    for shown in known:
        expect(shown).to_be_visible()
        expect(shown).to_be_in_viewport()
    hands.tell(9, "Open the next patient: allergy, last visit, results")
    assert hands.actions <= NEXT_PATIENT
    see(page, "doctor-next")
    assert faults(page) == []


# --- what was there before --------------------------------------------------------------------


def sent(api: httpx.Client, path: str, body: Any = None, *, put: bool = False) -> Any:
    verb = "PUT" if put else "POST"
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    answer = api.request(verb, path, json=body, headers=headers)
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json()


def registered(clinic_url: str, **wanted: Any) -> dict[str, Any]:
    person = front_desk.somebody(ages=(25, 60), **wanted)
    known = {"name": person.name, "sex": person.sex, "birth": person.birth}
    with front_desk.signed_in(clinic_url, "reception") as desk:
        found: dict[str, Any] = sent(desk, "/api/patients", known)
    return found


def opened(clinic_url: str, patient: dict[str, Any], **more: Any) -> dict[str, Any]:
    with front_desk.signed_in(clinic_url, "reception") as desk:
        rooms = {each["code"]: each["id"] for each in desk.get("/api/admin/rooms").json()["items"]}
        wanted = {"patient_id": patient["id"], "room_id": rooms["P201"], "payer": "self_pay"}
        found: dict[str, Any] = sent(desk, "/api/encounters", wanted | more)
    return found


def emergency(clinic_url: str, patient: dict[str, Any] | None = None) -> dict[str, Any]:
    """A visit in P201 that is called before all others: none of an earlier journey waits there."""
    with front_desk.signed_in(clinic_url, "reception") as desk:
        rooms = {each["code"]: each["id"] for each in desk.get("/api/admin/rooms").json()["items"]}
        queue = f"/api/queue/rooms/{rooms['P201']}/tickets"
        waiting = desk.get(queue, params={"state": "waiting"}).json()["items"]
        for ticket in waiting:
            if ticket["priority"] == "emergency":
                gone = {"reason": "Người bệnh đã về"}
                sent(desk, f"/api/encounters/{ticket['encounter']['id']}/cancel", gone)
    patient = patient or registered(clinic_url, sex="female")
    return opened(clinic_url, patient, priority="emergency", reason="Đau bụng", again=True)


def known_here(clinic_url: str, patient: dict[str, Any]) -> None:
    """She is allergic, was here before, and has a result."""
    visit = opened(clinic_url, patient)
    at = f"/api/outpatient/visits/{visit['id']}"
    with front_desk.signed_in(clinic_url, "doctor4") as doctor:
        allergy = {"kind": "drug", "substance": "Penicillin", "severity": "severe"}
        sent(doctor, f"/api/patients/{patient['id']}/allergies", allergy)
        sent(doctor, f"/api/encounters/{visit['id']}/begin")
        readings = [{"id": "pulse", "value": "80"}, {"id": "temperature", "value": "37.2"}]
        sent(doctor, f"{at}/vitals", {"readings": readings})
        basket = {"orders": [{"service_code": "BXN-CBC", "indication": "Sốt"}]}
        [order] = sent(doctor, f"/api/orders/of-encounter/{visit['id']}/basket", basket)["items"]
        with front_desk.signed_in(clinic_url, "lab") as lab:
            sent(lab, f"/api/orders/{order['id']}/collection")
            values = {"WBC": "9,8", "HGB": "132", "PLT": "245"}
            given = {"version": 0, "values": values, "enter": True}
            sent(lab, f"/api/orders/{order['id']}/result", given, put=True)
        found = {"reason": "Ho", "illness": "Ho khan", "organs": "Họng đỏ", "plan": "Nghỉ ngơi"}
        ended = {"version": 0, "conclusion": "Viêm họng cấp", "outcome": "2"}
        sent(doctor, f"{at}/examination", found | ended, put=True)
        codes = [{"kind": "main", "code": "J02.9"}]
        sent(doctor, f"{at}/diagnoses", {"diagnoses": codes}, put=True)
        sent(doctor, f"{at}/closing", {"disposition": "home"})


def now(clinic_url: str, visit: dict[str, Any]) -> dict[str, Any]:
    with front_desk.signed_in(clinic_url, "reception") as desk:
        found: dict[str, Any] = desk.get(f"/api/encounters/{visit['id']}").json()
    return found


def at_the_desk(page_of: PageOf) -> Page:
    page = page_of("reception", **SCREEN)
    page.goto("/reception")
    expect(page.get_by_role("combobox", name=re.compile("^Quét thẻ"))).to_be_focused()
    return page


def recent(page: Page, visit: dict[str, Any]) -> Locator:
    side = page.get_by_role("complementary", name="Hôm nay")
    return side.get_by_role("button").filter(has_text=visit["patient"]["name"])


def times(panel: Locator) -> Locator:
    return panel.get_by_role("group", name="Chọn giờ trống").get_by_role(
        "button", name=re.compile(r"^\d\d:\d\d")
    )
