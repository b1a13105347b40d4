"""From the order to the drawn tube: items, labels, whose arm it is, add-ons, cancellations."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from his.admin.parameters import set_parameter
from his.encounters.service import Encounter
from his.orders import resulting, sampling
from his.orders import service as orders
from his.orders.errors import HeldByLaboratory
from his.orders.events import OrderPlaced
from his.orders.models import Order
from his.orders.service import OrderState, Urgency
from his.patients import service as patients
from kernel.access import SYSTEM
from kernel.clock import utc_now
from lis.specimens import chain, collecting, drawing, incoming, lists, numbers
from lis.specimens.errors import (
    CannotAddOn,
    NothingToDraw,
    ScanTheWristband,
    TubeOfAnother,
    UnknownSpecimen,
    WhoIsIt,
)
from lis.specimens.models import SpecimenEvent
from lis.specimens.states import (
    CustodyAct,
    Identified,
    ItemState,
    SpecimenCannotBecome,
    SpecimenState,
)
from tests.conftest import Later
from tests.his.clinic import Clinic
from tests.lis.specimens.laboratory import (
    DOCTOR,
    NURSE,
    TECHNICIAN,
    build,
    card,
    drawn,
    items,
    labelled,
    order,
    received,
    visit,
)


@pytest.fixture
def house(db: Session) -> Clinic:
    return build(db)


@pytest.fixture
def came(db: Session, house: Clinic) -> Encounter:
    return visit(db, house)


def test_an_order_waits_in_the_laboratory_in_the_same_breath(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-CTM", Urgency.STAT)

    waiting = items(db, placed)
    assert [(i.test_code, i.section_code, i.state, i.rank) for i in waiting] == [
        ("WBC", "HAEM", ItemState.WAITING, 0),
        ("HGB", "HAEM", ItemState.WAITING, 0),
    ]
    [line] = lists.to_collect(db, NURSE)
    assert (line.patient.id, line.tests, line.unlabelled, line.rank) == (came.patient_id, 2, 2, 0)


def test_a_service_that_names_no_test_is_answered_by_hand(db: Session, came: Encounter) -> None:
    assert items(db, order(db, came, "XN-GLU")) == []


def test_tubes_go_by_container_and_section_and_each_has_one_number(
    db: Session, came: Encounter
) -> None:
    for service in ("XN-CTM", "XN-SH", "XN-TSH"):
        order(db, came, service)

    made = labelled(db, came)

    found = [
        (t.specimen.container_code, t.specimen.section_code, [i.test_code for i in t.items])
        for t in made
    ]
    assert sorted(found) == [
        ("EDTA", "HAEM", ["WBC", "HGB"]),
        ("SERUM", "CHEM", ["GLU", "K"]),
        ("SERUM", "IMMU", ["TSH"]),
    ]
    codes = {t.specimen.code for t in made}
    assert len(codes) == 3
    assert all(numbers.read(code) == code for code in codes)
    assert all(t.specimen.state is SpecimenState.LABELLED for t in made)
    with pytest.raises(NothingToDraw):
        labelled(db, came)


def test_fasting_and_two_hours_later_are_two_tubes(db: Session, came: Encounter) -> None:
    first = order(db, came, "XN-SH")
    later = utc_now() + timedelta(hours=2)
    second = orders.place(db, DOCTOR, encounter_id=came.id, service_code="XN-K", planned_at=later)

    made = labelled(db, came)

    assert {i.order_id for t in made for i in t.items} == {first.id, second.id}
    assert {t.specimen.planned_at for t in made} == {None, later}


def test_printing_a_label_is_not_collecting(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-SH")
    labelled(db, came)

    db.expire_all()
    assert {i.state for i in items(db, placed)} == {ItemState.WAITING}
    assert (placed.state, placed.collected_at) == (OrderState.PLACED, None)


def test_collected_by_scan_says_who_when_where_and_how_he_was_known(
    db: Session, came: Encounter
) -> None:
    placed = order(db, came, "XN-SH")

    [tube] = drawn(db, came)

    db.expire_all()
    assert (tube.state, tube.identified) == (SpecimenState.COLLECTED, Identified.WRISTBAND)
    assert (tube.collected_by_name, tube.collected_where) == ("ĐD. Hoa", "P101")
    assert {i.state for i in items(db, placed)} == {ItemState.COLLECTED}
    assert (placed.state, placed.held_by) == (OrderState.ACCEPTED, "lis")
    assert placed.collected_by_name == "ĐD. Hoa"
    assert [e.act for e in chain.history(db, tube.id)] == [CustodyAct.LABEL, CustodyAct.COLLECT]
    assert lists.to_collect(db, NURSE) == []


def test_a_tube_of_another_patient_is_refused_and_nothing_is_recorded(
    db: Session, house: Clinic, came: Encounter
) -> None:
    other = visit(db, house)
    order(db, came, "XN-SH")
    order(db, other, "XN-SH")
    [mine], [his] = labelled(db, came), labelled(db, other)

    with pytest.raises(TubeOfAnother):
        collecting.collect(
            db,
            NURSE,
            codes=[mine.specimen.code, his.specimen.code],
            scan=card(db, came),
        )

    assert {mine.specimen.state, his.specimen.state} == {SpecimenState.LABELLED}


def test_nobody_is_drawn_who_is_not_identified(db: Session, came: Encounter) -> None:
    order(db, came, "XN-SH")
    [tube] = labelled(db, came)
    codes = [tube.specimen.code]
    patient = patients.get(db, NURSE, came.patient_id)

    with pytest.raises(WhoIsIt):
        collecting.collect(db, NURSE, codes=codes, patient_id=came.patient_id)
    with pytest.raises(WhoIsIt):  # a code stands on every paper of his
        collecting.collect(db, NURSE, codes=codes, scan=patient.code)
    set_parameter(db, SYSTEM, "lis.specimens.identify", value="scan", reason="quy định")
    with pytest.raises(ScanTheWristband):
        collecting.collect(db, NURSE, codes=codes, patient_id=came.patient_id, asked=True)
    set_parameter(db, SYSTEM, "lis.specimens.identify", value="asked", reason="quy định")
    [done] = collecting.collect(db, NURSE, codes=codes, patient_id=came.patient_id, asked=True)
    assert done.identified is Identified.ASKED


def test_a_tube_is_collected_once(db: Session, came: Encounter) -> None:
    order(db, came, "XN-SH")
    [tube] = drawn(db, came)
    with pytest.raises(SpecimenCannotBecome):
        collecting.collect(db, NURSE, codes=[tube.code], scan=card(db, came))
    with pytest.raises(UnknownSpecimen):
        collecting.collect(db, NURSE, codes=["26010100019"], scan=card(db, came))


def test_a_test_is_added_to_the_tube_that_is_there(
    db: Session, came: Encounter, later: Later
) -> None:
    order(db, came, "XN-SH")
    [tube] = received(db, came)
    added = order(db, came, "XN-K")
    [(item, offered)] = collecting.offers(db, NURSE, came.patient_id)
    assert offered.code == tube.code

    collecting.add_on(db, NURSE, tube.code, [item.id])

    db.expire_all()
    assert [(i.state, i.specimen_id) for i in items(db, added)] == [(ItemState.RECEIVED, tube.id)]
    assert added.held_by == "lis"
    order(db, came, "XN-K")
    later(hours=7)
    assert collecting.offers(db, NURSE, came.patient_id) == []


def test_a_full_tube_takes_no_more(db: Session, came: Encounter) -> None:
    order(db, came, "XN-TSH")  # 1 of 3 ml
    [tube] = received(db, came)
    for _ in range(2):
        placed = order(db, came, "XN-TSH")
        collecting.add_on(db, NURSE, tube.code, [i.id for i in items(db, placed)])
    one_more = order(db, came, "XN-TSH")

    with pytest.raises(CannotAddOn):
        collecting.add_on(db, NURSE, tube.code, [i.id for i in items(db, one_more)])
    wbc = order(db, came, "XN-CTM")
    with pytest.raises(CannotAddOn):  # nor what belongs into another kind of tube
        collecting.add_on(db, NURSE, tube.code, [i.id for i in items(db, wbc)])


def test_cancelled_before_the_needle_the_label_is_void(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-SH")
    [tube] = labelled(db, came)

    orders.cancel(db, DOCTOR, placed.id, reason="Nhầm dịch vụ")

    db.expire_all()
    assert {(i.state, i.ended_why) for i in items(db, placed)} == {
        (ItemState.ENDED, "Nhầm dịch vụ")
    }
    assert tube.specimen.state is SpecimenState.CANCELLED
    with pytest.raises(SpecimenCannotBecome):
        collecting.collect(db, NURSE, codes=[tube.specimen.code], scan=card(db, came))


def test_cancelled_after_the_needle_the_tube_is_told_and_the_others_go_on(
    db: Session, came: Encounter
) -> None:
    going, staying = order(db, came, "XN-K"), order(db, came, "XN-SH")
    [tube] = drawn(db, came)

    orders.cancel(db, DOCTOR, going.id, reason="Không cần nữa")

    db.expire_all()
    assert tube.state is SpecimenState.COLLECTED
    assert {i.state for i in items(db, staying)} == {ItemState.COLLECTED}
    last = chain.history(db, tube.id)[-1]
    assert (last.act, last.note) == (CustodyAct.WITHDRAW, "K: Không cần nữa")


def test_a_torn_label_leaves_its_tests_waiting_for_another(db: Session, came: Encounter) -> None:
    order(db, came, "XN-SH")
    [tube] = labelled(db, came)

    drawing.tear_up(db, NURSE, tube.specimen.code, reason="Nhãn nhoè")

    [again] = labelled(db, came)
    assert again.specimen.code != tube.specimen.code


def test_what_the_laboratory_holds_is_not_answered_by_hand(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-SH")
    drawn(db, came)

    for by_hand in (
        lambda: sampling.collect(db, TECHNICIAN, placed.id),
        lambda: sampling.receive(db, TECHNICIAN, placed.id),
        lambda: resulting.save(db, TECHNICIAN, placed.id, version=0, typed={"K": "4"}),
    ):
        with pytest.raises(HeldByLaboratory):
            by_hand()


@pytest.mark.parametrize("how", [sampling.collect, orders.accept, orders.start])
def test_what_is_begun_by_hand_does_not_wait_in_the_laboratory(
    db: Session, came: Encounter, how: object
) -> None:
    placed = order(db, came, "XN-SH")

    how(db, TECHNICIAN, placed.id)  # type: ignore[operator]

    db.expire_all()
    assert {i.state for i in items(db, placed)} == {ItemState.ENDED}
    assert lists.to_collect(db, NURSE) == []


def test_what_came_while_the_laboratory_was_off_is_caught_up(db: Session, came: Encounter) -> None:
    new = order(db, came, "XN-SH")
    done = order(db, came, "XN-K")
    for each in items(db, new):
        db.delete(each)
    stored = db.exec(select(Order).where(col(Order.id) == done.id)).one()
    stored.state = OrderState.ACCEPTED
    db.flush()

    incoming.catch_up(db, utc_now().date())
    incoming.catch_up(db, utc_now().date())

    db.expire_all()
    assert [i.test_code for i in items(db, new)] == ["GLU", "K"]
    assert {i.state for i in items(db, done)} == {ItemState.ENDED}


def test_the_chain_of_custody_cannot_be_changed(db: Session, came: Encounter) -> None:
    order(db, came, "XN-SH")
    [tube] = drawn(db, came)
    line = db.exec(select(SpecimenEvent).where(SpecimenEvent.specimen_id == tube.id)).first()
    assert line
    line.by_name = "Người khác"
    with pytest.raises(Exception, match="append-only"):
        db.flush()


def test_an_order_costs_the_laboratory_two_statements(db: Session, came: Encounter) -> None:
    order(db, came, "XN-K")  # (what is kept in memory is read once)
    placed = order(db, came, "XN-SH")
    for each in items(db, placed):
        db.delete(each)
    db.flush()
    said: list[str] = []
    note = partial(_note, said)
    engine = db.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        incoming.enter(
            db,
            OrderPlaced(
                order_id=placed.id,
                kind=placed.kind,
                service_code=placed.service_code,
                patient_id=placed.patient_id,
                encounter_id=placed.encounter_id,
                site_id=placed.site_id,
                actor=DOCTOR,
            ),
        )
    finally:
        event.remove(engine, "before_cursor_execute", note)

    # (The lists were changed in this very transaction, so that they are read once more.)
    assert len([each for each in said if "his_catalog" not in each]) <= 2, said


def _note(said: list[str], _: object, __: object, statement: str, *___: object) -> None:
    said.append(statement)
