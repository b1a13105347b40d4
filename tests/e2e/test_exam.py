"""A visit from the nurse's thermometer to the printed summary, and what comes after it."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e import front_desk
from tests.e2e.conftest import PageOf, faults, see
from tests.e2e.hands import Hands

SCREEN = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
CLINICAL = "Họng đỏ, amidan không có mủ. Phổi thông khí đều."


def test_a_visit_is_measured_examined_ordered_answered_and_ended(
    page_of: PageOf, clinic_url: str
) -> None:
    visit = front_desk.visit(clinic_url)
    address = f"/visits/{visit['id']}"

    nurse = page_of("nurse", **SCREEN)
    nurse.goto(address)
    measure(nurse)
    see(nurse, "exam-nurse")
    assert faults(nurse) == []

    doctor = page_of("doctor", **SCREEN)
    hands = Hands(doctor)
    doctor.goto(address)
    expect(doctor.get_by_text("37,2")).to_be_visible()
    doctor.get_by_role("button", name="Bắt đầu khám").wait_for()
    hands.press("F8", then=named(doctor, "Bệnh sử").and_(doctor.locator(":enabled")))

    # The gate names what is missing; F9 does not lead past it.
    gate = doctor.get_by_text("Chưa ghi kết luận.").first
    expect(gate).to_be_visible()
    expect(doctor.get_by_text("Chưa có bệnh chính (ICD-10).").first).to_be_visible()

    named(doctor, "Bệnh sử").focus()
    hands.type("Sốt 2 ngày, đau họng, nuốt đau.")
    write(hands, "Khám bộ phận", CLINICAL)
    write(hands, "Kết luận", "Viêm họng cấp")
    write(
        hands, "Điều trị, dặn dò", "Súc họng nước muối, uống nhiều nước, hạ sốt khi trên 38,5 độ."
    )
    choose(hands, "Kết quả", "Đỡ")
    hands.press("Control+s", then=doctor.get_by_text("Đã lưu"))

    pick(hands, "Thêm mã ICD-10", "viem hong cap", "J02.9")
    expect(doctor.get_by_text("Viêm họng cấp", exact=False).first).to_be_visible()
    pick(hands, "Thêm dịch vụ", "cong thuc mau", "BXN-CBC")
    hands.press("F4", then=doctor.get_by_text("mới chỉ định"))
    see(doctor, "exam-doctor")
    assert faults(doctor) == []

    report(page_of, visit, {"WBC": "9,8", "HGB": "140", "PLT": "245"})
    # Nobody touched the doctor's page: the answer comes by itself.
    expect(doctor.get_by_text("Huyết sắc tố").first).to_be_visible()

    expect(doctor.get_by_text("Đã đủ, có thể kết thúc khám.")).to_be_visible()
    hands.press("F9", then=doctor.get_by_text("Đã kết thúc"))
    hands.tell(10, "Examine, code and end a visit")
    assert hands.clicks == 0
    see(doctor, "exam-ended")

    print_summary(doctor)
    amend(doctor)
    see(doctor, "exam-amended")
    assert faults(doctor) == []


def test_the_second_doctor_is_told_and_keeps_what_he_wrote(
    page_of: PageOf, clinic_url: str
) -> None:
    visit = front_desk.visit(clinic_url)
    pages = [page_of("doctor", **SCREEN), page_of("doctor", **SCREEN)]
    first, second = pages
    first.goto(f"/visits/{visit['id']}")
    begin(first)
    second.goto(f"/visits/{visit['id']}")
    expect(named(second, "Bệnh sử")).to_be_enabled()
    for page, text in zip(pages, ("Đau bụng từ sáng.", "Đau bụng từ hôm qua."), strict=True):
        named(page, "Bệnh sử").fill(text)
    first.keyboard.press("Control+s")
    expect(first.get_by_text("Đã lưu")).to_be_visible()
    with second.expect_response(lambda r: r.url.endswith("/examination")) as answer:
        second.keyboard.press("Control+s")
    assert answer.value.status == 409
    expect(second.get_by_text("Người khác vừa sửa bản ghi này.")).to_be_visible()
    expect(second.get_by_text("Đau bụng từ sáng.")).to_be_visible()
    expect(named(second, "Bệnh sử")).to_have_value("Đau bụng từ hôm qua.")
    see(second, "exam-changed-meanwhile")
    assert faults(second) == []
    # He has seen both; now his is what he means.
    second.keyboard.press("Control+s")
    expect(second.get_by_text("Đã lưu")).to_be_visible()
    second.reload()
    expect(named(second, "Bệnh sử")).to_have_value("Đau bụng từ hôm qua.")


def test_what_another_wrote_is_not_overwritten_when_the_page_refreshes_itself(
    page_of: PageOf, clinic_url: str
) -> None:
    visit = front_desk.visit(clinic_url)
    first, second = page_of("doctor", **SCREEN), page_of("doctor", **SCREEN)
    first.goto(f"/visits/{visit['id']}")
    begin(first)
    second.goto(f"/visits/{visit['id']}")
    expect(named(second, "Bệnh sử")).to_be_enabled()
    named(second, "Bệnh sử").fill("Bản của tôi.")
    named(first, "Bệnh sử").fill("Bản lưu trước.")
    first.keyboard.press("Control+s")
    expect(first.get_by_text("Đã lưu")).to_be_visible()
    # An order makes the second page ask for the visit again.
    pick(Hands(first), "Thêm dịch vụ", "cong thuc mau", "BXN-CBC")
    first.keyboard.press("F4")
    expect(second.get_by_text("Tổng phân tích tế bào máu").first).to_be_visible()
    with second.expect_response(lambda r: r.url.endswith("/examination")) as answer:
        second.keyboard.press("Control+s")
    assert answer.value.status == 409
    expect(named(second, "Bệnh sử")).to_have_value("Bản của tôi.")


def test_at_the_bedside_with_a_phone(page_of: PageOf, clinic_url: str) -> None:
    visit = front_desk.visit(clinic_url)
    nurse = page_of("nurse", **PHONE)
    nurse.goto(f"/visits/{visit['id']}")
    measure(nurse)
    see(nurse, "phone-vitals")
    assert faults(nurse) == []
    assert nurse.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    doctor = page_of("doctor", **PHONE)
    doctor.goto(f"/visits/{visit['id']}")
    doctor.get_by_role("button", name="Bắt đầu khám").click()
    expect(named(doctor, "Bệnh sử")).to_be_enabled()
    named(doctor, "Bệnh sử").fill("Khám tại giường.")
    doctor.get_by_role("button", name="Lưu").click()
    expect(doctor.get_by_text("Đã lưu")).to_be_visible()
    see(doctor, "phone-exam")
    doctor.get_by_role("tab", name="Chỉ định").click()
    pick(Hands(doctor), "Thêm mã ICD-10", "viem hong cap", "J02.9")
    expect(doctor.get_by_text("J02.9").first).to_be_visible()
    see(doctor, "phone-orders")
    assert faults(doctor) == []
    assert doctor.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


# --- what hands do ----------------------------------------------------------------------------


def named(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True)


def begin(page: Page) -> None:
    page.get_by_role("button", name="Bắt đầu khám").wait_for()
    page.keyboard.press("F8")
    expect(named(page, "Bệnh sử")).to_be_enabled()


def measure(page: Page) -> None:
    """An impossible value is refused at its field, an unusual one asked about once."""
    named(page, "Nhiệt độ").fill("375")
    named(page, "Mạch").fill("84")
    page.keyboard.press("F4")
    expect(page.get_by_text("Nhiệt độ phải từ 30 đến 43 °C.").first).to_be_visible()
    expect(page.get_by_role("button", name="Đúng, vẫn lưu")).to_have_count(0)
    expect(named(page, "Nhiệt độ")).to_have_value("375")
    for label, value in {
        "Nhiệt độ": "37,2",
        "Mạch": "134",
        "Huyết áp tâm thu": "120",
        "Huyết áp tâm trương": "75",
    }.items():
        named(page, label).fill(value)
    page.keyboard.press("F4")
    page.get_by_role("button", name="Đúng, vẫn lưu").click()
    expect(page.get_by_text("37,2")).to_be_visible()
    expect(page.get_by_text("134 H")).to_be_visible()


def write(hands: Hands, label: str, text: str) -> None:
    named(hands.page, label).focus()
    hands.type(text)


def choose(hands: Hands, label: str, choice: str) -> None:
    named(hands.page, label).focus()
    hands.type(choice)
    hands.page.get_by_role("option", name=choice, exact=True).wait_for()
    hands.press("Enter")


def pick(hands: Hands, label: str, text: str, code: str) -> None:
    """Search as typed, without diacritics; Enter takes the first line."""
    named(hands.page, label).focus()
    hands.type(text)
    hands.page.get_by_role("option").filter(has_text=code).wait_for()
    hands.press("Enter")


def report(page_of: PageOf, visit: dict[str, Any], answer: dict[str, str]) -> None:
    """From the worklist to the form, a value a line, entered and let go in one step."""
    lab = page_of("lab", **SCREEN)
    lab.goto("/orders")
    row = lab.get_by_role("row").filter(has_text=visit["patient"]["name"])
    row.focus()
    lab.keyboard.press("Enter")
    for test, value in answer.items():
        lab.locator(f"[name='values.{test}']").fill(value)
    see(lab, "orders-lab")
    lab.keyboard.press("F9")
    expect(lab.get_by_text("có kết quả", exact=True).first).to_be_visible()
    assert faults(lab) == []


def print_summary(page: Page) -> None:
    with page.expect_response(lambda r: r.url.split("?")[0].endswith("/prints/summary")) as answer:
        page.keyboard.press("Control+p")
    assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "application/pdf"
    shown = page.get_by_title("Xem trước bản in", exact=True)
    expect(shown).to_have_attribute("src", re.compile("^blob:"))
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)


def amend(page: Page) -> None:
    page.get_by_role("button", name="Bổ sung hồ sơ").click()
    named(page, "Nội dung mới").fill("Viêm họng cấp do vi rút")
    page.get_by_label("Lý do").last.fill("Bổ sung nguyên nhân")
    page.get_by_role("dialog").get_by_role("button", name="Bổ sung hồ sơ").click()
    expect(page.get_by_text("(Bổ sung nguyên nhân)")).to_be_visible()
