"""The insurance clerk: what is ready goes to the gateway, what it refuses is mended and sent again.

The gateway is the simulator of the box, told to refuse for a while.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from his.insurance.simulator import PASSWORD, REFUSED, SIMULATOR
from kernel.simulators import Running, running
from tests.e2e import front_desk
from tests.e2e.before import SCREEN, Visit, examined, insured, post
from tests.e2e.conftest import PageOf, faults, see
from tests.e2e.hands import Hands

MEND = 10


@pytest.fixture
def gateway(clinic_url: str) -> Iterator[Running]:
    """The clinic sends to a gateway of this journey's own; what waited before is sent."""
    with running(SIMULATOR) as it, front_desk.signed_in(clinic_url, "admin") as admin:
        before = admin.get("/api/insurance/gateway").json()
        connect(admin, before, it.url)
        with front_desk.signed_in(clinic_url, "cashier") as clerk:
            if ids := [each["id"] for each in dossiers(clerk, "ready")]:
                post(clerk, "/api/insurance/dossiers/send", {"ids": ids})
                wait(lambda: not dossiers(clerk, "queued"))
        yield it
        connect(admin, admin.get("/api/insurance/gateway").json(), before["address"])


def connect(admin: httpx.Client, known: dict[str, Any], address: str) -> None:
    kept = {each: known[each] for each in ("username", "md5_upper", "staff_name", "head")}
    wanted = {**kept, "address": address, "password": PASSWORD, "version": known["version"]}
    post(admin, "/api/insurance/gateway", wanted, put=True)


def dossiers(clerk: httpx.Client, state: str) -> list[dict[str, Any]]:
    asked = {"state": state, "limit": "200"}
    found: list[dict[str, Any]] = clerk.get("/api/insurance/dossiers", params=asked).json()["items"]
    return found


def wait(until: Any) -> None:
    for _ in range(200):
        if until():
            return
        time.sleep(0.1)
    pytest.fail("the outbox does not send")


def test_a_refused_dossier_is_mended_and_sent_again(
    page_of: PageOf, clinic_url: str, gateway: Running
) -> None:
    visit = ended(clinic_url)
    gateway.desk.set(REFUSED.id)
    page = page_of("cashier", **SCREEN)
    page.goto("/insurance?state=ready")
    row = page.get_by_role("row").filter(has_text=visit["code"])
    row.wait_for()
    see(page, "dossiers-ready")
    assert faults(page) == []

    hands = Hands(page)
    hands.press("F9", then=page.get_by_text("Đã xong 1 hồ sơ."))
    hands.click(page.get_by_role("button", name=re.compile("^Bị từ chối")), then=row)
    said = page.get_by_role("alert").filter(has_text="Hồ sơ sai định dạng")
    gateway.desk.clear()
    hands.click(row, then=said)
    see(page, "dossier-refused")
    assert faults(page) == []
    referral = page.get_by_label("Số giấy chuyển, giấy hẹn")
    hands.click(said.get_by_role("button", name="Quyền lợi BHYT"), then=referral)
    hands.click(referral)
    hands.type("GC-0154")
    hands.press("Enter")
    hands.type("79025")
    hands.press("F9", then=page.get_by_role("button", name="Lập lại và kiểm tra"))
    hands.press("F8", then=page.get_by_role("button", name="Gửi lên cổng"))
    hands.press("F9", then=page.get_by_text("Cổng đã nhận").first)
    hands.tell(23, "Send what is ready, mend the refused one, send again")
    assert hands.actions <= MEND
    expect(page.get_by_text(re.compile(r"^GD\d{9}$")).first).to_be_visible()
    see(page, "dossier-accepted")
    assert faults(page) == []


def ended(clinic_url: str) -> Visit:
    """An insured visit has ended; its dossier is ready."""
    visit = examined(clinic_url, visit=insured(clinic_url))
    with front_desk.signed_in(clinic_url, "doctor") as doctor:
        at = f"/api/outpatient/visits/{visit['id']}/closing"
        post(doctor, at, {"disposition": "home"})
    with front_desk.signed_in(clinic_url, "cashier") as clerk:
        made = post(clerk, "/api/insurance/dossiers", {"encounter_id": visit["id"]})
    assert made["state"] == "ready", made["problems"]
    return visit
