"""What the pharmacy moves into the laboratory's store is in its book, and not in two."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlmodel import Session

from his.admin import service as admin
from his.pharmacy import service as pharmacy
from kernel.access import Actor
from lis.reagents import service as reagents
from lis.reagents import stock
from lis.reagents.models import ReagentMove, ReagentSource
from lis.reagents.settings import STORE
from tests.his.pharmacy import shelf as drugs
from tests.his.pharmacy.shelf import Shelf
from tests.lis.reagents.shelf import SENIOR


@pytest.fixture
def shelf(db: Session, actor: Actor) -> Shelf:
    return drugs.build(db, actor)


@pytest.mark.parametrize("tied", [True, False])
def test_a_transfer_to_the_laboratory_is_received_there(
    db: Session, actor: Actor, shelf: Shelf, tied: bool
) -> None:
    item = shelf.items["PARA500"]
    if tied:
        admin.set_parameter(db, SENIOR, STORE.id, value=shelf.counter.code, reason="kho XN")
    reagent = reagents.add_reagent(
        db,
        SENIOR,
        code="HC-1",
        name="Hóa chất",
        kit_unit="viên",
        content=Decimal(10),
        content_unit="test",
        stock_code="PARA500",
    )
    drugs.deliver(db, actor, shelf, quantity=50, lot="G77", store=shelf.main)
    paper = pharmacy.request(
        db,
        actor,
        store_id=shelf.main.id,
        to_store_id=shelf.counter.id,
        wanted=[pharmacy.Requested(item.id, "viên", Decimal(20))],
    )
    pharmacy.issue(db, actor, paper.id)
    pharmacy.accept(db, actor, paper.id)
    there = stock.balances(db, {reagent.id})
    assert sum(there.values()) == (20 if tied else 0)
    assert drugs.left(db, shelf.counter, item) == (0 if tied else 20)
    assert pharmacy.unequal(db) == []
    if tied:
        [lot_id] = there
        assert reagents.lot(db, lot_id).number == "G77"
        moves = db.execute(select(ReagentMove)).scalars().all()
        assert [(m.source, m.paper) for m in moves] == [(ReagentSource.PHARMACY, paper.code)]
