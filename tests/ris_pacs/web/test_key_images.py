"""Key images: chosen, found by everybody, given as JPEG with a label, withdrawn with a reason."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pydicom import dcmread
from pydicom.uid import generate_uid
from sqlmodel import col, select

from kernel.audit import Audit
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.permissions import UNMATCHED
from ris_pacs.web import service
from ris_pacs.web.events import KeyImagesChosen, KeyImagesWithdrawn
from ris_pacs.web.permissions import MARK, STORE, VIEW
from tests.conftest import SignIn
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import send

_KO = "1.2.840.10008.5.1.4.1.1.88.59"
Told = list[KeyImagesChosen | KeyImagesWithdrawn]


@pytest.fixture
def marker(sign_in: SignIn) -> TestClient:
    return sign_in(VIEW, MARK, STORE, UNMATCHED, name="Trần Thị Đọc")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    heard: Told = []
    monkeypatch.setattr(service, "publish", lambda _, event: heard.append(event))
    return heard


def _choose(client: TestClient, of: Any, **more: Any) -> Any:
    where = f"/api/pictures/studies/{of.StudyInstanceUID}/key-images"
    answer = client.post(where, json={"instance_uid": of.SOPInstanceUID, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def _listed(client: TestClient, of: Any) -> list[Any]:
    answer = client.get(f"/api/pictures/studies/{of.StudyInstanceUID}/key-images")
    found: list[Any] = answer.json()["items"]
    return found


def test_a_key_image_is_a_dicom_object_that_everybody_finds(
    database: Database, marker: TestClient, told: Told, fetch: Callable[[str], list[Any]]
) -> None:
    one, two, three = pictures.study(3)
    send(marker, one, two, three)
    key = _choose(marker, two, note="Máu tụ dưới màng cứng")
    assert (key["note"], key["by"], key["frame"]) == ("Máu tụ dưới màng cứng", "Trần Thị Đọc", 1)
    assert [k["instance_uid"] for k in _listed(marker, one)] == [two.SOPInstanceUID]
    found = fetch(f"/studies/{one.StudyInstanceUID}/series?Modality=KO")
    assert len(found) == 1
    with database.read() as db:
        row = db.exec(
            select(archive.ImagingInstance).where(archive.ImagingInstance.sop_class == _KO)
        ).one()
        made = dcmread(archive.file(db, row))
        study = db.exec(select(archive.ImagingStudy)).one()
    assert not study.mixed
    assert made.ConceptNameCodeSequence[0].CodeValue == "113000"
    assert made.PatientName == "Nguyễn^Văn An"
    evidence = made.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0]
    assert evidence.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == two.SOPInstanceUID
    (event,) = told
    assert isinstance(event, KeyImagesChosen)
    assert [str(k.id) for k in event.keys] == [key["id"]]
    again = marker.post(
        f"/api/pictures/studies/{one.StudyInstanceUID}/key-images",
        json={"instance_uid": two.SOPInstanceUID},
    )
    assert again.status_code == 409


def test_a_withdrawn_one_is_told_of_no_more_and_its_reason_is_kept(
    database: Database, marker: TestClient, told: Told, fetch: Callable[[str], list[Any]]
) -> None:
    one, two = pictures.study(2)
    send(marker, one, two)
    first, second = _choose(marker, one), _choose(marker, two)
    where = f"/api/pictures/studies/{one.StudyInstanceUID}/key-images/{first['id']}/withdraw"
    assert marker.post(where, json={"reason": "Chọn nhầm lát cắt"}).status_code == 200
    assert [k["id"] for k in _listed(marker, one)] == [second["id"]]
    assert len(fetch(f"/studies/{one.StudyInstanceUID}/instances?SOPClassUID={_KO}")) == 1
    assert isinstance(told[-1], KeyImagesWithdrawn)
    assert told[-1].reason == "Chọn nhầm lát cắt"
    with database.read() as db:
        rows = db.exec(select(Audit).where(col(Audit.action) == "withdraw")).all()
        files = db.exec(
            select(archive.ImagingInstance).where(archive.ImagingInstance.sop_class == _KO)
        ).all()
        assert all(archive.file(db, each).exists() for each in files)
    assert [row.facts["reason"] for row in rows if row.facts] == ["Chọn nhầm lát cắt"]
    assert marker.post(where, json={"reason": "Chọn nhầm lát cắt"}).status_code == 404


def _selection(of: list[Any], title: str = "113000") -> Any:
    """A Key Object Selection as another workstation writes it."""
    from pydicom import Dataset

    made = pictures.picture(
        SOPClassUID=_KO, Modality="KO", StudyInstanceUID=of[0].StudyInstanceUID, SeriesNumber=7
    )
    for name in ("Rows", "Columns", "PixelData", "BitsAllocated", "BitsStored", "HighBit"):
        delattr(made, name)
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = title, "DCM", "?"
    made.ValueType, made.ConceptNameCodeSequence = "CONTAINER", [code]
    made.ContentSequence = []
    for each in of:
        item, points = Dataset(), Dataset()
        points.ReferencedSOPClassUID = each.SOPClassUID
        points.ReferencedSOPInstanceUID = each.SOPInstanceUID
        item.RelationshipType, item.ValueType = "CONTAINS", "IMAGE"
        item.ReferencedSOPSequence = [points]
        made.ContentSequence.append(item)
    return made


def test_another_viewers_selection_is_heard_of_and_gives_one_picture_back(
    marker: TestClient, told: Told
) -> None:
    study = pictures.study(3)
    send(marker, *study)
    send(marker, _selection(study[:2]))
    assert [len(each.keys) for each in told] == [2]
    first, second = _listed(marker, study[0])
    where = f"/api/pictures/studies/{study[0].StudyInstanceUID}/key-images/{first['id']}/withdraw"
    assert marker.post(where, json={"reason": "Không cần"}).status_code == 200
    left = _listed(marker, study[0])
    assert [k["instance_uid"] for k in left] == [second["instance_uid"]]


def test_a_rejection_note_and_what_points_elsewhere_are_no_key_images(
    marker: TestClient, told: Told
) -> None:
    study = pictures.study(2)
    elsewhere = pictures.picture(SOPInstanceUID=generate_uid())
    elsewhere.StudyInstanceUID = study[0].StudyInstanceUID
    send(marker, *study)
    send(marker, _selection(study, "113001"), _selection([elsewhere]))
    assert _listed(marker, study[0]) == []
    assert told == []


def test_the_jpeg_says_whose_it_is_beside_the_picture_and_not_in_it(
    marker: TestClient,
) -> None:
    one = pictures.picture(Rows=64, Columns=64, PixelData=bytes([255, 0] * 64 * 64))
    one.WindowCenter, one.WindowWidth = 128, 256
    send(marker, one)
    answer = marker.get(
        f"/api/pictures/studies/{one.StudyInstanceUID}/series/{one.SeriesInstanceUID}"
        f"/instances/{one.SOPInstanceUID}/labelled.jpeg?width=512"
    )
    assert answer.headers["content-type"] == "image/jpeg"
    image = np.asarray(Image.open(io.BytesIO(answer.content)).convert("L"))
    assert image.shape[1] == 512
    assert image[:500].min() > 200  # the picture, untouched
    label = image[516:]
    assert label.shape[0] > 20
    assert 0.01 < (label > 128).mean() < 0.5  # something is written on black


def test_who_only_looks_chooses_nothing(sign_in: SignIn, marker: TestClient) -> None:
    one = pictures.picture()
    send(marker, one)
    looker = sign_in(VIEW, UNMATCHED)
    where = f"/api/pictures/studies/{one.StudyInstanceUID}/key-images"
    assert looker.post(where, json={"instance_uid": one.SOPInstanceUID}).status_code == 403
    assert looker.get(where).status_code == 200
    stranger = sign_in(VIEW, MARK)
    assert stranger.get(where).status_code == 404
    wrong = marker.post(where, json={"instance_uid": "1.2.3"})
    assert wrong.status_code == 404
