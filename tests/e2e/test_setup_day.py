"""The administrator's part of a first day, counted (tasks 1 to 3).

The set-up plays before a house of its own that nobody lives in yet; rooms, people and lists are
measured one each, and the whole is their sum for a clinic with three more rooms and five people.
"""

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from bench.day_one import BUDGETS
from bench.day_one import hands as seconds_of
from tests.e2e import front_desk
from tests.e2e.conftest import PageOf, faults, see, served
from tests.e2e.hands import Hands

SCREEN = {"width": 1366, "height": 768}
CHECK, STAFF = 1, 6
ROOMS, PEOPLE = 3, 5
MORNING = (
    "Máy chủ",
    "Đĩa dữ liệu",
    "Bản sao lưu",
    "Hộp thư đi",
    "Giấy phép hành nghề",
    "Công việc tự động",
)
PASSWORD = "một câu thật là dài"


# --- 2: before the first patient --------------------------------------------------------------


def test_one_page_tells_whether_the_house_is_ready(page_of: PageOf) -> None:
    page = page_of("admin", **SCREEN)
    hands = Hands(page)
    page.goto("/")  # it is where the administrator's day begins
    page.get_by_role("status").filter(has_text=re.compile("cần xem|sẵn sàng")).wait_for()
    lines = {line: page.get_by_role("link").filter(has_text=line).first for line in MORNING}
    for found in lines.values():
        expect(found).to_be_visible()
        expect(found).to_be_in_viewport()
    # Nobody named a folder of backups here: it says so, and what to do.
    expect(lines["Bản sao lưu"]).to_contain_text("HIS54_BACKUPS")
    see(page, "admin-morning")
    assert faults(page) == []
    jobs = page.get_by_role("heading", level=1, name="Công việc tự động")
    hands.click(lines["Công việc tự động"], then=jobs)
    hands.tell(2, "Whether the house is ready, on one page; one line opened")
    assert hands.actions <= CHECK


# --- 3: people and printers -------------------------------------------------------------------


def test_a_new_colleague_can_sign_in(page_of: PageOf) -> None:
    page = at_users(page_of)
    hands = Hands(page)
    person(hands, front_desk.somebody(ages=(25, 60)).name, "Điều dưỡng")
    hands.tell(3, "A new colleague, with the first password")
    assert hands.actions <= STAFF
    see(page, "admin-made")
    assert faults(page) == []


def test_a_forgotten_password_is_given_anew(page_of: PageOf, clinic_url: str) -> None:
    name = front_desk.somebody(ages=(25, 60)).name
    with front_desk.signed_in(clinic_url, "admin") as api:
        new_user(api, name, f"quen.{secrets.token_hex(4)}", ["nurse"])
    page = at_users(page_of)
    page.get_by_label("Tìm tên, tên đăng nhập").focus()
    hands = Hands(page)
    hands.type(name)
    row = page.get_by_role("row").filter(has_text=name)
    row.wait_for()
    reset = page.get_by_role("button", name="Đặt lại mật khẩu")
    hands.click(row, then=reset)
    panel = page.get_by_role("dialog")
    hands.click(reset, then=panel.get_by_label(re.compile("^Lý do")))
    hands.type("Quên mật khẩu")
    see(page, "admin-reset")
    assert faults(page) == []
    hands.press("F9", then=panel.locator("code"))
    hands.tell(3, "A forgotten password")
    assert hands.actions <= STAFF


def test_a_form_comes_out_of_another_printer(page_of: PageOf, clinic_url: str) -> None:
    name = f"Máy in thay {secrets.token_hex(2)}"
    with front_desk.signed_in(clinic_url, "admin") as api:
        made = {"code": name.replace(" ", "-"), "name": name, "address": "", "paper": "a5"}
        sent(api, "/api/admin/printers", made)
    page = page_of("admin", **SCREEN)
    page.goto("/admin/places")
    tab = page.get_by_role("tab", name="Hướng in")
    tab.wait_for()
    hands = Hands(page)
    row = page.get_by_role("row").nth(1)
    hands.click(tab, then=row)
    panel = page.get_by_role("dialog")
    printer = panel.get_by_label(re.compile("^Máy in"))
    hands.click(row, then=printer)
    hands.click(printer)
    hands.type(name)
    page.get_by_role("option").filter(has_text=name).wait_for()
    hands.press("Enter")
    see(page, "admin-printer-moved")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_role("cell", name=name).first)
    hands.tell(3, "A printer moved: the form comes out of another one")
    assert hands.actions <= STAFF


# --- 1: the set-up ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("empty")) as url:
        yield url


def test_a_house_is_set_up_to_its_prices(page_of: PageOf, empty_house: str, tmp_path: Path) -> None:
    page = page_of(**SCREEN)
    first = Hands(page)
    set_up(first, empty_house)

    page.goto(f"{empty_house}/admin/places?tab=rooms")
    room = Hands(page)
    another_room(room)

    page.goto(f"{empty_house}/admin/users")
    page.get_by_role("button", name=re.compile("Thêm")).first.wait_for()
    colleague = Hands(page)
    person(colleague, "Trần Thị Hoa", "Điều dưỡng")
    page.get_by_role("button", name="Đóng", exact=True).last.click()

    services = Hands(page)
    page.goto(f"{empty_house}/catalogs/service/imports")
    services_from(services, tmp_path)

    prices = Hands(page)
    director(page, empty_house)
    page.goto(f"{empty_house}/prices?payer=self_pay")
    prices_from(prices, tmp_path)

    whole = Hands(page)
    parts = [first, *[room] * ROOMS, *[colleague] * PEOPLE, services, prices]
    for part in parts:
        whole.keys += part.keys
        whole.letters += part.letters
        whole.clicks += part.clicks
        whole.waits += part.waits
    whole.tell(1, "The set-up, three rooms, five users, services and prices from XLSX (a sum)")
    machine = sum(whole.waits) / 1000
    person_part = seconds_of({**vars(whole), "waits": whole.waits})
    assert machine + person_part <= (BUDGETS[1][2] or 0)


def set_up(hands: Hands, url: str) -> None:
    page = hands.page
    page.goto(f"{url}/")
    expect(page.get_by_label("Tên cơ sở")).to_be_focused()
    see(page, "set-up")
    assert faults(page) == []
    hands.type("Phòng khám Hoa Sen")
    for text in ("01234", "Lê Thị Sen", "sen", PASSWORD):
        hands.press("Tab")
        hands.type(text)
    hands.press("Enter", then=page.get_by_role("navigation").first)


def another_room(hands: Hands) -> None:
    page = hands.page
    add = page.get_by_role("button", name="Thêm")
    add.wait_for()
    panel = page.get_by_role("dialog")
    hands.click(add, then=panel.get_by_label(re.compile(r"^Mã( \*)?$")))
    hands.type("P102")
    hands.press("Enter")
    hands.type("Phòng khám 2")
    hands.click(panel.get_by_label(re.compile("^Khoa, phòng ban")))
    hands.type("Khám")
    page.get_by_role("option").first.wait_for()
    hands.press("Enter")
    see(page, "set-up-room")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_role("cell", name="P102"))


def services_from(hands: Hands, folder: Path) -> None:
    page = hands.page
    new = page.get_by_role("button", name=re.compile("Nhập tệp"))
    new.wait_for()
    file = sheet(folder / "dich-vu.xlsx", [["code", "name", "kind"], *SERVICES])
    panel = page.get_by_role("dialog")
    hands.press("F2", then=panel.get_by_role("button", name=re.compile("Đối chiếu")))
    choose(hands, panel, file)
    approve = page.get_by_role("button", name=re.compile("Duyệt và áp dụng"))
    hands.press("F9", then=approve)
    see(page, "set-up-services")
    assert faults(page) == []
    hands.press("F9", then=page.get_by_role("button", name="Thu hồi"))


def prices_from(hands: Hands, folder: Path) -> None:
    page = hands.page
    start = page.get_by_role("button", name="Nhập tệp")
    start.wait_for()
    rows = [[code, name, 50_000 + 1000 * n] for n, (code, name, _) in enumerate(SERVICES)]
    file = sheet(folder / "gia.xlsx", [["code", "name", "unit_price"], *rows])
    panel = page.get_by_role("dialog")
    decision = panel.get_by_label(re.compile("^Quyết định"))
    hands.click(start, then=decision)
    choose(hands, panel, file)
    hands.click(decision)
    hands.type("01/QĐ-HS")
    take = panel.get_by_role("button", name=re.compile("Ban hành"))
    hands.press("Enter", then=take)
    see(page, "set-up-prices")
    assert faults(page) == []
    hands.press("F9", then=panel.get_by_text("Đã ban hành."))


# --- what stands there ------------------------------------------------------------------------

SERVICES = [
    ["KHAM", "Khám bệnh", "exam"],
    ["XN-CTM", "Tổng phân tích tế bào máu", "lab"],
    ["XQ-NGUC", "Chụp X-quang ngực thẳng", "imaging"],
]


def sheet(file: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def choose(hands: Hands, panel: Locator, file: Path) -> None:
    """The button, then the file in the system's own window."""
    hands.clicks += 2
    panel.locator("input[type=file]").set_input_files(file)


def at_users(page_of: PageOf) -> Page:
    page = page_of("admin", **SCREEN)
    page.goto("/admin/users")
    page.get_by_role("row").nth(1).wait_for()
    return page


def person(hands: Hands, name: str, role: str) -> None:
    page = hands.page
    panel = page.get_by_role("dialog")
    hands.press("Alt+n", then=panel.get_by_label(re.compile("^Họ và tên")))
    hands.type(name)
    hands.press("Enter")
    hands.type(f"u.{secrets.token_hex(4)}")
    hands.click(panel.get_by_role("checkbox", name=role))
    hands.press("F9", then=panel.locator("code"))


def sent(api: httpx.Client, path: str, body: Any) -> Any:
    answer = api.post(path, json=body, headers={"Idempotency-Key": secrets.token_hex(8)})
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json()


def new_user(api: httpx.Client, name: str, username: str, roles: list[str]) -> str:
    made = sent(
        api,
        "/api/admin/users",
        {"name": name, "username": username, "roles": roles, "kind": "person", "password": ""},
    )
    password: str = made["password"]
    return password


def director(page: Page, url: str) -> None:
    """Prices are the director's: he has an account, and sits there now."""
    with front_desk.signed_in(url, "sen", PASSWORD) as api:
        given = new_user(api, "Nguyễn Văn Sen", "giamdoc", ["director"])
    with front_desk.signed_in(url, "giamdoc", given) as api:
        changed = api.post("/api/session/password", json={"old": given, "new": PASSWORD})
        assert changed.is_success, changed.text
    page.context.clear_cookies()
    who = {"username": "giamdoc", "password": PASSWORD}
    assert page.context.request.post(f"{url}/api/session", data=who).ok
