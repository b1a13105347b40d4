"""The same over the API: who may do what, and a dose report that came with the pictures."""

from decimal import Decimal
from typing import Any

from fastapi.testclient import TestClient
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from kernel.access import SYSTEM
from kernel.db import Database
from ris_pacs.schedule import dosing
from ris_pacs.schedule import permissions as may
from ris_pacs.schedule.models import Exam
from tests.conftest import SignIn
from tests.ris_pacs.schedule import radiology


def _exam(database: Database, code: str = "CT-SO") -> tuple[radiology.Department, Exam]:
    with database.write(SYSTEM) as db:
        made = radiology.build(db)
        at = radiology.visit(db, made, birth="1950-02-11")
        return made, radiology.exam(db, made, code, at=at)


def _post(client: TestClient, exam: Exam, what: str, **body: Any) -> Any:
    return client.post(f"/api/imaging/exams/{exam.id}/{what}", json=body or None)


def test_a_radiographer_takes_pictures_and_protocols_nothing(
    database: Database, sign_in: SignIn
) -> None:
    made, exam = _exam(database)
    staff = sign_in(may.READ, may.WORK, may.PLAN)
    [line] = staff.get("/api/imaging/exams").json()["items"]
    assert (line["accession"], line["machine"]) == (exam.accession, "CT1")
    assert _post(staff, exam, "protocol", text="x").status_code == 403
    assert _post(staff, exam, "refuse", reason="thôi").status_code == 403
    for step in ("call", "arrive"):
        assert _post(staff, exam, step).status_code == 200
    assert _post(staff, exam, "start", machine_id=str(made.ct.id)).status_code == 200
    assert _post(staff, exam, "dose", ctdi_vol="12.5", dlp="340").json()["dlp"] is not None
    assert _post(staff, exam, "incidents", kind="reject", reason="motion", images=1).is_success
    assert _post(staff, exam, "finish").json()["state"] == "done"
    whole = staff.get(f"/api/imaging/exams/{exam.id}").json()
    assert [h["act"] for h in whole["history"]][-1] == "done"
    papers = ("register/print", f"{exam.id}/preparation/print", f"{exam.id}/consent/print")
    for paper in papers:
        assert staff.post(f"/api/imaging/exams/{paper}").content[:4] == b"%PDF"


def test_the_screen_shows_what_the_machine_gets(database: Database, sign_in: SignIn) -> None:
    made, exam = _exam(database)
    staff = sign_in(may.READ)
    told = staff.get(f"/api/imaging/machines/{made.ct.id}/worklist").json()["items"]
    assert [line["accession"] for line in told] == [exam.accession]
    day = staff.get(f"/api/imaging/machines/{made.ct.id}/day").json()
    assert len(day["slots"]) == 40
    assert sign_in().get("/api/imaging/exams").status_code == 403


def test_machines_and_procedures_are_set_up(database: Database, sign_in: SignIn) -> None:
    made, _ = _exam(database)
    admin = sign_in(may.READ, may.SET_UP)
    room = str(made.house.imaging.id)
    given = {"code": "US9", "name": "Siêu âm", "modality": "US", "room_id": room}
    added = admin.post("/api/imaging/machines", json=given)
    assert added.status_code == 201
    assert admin.post("/api/imaging/machines", json=given).status_code == 409
    changed = admin.put(
        f"/api/imaging/machines/{added.json()['id']}",
        json={**given, "name": "Siêu âm tim", "version": added.json()["version"]},
    )
    assert changed.json()["name"] == "Siêu âm tim"
    lab = {"service_code": "XN-MAU", "modality": "US"}
    assert admin.post("/api/imaging/procedures", json=lab).status_code in (400, 422)
    [known] = [
        p
        for p in admin.get("/api/imaging/procedures").json()["items"]
        if p["service_code"] == "CT-SO"
    ]
    body = {"service_code": "CT-SO", "modality": "CT", "needs_side": True}
    again = admin.put(
        f"/api/imaging/procedures/{known['id']}", json={**body, "version": known["version"]}
    )
    assert again.json()["needs_side"] is True


def _number(code: str, value: float, unit: str) -> Dataset:
    item, name, measured, units = Dataset(), Dataset(), Dataset(), Dataset()
    name.CodeValue, units.CodeValue = code, unit
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = value, Sequence([units])
    item.ValueType, item.ConceptNameCodeSequence = "NUM", Sequence([name])
    item.MeasuredValueSequence = Sequence([measured])
    return item


def test_a_dose_report_is_read() -> None:
    event, name, report = Dataset(), Dataset(), Dataset()
    name.CodeValue = "113819"
    event.ValueType, event.ConceptNameCodeSequence = "CONTAINER", Sequence([name])
    event.ContentSequence = Sequence([_number("113830", 12.5, "mGy")])
    report.ContentSequence = Sequence(
        [event, _number("113813", 340, "mGy.cm"), _number("113722", 0.00012, "Gy.m2")]
    )
    told = dosing.totals(report)
    assert (told.ctdi_vol, told.dlp, told.exposures) == (Decimal("12.5"), Decimal(340), 1)
    assert told.dap == Decimal("1.2")
