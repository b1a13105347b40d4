"""The pharmacist's counter and store, by scanner: hand out a prescription, receive a delivery."""

from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from kernel.clock import today
from tests.e2e import front_desk
from tests.e2e.before import SCREEN, examined, insured
from tests.e2e.conftest import PageOf, faults, see
from tests.e2e.hands import Hands

DRUGS = ("PARA500", "LORA10")
LINE = 3


def test_the_slip_is_scanned_each_drug_is_scanned_and_handed_over(
    page_of: PageOf, clinic_url: str
) -> None:
    visit = examined(clinic_url, drugs=DRUGS, visit=insured(clinic_url))
    packs = [pack_of(clinic_url, code) for code in DRUGS]
    page = page_of("pharmacy", **SCREEN)
    page.goto("/pharmacy/dispensing")
    find = page.get_by_label("Quét đơn, phiếu khám, thẻ")
    expect(find).to_be_focused()
    see(page, "pharmacy-queue")
    assert faults(page) == []

    hands = Hands(page)
    hands.scan(visit["prescription"], then=page.get_by_text("Paracetamol 500 mg").first)
    expect(page.get_by_label("Quét mã thuốc")).to_be_focused()
    for number, pack in enumerate(packs):
        taken = page.locator("li[data-taken]").nth(number)
        hands.scan(f"(01){pack}(17)271231(10)", then=taken)
    hands.press("F8")
    expect(page.get_by_label("Đã hướng dẫn người bệnh cách dùng", exact=False)).to_be_checked()
    see(page, "dispensing")
    assert faults(page) == []
    hands.press("F9", then=find)
    hands.tell(17, "Find by scan, check two drugs by scan, hand over")
    assert hands.clicks == 0
    assert hands.scans == 1 + len(DRUGS)
    expect(find).to_be_focused()
    assert state_of(clinic_url, visit["prescription"]) == "handed_over"


def test_a_delivery_is_received_a_scan_and_two_numbers_a_line(
    page_of: PageOf, clinic_url: str
) -> None:
    page = page_of("pharmacy", **SCREEN)
    page.goto("/pharmacy/receive")
    scan = page.get_by_label("Quét mã thùng, hộp")
    scan.wait_for()
    before = {code: on_hand(clinic_url, code) for code in DRUGS}
    page.get_by_label("Số hoá đơn").fill("HD-0001")
    scan.focus()
    expiry = today() + timedelta(days=700)
    lines = page.get_by_role("table", name="Các dòng").locator("tbody tr")
    for number, code in enumerate(DRUGS):
        hands = Hands(page)
        pack = pack_of(clinic_url, code)
        hands.scan(
            f"(01){pack}(17){expiry:%y%m%d}(10)E2E{number}",
            then=page.locator("[name=quantity]:focus"),
        )
        hands.type("20")
        hands.press("Enter")
        hands.type("25000")
        hands.press("Enter", then=lines.nth(number))
        expect(scan).to_be_focused()
        assert hands.actions <= LINE
    hands.tell(18, "A line of a delivery")
    see(page, "receiving")
    assert faults(page) == []
    page.keyboard.press("F9")
    page.get_by_text("Đã ghi sổ", exact=False).first.wait_for()
    see(page, "received")
    for code in DRUGS:
        assert on_hand(clinic_url, code) == before[code] + 20 * 100


def pack_of(clinic_url: str, code: str) -> str:
    """The barcode of its box."""
    packs = item(clinic_url, code)["packs"]
    found: str = next(each["gtin"] for each in packs if each["gtin"])
    return found


def on_hand(clinic_url: str, code: str) -> float:
    return float(item(clinic_url, code)["quantity"])


def item(clinic_url: str, code: str) -> dict[str, Any]:
    with front_desk.signed_in(clinic_url, "pharmacy") as pharmacy:
        found = pharmacy.get("/api/pharmacy/items", params={"q": code}).json()["items"]
    line: dict[str, Any] = next(each for each in found if each["code"] == code)
    return line


def state_of(clinic_url: str, prescription: str) -> str:
    with front_desk.signed_in(clinic_url, "pharmacy") as pharmacy:
        asked = {"q": prescription}
        [line] = pharmacy.get("/api/pharmacy/dispensing", params=asked).json()["items"]
    state: str = line["state"]
    return state
