"""Around the examination: what is known at a glance, consultations, templates, procedures."""

import pytest
from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import service as orders
from his.outpatient import consulting, glancing, performing, permissions, service, templating
from his.outpatient.consultation_models import ConsultationState
from his.outpatient.diagnosing import Code
from his.outpatient.errors import ConsultationEnded, NotDoneInTheRoom, NotYourTemplate
from his.outpatient.models import DiagnosisKind
from his.outpatient.template_models import Specialty
from his.patients import service as patients
from kernel.access import SYSTEM, Actor
from kernel.db import Database
from kernel.ids import new_id
from tests.conftest import SignIn
from tests.his import clinic, lists

MAIN, SECONDARY = DiagnosisKind.MAIN, DiagnosisKind.SECONDARY


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    lists.diseases(db)
    lists.services(db)
    facts = {"kind": "procedure", "unit": "lần", "price": "60000"}
    catalogs.add(db, SYSTEM, "service", code="TT-KHAU", name="Khâu vết thương", facts=facts)
    found = clinic.visit(db, actor, clinic.build(db).p101)
    return encounters.begin(db, actor, found.id)


def test_a_doctor_knows_at_a_glance_what_was_before(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    penicillin = patients.Reaction(kind=patients.AllergyKind.DRUG, substance="Penicillin")
    patients.record_allergy(db, actor, visit.patient_id, penicillin)
    codes = [Code(MAIN, "I10"), Code(SECONDARY, "E78.5")]
    service.diagnose(db, actor, visit.id, codes=codes)
    service.write(db, actor, visit.id, version=0, texts={"conclusion": "Tăng huyết áp"})
    order = orders.place(db, actor, encounter_id=visit.id, service_code="XN-GLU")
    orders.fulfil(db, actor, order.id, text="5,4 mmol/L")
    again = encounters.open(
        db, actor, patient_id=visit.patient_id, room_id=visit.room_id, payer=visit.payer, again=True
    )

    known = glancing.known(db, actor, again)
    assert [a.substance for a in known.allergies] == ["Penicillin"]
    assert [(p.code, p.times) for p in known.problems] == [("I10", 1), ("E78.5", 1)]
    [last] = known.visits
    assert (last.diagnosis, last.conclusion) == ("I10 Tăng huyết áp vô căn", "Tăng huyết áp")
    assert [r.detail for r in known.results] == ["5,4 mmol/L"]


def test_a_diagnosis_taken_out_is_taken_out_of_the_record(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "I10"), Code(SECONDARY, "E78.5")])
    service.diagnose(db, actor, visit.id, codes=[Code(MAIN, "I10")])
    asked = {"kinds": [cdr.EntryKind.DIAGNOSIS]}
    assert [e.code for e in cdr.life(db, visit.patient_id, **asked)[0]] == ["I10"]  # type: ignore[arg-type]
    both, _ = cdr.life(db, visit.patient_id, withdrawn=True, **asked)  # type: ignore[arg-type]
    assert {e.code for e in both} == {"I10", "E78.5"}


def test_another_room_is_asked_and_answers_in_the_same_visit(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    room = admin.room_by_code(db, "P102")
    asked = consulting.ask(db, actor, visit.id, room_id=room.id, question="Viêm tai giữa?")
    assert [c.id for c in consulting.waiting(db, actor, room_id=room.id)[0]] == [asked.id]
    wanted = [m.where for _, m in encounters.missing(db, visit)]
    assert "consultations" in wanted

    other = Actor(new_id(), "BS. Tai Mũi Họng")
    consulting.answer(
        db, other, asked.id, version=asked.version, text="Màng nhĩ sung huyết", advice="Nhỏ tai"
    )
    with pytest.raises(ConsultationEnded):
        consulting.cancel(db, actor, asked.id, version=asked.version, reason="không cần")
    [shown] = consulting.of_encounter(db, visit.id)
    assert (shown.state, shown.answered_by_name) == (ConsultationState.ANSWERED, "BS. Tai Mũi Họng")
    assert "consultations" not in [m.where for _, m in encounters.missing(db, visit)]
    assert consulting.waiting(db, actor) == ([], None)


def test_a_procedure_done_in_the_room_is_ordered_and_answered_in_one(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    done = performing.perform(
        db, actor, visit.id, service_code="TT-KHAU", text="Khâu 3 mũi, gây tê tại chỗ"
    )
    assert (done.state, done.performed_by_name) == (orders.OrderState.FULFILLED, actor.name)
    [line], _ = cdr.life(db, visit.patient_id, kinds=[cdr.EntryKind.PROCEDURE])
    assert line.detail == "Khâu 3 mũi, gây tê tại chỗ"
    with pytest.raises(NotDoneInTheRoom):
        performing.perform(db, actor, visit.id, service_code="XN-GLU", text="không làm ở đây")


def test_a_template_brings_the_sections_of_its_specialty(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    sections = [{"title": "Bề cao tử cung", "text": ""}, {"title": "Tim thai", "text": ""}]
    general = {"name": "A", "specialty": Specialty.GENERAL, "texts": {"organs": "Bình thường"}}
    templating.save_template(db, actor, own=False, sections=[], **general)  # type: ignore[arg-type]
    pregnancy = templating.save_template(
        db,
        actor,
        own=False,
        name="Khám thai",
        specialty=Specialty.OBSTETRICS,
        texts={},
        sections=sections,
        icd=["Z34"],
    )
    found = templating.templates(db, actor, icd=["Z34.9"])
    assert [t.name for t in found] == ["Khám thai", "A"]

    filled = [{"title": "Tim thai", "text": "140 lần/phút"}]
    written = service.write(db, actor, visit.id, version=0, texts={"sections": filled})
    assert written.sections == filled
    ended = templating.save_template(
        db,
        actor,
        template_id=pregnancy.id,
        version=pregnancy.version,
        own=False,
        name="Khám thai",
        specialty=Specialty.OBSTETRICS,
        texts={},
        sections=sections,
        active=False,
    )
    assert [t.name for t in templating.templates(db, actor)] == ["A"]
    assert ended.version == 2


def test_a_phrase_of_ones_own_wins_and_is_nobody_elses(db: Session, actor: Actor) -> None:
    house = templating.save_phrase(db, actor, own=False, word="hong", text="Họng đỏ nhẹ")
    mine = templating.save_phrase(db, actor, own=True, word="hong", text="Họng sung huyết")
    assert [p.id for p in templating.phrases(db, actor)] == [house.id, mine.id]
    stranger = Actor(new_id(), "BS. Khác")
    assert [p.id for p in templating.phrases(db, stranger)] == [house.id]
    with pytest.raises(NotYourTemplate):
        templating.save_phrase(
            db, stranger, phrase_id=mine.id, version=1, own=True, word="x", text="của tôi"
        )


def test_one_answer_brings_all_that_the_examination_page_needs(
    database: Database, sign_in: SignIn
) -> None:
    writer = Actor(new_id(), "BS. Lan")
    with database.write(writer) as db:
        lists.diseases(db)
        found = clinic.visit(db, writer, clinic.build(db).p101)
        encounters.begin(db, writer, found.id)
        service.diagnose(db, writer, found.id, codes=[Code(MAIN, "J02.9")])
        room = str(admin.room_by_code(db, "P102").id)
    client = sign_in(*permissions.ALL)
    path = f"/api/outpatient/visits/{found.id}"
    paper = {
        "kind": "revisit",
        "on": "2099-01-01",
        "diagnosis": "J02.9",
    }
    made = client.post(f"{path}/papers", json=paper)
    assert made.status_code == 201, made.text
    asked = client.post(f"{path}/consultations", json={"room_id": room, "question": "Viêm tai?"})
    assert asked.status_code == 201, asked.text

    page = client.get(path).json()
    assert [p["code"] for p in page["papers"]] == [made.json()["code"]]
    assert [c["question"] for c in page["consultations"]] == ["Viêm tai?"]
    assert page["known"]["allergy_status"] == "not_asked"
    [line] = client.get(f"/api/outpatient/consultations?room_id={room}").json()["items"]
    assert line["room_name"] == "Phòng khám Nhi"
    printed = client.post(f"/api/outpatient/papers/{made.json()['id']}/print")
    assert printed.content.startswith(b"%PDF")
    why = {"reason": "sai ngày", "version": 1}
    gone = client.post(f"/api/outpatient/papers/{made.json()['id']}/cancellation", json=why)
    assert gone.json()["cancelled_reason"] == "sai ngày"
    assert sign_in(permissions.READ).post(f"{path}/papers", json=paper).status_code == 403
