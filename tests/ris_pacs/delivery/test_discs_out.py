"""What leaves on a disc: one patient's, whole, readable without us, and nobody else's."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pycdlib
from fastapi.testclient import TestClient
from pydicom import dcmread
from sqlmodel import select

from his.patients.service import Patient
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.events import publish
from ris_pacs.archive import events as archive_events
from ris_pacs.archive import service as archive
from ris_pacs.delivery import making
from ris_pacs.delivery.permissions import HAND, READ
from tests.conftest import Later, SignIn

URL = "/api/imaging/deliveries"
Wanted = Callable[..., dict[str, Any]]
Person = Callable[..., Patient]


def made(clerk: TestClient, body: dict[str, Any]) -> dict[str, Any]:
    answer = clerk.post(URL, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["delivery"]
    done = clerk.post(f"{URL}/{found['id']}/making")
    assert done.status_code == 204, done.text
    whole: dict[str, Any] = clerk.get(f"{URL}/{found['id']}").json()
    return whole


def test_a_zip_has_a_directory_the_originals_and_a_viewer_of_plain_files(
    clerk: TestClient, person: Person, wanted: Wanted, tmp_path: Path
) -> None:
    patient = person()
    whole = made(clerk, wanted(patient))
    said = whole["delivery"]
    assert (said["state"], said["pictures"], said["left_out"]) == ("made", 3, 0)
    answer = clerk.get(f"{URL}/{said['id']}/file")
    assert answer.status_code == 200
    assert patient.code in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(tmp_path)
    records = dcmread(tmp_path / "DICOMDIR").DirectoryRecordSequence
    named = [r.ReferencedFileID for r in records if r.DirectoryRecordType == "IMAGE"]
    assert len(named) == 3
    for each in named:
        kept = dcmread(tmp_path.joinpath(*each))
        assert (kept.PatientID, kept.Rows) == (patient.code, 16)
        assert kept.PixelData == bytes(range(256)) * 2
    page = (tmp_path / "INDEX.HTM").read_text()
    assert "http" not in page
    script = (tmp_path / "VIEWER" / "DATA.JS").read_text()
    told = json.loads(script.removeprefix("var DISC = ").rstrip(";\n"))
    (run,) = told["studies"][0]["series"]
    assert patient.name in told["head"]["who"]
    assert all((tmp_path / "VIEWER" / n).read_bytes()[:2] == b"\xff\xd8" for n in run["pictures"])
    assert len(run["pictures"]) == 3
    acts = [e["act"] for e in whole["events"]]
    assert acts == ["asked", "made"]


def test_an_iso_is_read_by_whoever_reads_discs(
    clerk: TestClient, person: Person, wanted: Wanted, tmp_path: Path
) -> None:
    said = made(clerk, wanted(person(), form="iso"))["delivery"]
    raw = clerk.get(f"{URL}/{said['id']}/file").content
    disc = pycdlib.PyCdlib()
    disc.open_fp(io.BytesIO(raw))
    plain = {f"{at}/{n}" for at, _, names in disc.walk(iso_path="/") for n in names}
    seen = {f"{at}/{n}" for at, _, names in disc.walk(joliet_path="/") for n in names}
    disc.close()
    assert "//DICOMDIR.;1" in plain
    assert sum("/IM" in name for name in plain) == 3
    assert {"//DICOMDIR", "//INDEX.HTM", "/VIEWER/VIEWER.JS"} <= seen


def test_the_wrong_patients_disc_is_never_made(
    clerk: TestClient, person: Person, wanted: Wanted, study_of: Callable[..., UUID]
) -> None:
    an, binh = person(), person("Trần Thị Bình")
    mine, anothers = str(study_of(an)), str(study_of(binh))
    nobodys = str(study_of(an, PatientID="XX", PatientName="Ai^Đó"))
    for body, code in (
        (wanted(an, studies=[mine], birth="18/05/1980"), "IdentityNotConfirmed"),
        (wanted(an, studies=[mine], code=binh.code), "IdentityNotConfirmed"),
        (wanted(an, studies=[mine, anothers]), "StudyOfAnotherPatient"),
        (wanted(an, studies=[mine], purpose="doctor"), "ConsentMissing"),
        (wanted(an, studies=[mine], purpose="teaching"), "ConsentMissing"),
    ):
        answer = clerk.post(URL, json=body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"] == code
    # Who may not see pictures of nobody does not even find them.
    assert clerk.post(URL, json=wanted(an, studies=[nobodys])).status_code == 404
    assert clerk.get(URL).json()["items"] == []


def test_a_study_that_was_given_to_another_meanwhile_does_not_leave(
    clerk: TestClient, person: Person, wanted: Wanted, database: Database, actor: Any
) -> None:
    an, binh = person(), person("Trần Thị Bình")
    body = wanted(an)
    asked = clerk.post(URL, json=body).json()["delivery"]
    with database.write(actor) as db:
        study_id = UUID(body["studies"][0])
        archive.unmatch(db, actor, study_id, reason="nhầm")
        archive.match(db, actor, study_id, patient_id=binh.id)
    answer = clerk.post(f"{URL}/{asked['id']}/making")
    assert answer.json()["error"] == "StudyOfAnotherPatient"
    assert clerk.get(f"{URL}/{asked['id']}/file").status_code == 409


def test_without_a_name_nothing_leads_back_and_what_may_show_a_name_stays(
    clerk: TestClient,
    person: Person,
    wanted: Wanted,
    study_of: Callable[..., UUID],
    database: Database,
) -> None:
    an = person()
    ct = study_of(
        an, InstitutionName="BV An", PatientComments="chị của An", OperatorsName="Trần^Hoa"
    )
    us = study_of(an, Modality="US")
    both = {"studies": [str(ct), str(us)], "purpose": "teaching", "consent": True}
    said = made(clerk, wanted(an, **both))["delivery"]
    assert (said["pictures"], said["left_out"]) == (3, 3)
    raw = clerk.get(f"{URL}/{said['id']}/file")
    assert an.code not in raw.headers["content-disposition"]
    with database.read() as db:
        uids = set(db.exec(select(archive.ImagingInstance.uid)))
    with zipfile.ZipFile(io.BytesIO(raw.content)) as packed:
        for name in packed.namelist():
            inside = packed.read(name)
            for word in (an.code, "Nguyễn", "Nguy", "BV An", "Trần", "19800517", *uids):
                assert word.encode() not in inside, (name, word)
    strip = [{"left": 0, "top": 0, "right": 1, "bottom": 0.25}]
    with_boxes = made(clerk, wanted(an, **both, boxes=strip))["delivery"]
    assert (with_boxes["pictures"], with_boxes["left_out"]) == (6, 0)
    content = clerk.get(f"{URL}/{with_boxes['id']}/file").content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        name = next(n for n in packed.namelist() if "/IM" in n)
        kept = dcmread(io.BytesIO(packed.read(name)))
    assert kept.pixel_array[:4].max() == 0
    assert kept.pixel_array[4:].max() > 0
    assert kept.PatientIdentityRemoved == "YES"


def test_what_is_over_is_cleared_away(
    clerk: TestClient, person: Person, wanted: Wanted, database: Database, later: Later
) -> None:
    patient = person()
    first = made(clerk, wanted(patient))["delivery"]
    withdrawn = made(clerk, wanted(patient))["delivery"]
    answer = clerk.post(
        f"{URL}/{withdrawn['id']}/withdrawal",
        json={"reason": "in nhầm", "version": withdrawn["version"]},
    )
    assert answer.json()["delivery"]["state"] == "withdrawn"
    assert clerk.get(f"{URL}/{withdrawn['id']}/file").status_code == 409
    assert database.folder
    files = [
        database.folder / "deliveries" / f"{UUID(each['id']).hex}.zip"
        for each in (first, withdrawn)
    ]
    assert making.clear(database) is not None
    assert [file.exists() for file in files] == [True, False]
    later(days=8)
    making.clear(database)
    assert not files[0].exists()
    assert clerk.get(f"{URL}/{first['id']}").json()["delivery"]["state"] == "expired"
    assert clerk.get(f"{URL}/{first['id']}/file").status_code == 409


def test_a_disc_that_nobody_waited_for_is_made_by_itself(
    clerk: TestClient, person: Person, wanted: Wanted, database: Database
) -> None:
    asked = clerk.post(URL, json=wanted(person())).json()["delivery"]
    assert asked["state"] == "asked"
    assert making.make_waiting(database) is not None
    assert clerk.get(f"{URL}/{asked['id']}").json()["delivery"]["state"] == "made"


def test_who_may_only_read_hands_nothing_out(
    sign_in: SignIn, person: Person, wanted: Wanted
) -> None:
    body = wanted(person())
    assert sign_in(READ).post(URL, json=body).status_code == 403
    teaching = {**body, "purpose": "teaching", "consent": True}
    assert sign_in(HAND, archive.READ).post(URL, json=teaching).status_code == 403


def test_a_disc_that_waits_is_withdrawn_when_its_pictures_are_corrected(
    database: Database, clerk: TestClient, person: Person, wanted: Wanted
) -> None:
    an = person()
    waiting, handed = (made(clerk, wanted(an))["delivery"] for _ in range(2))
    clerk.post(f"{URL}/{handed['id']}/handing", json={"to": an.name, "version": handed["version"]})
    with database.write() as db:
        for each in db.exec(select(archive.ImagingStudy)).all():
            told = archive_events.PicturesRejected(
                correction_id=each.id,
                kind="reject",
                code="113001",
                reason="mờ",
                study_id=each.id,
                study_uid=each.uid,
                patient_id=each.patient_id,
                order_id=None,
                uids=(),
                actor=SYSTEM,
            )
            publish(db, told)
    one, other = (clerk.get(f"{URL}/{d['id']}").json() for d in (waiting, handed))
    assert (one["delivery"]["state"], other["delivery"]["state"]) == ("withdrawn", "handed")
    assert ("corrected", "Hình ảnh được hiệu chỉnh: mờ") in {
        (e["act"], e["note"]) for e in other["events"]
    }
