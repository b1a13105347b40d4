"""QIDO-RS after PS3.18, 10.6, on a few studies."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydicom.uid import generate_uid

from kernel.db import Database
from ris_pacs.archive import search_index
from ris_pacs.archive import service as archive
from ris_pacs.web.permissions import VIEW
from tests.conftest import SignIn
from tests.ris_pacs import pictures

Fetch = Callable[[str], list[dict[str, Any]]]

FIRST, SECOND = generate_uid(), generate_uid()


@pytest.fixture(autouse=True)
def _two_studies(database: Database) -> None:
    head = pictures.study(3, StudyInstanceUID=FIRST, AccessionNumber="CDHA01")
    chest = pictures.study(
        2,
        StudyInstanceUID=SECOND,
        Modality="CR",
        PatientName="Lê^Thị Bông",
        PatientID="BN2",
        PatientBirthDate="19951231",
        PatientSex="F",
        StudyDate="20261021",
        StudyDescription="X quang ngực thẳng",
        BodyPartExamined="CHEST",
        SeriesNumber=7,
    )
    pictures.sent(database, *head, *chest)
    archive.index_waiting(database, archive.store_of(database.folder))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", [FIRST, SECOND]),
        ("limit=1", [FIRST]),
        ("limit=1&offset=1", [SECOND]),
        ("limit=0", []),
        ("PatientName=*Bông*", [SECOND]),
        ("PatientName=*BONG*", [SECOND]),
        ("PatientName=Lê^Thị Bông", [SECOND]),
        ("00100010=Nguyen*", [FIRST]),
        ("PatientName=bong le&fuzzymatching=true", [SECOND]),
        ("PatientName=bong le&fuzzymatching=false", []),
        ("PatientID=BN1", [FIRST]),
        ("00100020=*N2*", [SECOND]),
        ("AccessionNumber=CDHA01", [FIRST]),
        ("AccessionNumber=*HA0*", [FIRST]),
        ("StudyDate=20261120", [FIRST]),
        ("StudyDate=20261001-20261031", [SECOND]),
        ("StudyDate=-20261101", [SECOND]),
        ("StudyDate=20261101-", [FIRST]),
        ("StudyTime=080000-090000", [FIRST, SECOND]),
        ("StudyTime=090000-", []),
        ("ModalitiesInStudy=CR", [SECOND]),
        ("ModalitiesInStudy=CR,CT", [FIRST, SECOND]),
        ("ModalitiesInStudy=MR", []),
        ("StudyDescription=*ngực*", [SECOND]),
        ("PatientBirthDate=19800517", [FIRST]),
        ("PatientSex=F", [SECOND]),
        (f"StudyInstanceUID={FIRST},{SECOND}", [FIRST, SECOND]),
        (f"0020000D={FIRST}%5C{SECOND}", [FIRST, SECOND]),
        ("PatientName=", [FIRST, SECOND]),
        ("PatientID=*", [FIRST, SECOND]),
        (
            "limit=101&offset=0&fuzzymatching=false"
            "&includefield=00081030%2C00080060%2C00080090%2C00100030",
            [FIRST, SECOND],
        ),
        ("includefield=all", [FIRST, SECOND]),
        ("includefield=StudyDescription&includefield=00080090", [FIRST, SECOND]),
    ],
)
def test_studies_are_found_by(asked: str, found: list[str], fetch: Fetch) -> None:
    assert [s["0020000D"]["Value"][0] for s in fetch(f"/studies?{asked}")] == found


def test_a_study_says_what_the_standard_wants_of_it(fetch: Fetch) -> None:
    study = fetch("/studies?limit=1")[0]
    assert list(study["00100010"]["Value"][0]) == ["Alphabetic"]
    assert study["00100010"]["Value"][0]["Alphabetic"] == "Nguyễn^Văn An"
    said = {
        "00080020": ["20261120"],
        "00080030": ["081500"],
        "00080050": ["CDHA01"],
        "00080056": ["ONLINE"],
        "00080061": ["CT"],
        "00100020": ["BN1"],
        "00100030": ["19800517"],
        "00100040": ["M"],
        "0020000D": [FIRST],
        "00200010": ["1"],
        "00201206": [1],
        "00201208": [3],
        "00081190": [f"/dicom-web/studies/{FIRST}"],
    }
    assert {tag: study[tag]["Value"] for tag in said} == said


def test_series_and_objects_are_found_within_and_across_studies(fetch: Fetch) -> None:
    one = fetch(f"/studies/{SECOND}/series")
    assert [s["00080060"]["Value"] for s in one] == [["CR"]]
    assert one[0]["00201209"]["Value"] == [2]
    assert one[0]["0020000D"]["Value"] == [SECOND]
    assert "00100010" not in one[0]  # its study is known from the address
    across = fetch("/series?Modality=CT&PatientID=BN1")
    assert across[0]["00100020"]["Value"] == ["BN1"]
    assert fetch("/series?BodyPartExamined=CH*&SeriesNumber=7")[0]["0020000D"]["Value"] == [SECOND]
    assert fetch("/series?SeriesNumber=8") == []
    objects = fetch(f"/studies/{FIRST}/instances")
    assert [o["00200013"]["Value"][0] for o in objects] == [1, 2, 3]
    assert objects[0]["00280010"]["Value"] == [16]
    assert objects[0]["00280100"]["Value"] == [16]
    run = objects[0]["0020000E"]["Value"][0]
    assert len(fetch(f"/studies/{FIRST}/series/{run}/instances")) == 3
    assert len(fetch(f"/studies/{SECOND}/series/{run}/instances")) == 0
    second = fetch(f"/instances?InstanceNumber=2&StudyInstanceUID={FIRST}&includefield=Modality")
    assert second[0]["00080060"]["Value"] == ["CT"]
    assert second[0]["00100020"]["Value"] == ["BN1"]
    assert len(fetch("/instances?SOPClassUID=1.2.3")) == 0
    whole = fetch(f"/studies/{FIRST}/instances?includefield=all")
    assert whole[0]["00281050" if "00281050" in whole[0] else "00280101"]["Value"]


@pytest.mark.parametrize(
    "asked",
    [
        "limit=x",
        "limit=-1",
        "offset=1.5",
        "fuzzymatching=yes",
        "StudyDate=2026",
        "StudyDate=20261120-tomorrow",
        "StudyInstanceUID=1.2.x",
        "%00=1",
        "a%20b=1",
        "includefield=%27--",
        "PatientName=" + "x" * 400,
    ],
)
def test_what_is_no_query_is_refused_in_words(asked: str, reader: TestClient) -> None:
    answer = reader.get(f"/dicom-web/studies?{asked}")
    assert answer.status_code == 400
    assert answer.json()["error"] == "ImageQueryNotUnderstood"


def test_what_is_not_searched_for_is_said(reader: TestClient) -> None:
    answer = reader.get("/dicom-web/studies?EthnicGroup=Kinh&limit=1")
    assert answer.status_code == 200
    assert answer.headers["Warning"].startswith('299 HIS54 "EthnicGroup')
    assert "more results" in answer.headers["Warning"]


@pytest.mark.parametrize("kind", ["application/dicom+json", "application/json", "*/*", ""])
def test_json_is_given_to_whoever_takes_it(kind: str, reader: TestClient) -> None:
    answer = reader.get("/dicom-web/studies", headers={"Accept": kind} if kind else {})
    given = kind if "json" in kind else "application/dicom+json"
    assert answer.headers["content-type"] == given


@pytest.mark.parametrize("kind", ["image/png", "application/dicom+xml", "text/html;q=0.9"])
def test_no_other_form_is_given(kind: str, reader: TestClient) -> None:
    answer = reader.get("/dicom-web/studies", headers={"Accept": kind})
    assert (answer.status_code, answer.json()["error"]) == (406, "NotInThatForm")


def test_nothing_found_is_no_content(reader: TestClient) -> None:
    assert reader.get("/dicom-web/studies?PatientID=nobody").status_code == 204


def test_what_belongs_to_nobody_is_hidden_from_most(sign_in: SignIn) -> None:
    doctor = sign_in(VIEW)
    assert doctor.get("/dicom-web/studies").status_code == 204
    assert doctor.get(f"/dicom-web/studies/{FIRST}/metadata").status_code == 404
    assert doctor.get(f"/dicom-web/studies/{FIRST}").status_code == 404


def test_a_name_that_many_have_is_found_by_going_through_the_days(
    database: Database, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "_COMMON", 1)
    with database.read() as db:
        narrowed = search_index.holding(db, "nguyen"), search_index.holding(db, "tran")
    assert [each is None for each in narrowed] == [database.is_sqlite, False]
    found = [
        [each["0020000D"]["Value"][0] for each in fetch(f"/studies?{asked}")]
        for asked in (
            "PatientName=Nguy*",
            "PatientName=bong le&fuzzymatching=true",
            "PatientName=*",
        )
    ]
    assert found == [[FIRST], [SECOND], [FIRST, SECOND]]
