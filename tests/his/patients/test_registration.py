from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from his.patients import permissions as may
from his.patients import service as patients
from his.patients.errors import (
    BadBirth,
    BadNumber,
    BadPhone,
    BirthMissing,
    NameMissing,
    NotAMother,
    SimilarPatients,
)
from his.patients.models import PairState, Patient, PatientContact, PatientPair
from his.patients.service import Origin, Sex
from kernel import audit_search
from kernel.access import Actor
from kernel.audit import Audit
from kernel.db import Database
from kernel.errors import ChangedMeanwhile
from tests.conftest import SignIn
from tests.his.patients.people import bhyt, cccd, form, somebody

DESK = (may.READ, may.READ_IDENTITY, may.REGISTER, may.UPDATE)


def test_a_registered_patient_has_a_code_and_is_kept_as_he_is_called(
    db: Session, actor: Actor
) -> None:
    an = somebody(db, actor, "NGUYỄN  VĂN AN", phone="+84 912 345 678", street="5 Lê Lợi")
    assert an.code.startswith("26-") or "-" in an.code
    assert (an.name, an.name_search) == ("Nguyễn Văn An", "nguyen van an")
    assert (an.phone, an.birth_year, an.registered_by) == ("0912345678", 1985, actor.id)
    assert patients.get(db, actor, an.id) is an


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": "---"}, NameMissing),
        ({"birth": None}, BirthMissing),
        ({"birth": "2999-01-01"}, BadBirth),
        ({"birth": "1985-02-30"}, BadBirth),
        ({"phone": "12"}, BadPhone),
    ],
)
def test_what_cannot_be_is_refused(
    db: Session, actor: Actor, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        somebody(db, actor, **{"name": "An", "birth": "1985", **fields})


def test_a_card_number_of_the_wrong_shape_is_refused(db: Session, actor: Actor) -> None:
    with pytest.raises(BadNumber) as refused:
        somebody(db, actor, "An", "1985", Sex.MALE, cccd("00108501234"))
    assert "12" in refused.value.detail.vi


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"name": "Ai Đó", "birth": "1970", "documents": (cccd("001085012345"),)}, "same_cccd"),
        ({"name": "Ai Đó", "birth": "1970", "documents": (bhyt("0123456789"),)}, "same_bhyt"),
        ({"name": "Nguyễn An", "birth": "1985-03-17", "phone": "0912345678"}, "same_phone"),
        ({"name": "nguyen van an", "birth": "1985-03-17"}, "same_name"),
        ({"name": "Nguyễn Văn Ân", "birth": "1985"}, "same_name"),
    ],
)
def test_a_likely_duplicate_is_warned_of_before_anything_is_saved(
    db: Session, actor: Actor, second: dict[str, object], reason: str
) -> None:
    an = somebody(
        db,
        actor,
        "Nguyễn Văn An",
        "1985-03-17",
        Sex.MALE,
        cccd("001085012345"),
        bhyt("DN4010123456789"),
        phone="0912345678",
    )
    with pytest.raises(SimilarPatients) as refused:
        patients.register(db, actor, sex=Sex.MALE, **second)  # type: ignore[arg-type]
    candidates = refused.value.facts["candidates"]
    assert isinstance(candidates, list)
    assert candidates[0]["id"] == an.id
    assert reason in [each["reason"] for each in candidates[0]["reasons"]]
    assert candidates[0]["phone"] == "•••5678"
    assert len(db.exec(select(Patient)).all()) == 1


def test_who_says_not_the_same_is_remembered_with_the_pair(db: Session, actor: Actor) -> None:
    an = somebody(db, actor)
    other = somebody(db, actor, not_same_as=(an.id,))
    pair = db.exec(select(PatientPair)).one()
    assert {pair.first_id, pair.second_id} == {an.id, other.id}
    assert (pair.state, pair.decided_by) == (PairState.NOT_SAME, actor.id)
    assert patients.similar(db, actor, patients.particulars_of(an), besides=an.id) == []


def test_a_shared_identity_number_stays_on_the_work_list(db: Session, actor: Actor) -> None:
    an = somebody(db, actor, "An", "1985", Sex.MALE, cccd("001085012345"))
    somebody(db, actor, "Bình", "1960", Sex.MALE, cccd("001085012345"), not_same_as=(an.id,))
    assert db.exec(select(PatientPair)).one().state is PairState.SUSPECTED


def test_twins_are_registered_without_a_stop(db: Session, actor: Actor) -> None:
    somebody(db, actor, "Trần Gia Bảo", "2020-05-01", phone="0912345678")
    somebody(db, actor, "Trần Gia Hân", "2020-05-01", Sex.FEMALE, phone="0912345678")


def test_a_newborn_gets_his_mothers_address_and_is_told_from_his_twin(
    db: Session, actor: Actor
) -> None:
    mother = somebody(
        db, actor, "Lê Thị Mai", "1995-01-02", Sex.FEMALE, phone="0912345678", street="Thôn 5"
    )
    first = patients.register_newborn(
        db, actor, mother.id, birth="2026-01-01", birth_time="05:30", sex=Sex.MALE
    )
    second = patients.register_newborn(
        db, actor, mother.id, birth="2026-01-01", sex=Sex.MALE, birth_order=2
    )
    assert (first.name, first.street, first.phone) == ("Con bà Lê Thị Mai", "Thôn 5", "0912345678")
    assert (first.newborn_of, first.origin) == (mother.id, Origin.NEWBORN)
    assert second.name != first.name
    contact = db.exec(select(PatientContact).where(PatientContact.patient_id == first.id)).one()
    assert (contact.person_id, contact.guardian) == (mother.id, True)
    with pytest.raises(SimilarPatients):
        patients.register_newborn(db, actor, mother.id, birth="2026-01-01", sex=Sex.MALE)


def test_a_man_is_nobodys_mother(db: Session, actor: Actor) -> None:
    father = somebody(db, actor)
    with pytest.raises(NotAMother):
        patients.register_newborn(db, actor, father.id, birth="2026-01-01", sex=Sex.MALE)


def test_an_unknown_patient_has_a_name_of_his_own_until_he_is_known(
    db: Session, actor: Actor
) -> None:
    nobody = patients.register_unknown(db, actor, sex=Sex.MALE)
    other = patients.register_unknown(db, actor, sex=Sex.MALE)
    assert nobody.unknown
    assert nobody.name != other.name
    known = patients.update(
        db, actor, nobody.id, version=nobody.version, name="Lê Văn Tám", birth="1960", sex=Sex.MALE
    )
    assert (known.unknown, known.name_search) == (False, "le van tam")


def test_the_second_writer_is_told_and_sees_what_stands_there(db: Session, actor: Actor) -> None:
    an = somebody(db, actor)
    version = an.version
    patients.update(db, actor, an.id, version=version, name="Nguyễn An", birth="1985", sex=Sex.MALE)
    with pytest.raises(ChangedMeanwhile):
        patients.update(db, actor, an.id, version=version, name="X", birth="1985", sex=Sex.MALE)


def test_the_desk_registers_by_one_post_and_a_double_click_makes_one_patient(
    database: Database, sign_in: SignIn
) -> None:
    desk = sign_in(*DESK)
    key = {"Idempotency-Key": "form-1"}
    first = desk.post("/api/patients", json=form(), headers=key)
    again = desk.post("/api/patients", json=form(), headers=key)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    body = first.json()
    assert body["documents"][0]["value"] == "001085012345"
    assert body["age"]["vi"].endswith("t")
    with database.read() as db:
        assert len(db.exec(select(Patient)).all()) == 1


def test_ten_desks_that_register_the_same_person_make_one_and_warn_nine(
    database: Database, sign_in: SignIn
) -> None:
    desks = [sign_in(*DESK, name=f"LT {n}") for n in range(10)]
    start = Barrier(10)

    def post(desk: TestClient) -> int:
        start.wait()
        return int(desk.post("/api/patients", json=form()).status_code)

    with ThreadPoolExecutor(10) as pool:
        answers = sorted(pool.map(post, desks))
    assert answers == [201] + [409] * 9
    with database.read() as db:
        assert len(db.exec(select(Patient)).all()) == 1


def test_the_refusal_at_the_desk_names_the_candidates(sign_in: SignIn) -> None:
    desk = sign_in(*DESK)
    an = desk.post("/api/patients", json=form()).json()
    refused = desk.post("/api/patients", json=form(name="Người Khác"))
    assert refused.status_code == 409
    assert refused.json()["error"] == "SimilarPatients"
    (candidate,) = refused.json()["facts"]["candidates"]
    assert candidate["id"] == an["id"]
    assert candidate["reasons"][0]["says"]["vi"]
    somebody_else = form(name="Người Khác", not_same_as=[an["id"]])
    assert desk.post("/api/patients", json=somebody_else).status_code == 201


def test_who_was_shown_whom_by_a_refusal_is_on_the_audit(
    database: Database, sign_in: SignIn
) -> None:
    an = sign_in(*DESK).post("/api/patients", json=form()).json()
    sign_in(*DESK, name="LT Ánh").post("/api/patients", json=form(name="Người Khác"))
    with database.read() as db:
        looks, _ = audit_search.who_looked(db, ("patient", an["id"]))
    assert [(look.actor_name, look.what) for look in looks] == [("LT Ánh", "his.patients.register")]


def test_while_the_form_is_filled_the_desk_sees_who_is_like_that(
    database: Database, sign_in: SignIn
) -> None:
    desk = sign_in(*DESK)
    an = desk.post("/api/patients", json=form()).json()
    seen = desk.post(
        "/api/patients/check",
        json={
            "name": "nguyen van an",
            "birth": "1985-03-17",
            "sex": "female",
            "documents": [{"kind": "cccd", "value": "001085012345"}],
        },
    ).json()
    assert seen["similar"][0]["id"] == an["id"]
    assert seen["similar"][0]["likely"]
    assert [doubt["field"] for doubt in seen["doubts"]] == ["cccd"]
    with database.read() as db:
        rows = db.exec(select(Audit).where(col(Audit.action) == "list")).all()
    assert an["id"] in [row.subject_id for row in rows]


def test_a_stale_form_gets_the_present_record_back(sign_in: SignIn) -> None:
    desk = sign_in(*DESK)
    an = desk.post("/api/patients", json=form()).json()
    change = {"name": "Nguyễn Văn Anh", "birth": "1985", "sex": "male", "version": an["version"]}
    path = f"/api/patients/{an['id']}"
    changed = desk.put(path, json=change)
    assert changed.status_code == 200
    assert changed.json()["version"] == an["version"] + 1
    stale = desk.put(path, json=change)
    assert stale.status_code == 409
    assert stale.json()["error"] == "ChangedMeanwhile"
    assert stale.json()["facts"]["present"]["name"] == "Nguyễn Văn Anh"


def test_without_the_permission_secrets_are_masked(sign_in: SignIn) -> None:
    an = sign_in(*DESK).post("/api/patients", json=form()).json()
    lab = sign_in(may.READ, name="KTV")
    seen = lab.get(f"/api/patients/{an['id']}").json()
    assert seen["masked"]
    assert (seen["phone"], seen["street"]) == ("•••5678", "••• Lợi")
    assert seen["documents"][0]["value"] == "•••2345"


def test_the_audit_knows_who_read_and_who_wrote(database: Database, sign_in: SignIn) -> None:
    desk = sign_in(*DESK)
    an = desk.post("/api/patients", json=form()).json()
    desk.get(f"/api/patients/{an['id']}")
    with database.read() as db:
        rows = db.exec(select(Audit).where(col(Audit.subject_id) == an["id"])).all()
    assert [row.action for row in rows] == ["write", "read"]
    assert "001085012345" not in str(rows[0].facts)


def test_a_birth_date_of_no_calendar_is_refused_by_the_desk(sign_in: SignIn) -> None:
    desk = sign_in(*DESK)
    refused = desk.post("/api/patients", json=form(birth="1985-13-01"))
    assert (refused.status_code, refused.json()["error"]) == (422, "BadBirth")


def test_another_patients_address_is_404(sign_in: SignIn) -> None:
    desk = sign_in(*DESK)
    missing = desk.get("/api/patients/00000000-0000-7000-8000-000000000000")
    assert missing.status_code == 404
