"""The level page: the whole circular at a glance, why, what if, and what everybody may see."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e import front_desk
from tests.e2e.conftest import PageOf, faults, see

CRITERIA = 146


def test_the_whole_circular_is_in_sight_and_a_square_leads_to_its_criterion(
    page_of: PageOf,
) -> None:
    page = page_of("director", width=1366, height=768)
    page.goto("/assessment?profile=2017")
    squares = page.locator("a[data-square]")
    squares.first.wait_for()
    criteria = squares.filter(has_text=re.compile(r"^\d+$"))
    expect(criteria).to_have_count(CRITERIA)
    see(page, "level")
    assert faults(page) == []
    page.locator("a[data-square='TT54/33']").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("33"))).to_be_visible()
    expect(page.get_by_role("heading", name="Minh chứng")).to_be_visible()
    see(page, "level-criterion")
    assert faults(page) == []


def test_a_criterion_proves_itself_on_request(page_of: PageOf) -> None:
    page = page_of("director", width=1366, height=768)
    page.goto("/assessment/TT54/30")
    page.get_by_role("button", name=re.compile("^Chứng minh tiêu chí này")).wait_for()
    page.keyboard.press("F9")
    expect(page.get_by_role("status").filter(has_text="Đã chạy lúc")).to_be_visible(timeout=15_000)
    see(page, "level-proved")
    assert faults(page) == []


def test_what_if_a_module_is_off(page_of: PageOf, clinic_url: str) -> None:
    """The page says what an assessment without the module gives, and nothing is switched off."""
    with front_desk.signed_in(clinic_url, "director") as api:
        asked = {"profile": "2017", "off": "his.outpatient"}
        answer = api.get("/api/level/what-if", params=asked).json()
        modules = api.get("/api/level/overview").json()["modules"]
    title = next(each["title"]["vi"] for each in modules if each["id"] == "his.outpatient")
    page = page_of("director", width=1366, height=768)
    page.goto("/assessment/what-if?profile=2017")
    switch = page.get_by_role("switch", name=re.compile(f"^{title}"))
    switch.wait_for()
    switch.click(force=True)
    expect(page.get_by_text(answer["says"]["vi"]).first).to_be_visible()
    falling = [each["id"] for each in answer["changed"] if each["figure"] == "able"]
    expect(page.locator("[data-changed]")).to_have_count(len(falling))
    see(page, "level-what-if")
    assert faults(page) == []
    page.get_by_role("button", name="Làm lại từ đầu").click()
    expect(switch).to_be_checked()
    # One press on a square: taken as met.
    square = page.locator("button[data-square]").first
    square.click()
    expect(square).to_have_attribute("data-assumed", "met")


def test_the_facility_signs_for_what_no_program_can_see(page_of: PageOf) -> None:
    page = page_of("director", width=1366, height=768)
    page.goto("/assessment/signatures")
    waiting = page.get_by_role("row").filter(has=page.get_by_role("button", name="Ghi xác nhận"))
    waiting.first.wait_for()
    before = waiting.count()
    waiting.first.get_by_role("button", name="Ghi xác nhận").click()
    panel = page.get_by_role("dialog")
    labelled(panel, "Người ký").fill("Nguyễn Thị Mai Hoa")
    labelled(panel, "Chức danh").fill("Giám đốc")
    see(page, "level-sign")
    assert faults(page) == []
    page.keyboard.press("F9")
    expect(panel).to_have_count(0)
    expect(waiting).to_have_count(before - 1)


def test_the_report_and_the_badge_are_public(page_of: PageOf) -> None:
    page = page_of(width=1366, height=768)
    page.goto("/level?profile=2017")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    see(page, "level-public")
    assert faults(page) == []
    badge = page.request.get("/level/badge.svg?lang=vi")
    assert badge.headers["content-type"].startswith("image/svg+xml")
    assert "phần mềm: mức" in badge.text()


def labelled(within: Locator, label: str) -> Locator:
    return within.get_by_label(re.compile(f"^{label}( \\*)?$"))
