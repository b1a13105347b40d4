"""Results by hand: form, flags, approval, who has to look, correction with its history."""

import threading
from decimal import Decimal as D
from io import BytesIO
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from his.admin.parameters import set_parameter
from his.catalogs import service as catalogs
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import attaching, inbox, resulting, service, sheets, templates
from his.orders.errors import (
    ApproveByAnother,
    NoResultYet,
    NotANumber,
    ResultHasGone,
    ResultNotComplete,
    ResultNotEntered,
)
from his.orders.models import Order, OrderKind
from his.orders.result_models import Notice, ResultReading, SheetState
from his.orders.states import OrderState
from kernel.access import SYSTEM, Actor
from kernel.db import Database
from kernel.errors import ChangedMeanwhile
from tests.his import clinic, lists

TECHNICIAN = Actor(uuid4(), "KTV Hoa")
CHIEF = Actor(uuid4(), "BS. Xét nghiệm")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def prepare(db: Session, actor: Actor) -> Encounter:
    """A service with two tests (glucose and potassium) and a picture, and a begun visit."""
    lists.services(db)
    for code, name, low, high, critical in (
        ("GLU", "Glucose", "3.9", "6.4", "25"),
        ("K", "Kali", "3.5", "5.0", "6.5"),
    ):
        facts = {"loinc": f"L-{code}", "ucum": "mmol/L", "ref_low": low, "ref_high": high}
        facts["critical_high"] = critical
        catalogs.add(db, SYSTEM, "lab_test", code=code, name=name, facts=facts)
    asked = {"kind": "lab", "unit": "lần", "price": "50000", "tests": ["GLU", "K"]}
    catalogs.add(db, SYSTEM, "service", code="XN-2", name="Glucose và kali", facts=asked)
    found = clinic.visit(db, actor, clinic.build(db).p101)
    return encounters.begin(db, actor, found.id)


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    return prepare(db, actor)


@pytest.fixture
def order(db: Session, actor: Actor, visit: Encounter) -> Order:
    return service.place(db, actor, encounter_id=visit.id, service_code="XN-2")


def enter(db: Session, order: Order, glucose: str = "5,4", potassium: str = "4.1") -> None:
    typed = {"GLU": glucose, "K": potassium}
    resulting.save(db, TECHNICIAN, order.id, version=0, typed=typed, enter=True)


def approval(db: Session, how: str) -> None:
    set_parameter(db, SYSTEM, "his.orders.result_approval", value=how, reason="thử")


def test_what_is_entered_goes_out_judged_and_into_the_record(
    db: Session, actor: Actor, visit: Encounter, order: Order
) -> None:
    enter(db, order, glucose="7,8")

    [report] = service.reports(db, [order.id])[order.id]
    assert order.state is OrderState.FULFILLED
    assert [(v["test"], v["flag"], v["reference"]) for v in report.facts["values"]] == [
        ("GLU", "H", "3,9–6,4"),
        ("K", "", "3,5–5"),
    ]
    facts = cdr.latest(db, visit.patient_id, ["L-GLU", "L-K"])
    assert (facts["L-GLU"].number, facts["L-GLU"].flag) == (D("7.8"), "H")
    assert facts["L-GLU"].order_id == order.id
    lines, _ = cdr.life(db, visit.patient_id)
    assert {(e.kind, e.state) for e in lines} == {("order", "fulfilled"), ("result", "final")}
    assert order.performed_by_name == "KTV Hoa"


def test_a_draft_is_kept_and_nothing_goes_out(db: Session, order: Order) -> None:
    held = resulting.save(db, TECHNICIAN, order.id, version=0, typed={"GLU": "5,4"})
    assert held.state is SheetState.DRAFT
    assert service.reports(db, [order.id])[order.id] == []
    with pytest.raises(ChangedMeanwhile):
        resulting.save(db, TECHNICIAN, order.id, version=9, typed={})
    with pytest.raises(NotANumber):
        resulting.save(db, TECHNICIAN, order.id, version=1, typed={"GLU": "5,4,1"})
    with pytest.raises(ResultNotComplete):
        resulting.save(db, TECHNICIAN, order.id, version=1, typed={}, enter=True)


def test_a_second_person_approves_where_the_house_wants_it(db: Session, order: Order) -> None:
    approval(db, "other")
    with pytest.raises(ResultNotEntered):
        resulting.approve(db, CHIEF, order.id, version=1)
    enter(db, order)
    held = resulting.sheet(db, order.id)
    assert held
    assert (held.state, order.state) == (SheetState.ENTERED, OrderState.PLACED)
    with pytest.raises(ApproveByAnother):
        resulting.approve(db, TECHNICIAN, order.id, version=held.version)

    resulting.approve(db, CHIEF, order.id, version=held.version)
    assert order.state is OrderState.FULFILLED
    assert (order.performed_by_name, held.approved_by_name) == ("KTV Hoa", "BS. Xét nghiệm")


def test_whoever_ordered_sees_the_result_once(
    db: Session, actor: Actor, visit: Encounter, order: Order
) -> None:
    enter(db, order, potassium="7.1")

    [notice], _ = inbox.unseen(db, actor)
    assert (notice.kind, notice.abnormal, notice.critical) == (Notice.NEW, True, True)
    unread = "Kết quả bất thường Glucose và kali chưa xem."
    assert unread in [m.says.vi for _, m in encounters.missing(db, visit)]

    assert inbox.see(db, actor, order) == 1
    assert inbox.unseen(db, actor) == ([], None)
    assert inbox.unseen_count(db, actor) == 0
    assert unread not in [m.says.vi for _, m in encounters.missing(db, visit)]


def test_a_correction_keeps_both_and_tells_whoever_read_the_wrong_one(
    db: Session, actor: Actor, visit: Encounter, order: Order
) -> None:
    enter(db, order, glucose="54")
    nurse = Actor(uuid4(), "ĐD. Mai")
    inbox.see(db, actor, order)
    inbox.see(db, nurse, order)
    with pytest.raises(ResultHasGone):
        enter(db, order)
    resulting.correct(
        db, TECHNICIAN, order.id, typed={"GLU": "5,4", "K": "4,1"}, reason="thiếu dấu phẩy"
    )

    written = service.reports(db, [order.id])[order.id]
    assert [r.facts["values"][0]["value"] for r in written] == ["54", "5,4"]
    for who in (actor, nurse):
        [told], _ = inbox.unseen(db, who)
        assert told.kind is Notice.CORRECTED
    facts = cdr.latest(db, visit.patient_id, ["L-GLU"])
    assert facts["L-GLU"].number == D("5.4")
    both, _ = cdr.observations(db, visit.patient_id, codes=["L-GLU"], with_replaced=True)
    assert len(both) == 2
    assert cdr.life(db, visit.patient_id, kinds=[cdr.EntryKind.RESULT])[0][0].state == "correction"


def test_the_value_before_stands_beside_the_new_one(
    db: Session, actor: Actor, visit: Encounter, order: Order
) -> None:
    enter(db, order, glucose="7,8")
    second = service.place(db, actor, encounter_id=visit.id, service_code="XN-2")
    before = {t.code: t.previous for t in resulting.form(db, actor, second)}
    assert before == {"GLU": "7,8", "K": "4,1"}
    enter(db, second, glucose="6")
    [glucose, _] = sorted(cdr.cumulative(db, visit.patient_id), key=lambda s: s.code)
    assert len(glucose.points) == 2
    assert sheets.result_sheet(db, actor, second.id, language="vi").pdf.startswith(b"%PDF")


def test_a_report_in_words_is_a_document_of_the_record(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    picture = service.place(db, actor, encounter_id=visit.id, service_code="CDHA-XQ")
    with pytest.raises(NoResultYet):
        sheets.result_sheet(db, actor, picture.id, language="vi")
    usual = templates.save(
        db, name="Ngực bình thường", kind=OrderKind.IMAGING, text="Tim không to.", conclusion="BT"
    )
    assert [t.id for t in templates.fitting(db, picture)] == [usual.id]
    resulting.save(
        db,
        TECHNICIAN,
        picture.id,
        version=0,
        typed={},
        text=usual.text,
        conclusion="Bình thường",
        enter=True,
    )
    [document], _ = cdr.documents(db, visit.patient_id)
    assert (document.kind, document.content["conclusion"]) == ("imaging_report", "Bình thường")
    resulting.correct(
        db, TECHNICIAN, picture.id, typed={}, text="Mờ đáy phổi phải.", reason="đọc lại phim"
    )
    [document], _ = cdr.documents(db, visit.patient_id)
    assert document.content["text"] == "Mờ đáy phổi phải."
    assert sheets.result_sheet(db, actor, picture.id, language="en").pdf.startswith(b"%PDF")


def test_a_file_of_a_result_is_taken_out_but_not_deleted(
    db: Session, actor: Actor, order: Order
) -> None:
    added = attaching.attach(
        db, TECHNICIAN, order, content=BytesIO(PDF), name="kq.pdf", media_type="application/pdf"
    )
    assert [f.name for f in attaching.of_order(db, order.id)] == ["kq.pdf"]
    attaching.remove(db, TECHNICIAN, order, added.id, reason="nhầm người")
    assert list(attaching.of_order(db, order.id)) == []
    assert added.removed_reason == "nhầm người"


def test_two_screens_of_one_doctor_read_a_result_once(database: Database, actor: Actor) -> None:
    with database.write(actor) as db:
        visit = prepare(db, actor)
        order = service.place(db, actor, encounter_id=visit.id, service_code="XN-2")
        enter(db, order)
    broken: list[Exception] = []

    def look() -> None:
        try:
            with database.write(actor) as db:
                found = db.get(Order, order.id)
                assert found
                inbox.see(db, actor, found)
        except Exception as error:  # noqa: BLE001 (told below)
            broken.append(error)

    threads = [threading.Thread(target=look) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert broken == []
    with database.read() as db:
        assert len(db.execute(select(col(ResultReading.id))).all()) == 1


def test_a_result_to_be_approved_waits_where_the_house_wants_it(
    db: Session, actor: Actor, order: Order
) -> None:
    """The demonstration of criterion 38 holds with either setting."""
    from his.orders import evidence
    from kernel.module import Verdict

    approval(db, "other")
    assert evidence.a_result_is_flagged_read_and_corrected(db).verdict is Verdict.MET
