"""Measurements and presentation states: what a phantom of known size and density measures."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from pydicom import Dataset, dcmread
from sqlmodel import col, select

from kernel.audit import Audit
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.permissions import UNMATCHED
from ris_pacs.web.permissions import MARK, STORE, VIEW
from ris_pacs.web.shapes import Calibration, Shape, measured, scale
from tests.conftest import SignIn
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import send

_SR = "1.2.840.10008.5.1.4.1.1.88.33"
_PR = "1.2.840.10008.5.1.4.1.1.11.1"


@pytest.fixture
def marker(sign_in: SignIn) -> TestClient:
    return sign_in(VIEW, MARK, STORE, UNMATCHED, name="Trần Thị Đọc")


def phantom(**more: Any) -> Any:
    """A ball of 100 mm and 400 HU in air, of 256 pixels of 0.8 mm."""
    down, across = np.mgrid[0:256, 0:256]
    ball = np.where(np.hypot(across - 127.5, down - 127.5) < 62.5, 1424, 24)
    return pictures.picture(
        **{
            "Rows": 256,
            "Columns": 256,
            "PixelData": ball.astype("<u2").tobytes(),
            "RescaleIntercept": -1024,
            "RescaleSlope": 1,
            "PixelSpacing": [0.8, 0.8],
            **more,
        }
    )


def _drawn(
    of: Any, shape: str, points: Sequence[tuple[float, float]], **more: Any
) -> dict[str, Any]:
    return {"instance_uid": of.SOPInstanceUID, "shape": shape, "points": points, **more}


def _where(of: Any, what: str = "measurements") -> str:
    return f"/api/pictures/studies/{of.StudyInstanceUID}/{what}"


def _values(answer: Any) -> dict[str, tuple[float, str]]:
    return {v["what"]: (v["value"], v["unit"]) for v in answer.json()["values"]}


_RIM = [(65.5, 128), (190.5, 128), (128, 65.5), (128, 190.5)]


def test_a_ball_of_a_hundred_millimetres_measures_what_it_is(marker: TestClient) -> None:
    of = phantom()
    send(marker, of)
    length = marker.post(
        _where(of, "measure"), json=_drawn(of, "length", [(65.5, 128), (190.5, 128)])
    )
    assert _values(length) == {"length": (100, "mm")}
    found = _values(marker.post(_where(of, "measure"), json=_drawn(of, "ellipse", _RIM)))
    assert math.isclose(found["area"][0], math.pi * 50**2, rel_tol=1e-3)
    assert found["mean"] == (400, "HU")
    assert found["sd"] == (0, "HU")
    square = [(100, 100), (150, 100), (150, 150), (100, 150)]
    found = _values(marker.post(_where(of, "measure"), json=_drawn(of, "polygon", square)))
    assert (found["area"], found["max"]) == ((1600, "mm2"), (400, "HU"))
    outside = [(0, 0), (10, 0), (10, 10), (0, 10)]
    found = _values(marker.post(_where(of, "measure"), json=_drawn(of, "polygon", outside)))
    assert found["mean"] == (-1000, "HU")


@pytest.mark.parametrize(
    ("shape", "points", "value"),
    [
        (Shape.ANGLE, [(0, 10), (0, 0), (10, 0)], 90),
        (Shape.ANGLE, [(10, 0), (0, 0), (10, 10)], 45),
        (Shape.COBB, [(0, 0), (100, 0), (0, 50), (100, 150)], 45),
        (Shape.COBB, [(0, 0), (100, 0), (100, 60), (0, 40)], 11.31),
    ],
)
def test_angles(shape: Shape, points: list[tuple[float, float]], value: float) -> None:
    (found,) = measured(shape, points, scale({}, points))
    assert (found.value, found.unit) == (value, "deg")


def _said(**tags: Any) -> dict[str, Any]:
    return {name.removeprefix("t"): {"Value": value} for name, value in tags.items()}


@pytest.mark.parametrize(
    ("said", "by", "length"),
    [
        (_said(t00080060=["CT"], t00280030=[0.5, 0.5]), Calibration.PATIENT, 50),
        (_said(t00080060=["DX"], t00181164=[0.2, 0.2]), Calibration.DETECTOR, 20),
        (
            _said(t00080060=["DX"], t00181164=[0.2, 0.2], t00280030=[0.2, 0.2]),
            Calibration.DETECTOR,
            20,
        ),
        (
            _said(t00080060=["DX"], t00181164=[0.2, 0.2], t00280030=[0.18, 0.18]),
            Calibration.CALIBRATED,
            18,
        ),
        (_said(t00080060=["OT"]), Calibration.NONE, 100),
        (
            _said(
                t00080060=["US"],
                t00186011=[
                    _said(
                        t00186018=[0],
                        t0018601A=[0],
                        t0018601C=[400],
                        t0018601E=[300],
                        t00186024=[3],
                        t00186026=[3],
                        t0018602C=[0.03],
                        t0018602E=[0.03],
                    )
                ],
            ),
            Calibration.REGION,
            30,
        ),
    ],
)
def test_a_length_says_how_a_pixels_size_is_known(
    said: dict[str, Any], by: Calibration, length: float
) -> None:
    points = [(100.0, 50.0), (200.0, 50.0)]
    found = scale(said, points)
    (value,) = measured(Shape.LENGTH, points, found)
    assert (found.by, value.value) == (by, length)
    assert value.unit == ("px" if by is Calibration.NONE else "mm")
    if by is Calibration.REGION:  # beside the region nothing is known
        assert scale(said, [(100, 50), (500, 50)]).by is Calibration.NONE


def test_what_one_saves_another_opens_again_as_a_structured_report(
    database: Database, marker: TestClient, sign_in: SignIn
) -> None:
    of = phantom()
    send(marker, of)
    told = _drawn(of, "ellipse", _RIM, name="Khối gan phải")
    saved = marker.post(_where(of), json=told)
    assert saved.status_code == 201, saved.text
    other = sign_in(VIEW, UNMATCHED)
    (found,) = other.get(_where(of)).json()["items"]
    assert (found["name"], found["by"], found["shape"]) == (
        "Khối gan phải",
        "Trần Thị Đọc",
        "ellipse",
    )
    assert found["points"] == [list(each) for each in _RIM]
    assert found["values"] == saved.json()["values"]
    assert found["calibration"] == "patient"
    with database.read() as db:
        row = db.exec(
            select(archive.ImagingInstance).where(archive.ImagingInstance.sop_class == _SR)
        ).one()
        made = dcmread(archive.file(db, row))
    assert made.ContentTemplateSequence[0].TemplateIdentifier == "1500"
    group = made.ContentSequence[-1].ContentSequence[0]
    assert group.ConceptNameCodeSequence[0].CodeValue == "125007"
    assert group.ContentSequence[0].TextValue == "Cornerstone3DTools@^0.1.0:EllipticalROI"


def test_a_measurement_that_is_taken_back_leaves_who_and_why(
    database: Database, marker: TestClient
) -> None:
    of = phantom()
    send(marker, of)
    one = marker.post(_where(of), json=_drawn(of, "length", [(0, 0), (10, 0)])).json()
    two = marker.post(_where(of), json=_drawn(of, "cobb", [(0, 0), (9, 0), (0, 9), (9, 18)])).json()
    where = f"{_where(of)}/{one['id']}/withdraw"
    assert marker.post(where, json={"reason": "x"}).status_code == 422
    assert marker.post(where, json={"reason": "Đo nhầm chỗ"}).status_code == 200
    assert [m["id"] for m in marker.get(_where(of)).json()["items"]] == [two["id"]]
    runs = marker.get(f"/dicom-web/studies/{of.StudyInstanceUID}/series?Modality=SR").json()
    assert len(runs) == 1  # each has its own: OHIF shows one report of a series
    assert marker.post(where, json={"reason": "Đo nhầm chỗ"}).status_code == 404
    with database.read() as db:
        (row,) = db.exec(select(Audit).where(col(Audit.action) == "withdraw")).all()
    assert row.facts is not None
    assert row.facts["reason"] == "Đo nhầm chỗ"


def test_a_shape_has_its_number_of_points_and_its_picture(marker: TestClient) -> None:
    of = phantom()
    send(marker, of)
    assert marker.post(_where(of), json=_drawn(of, "angle", [(0, 0), (1, 1)])).status_code == 422
    wrong = {**_drawn(of, "length", [(0, 0), (1, 1)]), "frame": 2}
    assert marker.post(_where(of), json=wrong).status_code == 404


def test_a_presentation_state_is_kept_and_the_picture_stays_as_it_came(
    database: Database, marker: TestClient, sign_in: SignIn
) -> None:
    of = phantom()
    send(marker, of)
    look = {
        "label": "Gan, cửa sổ hẹp",
        "centre": 60,
        "width": 150,
        "inverted": True,
        "rotation": 90,
        "flipped": True,
        "area": [32, 32, 224, 224],
        "words": [{"x": 100, "y": 90, "text": "Khối"}],
    }
    told = {"series_uid": of.SeriesInstanceUID, "look": look}
    assert marker.post(_where(of, "presentations"), json=told).status_code == 201
    other = sign_in(VIEW, UNMATCHED)
    (found,) = other.get(_where(of, "presentations")).json()["items"]
    assert (found["look"], found["by"]) == (look, "Trần Thị Đọc")
    with database.read() as db:
        rows = {row.sop_class: row for row in db.exec(select(archive.ImagingInstance))}
        made = dcmread(archive.file(db, rows[_PR]))
        picture = archive.file(db, rows[of.SOPClassUID]).read_bytes()
    assert made.PresentationLUTShape == "INVERSE"
    assert picture == pictures.part10(of)
    where = f"{_where(of, 'presentations')}/{found['id']}/withdraw"
    assert marker.post(where, json={"reason": "Không cần nữa"}).status_code == 200
    assert other.get(_where(of, "presentations")).json()["items"] == []


def test_a_coloured_picture_has_an_area_and_no_mean(marker: TestClient) -> None:
    colour: Dataset = pictures.picture(
        SamplesPerPixel=3,
        PhotometricInterpretation="RGB",
        PlanarConfiguration=0,
        BitsAllocated=8,
        BitsStored=8,
        HighBit=7,
        PixelData=bytes(16 * 16 * 3),
        Modality="US",
    )
    send(marker, colour)
    square = [(1, 1), (9, 1), (9, 9), (1, 9)]
    found = _values(marker.post(_where(colour, "measure"), json=_drawn(colour, "polygon", square)))
    assert found == {"area": (64, "px2")}
