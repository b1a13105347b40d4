"""Orders through their services: placed, performed, answered, corrected."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal as D

import pytest
from sqlmodel import Session

from his.catalogs.errors import NotInCatalogue
from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.orders import events, service
from his.orders.errors import NotOrderable
from his.orders.states import OrderCannotBecome, OrderState
from kernel.access import Actor
from kernel.assembly import Assembly
from kernel.events import ASSEMBLY, Event
from kernel.module import Module
from kernel.text import Text
from tests.his import clinic, lists


@pytest.fixture
def visit(db: Session, actor: Actor) -> Encounter:
    lists.services(db)
    return clinic.visit(db, actor, clinic.build(db).p101)


@contextmanager
def heard(db: Session, *kinds: type[Event]) -> Iterator[list[Event]]:
    """What a wing of these events would have been told."""
    told: list[Event] = []
    wing = Module(
        id="wing",
        title=Text("x", "y"),
        listens={kind: (lambda _, event: told.append(event),) for kind in kinds},
    )
    before: Assembly = db.info[ASSEMBLY]
    db.info[ASSEMBLY] = Assembly((*before.modules, wing), before.off, before.installed)
    yield told
    db.info[ASSEMBLY] = before


def test_an_order_keeps_the_name_and_price_of_its_day(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    with heard(db, events.OrderPlaced) as told:
        order = service.place(db, actor, encounter_id=visit.id, service_code="XN-GLU")

    assert (order.service_name, order.price, order.kind.value) == ("Glucose máu", D(25000), "lab")
    assert [(e.order_id, e.kind) for e in told if isinstance(e, events.OrderPlaced)] == [
        (order.id, "lab")
    ]


def test_a_visits_orders_cost_what_was_shown_without_the_ended_ones(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    placed = [
        service.place(db, actor, encounter_id=visit.id, service_code="XN-GLU", quantity=n)
        for n in (1, 2, 3)
    ]
    assert service.total(service.of_encounter(db, visit.id)) == 6 * placed[0].price

    service.cancel(db, actor, placed[2].id, reason="nhầm")
    service.refuse(db, actor, placed[1].id, reason="hết hoá chất")
    assert service.total(service.of_encounter(db, visit.id)) == placed[0].price
    assert str(service.total([])) == "0.00"


def test_a_service_that_is_not_on_the_list_is_not_ordered(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    with pytest.raises(NotInCatalogue):
        service.place(db, actor, encounter_id=visit.id, service_code="NO-SUCH")
    with pytest.raises(NotOrderable):
        service.place(db, actor, encounter_id=visit.id, service_code="GI-01")


def test_a_wing_accepts_starts_and_answers(db: Session, actor: Actor, visit: Encounter) -> None:
    order = service.place(db, actor, encounter_id=visit.id, service_code="XN-GLU")
    kinds = (events.OrderAccepted, events.OrderStarted, events.OrderFulfilled)
    with heard(db, *kinds) as told:
        service.accept(db, actor, order.id)
        service.start(db, actor, order.id)
        report = service.fulfil(db, actor, order.id, text="5,4 mmol/L")

    assert [type(e) for e in told] == list(kinds)
    assert order.state is OrderState.FULFILLED
    assert service.reports(db, [order.id])[order.id] == [report]


def test_a_correction_stands_beside_the_wrong_answer(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    order = service.place(db, actor, encounter_id=visit.id, service_code="XN-GLU")
    service.fulfil(db, actor, order.id, text="54 mmol/L")

    with pytest.raises(OrderCannotBecome):
        service.fulfil(db, actor, order.id, text="5,4 mmol/L")
    service.correct(db, actor, order.id, text="5,4 mmol/L", reason="gõ thiếu dấu phẩy")

    written = service.reports(db, [order.id])[order.id]
    assert [(r.number, r.text) for r in written] == [(1, "54 mmol/L"), (2, "5,4 mmol/L")]
    assert written[1].reason == "gõ thiếu dấu phẩy"


def test_two_partial_answers_then_the_final_one(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    order = service.place(db, actor, encounter_id=visit.id, service_code="CDHA-XQ")
    for text in ("phim 1", "phim 2"):
        service.report(db, actor, order.id, text=text)
    service.fulfil(db, actor, order.id, text="bình thường")

    assert [r.number for r in service.reports(db, [order.id])[order.id]] == [1, 2, 3]


def test_the_visit_does_not_close_over_an_open_order(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    order = service.place(db, actor, encounter_id=visit.id, service_code="XN-GLU")
    encounters.begin(db, actor, visit.id)

    wanted = [m.says.vi for _, m in encounters.missing(db, visit) if m.where == "orders"]
    assert wanted
    assert order.code in wanted[0]

    service.cancel(db, actor, order.id, reason="không cần nữa")
    assert not [m for _, m in encounters.missing(db, visit) if m.where == "orders"]


def test_the_worklist_is_oldest_first_and_leaves_out_what_is_done(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    placed = [
        service.place(db, actor, encounter_id=visit.id, service_code="XN-GLU") for _ in range(3)
    ]
    service.fulfil(db, actor, placed[1].id, text="xong")

    first, following = service.worklist(
        db,
        actor,
        kind=service.OrderKind.LAB,
        states=sorted(service.OPEN),
        after=None,
        limit=1,
    )
    rest, end = service.worklist(
        db,
        actor,
        kind=service.OrderKind.LAB,
        states=sorted(service.OPEN),
        after=following,
        limit=50,
    )
    assert [o.id for o in (*first, *rest)] == [placed[0].id, placed[2].id]
    assert end is None


def test_an_order_follows_its_visit_to_the_right_patient(
    db: Session, actor: Actor, visit: Encounter
) -> None:
    order = service.place(db, actor, encounter_id=visit.id, service_code="XN-GLU")
    service.fulfil(db, actor, order.id, text="5,4")
    right = clinic.somebody(db, actor)

    encounters.move_to_patient(
        db, actor, visit.id, patient_id=right.id, reason="chọn nhầm người bệnh"
    )

    db.expire_all()
    assert order.patient_id == right.id
    assert service.reports(db, [order.id])[order.id][0].patient_id == right.id
