"""Photos and papers become DICOM objects of their patient and their order."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from pydicom import Dataset, dcmread
from sqlmodel import select

from his.patients.service import Patient
from kernel.db import Database
from ris_pacs.archive import service as archive

URL = "/api/imaging/captures"
Person = Callable[..., Patient]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def photo(kind: str, **more: Any) -> bytes:
    image = Image.effect_noise((60, 40), 80).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def added(clerk: TestClient, patient: Patient, raw: bytes) -> Any:
    form = {"patient_id": str(patient.id), "title": "Vết mổ", "modality": "XC"}
    return clerk.post(URL, data=form, files={"file": ("anh", raw)})


def kept(database: Database) -> list[Dataset]:
    with database.read() as db:
        rows = db.exec(select(archive.ImagingInstance).order_by("id"))
        return [dcmread(archive.file(db, row)) for row in rows]


def test_photos_and_papers_are_the_patients_and_without_what_a_telephone_wrote(
    clerk: TestClient, person: Person, database: Database
) -> None:
    an = person()
    exif = Image.Exif()
    exif[0x010F] = "Telephone of An"
    jpeg = photo("JPEG", exif=exif, quality=90)
    png = photo("PNG")
    for raw in (jpeg, png, PDF):
        assert added(clerk, an, raw).status_code == 201
    first, second, paper = kept(database)
    assert {str(d.StudyInstanceUID) for d in (first, second, paper)} == {first.StudyInstanceUID}
    assert b"Telephone" in jpeg
    assert b"Telephone" not in first.PixelData
    assert first.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.50"
    assert first.pixel_array.shape == (40, 60, 3)
    assert second.PixelData == Image.open(io.BytesIO(png)).convert("RGB").tobytes()
    assert second.SOPClassUID.name == "Secondary Capture Image Storage"
    assert bytes(paper.EncapsulatedDocument).startswith(PDF)
    with database.read() as db:
        (study,) = db.exec(select(archive.ImagingStudy)).all()
        assert (study.patient_id, study.instance_count) == (an.id, 3)


def test_a_photo_taken_on_its_side_stands_upright(
    clerk: TestClient, person: Person, database: Database
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert added(clerk, person(), photo("JPEG", exif=exif)).status_code == 201
    (made,) = kept(database)
    assert (made.Rows, made.Columns) == (60, 40)


@pytest.mark.parametrize("raw", [b"", b"GIF89a" + bytes(50), b"\xff\xd8\xff" + bytes(90), b"%PDF-"])
def test_what_is_no_picture_is_refused(
    clerk: TestClient, person: Person, database: Database, raw: bytes
) -> None:
    answer = added(clerk, person(), raw)
    assert answer.json()["error"] == "CaptureNotTaken"
    assert kept(database) == []
