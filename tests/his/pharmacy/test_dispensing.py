"""From the signed prescription to the patient's hand, and back."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters.service import Encounter, Payer
from his.pharmacy import checking, returning, slots, waiting
from his.pharmacy import service as pharmacy
from his.pharmacy.dispensing_models import DispensingState
from his.pharmacy.errors import (
    CounselFirst,
    DispensingCannot,
    LineIsRefused,
    LotHasExpired,
    LotIsRecalled,
    MoreThanGiven,
    MoreThanPrescribed,
    NotEnoughStock,
    NotThatDrug,
    NotTheSameIngredient,
    SomethingStandsInTheWay,
)
from his.pharmacy.models import Move, MoveKind
from his.pharmacy.recording import DISPENSED
from his.pharmacy.service import Dispensing, Portion, Taken
from his.prescribing.events import PrescriptionCancelled
from his.prescribing.slots import stock_of
from his.pricing.events import ChargeArose, ChargeWithdrawn
from kernel import assembly
from kernel.access import SYSTEM, Actor
from kernel.clock import today
from kernel.events import ASSEMBLY, Event, publish
from kernel.module import Module
from kernel.text import Text
from tests.conftest import Later
from tests.his.pharmacy.shelf import Shelf, deliver, left, lot_of, prescribe

D = Decimal
PARA, AMOX = "PARA500", "AMOX500"


@pytest.fixture
def told(db: Session) -> list[Event]:
    """What others hear of charges: a listener stands in for the cashier."""
    heard: list[Event] = []
    listener = Module(
        id="tests.listener",
        title=Text("Nghe", "Listener"),
        listens={
            kind: (lambda _, event: heard.append(event),) for kind in (ChargeArose, ChargeWithdrawn)
        },
    )
    here = db.info[ASSEMBLY]
    db.info[ASSEMBLY] = assembly.build((*here.modules, listener), here.off)
    return heard


def contribute(db: Session, check: slots.DispenseCheck) -> None:
    module = Module(id="tests.check", title=Text("Kiểm", "Check"), contributes=(check,))
    here = db.info[ASSEMBLY]
    db.info[ASSEMBLY] = assembly.build((*here.modules, module), here.off)


def _on_record(db: Session, patient_id: UUID) -> list[cdr.Observation]:
    """What the clinical data repository says that the patient was given."""
    facts = select(cdr.Observation).where(
        cdr.Observation.patient_id == patient_id,
        cdr.Observation.code == DISPENSED,
        cdr.Observation.state == cdr.FactState.FINAL,
    )
    return list(db.exec(facts))


def set_parameter(db: Session, parameter: str, value: str) -> None:
    admin.set_parameter(db, SYSTEM, parameter, value=value, reason="Thử")


def state_of(waits: Dispensing) -> DispensingState:
    """As it is now: mypy remembers what it was before the last call."""
    return waits.state


def test_what_is_signed_is_dispensed_by_expiry_charged_and_handed_over(
    db: Session, actor: Actor, shelf: Shelf, told: list[Event]
) -> None:
    deliver(db, actor, shelf, lot="XA", days=500, quantity=100, price="900")
    deliver(db, actor, shelf, lot="GAN", days=60, quantity=6, price="800")
    waits = prescribe(db, actor, shelf, {PARA: 10})
    lines = pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    assert [(line.quantity, line.unit_price) for line in lines] == [(D(6), D(800)), (D(4), D(900))]
    assert waits.state is DispensingState.DISPENSED
    charges = [e for e in told if isinstance(e, ChargeArose)]
    assert [(c.source, c.quantity, c.facts["lot"]) for c in charges] == [
        ("his_dispensing_line", D(6), "GAN"),
        ("his_dispensing_line", D(4), "XA"),
    ]
    assert charges[0].unit_price is None  # a self-payer pays the list's price
    assert charges[0].facts["dose"] == "Sáng 1 viên, tối 1 viên"
    pharmacy.hand_over(db, actor, waits.id, counselled=True)
    assert state_of(waits) is DispensingState.HANDED_OVER
    assert not waits.is_open
    assert left(db, shelf.counter, shelf.items[PARA]) == 96


def test_nobody_leaves_without_being_told_how(db: Session, actor: Actor, shelf: Shelf) -> None:
    deliver(db, actor, shelf)
    waits = prescribe(db, actor, shelf, {PARA: 10})
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    with pytest.raises(CounselFirst):
        pharmacy.hand_over(db, actor, waits.id, counselled=False)


def test_a_part_now_and_the_rest_is_owed(db: Session, actor: Actor, shelf: Shelf) -> None:
    deliver(db, actor, shelf, quantity=7)
    waits = prescribe(db, actor, shelf, {PARA: 10})
    [item] = waiting.items_of(db, waits.id)
    with pytest.raises(NotEnoughStock):
        pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    pharmacy.dispense(
        db, actor, waits.id, store_id=shelf.counter.id, portions=[Portion(item.id, D(7))]
    )
    assert (waits.state, item.owed) == (DispensingState.PARTLY, D(3))
    pharmacy.hand_over(db, actor, waits.id, counselled=True)
    assert waits.state is DispensingState.PARTLY
    deliver(db, actor, shelf, quantity=50, lot="L2")
    with pytest.raises(MoreThanPrescribed):
        pharmacy.dispense(
            db, actor, waits.id, store_id=shelf.counter.id, portions=[Portion(item.id, D(4))]
        )
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    pharmacy.hand_over(db, actor, waits.id, counselled=True)
    assert state_of(waits) is DispensingState.HANDED_OVER
    with pytest.raises(DispensingCannot):
        pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)


def test_an_expired_lot_is_never_dispensed(
    db: Session, actor: Actor, shelf: Shelf, later: Later
) -> None:
    lot = lot_of(db, deliver(db, actor, shelf, lot="CU", days=3))
    later(days=5)
    waits = prescribe(db, actor, shelf, {PARA: 10})
    [item] = waiting.items_of(db, waits.id)
    with pytest.raises(NotEnoughStock):  # not proposed ...
        pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    by_hand = Portion(item.id, D(10), (Taken(lot.id, D(10)),))
    with pytest.raises(LotHasExpired):  # ... and not by hand either
        pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id, portions=[by_hand])


def test_a_recalled_lot_is_locked_everywhere_and_says_who_got_it(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    lot = lot_of(db, deliver(db, actor, shelf, lot="XAU"))
    deliver(db, actor, shelf, lot="XAU", store=shelf.main, price="990")  # another delivery of it
    first = prescribe(db, actor, shelf, {PARA: 10})
    pharmacy.dispense(db, actor, first.id, store_id=shelf.counter.id)
    item = shelf.items[PARA]
    pharmacy.recall(db, actor, item_id=item.id, lot_number="XAU", reason="Không đạt độ hoà tan")
    got = pharmacy.who_got(db, actor, item_id=item.id, lot_number="XAU")
    assert [(g.patient.id, g.line.quantity) for g in got] == [(first.patient_id, D(10))]
    second = prescribe(db, actor, shelf, {PARA: 10})
    [line] = waiting.items_of(db, second.id)
    by_hand = Portion(line.id, D(10), (Taken(lot.id, D(10)),))
    for store in (shelf.counter, shelf.main):
        with pytest.raises((LotIsRecalled, NotEnoughStock)):
            pharmacy.dispense(db, actor, second.id, store_id=store.id, portions=[by_hand])
    assert stock_of(db, [PARA])[PARA].quantity == 0
    paper = deliver(db, actor, shelf, lot="XAU", price="777")  # more of it comes in: locked too
    assert lot_of(db, paper).recalled_at is not None
    [kept] = [g.line for g in got]
    pharmacy.take_back(db, actor, kept.id, quantity=D(10), reason="Thu hồi")
    assert pharmacy.who_got(db, actor, item_id=item.id, lot_number="XAU") == []


def test_another_drug_is_not_dispensed_by_mistake(db: Session, actor: Actor, shelf: Shelf) -> None:
    deliver(db, actor, shelf)
    other = lot_of(db, deliver(db, actor, shelf, AMOX))
    waits = prescribe(db, actor, shelf, {PARA: 10})
    [item] = waiting.items_of(db, waits.id)
    wrong = Portion(item.id, D(10), (Taken(other.id, D(10)),))
    with pytest.raises(NotThatDrug):
        pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id, portions=[wrong])


def test_the_same_ingredient_may_stand_in_with_the_doctors_consent(
    db: Session, actor: Actor, shelf: Shelf, told: list[Event]
) -> None:
    deliver(db, actor, shelf, "PANA500")
    waits = prescribe(db, actor, shelf, {PARA: 10})
    [item] = waiting.items_of(db, waits.id)
    assert [e.code for e in pharmacy.substitutes(db, PARA)] == ["PANA500"]
    with pytest.raises(NotTheSameIngredient):
        pharmacy.substitute(db, actor, item.id, drug_code=AMOX, consent="BS Lan, điện thoại")
    pharmacy.substitute(db, actor, item.id, drug_code="PANA500", consent="BS Lan, điện thoại")
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    assert [e.code for e in told if isinstance(e, ChargeArose)] == ["PANA500"]


def test_a_refused_line_waits_for_the_doctor(db: Session, actor: Actor, shelf: Shelf) -> None:
    deliver(db, actor, shelf)
    deliver(db, actor, shelf, AMOX)
    waits = prescribe(db, actor, shelf, {PARA: 10, AMOX: 14})
    _para, amox = waiting.items_of(db, waits.id)
    checking.refuse(db, actor, amox.id, reason="Dị ứng penicilin ghi trong hồ sơ")
    with pytest.raises(LineIsRefused):
        pharmacy.dispense(
            db, actor, waits.id, store_id=shelf.counter.id, portions=[Portion(amox.id, D(1))]
        )
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    assert waits.state is DispensingState.DISPENSED
    checking.allow(db, actor, amox.id)
    assert state_of(waits) is DispensingState.PARTLY


def test_a_patient_returns_the_very_lot_and_pays_for_what_he_keeps(
    db: Session, actor: Actor, shelf: Shelf, told: list[Event]
) -> None:
    deliver(db, actor, shelf, quantity=20)
    waits = prescribe(db, actor, shelf, {PARA: 10})
    [line] = pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    pharmacy.hand_over(db, actor, waits.id, counselled=True)
    pharmacy.take_back(db, actor, line.id, quantity=D(4), reason="Đổi thuốc")
    with pytest.raises(MoreThanGiven):
        pharmacy.take_back(db, actor, line.id, quantity=D(7), reason="Nữa")
    [gone] = [e for e in told if isinstance(e, ChargeWithdrawn)]
    assert (gone.source_id, gone.quantity) == (line.id, D(4))
    assert left(db, shelf.counter, shelf.items[PARA]) == 14
    assert waits.state is DispensingState.HANDED_OVER
    [fact] = _on_record(db, waits.patient_id)
    assert (fact.name, fact.number) == ("Paracetamol 500 mg", D(6))
    pharmacy.take_back(db, actor, line.id, quantity=D(6), reason="Trả hết")
    assert _on_record(db, waits.patient_id) == []


def test_what_was_picked_and_not_handed_over_goes_back(
    db: Session, actor: Actor, shelf: Shelf, told: list[Event]
) -> None:
    deliver(db, actor, shelf, quantity=20)
    waits = prescribe(db, actor, shelf, {PARA: 10})
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    pharmacy.undo(db, actor, waits.id, reason="Soạn nhầm")
    assert waits.state is DispensingState.WAITING
    assert left(db, shelf.counter, shelf.items[PARA]) == 20
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    kinds = [m.kind for m in db.exec(select(Move).order_by(col(Move.id)))]
    assert kinds[-3:] == [MoveKind.DISPENSE, MoveKind.RETURN, MoveKind.DISPENSE]
    assert [type(e) for e in told] == [ChargeArose, ChargeWithdrawn, ChargeArose]


def test_what_nobody_collects_goes_back_to_the_shelf(
    db: Session, actor: Actor, shelf: Shelf, later: Later
) -> None:
    deliver(db, actor, shelf, quantity=20)
    waits = prescribe(db, actor, shelf, {PARA: 10})
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    later(days=6)
    returning.close_uncollected(db)
    assert waits.state is DispensingState.NOT_COLLECTED
    assert left(db, shelf.counter, shelf.items[PARA]) == 20


def test_a_prescription_that_the_doctor_cancels_leaves_the_queue_unless_it_is_out(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    deliver(db, actor, shelf)
    waits = prescribe(db, actor, shelf, {PARA: 10})
    other = prescribe(db, actor, shelf, {PARA: 10})
    pharmacy.dispense(db, actor, other.id, store_id=shelf.counter.id)

    def cancelled(of: pharmacy.Dispensing) -> PrescriptionCancelled:
        return PrescriptionCancelled(
            prescription_id=of.prescription_id,
            encounter_id=of.encounter_id,
            patient_id=of.patient_id,
            site_id=of.site_id,
            actor=actor,
            reason="Kê nhầm",
        )

    publish(db, cancelled(waits))
    assert (waits.state, waits.is_open) == (DispensingState.CANCELLED, False)
    with pytest.raises(DispensingCannot):
        publish(db, cancelled(other))


def test_the_facility_says_whether_an_unpaid_bill_stops_the_hand_over(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    deliver(db, actor, shelf)
    contribute(
        db,
        slots.DispenseCheck(
            "tests.unpaid",
            Text("Chưa nộp tiền", "Not paid"),
            lambda _, __: Text("còn nợ 10.000 đ", "10,000 dong due"),
        ),
    )
    waits = prescribe(db, actor, shelf, {PARA: 10})
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    set_parameter(db, "his.pharmacy.unpaid", "refuse")
    with pytest.raises(SomethingStandsInTheWay):
        pharmacy.hand_over(db, actor, waits.id, counselled=True)
    set_parameter(db, "his.pharmacy.unpaid", "warn")
    assert [a.en for a in waiting.objections(db, waits)] == ["10,000 dong due"]
    pharmacy.hand_over(db, actor, waits.id, counselled=True)
    assert waits.state is DispensingState.HANDED_OVER


def test_the_doctor_sees_what_is_left_after_those_who_wait(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    deliver(db, actor, shelf, quantity=100)
    deliver(db, actor, shelf, quantity=50, store=shelf.main)
    prescribe(db, actor, shelf, {PARA: 30})
    stock = stock_of(db, [PARA, AMOX])
    assert (stock[PARA].quantity, stock[PARA].unit) == (D(120), "viên")
    assert stock[AMOX].quantity == 0


def test_an_insured_patient_is_charged_the_lots_own_price(
    db: Session, actor: Actor, shelf: Shelf, told: list[Event]
) -> None:
    deliver(db, actor, shelf, price="812.5")
    waits = prescribe(db, actor, shelf, {PARA: 10})
    db.get_one(Encounter, waits.encounter_id).payer = Payer.BHYT
    db.flush()
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    [charge] = [e for e in told if isinstance(e, ChargeArose)]
    assert charge.unit_price == D("812.500")


def test_the_controlled_drugs_have_their_book(db: Session, actor: Actor, shelf: Shelf) -> None:
    deliver(db, actor, shelf, "MORF10", quantity=20)
    waits = prescribe(db, actor, shelf, {"MORF10": 6})
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    asked = pharmacy.Asked(today(), today())
    book = pharmacy.report(db, actor, pharmacy.DrugReportId.CONTROLLED, asked)
    assert [(row[5], row[6], row[7]) for row in book.rows] == [
        (D(20), None, D(20)),
        (None, D(6), D(14)),
    ]
    used = pharmacy.report(db, actor, pharmacy.DrugReportId.USED, asked)
    assert [row[5] for row in used.rows] == [D(6)]
