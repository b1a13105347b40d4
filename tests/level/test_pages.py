"""The level over HTTP: pages, runs, signatures, reports, the public page."""

import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from kernel import clock
from kernel.access import SYSTEM
from kernel.db import Database
from kernel.module import Checked, Demonstrated
from level import oscal, permissions, service
from level.catalogue import known_ids
from level.screens import badge_svg
from tests.conftest import SignIn
from tests.level import wings
from tests.level.wings import PASSES, house, wing

pytestmark = pytest.mark.usefixtures("green")

SIGNED: dict[str, Any] = {
    "claim": "TT54/5",
    "statement": "Phòng máy chủ tầng 2.",
    "signer_name": "Nguyễn Văn A",
    "signer_role": "Giám đốc",
    "signed_on": str(clock.today()),
}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def director(sign_in: SignIn) -> TestClient:
    return sign_in(*permissions.ALL, name="GĐ Bình")


def got(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(f"/api/level{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_assessment_is_answered_whole(director: TestClient) -> None:
    told = got(director, "/assessment", profile="2017")

    assert len(told["criteria"]) == 146
    assert len(got(director, "/assessment", profile="current")["criteria"]) == 128
    assert director.get("/api/level/assessment?profile=2050").json()["error"] == "NoSuchReading"


def test_the_level_page_names_what_is_missing(director: TestClient) -> None:
    told = got(director, "/overview", profile="2017")

    assert sum(g["criteria"] for g in told["groups"]) == 146
    lacking = told["next_reached"]
    assert lacking["level"] == 1
    assert {"TT54/1", "TT54/2", "TT54/3"} <= {
        m["id"] for m in lacking["missing"] if m["who"] == "facility"
    }
    assert told["readings"][0]["chosen"] == "advanced"
    assert {m["id"] for m in told["modules"]} >= {"his.admin", "level"}
    assert told["waiting"] > 30


def test_every_criterion_has_its_page(director: TestClient) -> None:
    for id_ in sorted(known_ids()):
        told = got(director, f"/criteria/{id_}")
        assert told["title"]["vi"], id_
        assert told["able"], id_
    told = got(director, "/criteria/TT54/68")
    assert [p["id"] for p in told["parts"]] == [f"TT54/68.{n}" for n in range(1, 5)]
    assert told["asked"]["vi"]
    assert told["levels"] == [4, 5]
    assert told["reading"]["en"].startswith('"hình bệnh lý"')
    assert got(director, "/criteria/TT54/140", profile="current")["ended"] == "2025-06-06"


def test_a_criterion_says_who_claims_it_and_how_it_is_proved(
    database: Database, director: TestClient
) -> None:
    house(database, wing("lab", ("TT54/80", (Checked(PASSES), Demonstrated(wings.met)))))

    done = director.post("/api/level/criteria/TT54/80/proof")

    assert done.status_code == 201
    assert [f["verdict"] for f in done.json()["findings"]] == ["met", "met"]
    told = got(director, "/criteria/TT54/80")
    [claim] = told["claims"]
    assert claim["module"] == "lab"
    assert [e["kind"] for e in claim["evidence"]] == ["checked", "demonstrated"]
    assert told["history"]
    assert director.get("/api/level/criteria/TT54/999").status_code == 404


def test_all_evidence_can_be_run_now(database: Database, director: TestClient) -> None:
    house(database, wing("lab", ("TT54/80", Demonstrated(wings.met))))

    done = director.post("/api/level/runs")

    assert done.status_code == 201
    assert done.json()["asked_by_name"] == "GĐ Bình"
    [kept] = got(director, "/runs")["items"]
    assert kept["figures"]["2017"]["criteria"] == 146
    found = got(director, f"/runs/{kept['id']}/findings", limit=200)["items"]
    assert {f["verdict"] for f in found if f["module"] == "lab"} == {"met"}


def test_what_if_is_asked_by_address(database: Database, director: TestClient) -> None:
    house(database, wing("lab", ("TT54/80", Checked(PASSES))))

    told = got(director, "/what-if", off="lab", profile="2017")

    assert [(f["id"], f["after"], f["because"]) for f in told["changed"]] == [
        ("TT54/80", "not_met", ["lab"]),
        ("TT54/80", "not_met", ["lab"]),
    ]
    assert got(director, "/what-if", not_met="80")["after"] == told["after"]
    refused = director.get("/api/level/what-if?off=his.admin")
    assert (refused.status_code, refused.json()["error"]) == (422, "ModuleStaysOn")


def test_checklists_stand_beside(director: TestClient) -> None:
    told = {c["id"]: c for c in got(director, "/checklists")["checklists"]}

    assert set(told) == {"TT53", "TT38", "QD5969"}
    assert len(told["TT53"]["items"]) == 47
    assert told["TT38"]["judged"] < len(told["TT38"]["items"])


def test_a_signature_with_its_document(director: TestClient) -> None:
    made = director.post("/api/level/attestations", json=SIGNED)
    assert made.status_code == 201, made.text
    id_ = made.json()["id"]

    files = {"file": ("bien-ban.pdf", PDF, "application/pdf")}
    kept = director.post(f"/api/level/attestations/{id_}/document", files=files)

    assert kept.status_code == 201, kept.text
    assert kept.json()["document_name"] == "bien-ban.pdf"
    assert director.get(f"/api/level/attestations/{id_}/document").content == PDF
    again = director.post(f"/api/level/attestations/{id_}/document", files=files)
    assert again.json()["error"] == "HasItsDocument"
    told = got(director, "/criteria/TT54/5")
    assert (told["reached"], told["attestations"][0]["id"]) == ("met", id_)
    [mine] = [s for s in got(director, "/signatures")["signatures"] if s["claim"] == "TT54/5"]
    assert (mine["verdict"], mine["attestation_id"]) == ("met", id_)

    gone = director.post(
        f"/api/level/attestations/{id_}/withdrawal",
        json={"reason": "Đã dời phòng", "version": kept.json()["version"]},
    )
    assert gone.json()["withdrawn_why"] == "Đã dời phòng"


def test_a_waiver_over_http(director: TestClient) -> None:
    waivable = {w["id"]: w for w in got(director, "/waivable")["waivable"]}
    assert waivable["TT54/51"]["service"] == "blood_bank"

    made = director.post(
        "/api/level/waivers",
        json={
            "item": "TT54/51",
            "reason": "Không có ngân hàng máu",
            "approver_name": "Trần Thị B",
            "approver_role": "Giám đốc",
            "decided_on": str(clock.today()),
            "expires_on": str(clock.today() + timedelta(days=365)),
        },
    )

    assert made.status_code == 201, made.text
    assert got(director, "/criteria/TT54/51")["reached_with_na"] == "not_applicable"
    ended = director.post(
        f"/api/level/waivers/{made.json()['id']}/end",
        json={"reason": "Đã mở kho máu", "version": 1},
    )
    assert ended.json()["ended_at"]
    assert len(got(director, "/waivers")["items"]) == 1


def test_reading_does_not_let_sign(sign_in: SignIn) -> None:
    nurse = sign_in(permissions.READ)

    assert nurse.post("/api/level/attestations", json=SIGNED).status_code == 403
    assert nurse.post("/api/level/runs").status_code == 403
    assert nurse.get("/api/level/overview").status_code == 200


@pytest.mark.parametrize("profile", ["2017", "current"])
def test_the_yearly_report_is_a_draft_on_paper_and_as_workbook(
    director: TestClient, profile: str
) -> None:
    told = {"year": 2026, "profile": profile, "head": "=cmd()", "plan": "Mua máy chủ."}

    paper = director.post("/api/level/report/pdf", json=told)
    assert paper.status_code == 200, paper.text
    assert paper.content.startswith(b"%PDF")

    sheets = openpyxl.load_workbook(
        io.BytesIO(director.post("/api/level/report/xlsx", json=told).content)
    )
    assert sheets.sheetnames == [
        "Báo cáo",
        "Nhóm",
        "Mức",
        "Tiêu chí",
        "Minh chứng",
        "Không áp dụng",
        "Còn thiếu",
    ]
    first = {row[0].value: row[1].value for row in sheets["Báo cáo"].iter_rows()}
    assert "BẢN NHÁP — không phải mẫu Phụ lục III chính thức" in first
    assert first["Người đứng đầu"] == "'=cmd()"
    assert sheets["Tiêu chí"].max_row == (147 if profile == "2017" else 129)


def test_the_assessment_as_oscal(database: Database, director: TestClient) -> None:
    house(database, wing("lab", ("TT54/80", Checked(PASSES))))
    told = director.get("/api/level/oscal?profile=2017").json()["assessment-results"]

    assert told["metadata"]["oscal-version"] == "1.1.2"
    [result] = told["results"]
    assert len(result["findings"]) == 146
    lab = next(f for f in result["findings"] if f["target"]["target-id"] == "tt54-80")
    assert lab["target"]["status"]["state"] == "satisfied"
    known = {o["uuid"] for o in result["observations"]}
    assert {o["observation-uuid"] for f in result["findings"]
            for o in f.get("related-observations", [])} == known  # fmt: skip
    uuids = [o["uuid"] for o in result["observations"]] + [f["uuid"] for f in result["findings"]]
    assert len(uuids) == len(set(uuids))


def test_the_same_assessment_gives_the_same_oscal(database: Database) -> None:
    house(database)
    with database.read(SYSTEM) as db:
        told = service.assess(db, profile="2017")

    assert json.dumps(oscal.results(told, "A")) == json.dumps(oscal.results(told, "A"))


# ------------------------------------------------------------------- the public page


def test_the_report_stands_public_in_both_languages(clients: Any) -> None:
    nobody = clients()

    vietnamese = nobody.get("/level?lang=vi")
    english = nobody.get("/level", headers={"accept-language": "en-GB"})

    assert vietnamese.status_code == english.status_code == 200
    assert "Mức ứng dụng công nghệ thông tin" in vietnamese.text
    assert "Level of IT application" in english.text
    assert vietnamese.text.count('class="square ') == 146
    assert nobody.get("/level?profile=current").text.count('class="square ') == 128
    assert "<script" not in vietnamese.text
    assert "style=" not in vietnamese.text, "the policy forbids inline styles"


def test_no_signer_is_named_in_public(clients: Any, director: TestClient) -> None:
    assert director.post("/api/level/attestations", json=SIGNED).status_code == 201

    assert "Nguyễn Văn A" not in clients().get("/level").text
    assert "Nguyễn Văn A" not in json.dumps(got(director, "/assessment"), ensure_ascii=False)


def test_the_badge_shows_the_figure(clients: Any) -> None:
    badge = clients().get("/level/badge.svg")

    assert badge.headers["content-type"].startswith("image/svg+xml")
    assert "Mức 0" in badge.text
    assert "&lt;b&gt;" in badge_svg("<b>", "x")
