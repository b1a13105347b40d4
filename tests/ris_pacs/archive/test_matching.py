"""Whose a study is: by rule, by a person, and back again."""

from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from his.orders import service as orders
from his.patients import service as patients
from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.archive import jobs, permissions
from ris_pacs.archive import service as archive
from ris_pacs.archive.errors import OrderOfAnotherPatient, StudyIsMatched
from ris_pacs.archive.matching import births_agree, names_agree
from ris_pacs.archive.models import ImagingStudy, StudyChange
from ris_pacs.dicom import nodes
from tests.conftest import SignIn
from tests.his import clinic, lists
from tests.ris_pacs.pictures import keep, picture, study


def asked(db: Session) -> orders.Order:
    """A patient who waits for an X-ray."""
    lists.services(db)
    visit = clinic.visit(db, SYSTEM, clinic.build(db).p101)
    return orders.place(db, SYSTEM, encounter_id=visit.id, service_code="CDHA-XQ")


def of(db: Session, patient_id: UUID, **more: Any) -> Any:
    patient = patients.get(db, SYSTEM, patient_id)
    given = {"PatientID": patient.code, "PatientName": archive.patient_name(patient.name)}
    return picture(**{**given, **more})


def one(db: Session) -> ImagingStudy:
    return db.exec(select(ImagingStudy)).one()


@pytest.mark.parametrize(
    ("received", "ours", "agree"),
    [
        ("NGUYEN^VAN AN", "Nguyễn Văn An", True),
        ("An^Nguyễn Văn", "Nguyễn Văn An", True),
        ("NGUYEN VAN AN=阮", "Nguyễn Văn An", True),
        ("NGUYEN^VAN", "Nguyễn Văn An", False),
        ("", "", False),
    ],
)
def test_names_agree_however_a_machine_writes_them(received: str, ours: str, agree: bool) -> None:
    assert names_agree(received, ours) is agree


def test_a_birth_must_be_whole() -> None:
    assert births_agree("1980-05-17", "1980-05-17")
    assert not births_agree("1980", "1980")


def test_the_rule_gives_it_to_patient_and_order(db: Session) -> None:
    order = asked(db)
    keep(db, of(db, order.patient_id, AccessionNumber=order.code))
    found = one(db)
    assert (found.patient_id, found.order_id, found.state) == (
        order.patient_id,
        order.id,
        "matched",
    )
    assert db.exec(select(StudyChange.by_rule)).one()


def test_the_code_alone_is_not_enough(db: Session) -> None:
    order = asked(db)
    wrong = of(
        db,
        order.patient_id,
        PatientName="Somebody^Else",
        PatientBirthDate="19000101",
        AccessionNumber=order.code,
    )
    keep(db, wrong)
    assert one(db).state == "unmatched"


def test_a_person_matches_and_takes_off_and_undoes(db: Session) -> None:
    order = asked(db)
    other = clinic.somebody(db, SYSTEM)
    keep(db, picture(PatientID="X1", PatientName="Typed^By Hand"))
    found = one(db)
    with pytest.raises(OrderOfAnotherPatient):
        archive.match(db, SYSTEM, found.id, patient_id=other.id, order_id=order.id)
    archive.match(db, SYSTEM, found.id, patient_id=order.patient_id, order_id=order.id)
    assert found.state == "matched"
    overlay = archive.overlays(db, [found])[found.id]
    patient = patients.get(db, SYSTEM, order.patient_id)
    assert overlay["00100020"]["Value"] == [patient.code]
    assert overlay["00080050"]["Value"] == [order.code]
    with pytest.raises(StudyIsMatched):
        archive.match(db, SYSTEM, found.id, patient_id=other.id)
    archive.unmatch(db, SYSTEM, found.id, reason="wrong")
    assert (found.patient_id, found.order_id) == (None, None)
    assert jobs.match(db) is None  # the rule does not contradict a person
    archive.undo(db, SYSTEM, found.id, reason="it was right")
    assert (found.patient_id, found.order_id) == (order.patient_id, order.id)
    acts = db.exec(select(StudyChange.act).order_by(col(StudyChange.id))).all()
    assert acts == ["matched", "unmatched", "undone"]


def test_a_patient_who_is_registered_later_gets_his_study(db: Session) -> None:
    keep(db, picture(PatientID="BN99", PatientName="Trần^Văn Muộn", PatientBirthDate="19800517"))
    assert jobs.match(db) is None
    patient = clinic.somebody(db, SYSTEM)
    patient.code, patient.name = "BN99", "Trần Văn Muộn"
    db.add(patient)
    db.flush()
    assert jobs.match(db) is not None
    assert one(db).patient_id == patient.id


def test_over_the_api(database: Database, sign_in: SignIn) -> None:
    with database.write(SYSTEM) as db:
        patient = clinic.somebody(db, SYSTEM)
        keep(db, *study(2, PatientName=archive.patient_name(patient.name), PatientID="typed"))
    desk = sign_in(*permissions.ALL)
    (line,) = desk.get("/api/imaging/studies", params={"state": "unmatched"}).json()["items"]
    address = f"/api/imaging/studies/{line['id']}"
    (found,) = desk.get(f"{address}/candidates").json()["candidates"]
    assert (found["patient"]["code"], found["code_agrees"], found["name_agrees"]) == (
        patient.code,
        False,
        True,
    )
    body = {"patient_id": str(patient.id), "version": line["version"], "reason": "phone"}
    whole = desk.post(f"{address}/match", json=body).json()
    assert whole["study"]["patient"]["code"] == patient.code
    assert desk.post(f"{address}/match", json=body).status_code == 409  # changed meanwhile
    undo = {"reason": "wrong one", "version": whole["study"]["version"]}
    assert desk.post(f"{address}/undo", json=undo).json()["study"]["patient"] is None
    assert desk.get("/api/imaging/storage").json()["instances"] == 2
    doctor = sign_in(permissions.READ)
    assert doctor.get("/api/imaging/studies").json()["items"] == []
    assert doctor.get(address).status_code == 404


def test_what_a_node_may_is_set_over_the_api(database: Database, sign_in: SignIn) -> None:
    from ris_pacs.dicom import permissions as rights

    admin = sign_in(*rights.ALL)
    body = {"ae_title": "MR1", "name": "MRI 1,5T", "modality": "MR", "host": "127.0.0.1"}
    made = admin.post("/api/imaging/nodes", json=body).json()
    again = admin.post("/api/imaging/nodes", json=body)
    assert (again.status_code, again.json()["error"]) == (409, "AeTitleTaken")
    for bad in ("HIS54", "Máy", "A\\B"):
        told = admin.post("/api/imaging/nodes", json={**body, "ae_title": bad})
        assert told.json()["error"] == "AeTitleWrong"
    told = admin.get(f"/api/imaging/nodes/{made['id']}/echo")
    assert told.json()["error"] == "NodeNeedsAddress"
    admin.put(f"/api/imaging/nodes/{made['id']}", json={**body, "port": 1, "version": 1})
    told = admin.get(f"/api/imaging/nodes/{made['id']}/echo")
    assert (told.json()["ok"], told.json()["why"]) == (False, "no_connection")
    with database.write() as db:
        nodes.turned_away(db, "US9", "HIS54", "10.0.0.9", "unknown")
        nodes.turned_away(db, "US9", "HIS54", "10.0.0.9", "unknown")
    (stranger,) = admin.get("/api/imaging/nodes/here").json()["strangers"]
    assert (stranger["calling"], stranger["times"]) == ("US9", 2)
