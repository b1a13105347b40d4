"""A consultation over a thin line: 4 Mbit/s and 40 ms, on a tablet and on a phone."""

import secrets
import time

from playwright.sync_api import Page, expect
from pydicom.dataset import Dataset

from tests.e2e.conftest import SLOWED, PageOf, faults, see
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import body

THIN = {"offline": False, "latency": 40, "downloadThroughput": 500_000, "uploadThroughput": 125_000}
SIDE = 512


def _noise(code: str, name: str, birth: str, slices: int = 5) -> list[Dataset]:
    """What compresses worst: noise over the whole window."""
    who = {"PatientID": code, "PatientName": name.replace(" ", "^", 1)}
    more = {"PatientBirthDate": birth.replace("-", ""), "StudyDescription": "CT nhiễu"}
    made = pictures.study(slices, Rows=SIDE, Columns=SIDE, **who, **more)
    for each in made:
        each.PixelData = secrets.token_bytes(SIDE * SIDE * 2)
        each.WindowCenter, each.WindowWidth = 32768, 65536
    return made


def _drawn(page: Page, number: int, *, full: bool = False) -> float:
    """When this picture stands there; in full, if so asked."""
    said = "Đủ nét" if full else ""
    page.wait_for_function(
        "([number, said]) => document.getElementById('picture').alt.includes(` ${number}/`)"
        " && document.getElementById('picture').complete"
        " && document.getElementById('quality').textContent.startsWith(said)",
        arg=[number, said],
    )
    return time.monotonic()


def test_a_case_is_seen_by_two_sites_over_a_thin_line(page_of: PageOf) -> None:
    ours = page_of("radiology")
    csrf = {"X-CSRF-Token": ours.request.get("/api/session").json()["csrf_token"]}
    patients = page_of("doctor").request.get("/api/patients?q=nguyen").json()["items"]
    patient = next(p for p in patients if len(p["birth"] or "") == 10)
    study = _noise(patient["code"], patient["name"], patient["birth"])
    content, headers = body(*(pictures.part10(each) for each in study))
    stored = ours.request.post("/dicom-web/studies", data=content, headers={**headers, **csrf})
    assert stored.status == 200, stored.text()
    asked = {"study_uid": study[0].StudyInstanceUID, "question": "Có máu tụ không?"}
    made = ours.request.post("/api/consultations", data=asked, headers=csrf)
    assert made.status == 201, made.text()
    room = f"/hoi-chan/phong-{made.json()['id']}"
    ours.goto(room)
    _drawn(ours, 3, full=True)

    theirs = page_of("doctor", width=390, height=844)
    line = theirs.context.new_cdp_session(theirs)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", THIN)
    began = time.monotonic()
    theirs.goto(room)
    first, full = _drawn(theirs, 3), _drawn(theirs, 3, full=True)
    theirs.wait_for_timeout(1500)  # he looks at it, and the next one comes meanwhile
    pressed = time.monotonic()
    theirs.locator("#next").click()
    following = _drawn(theirs, 4)
    times = {"first": first - began, "full": full - began, "next": following - pressed}
    assert times["first"] < 4 * SLOWED, times
    assert times["full"] < 8 * SLOWED, times
    assert times["next"] < 2 * SLOWED, times

    # The other site sees what he looks at, and reads what he says.
    _drawn(ours, 4)
    theirs.locator("#text").fill("Không thấy máu tụ.")
    theirs.locator("#say button").click()
    expect(ours.locator("#lines")).to_contain_text("Không thấy máu tụ.")
    assert not faults(theirs)
    see(theirs, "consulting_phone")
    see(ours, "consulting")
