"""Behind the laboratory's door: received, rejected, lost, divided, stored, sent, disposed of."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session

from his.encounters.service import Encounter
from his.orders import service as orders
from his.orders.service import OrderState
from kernel.access import SYSTEM
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.ids import new_id
from lis.specimens import chain, keeping, lists, receiving, service, shipping
from lis.specimens.errors import (
    ItemCannotBecome,
    LocationCodeTaken,
    LocationInsideItself,
    LocationInUse,
    NoSuchPosition,
    NotCollectedYet,
    PositionTaken,
    ShipmentIsThere,
    SpecimenHasResults,
    StillWorkedOn,
)
from lis.specimens.models import Specimen
from lis.specimens.states import CustodyAct, ItemState, SpecimenCannotBecome, SpecimenState
from tests.conftest import Later
from tests.lis.specimens.laboratory import (
    DOCTOR,
    NURSE,
    TECHNICIAN,
    build,
    drawn,
    items,
    labelled,
    order,
    received,
    visit,
)


@pytest.fixture
def came(db: Session) -> Encounter:
    return visit(db, build(db))


def acts(db: Session, tube: Specimen) -> list[CustodyAct]:
    return [each.act for each in chain.history(db, tube.id)]


def verify(db: Session, *placed: orders.Order) -> None:
    service.move_items(db, TECHNICIAN, items(db, *placed), ItemState.VERIFIED)


def test_received_by_scan_the_work_has_begun(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-SH")

    [tube] = received(db, came)
    receiving.receive(db, TECHNICIAN, tube.code)  # twice changes nothing

    db.expire_all()
    assert (tube.state, tube.received_by_name) == (SpecimenState.RECEIVED, "KTV Tùng")
    assert {i.state for i in items(db, placed)} == {ItemState.RECEIVED}
    assert (placed.state, placed.received_by_name) == (OrderState.IN_PROGRESS, "KTV Tùng")
    assert acts(db, tube) == [CustodyAct.LABEL, CustodyAct.COLLECT, CustodyAct.RECEIVE]


def test_what_nobody_drew_is_not_received(db: Session, came: Encounter) -> None:
    order(db, came, "XN-SH")
    [tube] = labelled(db, came)
    with pytest.raises(NotCollectedYet):
        receiving.receive(db, TECHNICIAN, tube.specimen.code)


def reject(db: Session, tube: Specimen, *, again: bool = True) -> None:
    receiving.reject(db, TECHNICIAN, tube.code, reason_code="HEM", reason="Tan máu", again=again)


def test_a_rejected_tube_is_drawn_again_and_the_orderer_is_told(
    db: Session, came: Encounter
) -> None:
    placed = order(db, came, "XN-SH")
    [tube] = received(db, came)

    reject(db, tube)

    db.expire_all()
    assert (tube.state, tube.reason) == (SpecimenState.REJECTED, "Tan máu")
    assert {(i.state, i.specimen_id) for i in items(db, placed)} == {(ItemState.WAITING, None)}
    assert placed.collected_at is None
    [told], _ = lists.rejections(db, DOCTOR, mine=True, after=None, limit=10)
    assert (told.orderer_name, told.reason, told.again) == ("BS. Lan", "Tan máu", True)
    lists.see(db, DOCTOR, told.id)
    assert lists.rejections(db, DOCTOR, mine=True, after=None, limit=10)[0] == []
    [again] = drawn(db, came)
    assert again.code != tube.code
    assert {i.state for i in items(db, placed)} == {ItemState.COLLECTED}


def test_rejected_for_good_the_order_goes_back_with_the_reason(
    db: Session, came: Encounter
) -> None:
    placed = order(db, came, "XN-SH")
    [tube] = received(db, came)

    reject(db, tube, again=False)

    db.expire_all()
    assert {(i.state, i.ended_why) for i in items(db, placed)} == {(ItemState.ENDED, "Tan máu")}
    assert (placed.state, placed.ended_reason) == (OrderState.REFUSED, "Tan máu")


def test_results_are_withdrawn_before_their_tube_is_rejected(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-SH")
    [tube] = received(db, came)
    service.move_items(db, TECHNICIAN, items(db, placed)[:1], ItemState.RESULTED)

    with pytest.raises(SpecimenHasResults):
        reject(db, tube)


def test_a_lost_tube_is_drawn_again_and_may_be_found(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-SH")
    [tube] = drawn(db, came)

    receiving.lose(db, TECHNICIAN, tube.code, reason="Không có trong giá giao")

    db.expire_all()
    assert {i.state for i in items(db, placed)} == {ItemState.WAITING}
    receiving.receive(db, TECHNICIAN, tube.code)
    assert {i.state for i in items(db, placed)} == {ItemState.WAITING}


def test_an_aliquot_has_its_own_number_and_takes_its_tests_along(
    db: Session, came: Encounter
) -> None:
    placed = order(db, came, "XN-SH")
    [tube] = received(db, came)
    potassium = next(i for i in items(db, placed) if i.test_code == "K")

    part = receiving.divide(
        db, TECHNICIAN, tube.code, item_ids=[potassium.id], volume_ml=Decimal("0.5")
    )

    assert part.code != tube.code
    assert [i.test_code for i in service.items_of_specimen(db, part.id)] == ["K"]
    assert [i.test_code for i in service.items_of_specimen(db, tube.id)] == ["GLU"]
    assert chain.parts_of(db, tube.id) == [part]
    assert acts(db, tube)[-1] is CustodyAct.ALIQUOT


def test_each_place_holds_one_tube_and_the_next_goes_beside_it(
    db: Session, came: Encounter
) -> None:
    for each in ("XN-SH", "XN-CTM", "XN-TSH"):
        order(db, came, each)
    one, two, three = received(db, came)
    room = keeping.save_place(db, SYSTEM, code="PL", name="Phòng lưu")
    rack = keeping.save_place(
        db, SYSTEM, code="K1", name="Khay 1", parent_id=room.id, rows=1, columns=2
    )

    keeping.store(db, TECHNICIAN, one.code, location_id=rack.id)
    with pytest.raises(PositionTaken):
        keeping.store(db, TECHNICIAN, two.code, location_id=rack.id, position="A1")
    with pytest.raises(NoSuchPosition):
        keeping.store(db, TECHNICIAN, two.code, location_id=rack.id, position="B1")
    keeping.store(db, TECHNICIAN, two.code, location_id=rack.id)
    with pytest.raises(PositionTaken):  # full
        keeping.store(db, TECHNICIAN, three.code, location_id=rack.id)

    assert [(t.code, t.position) for t in keeping.contents(db, rack.id)] == [
        (one.code, "A1"),
        (two.code, "A2"),
    ]
    [_, shown] = keeping.places(db)
    assert (shown.path, shown.held) == ("Phòng lưu › Khay 1", 2)
    with pytest.raises(LocationInUse):
        keeping.save_place(
            db,
            SYSTEM,
            code="K1",
            name="Khay 1",
            rows=1,
            columns=2,
            active=False,
            location_id=rack.id,
            version=rack.version,
        )
    keeping.take_out(db, TECHNICIAN, one.code)
    assert (one.state, one.location_id) == (SpecimenState.RECEIVED, None)


def test_a_place_has_a_code_of_its_own_and_stands_somewhere_else(db: Session) -> None:
    room = keeping.save_place(db, SYSTEM, code="PL", name="Phòng lưu")
    rack = keeping.save_place(db, SYSTEM, code="K1", name="Khay 1", parent_id=room.id)
    with pytest.raises(LocationCodeTaken):
        keeping.save_place(db, SYSTEM, code="K1", name="Khay khác")
    with pytest.raises(NotFound):
        keeping.save_place(db, SYSTEM, code="K2", name="Khay 2", parent_id=new_id())
    with pytest.raises(LocationInsideItself):
        keeping.save_place(
            db,
            SYSTEM,
            code="PL",
            name="Phòng lưu",
            parent_id=rack.id,
            location_id=room.id,
            version=room.version,
        )


def test_handed_over_by_list_and_received_one_by_one(db: Session, came: Encounter) -> None:
    order(db, came, "XN-SH")
    order(db, came, "XN-CTM")
    tubes = drawn(db, came)

    made = shipping.send(
        db, NURSE, [t.code for t in tubes], outside=False, to_name="Khoa Xét nghiệm"
    )

    assert {t.state for t in tubes} == {SpecimenState.SENT}
    assert [t.code for t in shipping.lines(db, made.id)] == sorted(t.code for t in tubes)
    receiving.receive(db, TECHNICIAN, tubes[0].code)
    assert [t.state for t in tubes] == [SpecimenState.RECEIVED, SpecimenState.SENT]


def test_sent_to_another_laboratory_with_temperature_and_its_word(
    db: Session, came: Encounter
) -> None:
    order(db, came, "XN-SH")
    [tube] = received(db, came)

    made = shipping.send(
        db,
        TECHNICIAN,
        [tube.code],
        outside=True,
        to_name="Trung tâm xét nghiệm (mẫu)",
        temperature="4 °C",
    )
    shipping.arrive(db, TECHNICIAN, made.id, note="đủ, còn lạnh")

    assert tube.state is SpecimenState.SHIPPED
    with pytest.raises(ShipmentIsThere):
        shipping.arrive(db, TECHNICIAN, made.id, note="")
    assert acts(db, tube)[-2:] == [CustodyAct.SHIP, CustodyAct.ARRIVE]


def test_what_is_still_measured_is_not_thrown_away(
    db: Session, came: Encounter, later: Later
) -> None:
    placed = order(db, came, "XN-SH")
    [tube] = received(db, came)
    with pytest.raises(StillWorkedOn):
        keeping.dispose(db, TECHNICIAN, [tube.code], how="Hấp tiệt trùng")
    verify(db, placed)
    assert keeping.due(db, TECHNICIAN, after=None, limit=10)[0] == []  # kept for three days

    later(days=4)
    assert keeping.due(db, TECHNICIAN, after=None, limit=10)[0] == [tube]
    keeping.dispose(db, TECHNICIAN, [tube.code], how="Hấp tiệt trùng")

    assert (tube.state, tube.reason) == (SpecimenState.DISPOSED, "Hấp tiệt trùng")
    assert keeping.due(db, TECHNICIAN, after=None, limit=10)[0] == []
    with pytest.raises(SpecimenCannotBecome):
        receiving.receive(db, TECHNICIAN, tube.code)


def test_items_go_forward_and_a_verified_one_does_not_go_back(db: Session, came: Encounter) -> None:
    placed = order(db, came, "XN-SH")
    received(db, came)
    at = utc_now() - timedelta(minutes=1)
    found = service.items(db, [i.id for i in items(db, placed)], lock=True)

    service.move_items(db, TECHNICIAN, found, ItemState.RESULTED, at)
    service.move_items(db, TECHNICIAN, found, ItemState.VERIFIED)

    db.expire_all()
    assert {i.resulted_at for i in items(db, placed)} == {at}
    assert all(i.closed_at for i in items(db, placed))
    with pytest.raises(ItemCannotBecome):
        service.move_items(db, TECHNICIAN, items(db, placed), ItemState.WAITING)


def test_a_reflex_is_done_from_the_tube_that_is_there_else_it_waits(
    db: Session, came: Encounter
) -> None:
    placed = order(db, came, "XN-K")
    [tube] = received(db, came)
    [first] = items(db, placed)

    added = service.add_items(db, TECHNICIAN, placed.id, ["GLU", "TSH", "K"], reflex_of=first.id)

    assert {(i.test_code, i.state, i.specimen_id, i.reflex_of) for i in added} == {
        ("GLU", ItemState.RECEIVED, tube.id, first.id),
        ("TSH", ItemState.WAITING, None, first.id),
    }
