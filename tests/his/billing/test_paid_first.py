"""Drugs are handed over when they are paid, and whoever has to pay is sent to the cashier."""

from datetime import date
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from his.admin import service as admin
from his.billing import permissions as money
from his.billing import service as billing
from his.encounters.events import EncounterClosed, EncounterGoesOn, StepDone, StepWanted, about
from his.encounters.service import Encounter, EncounterState, Payer, Priority
from his.pharmacy import paying, waiting
from his.pharmacy import permissions as drugs
from his.pharmacy import service as pharmacy
from his.pharmacy.errors import SomethingStandsInTheWay
from his.pharmacy.paying import DrugPayment
from his.pharmacy.service import Dispensing, DispensingState
from his.pricing import service as pricing
from his.pricing.service import Entered, PayerClass, PriceKind
from his.queue import service as queue
from kernel import assembly
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.events import ASSEMBLY, Event, publish
from kernel.module import Module
from kernel.text import Text
from tests.conftest import SignIn
from tests.his import clinic
from tests.his.billing import till
from tests.his.pharmacy import shelf as shelves
from tests.his.pharmacy.shelf import Shelf

D = Decimal
PARA = "PARA500"


def build(db: Session, actor: Actor) -> Shelf:
    """A pharmacy whose paracetamol costs 1,000 dong, insured or not."""
    made = shelves.build(db, actor)
    shelves.deliver(db, actor, made)
    for payer in (PayerClass.BHYT, PayerClass.SELF_PAY):
        insured = D(1000) if payer is PayerClass.BHYT else D(0)
        pricing.enter(
            db, actor, payer=payer, valid_from=date(2020, 1, 1), decision="QĐ thử", first=True,
            prices=[Entered(PriceKind.DRUG, PARA, "Paracetamol", D(1000), insured)],
        )  # fmt: skip
    return made


@pytest.fixture
def shelf(db: Session, actor: Actor) -> Shelf:
    return build(db, actor)


@pytest.fixture
def hanh(db: Session) -> Actor:
    who = till.cashier()
    billing.open_shift(db, who, opening=D(0))
    return who


def picked(db: Session, actor: Actor, shelf: Shelf, visit: Encounter | None = None) -> Dispensing:
    """Ten tablets are on the counter, not in the patient's hand."""
    waits = shelves.prescribe(db, actor, shelf, {PARA: 10}, visit=visit)
    pharmacy.dispense(db, actor, waits.id, store_id=shelf.counter.id)
    return waits


def pay(db: Session, hanh: Actor, encounter_id: object, *, owing: bool = False) -> None:
    bill = db.get_one(billing.Bill, encounter_id)
    tenders = [] if owing else [till.cash(billing.due(db, bill.encounter_id))]
    billing.settle(db, hanh, bill.encounter_id, version=bill.version, tenders=tenders, owing=owing)


def gets_them(db: Session, actor: Actor, waits: Dispensing) -> bool:
    try:
        pharmacy.hand_over(db, actor, waits.id, counselled=True)
    except SomethingStandsInTheWay:
        return False
    return True


def payment(db: Session, waits: Dispensing) -> DrugPayment:
    return paying.of(db, waits).payment


def test_a_self_payer_gets_his_drugs_when_they_are_paid_and_is_told_where(
    db: Session, actor: Actor, shelf: Shelf, hanh: Actor
) -> None:
    waits = picked(db, actor, shelf)
    assert paying.pays_first(db, waits)
    assert paying.of(db, waits) == paying.Owing(DrugPayment.UNPAID, D(10_000))
    with pytest.raises(SomethingStandsInTheWay) as refused:
        pharmacy.hand_over(db, actor, waits.id, counselled=True)
    assert "10.000" in refused.value.detail.vi
    assert "Quầy thu ngân (TN01)" in refused.value.detail.vi
    pay(db, hanh, waits.encounter_id)
    assert payment(db, waits) is DrugPayment.PAID
    assert gets_them(db, actor, waits)
    assert payment(db, waits) is DrugPayment.NONE


def test_an_emergency_and_whoever_pays_nothing_wait_for_no_cashier(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    covers = till.Covers()
    till.with_cover(db, covers)
    urgent = clinic.visit(db, actor, shelf.clinic.p101, priority=Priority.EMERGENCY)
    assert gets_them(db, actor, picked(db, actor, shelf, urgent))

    whole, part = (clinic.visit(db, actor, shelf.clinic.p101) for _ in range(2))
    for visit, rate in ((whole, 100), (part, 80)):
        visit.payer, covers.of[visit.id] = Payer.BHYT, till.card(rate)
    free, shared = (picked(db, actor, shelf, visit) for visit in (whole, part))
    assert not paying.pays_first(db, free)
    assert payment(db, free) is DrugPayment.FREE
    assert gets_them(db, actor, free)
    assert paying.of(db, shared).unpaid == D(2_000)
    assert not gets_them(db, actor, shared)


def test_a_deposit_or_a_debt_that_was_allowed_is_enough(
    db: Session, actor: Actor, shelf: Shelf, hanh: Actor
) -> None:
    left, owes = picked(db, actor, shelf), picked(db, actor, shelf)
    billing.leave_deposit(db, hanh, left.encounter_id, tender=till.cash(9_999))
    assert not gets_them(db, actor, left)
    billing.leave_deposit(db, hanh, left.encounter_id, tender=till.cash(1))
    assert gets_them(db, actor, left)
    pay(db, hanh, owes.encounter_id, owing=True)
    assert gets_them(db, actor, owes)


@pytest.mark.parametrize(("rule", "says"), [("warn", 1), ("allow", 0)])
def test_a_house_may_hand_over_first(
    db: Session, actor: Actor, shelf: Shelf, rule: str, says: int
) -> None:
    admin.set_parameter(db, actor, "his.pharmacy.unpaid", value=rule, reason="Nhà thuốc tự thu")
    waits = picked(db, actor, shelf)
    assert len(waiting.objections(db, waits)) == says
    assert not paying.pays_first(db, waits)
    assert gets_them(db, actor, waits)


def test_without_billing_nobody_asks(db: Session, actor: Actor, shelf: Shelf) -> None:
    here = db.info[ASSEMBLY]
    db.info[ASSEMBLY] = assembly.build(here.installed, off=["his.billing", "his.insurance"])
    waits = picked(db, actor, shelf)
    assert payment(db, waits) is DrugPayment.NONE
    assert gets_them(db, actor, waits)


def closed(db: Session, actor: Actor, visit: Encounter) -> None:
    """The doctor is done; what other modules want before that is not tested here."""
    visit.state, visit.closed_at = EncounterState.CLOSED, utc_now()
    db.flush()
    head = about(visit, actor, utc_now())
    publish(db, EncounterClosed(**head, disposition="home"))
    publish(db, EncounterGoesOn(**head))


def rooms_of(db: Session, actor: Actor, visit: Encounter) -> dict[str, str]:
    return {
        line.room.code: line.ticket.state.value for line in queue.of_encounter(db, actor, visit.id)
    }


def test_drugs_picked_after_the_visit_send_the_patient_back_to_the_cashier(
    db: Session, actor: Actor, shelf: Shelf, hanh: Actor
) -> None:
    visit = clinic.visit(db, actor, shelf.clinic.p101)
    closed(db, actor, visit)
    assert "TN01" not in rooms_of(db, actor, visit)
    waits = picked(db, actor, shelf, visit)
    assert rooms_of(db, actor, visit)["TN01"] == "waiting"
    pay(db, hanh, visit.id)
    assert rooms_of(db, actor, visit)["TN01"] == "done"
    assert gets_them(db, actor, waits)
    picked(db, actor, shelf, visit)  # the doctor adds something later
    lines = [x for x in queue.of_encounter(db, actor, visit.id) if x.room.code == "TN01"]
    assert sorted(x.ticket.state.value for x in lines) == ["done", "waiting"]


def test_what_goes_back_to_the_shelf_needs_no_cashier(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    visit = clinic.visit(db, actor, shelf.clinic.p101)
    closed(db, actor, visit)
    waits = picked(db, actor, shelf, visit)
    assert rooms_of(db, actor, visit)["TN01"] == "waiting"
    pharmacy.undo(db, actor, waits.id, reason="Người bệnh không lấy")
    assert rooms_of(db, actor, visit)["TN01"] != "waiting"


def test_the_way_is_told_whether_or_not_there_is_a_queue(
    db: Session, actor: Actor, shelf: Shelf, hanh: Actor
) -> None:
    told: list[Event] = []
    ear = Module(
        id="tests.ear",
        title=Text("Nghe", "Ear"),
        listens={kind: (lambda _, event: told.append(event),) for kind in (StepWanted, StepDone)},
    )
    here = db.info[ASSEMBLY]
    db.info[ASSEMBLY] = assembly.build((*here.installed, ear), off=["his.queue"])
    visit = clinic.visit(db, actor, shelf.clinic.p101)
    closed(db, actor, visit)
    told.clear()
    waits = picked(db, actor, shelf, visit)
    [wanted] = [e for e in told if isinstance(e, StepWanted) and e.place == "cashier"]
    assert (wanted.source, wanted.source_id) == ("his_bill", visit.id)
    told.clear()
    pay(db, hanh, visit.id)
    assert [e.source for e in told if isinstance(e, StepDone)] == ["his_bill"]
    assert gets_them(db, actor, waits)


def test_one_press_picks_and_waits_for_the_money_then_hands_over(
    database: Database, actor: Actor, sign_in: SignIn
) -> None:
    with database.write(actor) as db:
        shelf = build(db, actor)
        waits = shelves.prescribe(db, actor, shelf, {PARA: 10})
        path, visit = f"/api/pharmacy/dispensing/{waits.id}", waits.encounter_id
        store = str(shelf.counter.id)
    mai = sign_in(*drugs.ALL, name="DS Mai")
    press = {"store_id": store, "hand_over": True, "counselled": True}
    shown = mai.post(f"{path}/dispensed", json=press).json()
    assert (shown["state"], shown["stops"], shown["payment"]) == ("dispensed", True, "unpaid")
    assert "TN01" in shown["against"][0]["vi"]
    refused = mai.post(f"{path}/handed-over", json={"counselled": True})
    assert (refused.status_code, refused.json()["error"]) == (409, "SomethingStandsInTheWay")
    [row] = mai.get("/api/pharmacy/dispensing").json()["items"]
    assert (row["payment"], row["unpaid"]) == ("unpaid", "10000")

    hanh = sign_in(*money.ALL, name="Thu ngân Hạnh")
    settle(hanh, str(visit))
    mai = sign_in(*drugs.ALL, name="DS Mai")
    [row] = mai.get("/api/pharmacy/dispensing").json()["items"]
    assert row["payment"] == "paid"
    done = mai.post(f"{path}/handed-over", json={"counselled": True})
    assert done.json()["state"] == DispensingState.HANDED_OVER


def settle(hanh: TestClient, visit: str) -> None:
    assert hanh.post("/api/billing/shifts", json={"opening": "0"}).status_code == 201
    bill = hanh.get(f"/api/billing/bills/{visit}").json()
    body = {"version": bill["version"], "tenders": [{"method": "cash", "amount": bill["due"]}]}
    assert hanh.post(f"/api/billing/bills/{visit}/settlement", json=body).status_code == 201
