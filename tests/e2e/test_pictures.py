"""A doctor opens a patient's pictures: the full viewer (OHIF), and the quick one on a phone."""

import math
import secrets
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, sync_playwright
from pydicom.dataset import Dataset

from tests.e2e.conftest import QUIET, PageOf, see
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import body

# A browser that draws WebGL without a graphics card.
_GL = (
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
)


def _phantom(code: str, name: str, slices: int = 12) -> list[Dataset]:
    """A ball of 100 mm: what is measured on the screen is known."""
    about = f"CT quả cầu {secrets.token_hex(3)}"
    made = pictures.study(slices, PatientID=code, PatientName=name, StudyDescription=about)
    down, across = np.mgrid[0:256, 0:256]
    for number, each in enumerate(made):
        ball = np.where(np.hypot(across - 128, down - 128) < 62.5, 400, -1000)
        each.Rows = each.Columns = 256
        each.PixelRepresentation = 1
        each.PixelData = ball.astype("<i2").tobytes()
        each.RescaleIntercept, each.RescaleSlope = 0, 1
        each.WindowCenter, each.WindowWidth = 40, 2000
        each.PixelSpacing = [0.8, 0.8]
        each.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        each.ImagePositionPatient = [0, 0, 2 * number]
        each.FrameOfReferenceUID = made[0].StudyInstanceUID
    return made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[a for a in (*QUIET, *_GL) if a != "--disable-gpu"],
        )
        yield chromium
        chromium.close()


def test_pictures_are_one_click_away_and_a_hundred_millimetres_are_a_hundred(
    page_of: PageOf, clinic_url: str
) -> None:
    sender = page_of("radiology")
    session = sender.request.get("/api/session").json()
    patients = page_of("doctor").request.get("/api/patients?q=nguyen").json()["items"]
    patient = next(p for p in patients if len(p["birth"] or "") == 10)
    study = _phantom(patient["code"], patient["name"].replace(" ", "^", 1))
    for each in study:
        each.PatientBirthDate = patient["birth"].replace("-", "")
    content, headers = body(*(pictures.part10(each) for each in study))
    told = {**headers, "X-CSRF-Token": session["csrf_token"]}
    stored = sender.request.post("/dicom-web/studies", data=content, headers=told)
    assert stored.status == 200, stored.text()

    doctor = page_of("doctor")
    doctor.goto(f"/patients/{patient['id']}")
    with doctor.context.expect_page() as opened:
        mine = doctor.get_by_role("row").filter(has_text=study[0].StudyDescription)
        mine.get_by_role("button", name="Xem ảnh").click()
    viewer = opened.value
    foreign = []
    viewer.on("request", lambda r: foreign.append(r.url) if "//" in r.url[:8] else None)
    viewer.wait_for_selector("canvas", timeout=60_000)
    viewer.wait_for_function(_SHOWS_SOMETHING, timeout=60_000)
    see(viewer, "ohif")
    viewer.locator("#his54-key").click()  # the one that is shown is kept as a DICOM object
    uid = study[0].StudyInstanceUID
    kept = f"/api/pictures/studies/{uid}/key-images"
    viewer.get_by_text("Đã chọn và lưu vào kho").first.wait_for()
    assert len(doctor.request.get(kept).json()["items"]) == 1
    viewer.goto(f"/ohif/viewer?StudyInstanceUIDs={uid}&hangingProtocolId=mpr")
    viewer.wait_for_function(_SHOWS_THREE, timeout=60_000)
    see(viewer, "ohif, three planes")
    assert [url for url in foreign if not url.startswith(clinic_url)] == []
    viewer.close()

    phone = page_of("doctor", width=390, height=844)
    phone.goto(f"/images/{study[0].StudyInstanceUID}")
    phone.wait_for_function("() => document.querySelector('[data-tool] img')?.naturalWidth === 256")
    phone.get_by_role("button", name="Đo chiều dài").click()
    box = phone.locator("[data-tool] img").bounding_box()
    assert box
    y, half = box["y"] + box["height"] / 2, 62.5 / 256 * box["width"]
    middle = box["x"] + box["width"] / 2
    phone.mouse.move(middle - half, y)
    phone.mouse.down()
    phone.mouse.move(middle + half, y, steps=4)
    phone.mouse.up()
    said = phone.locator("[data-tool] svg text").last.text_content() or ""
    assert said.endswith(" mm")
    assert math.isclose(float(said.removesuffix(" mm")), 100, abs_tol=1.6)  # a pixel at each end
    see(phone, "quick viewer on a phone")
    phone.get_by_role("button", name="Lưu số đo").click()
    phone.get_by_role("table", name="Số đo").wait_for()
    (saved,) = sender.request.get(f"/api/pictures/studies/{uid}/measurements").json()["items"]
    assert math.isclose(saved["values"][0]["value"], 100, abs_tol=1.6)
    at = phone.locator("input[type=range]").input_value()
    phone.get_by_role("button", name="Chạy phim").click()
    phone.wait_for_function(f"() => document.querySelector('input[type=range]').value !== '{at}'")


_SHOWS_THREE = """() => [...document.querySelectorAll('canvas')].filter((canvas) => {
  if (canvas.width < 150) return false
  const copy = document.createElement('canvas')
  copy.width = copy.height = 48
  const on = copy.getContext('2d')
  on.drawImage(canvas, 0, 0, 48, 48)
  return on.getImageData(0, 0, 48, 48).data.filter((v, i) => i % 4 === 0 && v > 60).length > 20
}).length >= 3"""

_SHOWS_SOMETHING = """() => {
  const canvas = [...document.querySelectorAll('canvas')].find((c) => c.width > 200)
  if (!canvas) return false
  const copy = document.createElement('canvas')
  copy.width = copy.height = 64
  const on = copy.getContext('2d')
  on.drawImage(canvas, 0, 0, 64, 64)
  const light = on.getImageData(0, 0, 64, 64).data.filter((v, i) => i % 4 === 0 && v > 100)
  return light.length > 100
}"""
