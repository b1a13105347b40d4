"""STOW-RS (PS3.18, 10.5): what is answered as stored is kept, what is not says why."""

import io
import random

import pytest
from fastapi.testclient import TestClient
from pydicom import dcmread
from pydicom.uid import generate_uid
from sqlmodel import select

from kernel.db import Database
from ris_pacs.archive import service as archive
from tests.ris_pacs import pictures
from tests.ris_pacs.web.stow import body, sample, send


def test_all_that_came_whole_is_stored(database: Database, reader: TestClient) -> None:
    study = pictures.study(3)
    answer = send(reader, *study)
    said = answer.json()
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/dicom+json"
    uid = study[0].StudyInstanceUID
    assert said["00081190"]["Value"] == [f"/dicom-web/studies/{uid}"]
    stored = said["00081199"]["Value"]
    assert {s["00081155"]["Value"][0] for s in stored} == {s.SOPInstanceUID for s in study}
    assert all(reader.get(s["00081190"]["Value"][0]).status_code == 200 for s in stored)
    store = archive.store_of(database.folder)
    with database.read() as db:
        rows = list(db.exec(select(archive.ImagingInstance)))
    raws = sorted(pictures.part10(each) for each in study)
    assert sorted(store.local(row.path).read_bytes() for row in rows) == raws


def test_some_are_stored_and_some_are_not(reader: TestClient) -> None:
    good = pictures.picture()
    answer = send(reader, good, b"this is no picture at all", b"")
    said = answer.json()
    assert answer.status_code == 202
    assert len(said["00081199"]["Value"]) == 1
    reasons = [f["00081197"]["Value"][0] for f in said["00081198"]["Value"]]
    assert reasons == [0xC000, 0xC000]


def test_none_of_them_is_a_conflict(reader: TestClient) -> None:
    answer = send(reader, b"DICM?" * 100)
    assert answer.status_code == 409
    assert "00081199" not in answer.json()


def test_the_same_object_again_changes_nothing_and_another_under_its_number_is_refused(
    reader: TestClient,
) -> None:
    one = pictures.picture()
    assert send(reader, one).status_code == 200
    assert send(reader, one).status_code == 200
    other = pictures.picture(
        SOPInstanceUID=one.SOPInstanceUID,
        StudyInstanceUID=one.StudyInstanceUID,
        SeriesInstanceUID=one.SeriesInstanceUID,
        PixelData=bytes(512),
    )
    answer = send(reader, other)
    assert answer.status_code == 409
    failed = answer.json()["00081198"]["Value"][0]
    assert failed["00081197"]["Value"] == [0x0111]
    assert failed["00081155"]["Value"] == [one.SOPInstanceUID]


def test_what_belongs_to_another_study_is_refused(reader: TestClient) -> None:
    one = pictures.picture()
    answer = send(reader, one, study=generate_uid())
    assert answer.status_code == 409
    assert answer.json()["00081198"]["Value"][0]["00081197"]["Value"] == [0xA900]
    assert send(reader, one, study=one.StudyInstanceUID).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/dicom", 415),
        ("multipart/form-data; boundary=x", 415),
        ('multipart/related; type="application/dicom+xml"; boundary=x', 415),
        ('multipart/related; type="application/dicom"', 400),
        ('multipart/related; type="application/dicom"; boundary=another', 400),
        ('multipart/related; type="application/dicom"; boundary=' + "x" * 300, 400),
    ],
)
def test_a_body_of_another_kind_is_refused(kind: str, status: int, reader: TestClient) -> None:
    content, _ = body(pictures.part10(pictures.picture()))
    answer = reader.post("/dicom-web/studies", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status


def test_a_body_that_ends_too_soon_is_refused(reader: TestClient) -> None:
    content, headers = body(pictures.part10(pictures.picture()))
    for cut in (0, 10, 60, len(content) // 2, len(content) - 10):
        answer = reader.post("/dicom-web/studies", content=content[:cut], headers=headers)
        assert answer.status_code == 400, cut
        assert answer.json()["error"] == "NotAStowBody"


def test_damaged_pictures_are_never_more_than_refused(reader: TestClient) -> None:
    """Bytes of good files, turned at random: kept or refused, and shown or refused."""
    seeded = random.Random(54)  # noqa: S311 (damage, no secret)
    seeds = [sample(n) for n in ("CT_small.dcm", "MR_small_RLE.dcm", "JPEG2000.dcm")]
    for _ in range(40):
        raw = bytearray(seeded.choice(seeds))
        uid = dcmread(io.BytesIO(bytes(raw)), stop_before_pixels=True).SOPInstanceUID.encode()
        for _ in range(seeded.choice((1, 5, 60))):
            raw[seeded.randrange(132, len(raw))] = seeded.randrange(256)
        if seeded.random() < 0.3:
            del raw[seeded.randrange(200, len(raw)) :]
        fresh = str(seeded.randrange(10**20, 10**21)).ljust(len(uid), "1")[: len(uid)].encode()
        answer = send(reader, bytes(raw).replace(uid, fresh))
        assert answer.status_code in (200, 202, 409)
        for stored in answer.json().get("00081199", {}).get("Value", []):
            where = stored["00081190"]["Value"][0]
            for path in (where, f"{where}/metadata", f"{where}/rendered", f"{where}/frames/1"):
                assert reader.get(path).status_code in (200, 404, 422, 503), path
    assert reader.get("/dicom-web/studies").status_code in (200, 204)


def test_a_study_may_be_larger_than_a_document(reader: TestClient) -> None:
    """The limit of other requests (32 MB) does not hold for pictures, which go to the disk."""
    large = pictures.picture(Rows=4200, Columns=4200, PixelData=bytes(4200 * 4200 * 2))
    answer = send(reader, large)
    assert answer.status_code == 200
    assert reader.post("/api/pictures", content=bytes(34_000_000)).status_code == 413
