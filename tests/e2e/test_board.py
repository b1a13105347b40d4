"""The board in the waiting area: an old television set, no script, nobody's whole name."""

import re

import pytest
from playwright.sync_api import Browser

from tests.e2e import front_desk
from tests.e2e.conftest import see


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768)])
def test_without_script_the_board_shows_who_is_called_by_a_shortened_name(
    browser: Browser, clinic_url: str, width: int, height: int
) -> None:
    visit = front_desk.visit(clinic_url, room="P103")
    name = visit["patient"]["name"]
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        ticket = doctor.get(f"/api/queue/of-visit/{visit['id']}").json()["tickets"][0]
        called = doctor.post(f"/api/queue/tickets/{ticket['id']}/call", json={})
        assert called.status_code == 200, called.text
    context = browser.new_context(
        base_url=clinic_url,
        java_script_enabled=False,
        locale="vi-VN",
        viewport={"width": width, "height": height},
    )
    page = context.new_page()
    page.goto("/board")
    page.get_by_role("link", name=re.compile("P103")).click()
    page.get_by_text(ticket["label"]).first.wait_for()
    shown = page.locator("body").inner_text()
    see(page, f"board-{width}")
    context.close()
    assert name.casefold() not in shown.casefold()
    assert name.split()[-1].casefold() in shown.casefold()
