"""A patient's whole record: one order, every writer, quick after seven hundred visits."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, insert
from sqlmodel import Session

from his.cdr import permissions, service
from his.cdr.models import ClinicalEntry, EntryKind
from his.cdr.service import Category, Fact
from his.patients import service as patients
from his.patients.permissions import READ as READ_PATIENTS
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.ids import new_id
from tests.conftest import SignIn
from tests.his import clinic

_KINDS = (EntryKind.DIAGNOSIS, EntryKind.ORDER, EntryKind.RESULT, EntryKind.MEDICINE)


@pytest.fixture
def patient(db: Session, actor: Actor) -> Patient:
    clinic.build(db)
    return clinic.somebody(db, actor)


def put(
    db: Session, actor: Actor, patient: Patient, kind: EntryKind, name: str, days_ago: int = 0
) -> ClinicalEntry:
    return service.enter(
        db,
        actor,
        patient_id=patient.id,
        encounter_id=None,
        kind=kind,
        source="test",
        source_id=new_id(),
        at=utc_now() - timedelta(days=days_ago),
        name=name,
    )


def test_one_question_gives_all_kinds_whoever_wrote_them(
    db: Session, actor: Actor, patient: Patient
) -> None:
    for days, kind in enumerate(_KINDS):
        put(db, actor, patient, kind, kind.value, days)

    found, following = service.life(db, patient.id)
    assert [e.kind for e in found] == list(_KINDS)
    assert following is None
    only, _ = service.life(db, patient.id, kinds=[EntryKind.ORDER, EntryKind.RESULT])
    assert [e.kind for e in only] == [EntryKind.ORDER, EntryKind.RESULT]


def test_a_later_state_of_the_same_row_renews_its_line(
    db: Session, actor: Actor, patient: Patient
) -> None:
    row = new_id()
    for state in ("placed", "fulfilled"):
        service.enter(
            db,
            actor,
            patient_id=patient.id,
            encounter_id=None,
            kind=EntryKind.ORDER,
            source="his.orders",
            source_id=row,
            at=utc_now(),
            name="Glucose máu",
            state=state,
        )
    [line], _ = service.life(db, patient.id)
    assert line.state == "fulfilled"


def test_a_value_is_seen_over_the_years(db: Session, actor: Actor, patient: Patient) -> None:
    for days, number in ((700, 5), (350, 6), (0, 7)):
        service.record(
            db,
            actor,
            patient_id=patient.id,
            encounter_id=None,
            category=Category.LABORATORY,
            facts=[Fact(code="14749-6", name="Glucose", number=number, unit="mmol/L")],  # type: ignore[arg-type]
            at=utc_now() - timedelta(days=days),
            source="test",
        )
    [glucose] = service.cumulative(db, patient.id)
    assert [int(p.number or 0) for p in glucose.points] == [7, 6, 5]


def test_seven_hundred_visits_cost_what_ten_do(db: Session, actor: Actor, patient: Patient) -> None:
    """The timeline of a long life takes a page from each index, not the life."""
    may = Actor(actor.id, actor.name, frozenset({permissions.READ.id, READ_PATIENTS.id}))

    def asked() -> list[str]:
        told: list[str] = []

        def note(*given: object) -> None:
            told.append(str(given[2]))

        bind = db.get_bind()
        event.listen(bind, "before_cursor_execute", note)
        try:
            patients.timeline(db, may, patient.id, limit=50)
        finally:
            event.remove(bind, "before_cursor_execute", note)
        return told

    put(db, actor, patient, EntryKind.ORDER, "một", 1)
    before = asked()
    now = utc_now()
    rows = [
        {
            "id": uuid4(),
            "patient_id": patient.id,
            "encounter_id": None,
            "kind": kind,
            "list_id": "",
            "code": "",
            "name": f"{kind.value} {visit}",
            "detail": "",
            "state": "",
            "flag": "",
            "at": now - timedelta(days=visit),
            "to": "",
            "source": "test",
            "source_id": uuid4(),
            "recorded_by": actor.id,
            "recorded_by_name": actor.name,
            "recorded_at": now,
        }
        for visit in range(700)
        for kind in _KINDS
    ]
    db.execute(insert(ClinicalEntry), rows)

    after = asked()
    assert len(after) <= len(before)
    assert all("LIMIT" in each for each in after if "his_clinical_entry" in each)
    page, following = patients.timeline(db, may, patient.id, limit=50)
    assert len(page) == 50
    assert following
    seen = 0
    while following:
        page, following = patients.timeline(db, may, patient.id, after=following, limit=200)
        seen += len(page)
    assert seen + 50 > 2800


def test_whoever_may_not_read_the_record_is_not_shown_it(
    database: Database, sign_in: SignIn
) -> None:
    writer = Actor(uuid4(), "BS. Lan")
    with database.write(writer) as db:
        clinic.build(db)
        patient = clinic.somebody(db, writer)
        put(db, writer, patient, EntryKind.RESULT, "Glucose máu: 5,4")
    path = f"/api/cdr/patients/{patient.id}/record"

    other = sign_in(permissions.READ, READ_PATIENTS, name="BS. Bình")
    [line] = other.get(path).json()["items"]
    assert (line["name"], line["recorded_by_name"]) == ("Glucose máu: 5,4", "BS. Lan")
    assert sign_in(READ_PATIENTS).get(path).status_code == 403
    assert other.get(f"/api/cdr/patients/{uuid4()}/record").status_code == 404


def test_a_medicine_stands_in_the_record_until_its_fact_is_voided(
    db: Session, actor: Actor, patient: Patient
) -> None:
    [fact] = service.record(
        db,
        actor,
        patient_id=patient.id,
        encounter_id=None,
        category=Category.MEDICATION,
        facts=[Fact(code="AML5", name="Amlodipin 5 mg", text="1 viên mỗi sáng")],
        source="test",
    )
    [line], _ = service.life(db, patient.id, kinds=[EntryKind.MEDICINE])
    assert (line.code, line.detail) == ("AML5", "1 viên mỗi sáng")
    service.void(db, actor, fact.id, reason="huỷ đơn")
    assert service.life(db, patient.id) == ([], None)
