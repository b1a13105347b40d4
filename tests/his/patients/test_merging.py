from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from his.patients import permissions as may
from his.patients import service as patients
from his.patients.duplicates import look_for_duplicates
from his.patients.errors import (
    AlreadyDecided,
    AlreadyUnmerged,
    MergedAlready,
    MergeNeedsCare,
    TwoRecordsNeeded,
    UnmergeLaterFirst,
)
from his.patients.models import PairState, Patient, PatientPair
from his.patients.service import AllergyKind, CardKind, HistoryKind, Kin, Relation, Sex
from his.patients.slots import PatientColumn
from kernel.access import Actor
from kernel.db import Database
from kernel.events import assembly_of
from tests.conftest import SignIn
from tests.his.patients.people import bhyt, cccd, form, somebody

# A record of two patients, not of one: a merge keeps them as they are.
OF_TWO = {
    ("his_patient", "merged_into"),
    ("his_patient_pair", "first_id"),
    ("his_patient_pair", "second_id"),
    ("his_patient_merge", "kept_id"),
    ("his_patient_merge", "gone_id"),
}


def test_every_column_that_points_to_a_patient_is_repointed_by_a_merge(database: Database) -> None:
    pointing = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "his_patient.id"
    }
    with database.read() as db:
        declared = {
            (each.table, each.column) for each in assembly_of(db).contributions(PatientColumn)
        }
    assert pointing - OF_TWO - declared == set()
    for table, column in declared:
        assert column in SQLModel.metadata.tables[table].columns


def two(db: Session, actor: Actor) -> tuple[Patient, Patient]:
    kept = somebody(db, actor, "Nguyễn Văn An", "1985-03-17", Sex.MALE, cccd("001085012345"))
    gone = somebody(
        db, actor, "Nguyễn An", "1985-03-17", Sex.MALE, phone="0912345678", not_same_as=(kept.id,)
    )
    return kept, gone


def test_the_kept_record_wins_and_its_blanks_are_filled(db: Session, actor: Actor) -> None:
    kept, gone = two(db, actor)
    seen = patients.preview(db, actor, kept_id=kept.id, gone_id=gone.id)
    assert "phone" in seen.filled
    patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người")
    assert (kept.name, kept.phone) == ("Nguyễn Văn An", "0912345678")
    assert gone.merged_into == kept.id
    assert patients.get(db, actor, gone.id) is kept
    assert patients.locked(db, actor, gone.id) is kept
    assert [each.patient.id for each in patients.search(db, actor, "0912345678")[0]] == [kept.id]


def test_cards_and_allergies_of_the_other_record_are_the_kept_ones(
    db: Session, actor: Actor
) -> None:
    kept, gone = two(db, actor)
    card = patients.issue_card(db, actor, gone.id, kind=CardKind.CARD)
    allergy = patients.Reaction(kind=AllergyKind.DRUG, substance="Penicillin")
    patients.record_allergy(db, actor, gone.id, allergy)
    patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người")
    assert [each.substance for each in patients.allergies(db, actor, kept.id)] == ["Penicillin"]
    owner = patients.holder(db, actor, card.token)
    assert owner is not None
    assert owner[1].id == kept.id


def test_a_merged_record_is_not_merged_again_and_nobody_with_himself(
    db: Session, actor: Actor
) -> None:
    kept, gone = two(db, actor)
    patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người")
    with pytest.raises(MergedAlready):
        patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="lần nữa")
    with pytest.raises(TwoRecordsNeeded):
        patients.merge(db, actor, kept_id=kept.id, gone_id=kept.id, reason="lần nữa")


def test_warnings_have_to_be_accepted_by_name(db: Session, actor: Actor) -> None:
    kept = somebody(db, actor, "Nguyễn Văn An", "1985-03-17")
    gone = somebody(db, actor, "Nguyễn Thị An", "1958-03-17", Sex.FEMALE)
    with pytest.raises(MergeNeedsCare) as refused:
        patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người")
    warnings = refused.value.facts["warnings"]
    assert isinstance(warnings, list)
    accepted = [each["id"] for each in warnings]
    assert set(accepted) == {"his.patients.sex", "his.patients.birth"}
    patients.merge(
        db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người", accepted=accepted
    )


def test_merges_are_taken_back_in_the_opposite_order_and_once(db: Session, actor: Actor) -> None:
    kept, gone = two(db, actor)
    last = somebody(db, actor, "Lê Tám", "1985-03-17", not_same_as=(kept.id, gone.id))
    first = patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người")
    second = patients.merge(db, actor, kept_id=last.id, gone_id=kept.id, reason="một người")
    assert patients.get(db, actor, gone.id).id == last.id
    with pytest.raises(UnmergeLaterFirst):
        patients.unmerge(db, actor, first.id, version=first.version, reason="nhầm")
    patients.unmerge(db, actor, second.id, version=second.version, reason="nhầm")
    patients.unmerge(db, actor, first.id, version=first.version, reason="nhầm")
    assert patients.get(db, actor, gone.id).id == gone.id
    with pytest.raises(AlreadyUnmerged):
        patients.unmerge(db, actor, first.id, version=first.version, reason="nhầm")


def picture(db: Session, ids: set[Any]) -> dict[str, Any]:
    """Everything that belongs to these patients, as it stands in the database."""
    db.flush()
    db.expire_all()
    seen: dict[str, Any] = {}
    for column in assembly_of(db).contributions(PatientColumn):
        for mapper in SQLModel._sa_registry.mappers:
            if str(mapper.local_table) != column.table:
                continue
            model = mapper.class_
            of = getattr(model, column.column)
            for row in db.execute(select(model).where(of.in_(ids))).scalars():
                key = inspect(row).identity
                seen[f"{column.table} {key}"] = getattr(row, column.column)
    for patient in db.exec(select(Patient).where(col(Patient.id).in_(ids))):
        seen[str(patient.id)] = patient.model_dump(exclude={"version"})
    return seen


_records = st.fixed_dictionaries(
    {
        "phone": st.sampled_from([None, "0912345678", "0987654321"]),
        "street": st.sampled_from([None, "5 Lê Lợi"]),
        "workplace": st.sampled_from(["", "Nhà máy"]),
        "birth_time": st.sampled_from([None, "05:30"]),
        "cards": st.integers(0, 2),
        "allergies": st.integers(0, 2),
        "history": st.integers(0, 2),
        "kin": st.integers(0, 2),
        "children": st.integers(0, 2),
        "insured": st.booleans(),
    }
)


def _person(db: Session, actor: Actor, record: dict[str, Any], others: list[Patient]) -> Patient:
    fields = {k: record[k] for k in ("phone", "street", "workplace", "birth_time")}
    documents = [bhyt("DN4010123456789")] if record["insured"] else []
    kin = [Kin(name="Người Nhà", relation=Relation.OTHER)] * record["kin"]
    known = tuple(each.id for each in others)
    patient = somebody(
        db, actor, "Lê Thị Mai", "1990-05-05", Sex.FEMALE, *documents,
        not_same_as=known, kin=kin, **fields,
    )  # fmt: skip
    for _ in range(record["cards"]):
        patients.issue_card(db, actor, patient.id, kind=CardKind.CARD)
    for n in range(record["allergies"]):
        reaction = patients.Reaction(kind=AllergyKind.FOOD, substance=f"Tôm {n}")
        patients.record_allergy(db, actor, patient.id, reaction)
    for _ in range(record["history"]):
        patients.record_history(db, actor, patient.id, kind=HistoryKind.PAST, note="Hen")
    for n in range(record["children"]):
        patients.register_newborn(
            db, actor, patient.id, birth="2026-01-01", sex=Sex.MALE, birth_order=n + 1
        )
    return patient


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(_records, min_size=2, max_size=3))
def test_an_unmerge_restores_exactly_what_was(
    db: Session, actor: Actor, records: list[dict[str, Any]]
) -> None:
    with db.begin_nested() as inside:
        people: list[Patient] = []
        for record in records:
            people.append(_person(db, actor, record, people))
        ids = {each.id for each in people}
        pictures, merges = [picture(db, ids)], []
        kept = people[0]
        for gone in people[1:]:
            # the survivor of one merge is merged on into the next
            merges.append(patients.merge(db, actor, kept_id=gone.id, gone_id=kept.id, reason="thử"))
            kept = gone
            pictures.append(picture(db, ids))
        for merged in reversed(merges):
            pictures.pop()
            patients.unmerge(db, actor, merged.id, version=merged.version, reason="thử")
            assert picture(db, ids) == pictures[-1]
        inside.rollback()


def test_what_was_written_after_the_merge_stays_with_the_kept_record(
    db: Session, actor: Actor
) -> None:
    kept, gone = two(db, actor)
    merged = patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người")
    patients.record_history(db, actor, gone.id, kind=HistoryKind.PAST, note="Sau khi gộp")
    patients.update(
        db, actor, kept.id, version=kept.version, name=kept.name, birth=kept.birth,
        sex=kept.sex, phone="0987654321",
    )  # fmt: skip
    patients.unmerge(db, actor, merged.id, version=merged.version, reason="nhầm")
    assert (kept.phone, gone.phone) == ("0987654321", "0912345678")
    assert [each.note for each in patients.history(db, kept.id)] == ["Sau khi gộp"]
    assert patients.history(db, gone.id) == []


def test_the_nightly_look_finds_duplicates_and_asks_about_each_pair_once(
    db: Session, actor: Actor
) -> None:
    somebody(db, actor, "Nguyễn Văn An", "1985-03-17", Sex.MALE, cccd("001085012345"))
    everyone = tuple(p.id for p in db.exec(select(Patient)))
    somebody(db, actor, "Ai Đó Khác", "1960", Sex.MALE, cccd("001085012345"), not_same_as=everyone)
    somebody(db, actor, "Nguyễn Văn An", "1985-03-17", not_same_as=everyone)
    for pair in db.exec(select(PatientPair)):
        db.delete(pair)
    db.flush()
    assert look_for_duplicates(db) is not None
    found = db.exec(select(PatientPair)).all()
    assert len(found) == 2
    assert look_for_duplicates(db) is None
    document = max(found, key=lambda pair: pair.score)
    assert "same_cccd" in document.reasons
    patients.dismiss(db, actor, document.id, version=document.version, note="hai người")
    assert look_for_duplicates(db) is None
    with pytest.raises(AlreadyDecided):
        patients.dismiss(db, actor, document.id, version=document.version, note="hai người")


def test_a_merge_settles_the_pair(db: Session, actor: Actor) -> None:
    kept, gone = two(db, actor)
    pair = patients.suspect(db, actor, one_id=kept.id, other_id=gone.id, note="giống ảnh")
    listed, _ = patients.duplicates(db, actor)
    assert [each.id for each in listed] == [pair.id]
    patients.merge(db, actor, kept_id=kept.id, gone_id=gone.id, reason="một người")
    assert pair.state is PairState.MERGED
    assert patients.duplicates(db, actor)[0] == []


def test_the_desk_merges_and_takes_apart_again(sign_in: SignIn) -> None:
    desk = sign_in(may.READ, may.REGISTER, may.MERGE)
    kept = desk.post("/api/patients", json=form()).json()
    gone = desk.post("/api/patients", json=form(name="Nguyễn An", not_same_as=[kept["id"]])).json()
    listed = desk.get("/api/patients/duplicates").json()["items"]
    assert {listed[0]["one"]["id"], listed[0]["other"]["id"]} == {kept["id"], gone["id"]}
    path = f"/api/patients/{kept['id']}"
    seen = desk.get(f"{path}/merge-preview", params={"gone_id": gone["id"]}).json()
    assert {"table": "his_patient_identifier", "rows": 1} in seen["moved"]
    wish = {"gone_id": gone["id"], "reason": "một người"}
    made = desk.post(f"{path}/merges", json=wish)
    assert made.status_code == 201
    assert desk.get(f"/api/patients/{gone['id']}").json()["merged_codes"] == [gone["code"]]
    why = {"version": made.json()["version"], "reason": "nhầm người"}
    undone = desk.post(f"{path}/merges/{made.json()['id']}/undoing", json=why)
    assert undone.status_code == 200
    assert desk.get(f"/api/patients/{gone['id']}").json()["id"] == gone["id"]
    (entry,) = desk.get(f"{path}/merges").json()["items"]
    assert entry["unmerge_reason"] == "nhầm người"


def test_two_desks_that_merge_the_same_pair_at_once_merge_it_once(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor) as db:
        kept, gone = two(db, actor)
        ids = kept.id, gone.id
    desks = [sign_in(may.READ, may.MERGE, name=f"LT {n}") for n in range(4)]
    start = Barrier(4)

    def merge(n: int) -> int:
        start.wait()
        # half of them the other way round
        one, other = ids if n % 2 else ids[::-1]
        wish = {"gone_id": str(other), "reason": "một người"}
        return int(desks[n].post(f"/api/patients/{one}/merges", json=wish).status_code)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(merge, range(4))) == [201, 409, 409, 409]
    with database.read() as db:
        merged = [p for p in db.exec(select(Patient)) if p.merged_into is not None]
    assert len(merged) == 1
