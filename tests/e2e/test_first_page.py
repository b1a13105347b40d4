"""The door of the clinic."""

from tests.e2e.conftest import PASSWORD, PageOf, faults, see


def test_the_first_page_is_the_sign_in(page_of: PageOf) -> None:
    page = page_of()
    page.goto("/")
    page.get_by_label("Tên đăng nhập").fill("reception")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    see(page, "sign-in")
    assert faults(page) == []
    page.keyboard.press("Enter")
    page.get_by_role("navigation").first.wait_for()
    see(page, "home-reception")
    assert faults(page) == []
