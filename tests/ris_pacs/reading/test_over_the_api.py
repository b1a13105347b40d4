"""The reading list over the API: who may do what, papers, the patient's page."""

from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from his.orders.permissions import READ as READ_ORDERS
from his.patients.permissions import READ as READ_PATIENTS
from kernel.db import Database
from ris_pacs.reading import permissions, service
from tests.conftest import SignIn
from tests.ris_pacs.reading.readers import RADIOLOGIST, SAID, exam, ticket

_BODY = {"findings": SAID.findings, "conclusion": SAID.conclusion}


@pytest.fixture
def reading_id(database: Database) -> str:
    with database.write() as db:
        return str(exam(db).id)


@pytest.fixture
def radiologist(sign_in: SignIn) -> TestClient:
    return sign_in(
        READ_PATIENTS, READ_ORDERS, *permissions.ALL, name=RADIOLOGIST.name, id=RADIOLOGIST.id
    )


def test_a_report_is_drafted_signed_and_printed(
    radiologist: TestClient, reading_id: str, database: Database
) -> None:
    [line] = radiologist.get("/api/reading/list").json()["items"]
    assert (line["id"], line["state"]) == (reading_id, "unread")
    at = f"/api/reading/{reading_id}"
    kept = radiologist.put(f"{at}/draft", json={**_BODY, "version": 0})
    assert kept.status_code == 200, kept.text
    asked = radiologist.post(f"{at}/sign", json=_BODY).json()
    assert (asked["error"], asked["facts"]["ways"]) == ("SignImaging", ["password", "pin"])
    with database.write() as db:
        service.sign(db, RADIOLOGIST, UUID(reading_id), SAID, ticket=ticket(RADIOLOGIST))
    whole = radiologist.get(at).json()
    assert (whole["line"]["state"], whole["versions"][0]["intact"]) == ("final", True)
    paper = radiologist.post(f"{at}/print")
    assert paper.content.startswith(b"%PDF"), paper.text
    assert radiologist.get("/api/reading/list?view=done").json()["items"][0]["id"] == reading_id


def test_a_radiographer_sees_the_list_and_signs_nothing(sign_in: SignIn, reading_id: str) -> None:
    technician = sign_in(READ_PATIENTS, permissions.READ)
    assert technician.get(f"/api/reading/{reading_id}").status_code == 200
    for path in ("sign", "preliminary", "addendum", "retraction", "calls", "take"):
        assert technician.post(f"/api/reading/{reading_id}/{path}", json={}).status_code == 403


def test_templates_macros_profile_and_screens(radiologist: TestClient) -> None:
    made = radiologist.post("/api/reading/templates", json={"name": "Ngực", "findings": "Tim {t}"})
    assert made.status_code == 201, made.text
    assert [t["name"] for t in radiologist.get("/api/reading/templates").json()["items"]] == [
        "Ngực"
    ]
    macro = radiologist.post("/api/reading/macros", json={"shortcut": "bt", "text": "Bình thường"})
    assert macro.json()["house"] is False
    profile = radiologist.get("/api/reading/profile").json()
    body = {k: profile[k] for k in ("presets", "hanging", "layout", "version")}
    assert radiologist.put("/api/reading/profile", json=body).json()["version"] == 1
    screen = {"code": "MH1", "name": "Màn 1", "workstation": "MT1", "purpose": "diagnosis"}
    display = radiologist.post("/api/reading/displays", json=screen).json()
    assert display["why"]
    items = {
        each["id"]: True
        for each in radiologist.get("/api/reading/displays/pattern").json()["items"]
    }
    at = f"/api/reading/displays/{display['id']}"
    assert radiologist.post(f"{at}/checks", json={"items": items}).json()["passed"]
    radiologist.headers["X-Workstation"] = "MT1"
    assert radiologist.get("/api/reading/screen").json()["why"] is None
    assert radiologist.post(f"{at}/print").content.startswith(b"%PDF")
