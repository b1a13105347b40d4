"""A disc of another house waits in quarantine until a person says whose it is."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pycdlib
from fastapi.testclient import TestClient
from pydicom.uid import generate_uid
from sqlmodel import select

from his.patients.service import Patient
from kernel.access import Actor
from kernel.db import Database
from ris_pacs.archive import service as archive
from tests.ris_pacs import pictures

URL = "/api/imaging/discs"
Person = Callable[..., Patient]


def zipped(*files: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("README.TXT", "xem")
        for n, each in enumerate(files):
            packed.writestr(f"DICOM/IM{n:06d}", pictures.part10(each))
    return out.getvalue()


def brought(clerk: TestClient, raw: bytes) -> dict[str, Any]:
    answer = clerk.post(f"{URL}?came_from=BV+Tỉnh&file_name=cd.zip", content=raw)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = clerk.get(f"{URL}/{answer.json()['id']}").json()
    return found


def left(database: Database, disc_id: str) -> list[Path]:
    """What of it still lies in quarantine."""
    assert database.folder
    return list((database.folder / "outside-discs").glob(f"{UUID(disc_id).hex}*"))


def test_a_disc_reaches_the_archive_only_by_a_persons_word(
    clerk: TestClient, person: Person, database: Database
) -> None:
    an = person()
    files = pictures.study(2, PatientID="KHÁC-77", PatientName="NGUYEN^VAN AN")
    disc = brought(clerk, zipped(*files))
    (study,) = disc["studies"]
    assert (disc["state"], disc["ignored"], study["pictures"]) == ("quarantined", 1, 2)
    assert len(left(database, disc["id"])) == 1
    with database.read() as db:
        assert db.exec(select(archive.ImagingInstance)).all() == []
    body = {
        "studies": [study["uid"]],
        "patient_id": str(an.id),
        "code": an.code,
        "version": disc["version"],
    }
    wrong = clerk.post(f"{URL}/{disc['id']}/taking", json={**body, "birth": "01/01/1990"})
    assert wrong.json()["error"] == "IdentityNotConfirmed"
    right = clerk.post(f"{URL}/{disc['id']}/taking", json={**body, "birth": "17/05/1980"})
    assert right.status_code == 204, right.text
    with database.read() as db:
        (kept,) = db.exec(select(archive.ImagingStudy)).all()
        assert (kept.patient_id, kept.instance_count) == (an.id, 2)
        paths = [archive.file(db, row) for row in archive.instances(db, kept)]
    assert sorted(p.read_bytes() for p in paths) == sorted(map(pictures.part10, files))
    again = clerk.post(f"{URL}/{disc['id']}/taking", json={**body, "birth": "17/05/1980"})
    assert again.json()["error"] == "DiscIsDecided"
    assert left(database, disc["id"]) == []


def test_numbers_of_another_house_mean_nothing_here(
    clerk: TestClient, person: Person, database: Database
) -> None:
    """Their patient has, by chance, the number and the birth of one of ours."""
    an = person()
    files = pictures.study(1, PatientID=an.code, PatientName="Lê^Thị Khác")
    disc = brought(clerk, zipped(*files))
    body = {"studies": [disc["studies"][0]["uid"]], "version": disc["version"]}
    assert clerk.post(f"{URL}/{disc['id']}/taking", json=body).status_code == 204
    with database.read() as db:
        (kept,) = db.exec(select(archive.ImagingStudy)).all()
        assert (kept.patient_id, kept.state) == (None, archive.StudyState.UNMATCHED)


def test_pictures_that_are_anothers_already_stay_his(
    clerk: TestClient, person: Person, database: Database, actor: Actor
) -> None:
    an, binh = person(), person("Trần Thị Bình")
    files = pictures.study(2, PatientID=binh.code, PatientName="Trần^Thị Bình")
    pictures.sent(database, files[0])
    disc = brought(clerk, zipped(*files))
    body = {
        "studies": [disc["studies"][0]["uid"]],
        "patient_id": str(an.id),
        "code": an.code,
        "birth": "17/05/1980",
        "version": disc["version"],
    }
    answer = clerk.post(f"{URL}/{disc['id']}/taking", json=body)
    assert answer.json()["error"] == "DiscStudyIsAnothers"
    with database.read() as db:
        assert len(db.exec(select(archive.ImagingInstance)).all()) == 1


def test_an_iso_is_read_and_what_is_no_disc_is_refused(
    clerk: TestClient, database: Database
) -> None:
    made = pycdlib.PyCdlib()
    made.new(interchange_level=1)
    raw = pictures.part10(pictures.picture())
    made.add_directory("/DICOM")
    made.add_fp(io.BytesIO(raw), len(raw), "/DICOM/IM000001.;1")
    out = io.BytesIO()
    made.write_fp(out)
    made.close()
    assert brought(clerk, out.getvalue())["studies"][0]["pictures"] == 1
    for junk in (b"", b"PK\x03\x04" + bytes(400), b"x" * 50_000, zipped()):
        answer = clerk.post(f"{URL}?came_from=BV", content=junk)
        assert answer.json()["error"] == "NoPicturesOnDisc"
    assert database.folder
    assert not list((database.folder / "outside-discs").glob("*.came"))


def test_a_refused_disc_leaves_nothing(clerk: TestClient, database: Database) -> None:
    disc = brought(clerk, zipped(pictures.picture(StudyInstanceUID=generate_uid())))
    body = {"reason": "không phải người bệnh của ta", "version": disc["version"]}
    assert clerk.post(f"{URL}/{disc['id']}/refusal", json=body).status_code == 204
    assert clerk.get(f"{URL}/{disc['id']}").json()["state"] == "refused"
    assert left(database, disc["id"]) == []
