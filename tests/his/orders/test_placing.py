"""A doctor orders: he sees what it costs, is warned, and places several in one press."""

from decimal import Decimal as D

import pytest
from sqlmodel import Session

from his.catalogs import service as catalogs
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import counting, permissions, placing, sampling, service, sets, sheets
from his.orders.errors import NotYourSet, OrdersNeedReason, SampleNotCollected, SetIsEmpty
from his.orders.placing import Wanted
from his.orders.set_models import SetScope
from his.orders.states import OrderState
from kernel.access import SYSTEM, Actor
from tests.conftest import Later
from tests.his import clinic, lists

_MORE = """code,name,kind,unit,price,repeat_days,sex,consent
XN-HBA1C,HbA1c,lab,lần,105000,90,,
XN-PSA,PSA,lab,lần,120000,,M,
NS-DD,Nội soi dạ dày,procedure,lần,300000,,,x
"""


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    lists.services(db)
    for row in _MORE.splitlines()[1:]:
        code, name, kind, unit, price, days, sex, consent = row.split(",")
        facts: dict[str, object] = {"kind": kind, "unit": unit, "price": price}
        facts |= {"repeat_days": days, "sex": sex, "consent": consent}
        catalogs.add(
            db, SYSTEM, "service", code=code, name=name, facts={k: v for k, v in facts.items() if v}
        )
    return clinic.visit(db, actor, clinic.build(db).p101)


def test_one_press_places_several_orders_in_one_basket(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    placed = placing.place_all(
        db, actor, visit.id, wanted=[Wanted(service_code="XN-GLU"), Wanted(service_code="CDHA-XQ")]
    )
    assert len({o.basket_id for o in placed}) == 1
    assert [o.indication for o in placed] == ["Ho, sốt", "Ho, sốt"]
    assert all(o.room_id for o in placed)


def test_what_speaks_against_an_order_is_named_and_nothing_is_placed(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    wanted = [
        Wanted(service_code="XN-PSA"),
        Wanted(service_code="NS-DD"),
        Wanted(service_code="XN-GLU"),
    ]
    with pytest.raises(OrdersNeedReason) as refused:
        placing.place_all(db, actor, visit.id, wanted=wanted)
    keys = [w["key"] for w in refused.value.facts["warnings"]]  # type: ignore[attr-defined]
    assert keys == ["sex:XN-PSA", "consent:NS-DD"]
    assert list(service.of_encounter(db, visit.id)) == []

    reasons = {"sex:XN-PSA": "giới ghi sai trên thẻ", "consent:NS-DD": "đã ký cam kết"}
    placed = placing.place_all(db, actor, visit.id, wanted=wanted, acknowledged=reasons)
    assert placed[1].acknowledged[0]["reason"] == "đã ký cam kết"
    assert placed[2].acknowledged is None


def test_a_test_of_last_week_is_not_repeated_without_a_reason(
    db: Session, actor: Actor, visit: Encounter, later: Later
) -> None:
    hba1c = [Wanted(service_code="XN-HBA1C")]
    placing.place_all(db, actor, visit.id, wanted=hba1c)
    later(days=7)
    room = encounters.get(db, actor, visit.id).room_id
    again = encounters.open(
        db, actor, patient_id=visit.patient_id, room_id=room, payer=visit.payer, reason="tái khám"
    )
    with pytest.raises(OrdersNeedReason) as refused:
        placing.place_all(db, actor, again.id, wanted=hba1c)
    assert "7 ngày" in refused.value.detail.vi
    later(days=90)
    assert placing.judge(db, actor, again, hba1c) == []


def test_prices_are_shown_while_ordering(db: Session, actor: Actor, visit: Encounter) -> None:
    [offer] = placing.offers(db, actor, visit.id, "noi soi da day")
    assert (offer.code, offer.price, offer.patient) == ("NS-DD", D(300000), D(300000))
    assert placing.offers(db, actor, visit.id, "") == []

    sets.mark(db, actor, "XN-GLU", on=True)
    assert [o.code for o in placing.offers(db, actor, visit.id, "")] == ["XN-GLU"]
    assert sets.mark(db, actor, "XN-GLU", on=False) == []


def test_a_set_is_offered_first_where_the_diagnosis_calls_for_it(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    lines = [{"service_code": "XN-GLU"}, {"service_code": "XN-HBA1C"}]
    keeper = Actor(actor.id, actor.name, frozenset({permissions.SETS.id}))
    mine = sets.save(db, actor, name="A của tôi", scope=SetScope.OWN, icd=[], lines=lines)
    house = {"name": "Đái tháo đường", "scope": SetScope.FACILITY, "icd": ["E11"], "lines": lines}
    with pytest.raises(NotYourSet):
        sets.save(db, actor, **house)  # type: ignore[arg-type]
    with pytest.raises(SetIsEmpty):
        sets.save(db, actor, name="x", scope=SetScope.OWN, icd=[], lines=[])
    diabetes = sets.save(db, keeper, **house)  # type: ignore[arg-type]

    assert [s.id for s in sets.visible(db, actor, icd=["E11.9"])] == [diabetes.id, mine.id]
    stranger = Actor(clinic.somebody(db, actor).id, "BS. Khác")
    assert [s.id for s in sets.visible(db, stranger)] == [diabetes.id]


def test_a_sample_is_collected_then_received_then_worked_on(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    [order] = placing.place_all(db, actor, visit.id, wanted=[Wanted(service_code="XN-GLU")])
    with pytest.raises(SampleNotCollected):
        sampling.receive(db, actor, order.id)
    sampling.collect(db, actor, order.id)
    sampling.receive(db, actor, order.id)
    assert (order.state, order.collected_by_name) == (OrderState.ACCEPTED, "BS. Lan")
    [count] = counting.waiting(db)
    assert (count.kind, count.state, count.urgent, count.count) == ("lab", "accepted", False, 1)


def test_the_order_sheet_is_printed_with_a_barcode_an_order(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    placing.place_all(
        db, actor, visit.id, wanted=[Wanted(service_code="XN-GLU"), Wanted(service_code="CDHA-XQ")]
    )
    printed = sheets.order_sheet(db, actor, visit.id, language="vi")
    assert printed.pdf.startswith(b"%PDF")
