"""A morning of the administrator: people come and go, parameters change, a module rests."""

import re
import secrets

from playwright.sync_api import Locator, Page, expect

from tests.e2e import front_desk
from tests.e2e.conftest import PageOf, faults, see

SCREEN = {"width": 1366, "height": 768}
PARAMETER = "his.outpatient.vitals_required"


def test_a_colleague_comes_works_and_is_refused_the_moment_he_leaves(
    page_of: PageOf, clinic_url: str
) -> None:
    name = front_desk.somebody(ages=(25, 60)).name
    username = f"dd.{secrets.token_hex(4)}"
    admin = page_of("admin", **SCREEN)
    admin.goto("/admin/users")
    see(admin, "admin-users")
    assert faults(admin) == []
    first_password = create(admin, name, username)

    colleague = page_of(**SCREEN)
    password = f"mot cau dai {secrets.token_hex(4)}"
    sign_in(colleague, username, first_password)
    labelled(colleague, "Mật khẩu hiện tại").fill(first_password)
    labelled(colleague, "Mật khẩu mới").fill(password)
    labelled(colleague, "Nhập lại mật khẩu mới").fill(password)
    see(colleague, "sign-in-first-password")
    assert faults(colleague) == []
    colleague.keyboard.press("Enter")
    menu = colleague.get_by_role("navigation").get_by_role("link")
    expect(menu.filter(has_text="Người bệnh")).to_be_visible()
    menu.filter(has_text="Người bệnh").click()
    expect(colleague.get_by_role("heading", level=1, name="Người bệnh")).to_be_visible()

    admin.get_by_role("button", name="Ngừng tài khoản").click()
    panel = admin.get_by_role("dialog")
    labelled(panel, "Lý do").fill("Nghỉ việc")
    see(admin, "admin-disable")
    assert faults(admin) == []
    panel.get_by_role("button", name="Ngừng tài khoản").click()
    expect(admin.get_by_role("button", name="Mở lại tài khoản")).to_be_visible()

    # His page still stands there; the next click is refused.
    menu.filter(has_text="Trang chính").click()
    colleague.wait_for_url("**/login**")
    colleague.get_by_label("Tên đăng nhập").wait_for()

    # The audit knows who did it, and why.
    with front_desk.signed_in(clinic_url, "admin") as api:
        found = api.get("/api/admin/users", params={"q": username, "active": False}).json()
    asked = f"subject_id={found['items'][0]['id']}&what=his.admin.disable_user"
    admin.goto(f"/admin/audit?subject_kind=user&{asked}")
    row = admin.get_by_role("row").filter(has_text="Người dùng").last
    row.focus()
    admin.keyboard.press("Enter")
    expect(admin.get_by_role("dialog").get_by_text("Nghỉ việc")).to_be_visible()
    see(admin, "admin-audit")
    assert faults(admin) == []


def test_a_parameter_is_changed_with_a_reason_and_undone(page_of: PageOf, clinic_url: str) -> None:
    reason = f"Thử quy trình không đo sinh hiệu, lần {secrets.token_hex(3)}"
    page = page_of("admin", **SCREEN)
    page.goto(f"/admin/parameters?open={PARAMETER}")
    panel = page.get_by_role("dialog")
    panel.locator("form label").filter(has_text="Không").last.click()
    labelled(panel, "Lý do").fill(reason)
    see(page, "admin-parameter")
    assert faults(page) == []
    page.keyboard.press("F9")
    history = panel.get_by_role("list", name="Lịch sử")
    expect(history.get_by_text(reason)).to_be_visible()
    assert in_force(clinic_url) is False
    history.get_by_role("button", name="Hoàn tác").first.click()
    labelled(panel, "Lý do").fill(f"Hết {reason}")
    panel.get_by_role("button", name="Hoàn tác").click()
    expect(history.get_by_text(f"Hết {reason}")).to_be_visible()
    assert in_force(clinic_url) is True


def test_why_somebody_can_or_cannot(page_of: PageOf, clinic_url: str) -> None:
    with front_desk.signed_in(clinic_url, "admin") as api:
        nurse = next(
            each["id"]
            for each in api.get("/api/admin/users", params={"q": "nurse"}).json()["items"]
            if each["username"] == "nurse"
        )
    page = page_of("admin", **SCREEN)
    for permission, answer in {
        "his.outpatient.vitals.record": "LÀM ĐƯỢC",
        "his.outpatient.examination.write": "KHÔNG làm được",
    }.items():
        page.goto(f"/admin/rights/why?user={nurse}&permission={permission}")
        expect(page.get_by_role("status").filter(has_text=answer)).to_be_visible()
        expect(
            page.get_by_role("list", name="Từng bước").get_by_role("listitem")
        ).not_to_have_count(0)
        see(page, f"admin-why-{permission}")
    assert faults(page) == []


def test_a_module_goes_out_of_service_and_comes_back(page_of: PageOf, clinic_url: str) -> None:
    doctor = page_of("doctor", **SCREEN)
    doctor.goto("/patients")
    queue = doctor.get_by_role("navigation").get_by_role("link").filter(has_text="Hàng chờ")
    expect(queue).to_be_visible()
    admin = page_of("admin", **SCREEN)
    admin.goto("/admin/modules")
    try:
        switch(admin, "Tắt phân hệ")
        doctor.reload()
        expect(doctor.get_by_role("heading", level=1, name="Người bệnh")).to_be_visible()
        expect(queue).to_have_count(0)
        with front_desk.signed_in(clinic_url, "doctor") as api:
            assert api.get("/api/queue/rooms").status_code == 404
    finally:
        switch(admin, "Bật phân hệ")
    doctor.reload()
    expect(queue).to_be_visible()
    with front_desk.signed_in(clinic_url, "doctor") as api:
        assert api.get("/api/queue/rooms").status_code == 200


# --- what the administrator does --------------------------------------------------------------


def labelled(within: Page | Locator, label: str) -> Locator:
    return within.get_by_label(re.compile(f"^{label}( \\*)?$"))


def create(page: Page, name: str, username: str) -> str:
    page.locator("[aria-keyshortcuts='Alt+N']").wait_for()  # a page that comes late hears no key
    page.keyboard.press("Alt+n")
    panel = page.get_by_role("dialog")
    labelled(panel, "Họ và tên").fill(name)
    labelled(panel, "Tên đăng nhập").fill(username)
    panel.get_by_role("checkbox", name="Điều dưỡng").check()
    see(page, "admin-new-user")
    assert faults(page) == []
    page.keyboard.press("F9")
    password = panel.locator("code").inner_text()
    panel.get_by_role("button", name="Mở hồ sơ").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    return password


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Đặt mật khẩu của bạn").wait_for()


def in_force(clinic_url: str) -> object:
    with front_desk.signed_in(clinic_url, "admin") as api:
        parameters = api.get("/api/admin/parameters").json()["parameters"]
    return next(each["value"] for each in parameters if each["id"] == PARAMETER)


def switch(page: Page, verb: str) -> None:
    row = page.get_by_role("row").filter(
        has=page.get_by_role("cell", name="Xếp hàng, gọi số", exact=True)
    )
    row.get_by_role("button", name=verb).first.click()
    panel = page.get_by_role("dialog")
    labelled(panel, "Lý do").fill("Thử tắt rồi bật lại")
    see(page, f"admin-{verb}")
    panel.get_by_role("button", name=verb).click()
    expect(panel).to_have_count(0)
    state = "Đang tắt" if verb == "Tắt phân hệ" else "Đang bật"
    expect(row.get_by_text(state)).to_be_visible(timeout=20_000)
