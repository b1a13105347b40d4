"""Wrong pictures: corrected, moved, split, rejected and brought back; nothing is ever lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from pydicom import dcmread
from pydicom.uid import generate_uid
from sqlmodel import select

from his.patients.service import Patient
from kernel.db import Database
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.quality import applying, events
from tests.conftest import Later, SignIn
from tests.ris_pacs import pictures

URL = "/api/imaging/quality"
Person = Callable[..., Patient]
Sent = Callable[..., UUID]


def two_series() -> list[Any]:
    one = pictures.study(2, Laterality="R")
    two = pictures.study(1, StudyInstanceUID=one[0].StudyInstanceUID, SeriesNumber=2)
    return [*one, *two]


def proposed(client: TestClient, study_id: UUID, **more: Any) -> dict[str, Any]:
    body = {"study_id": str(study_id), "code": "113038", "reason": "gắn nhầm", **more}
    answer = client.post(f"{URL}/corrections", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def approved(client: TestClient, of: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(f"{URL}/corrections/{of['id']}/approval", json={"version": of["version"]})
    assert answer.status_code == 204, answer.text
    items: list[dict[str, Any]] = client.get(f"{URL}/corrections").json()["items"]
    return next(each for each in items if each["id"] == of["id"])


def seen(database: Database, study_id: UUID) -> tuple[ImagingStudy, list[Any]]:
    """What a viewer is given of a study: the files, read."""
    with database.read() as db:
        study = db.exec(select(ImagingStudy).where(ImagingStudy.id == study_id)).one()
        rows = archive.instances(db, study)
        return study, [dcmread(archive.file(db, row)) for row in rows]


def all_files(database: Database) -> dict[str, bytes]:
    with database.read() as db:
        return {
            row.uid: Path(archive.file(db, row)).read_bytes()
            for row in db.exec(select(ImagingInstance))
        }


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the other modules are told."""
    told: list[Any] = []
    monkeypatch.setattr(applying, "publish", lambda _, event: told.append(event))
    return told


def test_a_wrong_side_is_corrected_in_a_copy_that_says_so(
    database: Database, proposer: TestClient, second: TestClient, person: Person, sent: Sent
) -> None:
    files = two_series()
    study_id = sent(person(), *files)
    before = all_files(database)
    wrong = proposed(
        proposer,
        study_id,
        kind="side",
        series=[files[0].SeriesInstanceUID],
        changes={"Laterality": "L"},
    )
    assert all_files(database) == before
    done = approved(second, wrong)
    assert (done["state"], done["before"]["Laterality"]) == ("applied", "R")
    study, shown = seen(database, study_id)
    assert {str(d.get("Laterality")) for d in shown if d.get("Laterality")} == {"L"}
    assert (study.instance_count, study.series_count) == (4, 3)  # the note is one of each
    copy = next(d for d in shown if d.get("Laterality") == "L")
    said = copy.OriginalAttributesSequence[0]
    assert said.ModifiedAttributesSequence[0].Laterality == "R"
    assert said.ReasonForTheAttributeModification == "CORRECT"
    assert copy.PixelData == files[0].PixelData
    now = all_files(database)
    assert {uid: now[uid] for uid in before} == before


def test_a_series_goes_to_its_right_patient_and_the_others_are_told(
    database: Database,
    proposer: TestClient,
    second: TestClient,
    person: Person,
    sent: Sent,
    heard: list[Any],
) -> None:
    an, binh = person(), person("Trần Thị Bình")
    files = two_series()
    study_id = sent(an, *files)
    wrong = proposed(
        proposer,
        study_id,
        kind="move",
        series=[files[2].SeriesInstanceUID],
        to_patient_id=str(binh.id),
    )
    done = approved(second, wrong)
    new, (moved,) = seen(database, UUID(done["new_study_id"]))
    assert new.patient_id == binh.id
    assert (moved.PatientID, str(moved.PatientName)) == (binh.code, "Trần^Thị Bình")
    assert moved.StudyInstanceUID != files[2].StudyInstanceUID
    _, rest = seen(database, study_id)
    note = next(d for d in rest if d.Modality == "KO")
    assert note.ConceptNameCodeSequence[0].CodeValue == "113038"
    pointed = note.ContentSequence[1].ReferencedSOPSequence[0].ReferencedSOPInstanceUID
    assert pointed == files[2].SOPInstanceUID
    assert {d.SOPInstanceUID for d in rest} == {
        files[0].SOPInstanceUID,
        files[1].SOPInstanceUID,
        note.SOPInstanceUID,
    }
    (told,) = heard
    assert isinstance(told, events.PicturesCorrected)
    assert (told.patient_before, told.patient_after) == (an.id, binh.id)
    assert told.uids == {files[2].SOPInstanceUID: moved.SOPInstanceUID}


def test_two_patients_who_were_sent_as_one_are_split(
    database: Database, proposer: TestClient, second: TestClient, person: Person, sent: Sent
) -> None:
    an, binh = person(), person("Trần Thị Bình")
    files = pictures.study(3)
    files[2].PatientID, files[2].PatientName = binh.code, "TRAN^THI BINH"
    study_id = sent(an, *files[:2])
    pictures.sent(database, files[2])  # afterwards: a study is whose its first picture says
    desk = f"{URL}/studies/{files[0].StudyInstanceUID}"
    assert proposer.get(desk).json()["mixed"] is True
    people = proposer.get(f"{desk}/people").json()["items"]
    assert [len(p["instances"]) for p in people] == [2, 1]
    wrong = proposed(
        proposer,
        study_id,
        kind="move",
        instances=people[1]["instances"],
        to_patient_id=str(binh.id),
    )
    done = approved(second, wrong)
    study, shown = seen(database, study_id)
    assert study.mixed is False
    assert {d.PatientID for d in shown} == {an.code}
    assert seen(database, UUID(done["new_study_id"]))[0].patient_id == binh.id


def test_what_is_rejected_is_out_of_sight_and_comes_back_within_days(
    database: Database,
    proposer: TestClient,
    second: TestClient,
    person: Person,
    sent: Sent,
    heard: list[Any],
    later: Later,
) -> None:
    files = two_series()
    study_id = sent(person(), *files)
    bad = proposed(
        proposer,
        study_id,
        kind="reject",
        code="113001",
        reason="mờ do cử động",
        series=[files[0].SeriesInstanceUID],
    )
    done = approved(second, bad)
    assert [type(e) for e in heard] == [events.PicturesRejected]
    assert heard[0].code == "113001"
    _, shown = seen(database, study_id)
    assert sorted(d.Modality for d in shown) == ["CT", "KO"]
    kept = second.get("/api/imaging/studies").json()["items"][0]
    assert (kept["series_count"], kept["instance_count"]) == (2, 2)
    end = {"reason": "vẫn đọc được", "version": done["version"]}
    undone = second.post(f"{URL}/corrections/{done['id']}/undoing", json=end)
    assert undone.json()["state"] == "undone", undone.text
    _, back = seen(database, study_id)
    assert {d.SOPInstanceUID for d in back} == {f.SOPInstanceUID for f in files}
    again = approved(
        second, proposed(proposer, study_id, kind="reject", series=[files[0].SeriesInstanceUID])
    )
    later(days=31)
    end = {"reason": "muộn", "version": again["version"]}
    late = second.post(f"{URL}/corrections/{again['id']}/undoing", json=end)
    assert late.json()["error"] == "UndoTooLate"


def test_one_person_alone_changes_nothing(
    database: Database, sign_in: SignIn, second: TestClient, person: Person, sent: Sent
) -> None:
    files = pictures.study(1)
    study_id = sent(person(), *files)
    wrong = proposed(second, study_id, kind="reject", series=[files[0].SeriesInstanceUID])
    own = second.post(
        f"{URL}/corrections/{wrong['id']}/approval", json={"version": wrong["version"]}
    )
    assert (own.status_code, own.json()["error"]) == (403, "SecondPersonNeeded")
    back = {"reason": "nhầm", "version": wrong["version"]}
    declined = second.post(f"{URL}/corrections/{wrong['id']}/declining", json=back)
    assert declined.json()["state"] == "declined"
    with database.read() as db:
        assert {r.state for r in db.exec(select(ImagingInstance))} == {InstanceState.KEPT}


def test_what_changed_meanwhile_is_not_corrected_by_an_old_proposal(
    database: Database, proposer: TestClient, second: TestClient, person: Person, sent: Sent
) -> None:
    files = pictures.study(2)
    study_id = sent(person(), *files)
    first = proposed(proposer, study_id, kind="reject", series=[files[0].SeriesInstanceUID])
    other = proposed(proposer, study_id, kind="reject", instances=[files[0].SOPInstanceUID])
    approved(second, other)
    answer = second.post(
        f"{URL}/corrections/{first['id']}/approval", json={"version": first["version"]}
    )
    assert answer.json()["error"] == "PicturesChanged"


def test_nothing_is_proposed_without_saying_what(
    proposer: TestClient, person: Person, sent: Sent
) -> None:
    an = person()
    files = pictures.study(1)
    study_id = sent(an, *files)
    runs = [files[0].SeriesInstanceUID]
    for body in (
        {"kind": "reject", "series": [generate_uid()]},
        {"kind": "side", "series": runs},
        {"kind": "move", "series": runs},
        {"kind": "move", "series": runs, "to_patient_id": str(an.id)},
    ):
        told = {"study_id": str(study_id), "code": "113001", "reason": "xem", **body}
        answer = proposer.post(f"{URL}/corrections", json=told)
        assert answer.json()["error"] == "NothingToCorrect"


def test_a_rejected_picture_that_is_sent_again_stays_rejected(
    database: Database, proposer: TestClient, second: TestClient, person: Person, sent: Sent
) -> None:
    files = pictures.study(1)
    study_id = sent(person(), *files)
    bad = proposed(proposer, study_id, kind="reject", series=[files[0].SeriesInstanceUID])
    approved(second, bad)
    (again,) = pictures.sent(database, *files)
    assert again.status is archive.Outcome.DUPLICATE_SAME
    with database.read() as db:
        row = db.exec(
            select(ImagingInstance).where(ImagingInstance.uid == files[0].SOPInstanceUID)
        ).one()
    assert row.state is InstanceState.REJECTED
