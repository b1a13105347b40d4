"""The laboratory's three pairs of hands: the needle on a phone, the bench, the signature."""

import re
from io import BytesIO

import pypdfium2
import zxingcpp
from playwright.sync_api import Page, expect

from tests.e2e import before, front_desk
from tests.e2e.conftest import PageOf, faults, see


def ordered(clinic_url: str) -> before.Visit:
    """A doctor has asked for potassium."""
    visit = front_desk.visit(clinic_url)
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        before.begin(doctor, visit)
        at = f"/api/orders/of-encounter/{visit['id']}"
        said = {"service_code": "XN-K", "indication": "Yếu cơ", "note": "Lấy tay trái"}
        visit["order"] = before.post(doctor, at, said)["id"]
    return visit


def card(clinic_url: str, visit: before.Visit) -> str:
    """What a scanner reads from the patient's printed card."""
    with front_desk.signed_in(clinic_url, "reception") as desk:
        at = f"/api/patients/{visit['patient']['id']}/cards"
        made = before.post(desk, at, {"kind": "card"})
        printed = desk.post(f"{at}/{made['id']}/print")
        assert printed.is_success, printed.text
    page = pypdfium2.PdfDocument(BytesIO(printed.content))[0]
    found = zxingcpp.read_barcodes(page.render(scale=4).to_pil())
    return next(each.text for each in found if each.format == zxingcpp.BarcodeFormat.QRCode)


def scan(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")


def test_from_the_card_at_the_bedside_to_the_signature(page_of: PageOf, clinic_url: str) -> None:
    visit = ordered(clinic_url)
    name = visit["patient"]["name"]

    nurse = page_of("nurse", width=390, height=844)
    nurse.goto("/lab/collect")
    scan(nurse, "Quét thẻ, vòng tay", card(clinic_url, visit))
    nurse.get_by_text("Đã nhận diện: quét thẻ").wait_for()
    expect(nurse.get_by_text("Ghi chú: Lấy tay trái")).to_be_visible()
    nurse.get_by_role("button", name=re.compile("In nhãn 1 ống")).click()
    tube = nurse.get_by_role("listitem").filter(has_text=re.compile(r"\d{11}"))
    code = re.findall(r"\d{11,15}", tube.first.inner_text())[0]
    see(nurse, "lab-collect-phone")
    assert faults(nurse) == []
    scan(nurse, "Quét ống vừa lấy", code)
    nurse.get_by_text("Đã lấy đủ các ống.").wait_for()

    technician = page_of("lab", width=1366, height=768)
    technician.goto("/lab/specimens")
    scan(technician, "Quét ống để nhận", code)
    technician.get_by_text(re.compile(f"Đã nhận {code}.*{name}")).wait_for()
    technician.goto(f"/lab/bench?q={code}")
    line = technician.get_by_role("region", name=name)
    line.get_by_label(re.compile("^Kali")).fill("4,2")
    technician.keyboard.press("F9")
    technician.get_by_text(re.compile("Đã lưu 1")).wait_for()

    physician = page_of("labdoctor", width=1366, height=768)
    physician.goto("/lab/verify")
    mine = physician.locator("section").filter(has_text=name)
    mine.get_by_label(re.compile("^Kali")).check()
    physician.keyboard.press("F9")
    expect(mine).to_have_count(0)

    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        answered = doctor.get(f"/api/orders/{visit['order']}/result").json()
    assert answered["order"]["state"] == "fulfilled", answered
