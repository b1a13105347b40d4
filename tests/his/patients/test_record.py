import io
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlmodel import Session

from his.patients import permissions as may
from his.patients import service as patients
from his.patients.errors import AlreadyThere, HasAllergies, SimilarPatients
from his.patients.service import AllergyKind, AllergyStatus, Sex, Validity
from kernel.access import Actor
from kernel.clock import today
from tests.conftest import SignIn
from tests.his.patients.people import bhyt, cccd, form, somebody


@pytest.fixture
def nurse(sign_in: SignIn) -> TestClient:
    return sign_in(*may.ALL)


@pytest.fixture
def an(nurse: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = nurse.post("/api/patients", json=form()).json()
    return found


def test_silence_about_allergies_is_not_the_same_as_none(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    path = f"/api/patients/{an['id']}/allergies"
    assert nurse.get(path).json()["status"] == "not_asked"
    assert nurse.post(f"{path}/none").status_code == 201
    asked = nurse.get(path).json()
    assert (asked["status"], asked["asked_by_name"]) == ("none_known", "KTV Hoa")
    penicillin = {"kind": "drug", "substance": "Penicillin", "severity": "severe"}
    made = nurse.post(path, json=penicillin).json()
    assert nurse.get(path).json()["status"] == "known"
    assert nurse.post(f"{path}/none").json()["error"] == "HasAllergies"
    why = {"version": made["version"], "reason": "thử lại âm tính"}
    assert nurse.post(f"{path}/{made['id']}/end", json=why).status_code == 200
    assert nurse.get(path).json()["status"] == "not_asked"
    (ended,) = nurse.get(path, params={"ended": True}).json()["items"]
    assert ended["ended_reason"] == "thử lại âm tính"


def test_none_known_cannot_be_said_beside_an_allergy(db: Session, actor: Actor) -> None:
    an = somebody(db, actor)
    reaction = patients.Reaction(kind=AllergyKind.DRUG, substance="Penicillin")
    patients.record_allergy(db, actor, an.id, reaction)
    with pytest.raises(HasAllergies):
        patients.assert_no_allergies(db, actor, an.id)
    known = patients.allergies(db, actor, an.id)
    assert patients.allergy_status(db, an.id, known) is AllergyStatus.KNOWN


def test_the_banner_says_who_this_is_and_what_must_not_be_given(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    path = f"/api/patients/{an['id']}"
    ended = str(today() - timedelta(days=1))
    card = {"kind": "bhyt", "value": "DN4010123456789", "facility": "01001", "valid_to": ended}
    assert nurse.post(f"{path}/documents", json=card).status_code == 201
    nurse.post(f"{path}/allergies", json={"kind": "drug", "substance": "Penicillin"})
    banner = nurse.get(f"{path}/banner").json()
    assert banner["name"] == "Nguyễn Văn An"
    assert [each["substance"] for each in banner["allergies"]] == ["Penicillin"]
    assert banner["insurance"]["pays"] == 80
    assert banner["insurance"]["validity"] == "ended"
    assert any("hết hạn" in item["says"]["vi"] for item in banner["items"])


def test_the_card_that_ends_last_counts(db: Session, actor: Actor) -> None:
    an = somebody(db, actor)
    day = today()
    for number, days in (("DN4010123456789", -10), ("HN2010123456788", 100)):
        given = bhyt(number, valid_from=day - timedelta(365), valid_to=day + timedelta(days))
        patients.add_document(db, actor, an.id, given)
    found = patients.insured(patients.documents(db, an.id), day)
    assert found is not None
    assert (found.card.value, found.pays, found.validity) == (
        "HN2010123456788",
        100,
        Validity.VALID,
    )


def test_the_same_document_is_there_once_and_a_strangers_is_warned_of(
    db: Session, actor: Actor
) -> None:
    an = somebody(db, actor, "An", "1985", Sex.MALE, bhyt("DN4010123456789"))
    other = somebody(db, actor, "Bình", "1960")
    with pytest.raises(AlreadyThere):
        patients.add_document(db, actor, an.id, bhyt("0123456789"))
    with pytest.raises(SimilarPatients):
        patients.add_document(db, actor, other.id, bhyt("0123456789"))
    patients.add_document(db, actor, other.id, bhyt("0123456789"), not_same_as=[an.id])
    assert len(patients.documents(db, other.id)) == 1


def test_a_document_is_corrected_and_ended_but_never_deleted(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    path = f"/api/patients/{an['id']}/documents"
    (card,) = an["documents"]
    fixed = nurse.put(
        f"{path}/{card['id']}",
        json={"kind": "cccd", "value": "001085012346", "version": card["version"]},
    ).json()
    assert fixed["value"] == "001085012346"
    why = {"version": fixed["version"], "reason": "thẻ của người khác"}
    assert nurse.post(f"{path}/{card['id']}/end", json=why).status_code == 200
    again = nurse.post(f"{path}/{card['id']}/end", json={**why, "version": fixed["version"] + 1})
    assert again.json()["error"] == "AlreadyEnded"
    assert nurse.get(f"/api/patients/{an['id']}").json()["documents"] == []


def test_relatives_and_history_are_kept_corrected_and_ended(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    path = f"/api/patients/{an['id']}"
    wife = {"name": "Lê Thị Mai", "relation": "spouse", "guardian": True, "phone": "0987654321"}
    made = nurse.post(f"{path}/kin", json=wife).json()
    changed = nurse.put(
        f"{path}/kin/{made['id']}", json={**wife, "name": "Lê Mai", "version": made["version"]}
    ).json()
    assert (changed["name"], changed["phone"]) == ("Lê Mai", "0987654321")
    why = {"version": changed["version"], "reason": "ly hôn"}
    nurse.post(f"{path}/kin/{made['id']}/end", json=why)
    assert nurse.get(path).json()["kin"] == []

    asthma = {"kind": "past", "note": "Hen từ nhỏ", "since": "1990"}
    entry = nurse.post(f"{path}/history", json=asthma).json()
    stale = {**asthma, "note": "Hen", "version": entry["version"]}
    assert nurse.put(f"{path}/history/{entry['id']}", json=stale).status_code == 200
    assert nurse.put(f"{path}/history/{entry['id']}", json=stale).status_code == 409
    (kept,) = nurse.get(f"{path}/history").json()["items"]
    nurse.post(
        f"{path}/history/{entry['id']}/end", json={"version": kept["version"], "reason": "nhầm"}
    )
    assert nurse.get(f"{path}/history").json()["items"] == []


def test_another_patients_rows_are_not_reached_through_this_one(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    other = nurse.post(
        "/api/patients", json=form(name="Lê Bình", birth="1960", phone=None, documents=[])
    ).json()
    (card,) = an["documents"]
    why = {"version": 1, "reason": "nhầm"}
    wrong = nurse.post(f"/api/patients/{other['id']}/documents/{card['id']}/end", json=why)
    assert wrong.status_code == 404


def test_the_timeline_pages_without_gap_even_within_one_instant(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    path = f"/api/patients/{an['id']}"
    for n in range(7):
        nurse.post(f"{path}/allergies", json={"kind": "food", "substance": f"Tôm {n}"})
    whole = nurse.get(f"{path}/timeline").json()["items"]
    assert len(whole) == 8
    assert whole[-1]["title"]["vi"] == "Đăng ký lần đầu"
    paged, after = [], None
    while True:
        params = {"limit": 3} | ({"after": after} if after else {})
        page = nurse.get(f"{path}/timeline", params=params).json()
        paged += page["items"]
        after = page["next"]
        if after is None:
            break
    assert paged == whole


def test_cards_and_wristbands_are_printed_as_pdf_while_they_are_active(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    path = f"/api/patients/{an['id']}/cards"
    nurse.post(f"/api/patients/{an['id']}/allergies", json={"kind": "drug", "substance": "Tôm"})
    for kind in ("card", "wristband"):
        card = nurse.post(path, json={"kind": kind}).json()
        printed = nurse.post(f"{path}/{card['id']}/print")
        assert printed.content.startswith(b"%PDF")
        assert printed.headers["X-Copy-Number"] == "1"
    why = {"version": card["version"], "state": "lost", "reason": "đánh rơi"}
    assert nurse.post(f"{path}/{card['id']}/withdrawal", json=why).json()["state"] == "lost"
    refused = nurse.post(f"{path}/{card['id']}/print")
    assert (refused.status_code, refused.json()["error"]) == (409, "CardNotActive")


def test_an_unknown_emergency_patient_is_registered_with_nothing_known(nurse: TestClient) -> None:
    nobody = nurse.post("/api/patients/unknown", json={"sex": "male"})
    assert nobody.status_code == 201
    assert nobody.json()["unknown"]
    banner = nurse.get(f"/api/patients/{nobody.json()['id']}/banner").json()
    assert [item["tone"] for item in banner["items"]] == ["warning"]


def test_a_newborn_is_registered_on_the_mothers_page(nurse: TestClient) -> None:
    mother = nurse.post(
        "/api/patients", json=form(name="Lê Thị Mai", sex="female", documents=[])
    ).json()
    path = f"/api/patients/{mother['id']}"
    child = {"birth": str(today()), "birth_time": "05:30", "sex": "female"}
    made = nurse.post(f"{path}/newborns", json=child)
    assert made.status_code == 201
    assert made.json()["newborn_of"] == mother["id"]
    assert made.json()["kin"][0]["person_id"] == mother["id"]
    assert nurse.post(f"{path}/newborns", json=child).json()["error"] == "SimilarPatients"
    titles = [item["title"]["vi"] for item in nurse.get(f"{path}/timeline").json()["items"]]
    assert "Đăng ký con mới sinh" in titles


def test_a_cccd_that_contradicts_the_record_shows_on_the_banner(db: Session, actor: Actor) -> None:
    an = somebody(db, actor, "An", "1958", Sex.MALE, cccd("001085012345"))
    shown = patients.banner(db, actor, an.id)
    assert any("1985" in item.says.vi for item in shown.items)


def test_a_portrait_is_taken_shown_and_nothing_else_is_taken_for_one(
    nurse: TestClient, an: dict[str, Any]
) -> None:
    path = f"/api/patients/{an['id']}/photo"
    assert nurse.get(path).status_code == 404
    out = io.BytesIO()
    Image.new("RGB", (30, 40), "teal").save(out, "PNG")
    kept = nurse.put(path, files={"photo": ("an.png", out.getvalue(), "image/png")})
    assert kept.status_code == 200
    assert kept.json()["photo"]
    assert nurse.get(path).content == out.getvalue()
    script = nurse.put(path, files={"photo": ("an.png", b"<script>", "image/png")})
    assert (script.status_code, script.json()["error"]) == (422, "WrongKindOfFile")
