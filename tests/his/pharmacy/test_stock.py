"""Deliveries, transfers, stock-takes: the ledger balances, and cannot be changed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from his.pharmacy import counts, papers, reports
from his.pharmacy import service as pharmacy
from his.pharmacy.asking import Asked, DrugReportId
from his.pharmacy.errors import (
    ExpiryHasPassed,
    InvoiceKnown,
    NoSuchPack,
    NotAllCounted,
    NotEnoughStock,
    PaperCannot,
    StoreIsBeingCounted,
)
from his.pharmacy.models import Lot, Move, MoveKind, Stock
from his.pharmacy.paper_models import PaperState
from kernel.access import Actor
from kernel.clock import today
from tests.his.pharmacy.shelf import Shelf, deliver, left, lot_of

D = Decimal


def test_a_delivery_of_boxes_is_in_stock_as_tablets_at_the_price_of_a_tablet(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    paper = deliver(db, actor, shelf, quantity=3, unit="hộp", price="52000")
    assert paper.state is PaperState.POSTED
    assert left(db, shelf.counter, shelf.items["PARA500"]) == 300
    assert lot_of(db, paper).unit_price == D("520.000")
    assert paper.total == D("156000.00")


def test_a_pack_that_nobody_declared_is_refused(db: Session, actor: Actor, shelf: Shelf) -> None:
    with pytest.raises(NoSuchPack):
        deliver(db, actor, shelf, unit="thùng")


def test_what_has_expired_is_not_received(db: Session, actor: Actor, shelf: Shelf) -> None:
    with pytest.raises(ExpiryHasPassed):
        deliver(db, actor, shelf, days=-1)


def test_the_same_invoice_is_entered_once(db: Session, actor: Actor, shelf: Shelf) -> None:
    paper = deliver(db, actor, shelf)
    line = pharmacy.Delivered(
        item_id=shelf.items["PARA500"].id,
        lot_number="L9",
        expiry=today() + timedelta(days=90),
        unit="viên",
        quantity=D(5),
    )
    again: dict[str, Any] = {
        "store_id": shelf.counter.id,
        "supplier_code": "NCC1",
        "invoice_no": paper.invoice_no,
        "lines": [line],
    }
    with pytest.raises(InvoiceKnown):
        pharmacy.receive(db, actor, **again)
    assert pharmacy.receive(db, actor, further=True, **again).state is PaperState.POSTED


def test_a_wrong_receipt_is_undone_by_counter_entries(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    paper = deliver(db, actor, shelf, quantity=50)
    pharmacy.reverse(db, actor, paper.id, reason="Nhập nhầm lô")
    assert left(db, shelf.counter, shelf.items["PARA500"]) == 0
    kinds = [m.kind for m in db.exec(select(Move).where(Move.paper_id == paper.id))]
    assert kinds == [MoveKind.RECEIPT, MoveKind.RECEIPT_BACK]
    with pytest.raises(PaperCannot):
        pharmacy.reverse(db, actor, paper.id, reason="Lần nữa")


def test_a_receipt_whose_goods_went_on_is_not_undone(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    paper = deliver(db, actor, shelf, quantity=50)
    taken = [pharmacy.Taken(lot_of(db, paper).id, D(10))]
    pharmacy.write_off(db, actor, store_id=shelf.counter.id, taken=taken, reason="Vỡ")
    with pytest.raises(NotEnoughStock):
        pharmacy.reverse(db, actor, paper.id, reason="Nhập nhầm")


def test_stock_goes_back_to_the_supplier(db: Session, actor: Actor, shelf: Shelf) -> None:
    paper = deliver(db, actor, shelf, quantity=50)
    taken = [pharmacy.Taken(lot_of(db, paper).id, D(50))]
    back = pharmacy.return_to_supplier(
        db, actor, store_id=shelf.counter.id, taken=taken, reason="Lỗi bao bì"
    )
    assert back.supplier_code == "NCC1"
    assert left(db, shelf.counter, shelf.items["PARA500"]) == 0


def test_a_transfer_is_asked_for_issued_by_expiry_and_received(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    item = shelf.items["PARA500"]
    deliver(db, actor, shelf, quantity=50, lot="XA", days=500, store=shelf.main)
    deliver(db, actor, shelf, quantity=30, lot="GAN", days=60, store=shelf.main)
    wanted = [pharmacy.Requested(item.id, "vỉ", D(6))]
    paper = pharmacy.request(
        db, actor, store_id=shelf.main.id, to_store_id=shelf.counter.id, wanted=wanted
    )
    pharmacy.issue(db, actor, paper.id)
    assert left(db, shelf.main, item) == 20  # the near lot went whole, the far one in part
    assert left(db, shelf.counter, item) == 0
    lines = papers.lines_of(db, [paper.id])[paper.id]
    assert [(n.lot_number, n.base) for n in lines] == [("GAN", D(30)), ("XA", D(30))]
    pharmacy.accept(db, actor, paper.id)
    assert left(db, shelf.counter, item) == 60
    assert pharmacy.unequal(db) == []


def test_what_did_not_arrive_stands_in_the_issuing_store_again(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    item = shelf.items["PARA500"]
    deliver(db, actor, shelf, quantity=50, store=shelf.main)
    wanted = [pharmacy.Requested(item.id, "viên", D(20))]
    paper = pharmacy.request(
        db, actor, store_id=shelf.main.id, to_store_id=shelf.counter.id, wanted=wanted
    )
    pharmacy.issue(db, actor, paper.id)
    [line] = papers.lines_of(db, [paper.id])[paper.id]
    pharmacy.accept(db, actor, paper.id, received={line.id: D(18)}, reason="Thiếu 2 viên")
    assert (left(db, shelf.main, item), left(db, shelf.counter, item)) == (D(32), D(18))


def test_a_stock_take_is_blind_complete_and_adjusts_by_the_difference(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    item = shelf.items["PARA500"]
    lot = lot_of(db, deliver(db, actor, shelf, quantity=100))
    taking = pharmacy.begin_count(db, actor, store_id=shelf.counter.id)
    with pytest.raises(StoreIsBeingCounted):
        pharmacy.begin_count(db, actor, store_id=shelf.counter.id)
    with pytest.raises(NotAllCounted):
        pharmacy.finish_count(db, actor, taking.id)
    counts.write(db, actor, taking.id, lot_id=lot.id, quantity=D(60), more=False)
    counts.write(db, actor, taking.id, lot_id=lot.id, quantity=D(37), more=True)
    taken = [pharmacy.Taken(lot.id, D(10))]  # broken while they counted
    pharmacy.write_off(db, actor, store_id=shelf.counter.id, taken=taken, reason="Vỡ")
    pharmacy.finish_count(db, actor, taking.id)
    pharmacy.approve_count(db, actor, taking.id, reason="Thiếu 3 viên")
    assert left(db, shelf.counter, item) == 87  # 100 - 10 broken - 3 missing
    assert pharmacy.unequal(db) == []


def test_the_stock_card_balances(db: Session, actor: Actor, shelf: Shelf) -> None:
    item = shelf.items["PARA500"]
    lot = lot_of(db, deliver(db, actor, shelf, quantity=100))
    pharmacy.write_off(
        db,
        actor,
        store_id=shelf.counter.id,
        taken=[pharmacy.Taken(lot.id, D(40))],
        reason="Hỏng",
    )
    asked = Asked(today(), today(), shelf.counter.id, item.id)
    card = reports.make(db, actor, DrugReportId.CARD, asked)
    balances = [row[6] for row in card.rows]
    assert balances == [D(0), D(100), D(60), D(60)]
    in_out = reports.make(db, actor, DrugReportId.IN_OUT, asked)
    assert [row[3:7] for row in in_out.rows] == [(D(0), D(100), D(40), D(60))]
    tomorrow = today() + timedelta(days=1)
    later = Asked(tomorrow, tomorrow, shelf.counter.id, item.id)
    assert reports.make(db, actor, DrugReportId.CARD, later).rows[0][6] == D(60)
    assert reports.make(db, actor, DrugReportId.IN_OUT, later).rows[0][3:7] == (D(60), 0, 0, D(60))


@pytest.mark.parametrize(
    "statement", ["UPDATE his_stock_move SET quantity = 1", "DELETE FROM his_stock_move"]
)
def test_the_ledger_cannot_be_changed(
    db: Session, actor: Actor, shelf: Shelf, statement: str
) -> None:
    deliver(db, actor, shelf)
    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(text(statement))


def test_the_database_itself_refuses_a_negative_stock(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    deliver(db, actor, shelf)
    with pytest.raises(DBAPIError, match="not_negative"):
        db.execute(text("UPDATE his_stock SET quantity = -1"))


def test_a_balance_that_was_changed_by_hand_is_found(
    db: Session, actor: Actor, shelf: Shelf
) -> None:
    deliver(db, actor, shelf)
    assert pharmacy.unequal(db) == []
    db.execute(text("UPDATE his_stock SET quantity = quantity + 10000"))
    db.expire_all()
    [(_, lot_id, have, moved)] = pharmacy.unequal(db)
    assert have - moved == 1
    assert db.get(Lot, lot_id)
    assert db.exec(select(Stock)).one().quantity == have


def test_what_is_low_is_proposed_for_ordering(db: Session, actor: Actor, shelf: Shelf) -> None:
    item = shelf.items["PARA500"]
    deliver(db, actor, shelf, quantity=30)
    change = {"place": "A1", "look_alike": "", "ven": "V", "registration": ""}
    pharmacy.change_item(
        db, actor, item.id, version=item.version, minimum=D(50), maximum=D(200), **change
    )
    asked = Asked(today(), today())
    [row] = reports.make(db, actor, DrugReportId.MINIMUM, asked).rows
    assert row[3:] == (D(30), D(50), D(200), D(0), D(170))


def test_what_expires_soon_is_on_the_list(db: Session, actor: Actor, shelf: Shelf) -> None:
    deliver(db, actor, shelf, lot="GAN", days=25)
    deliver(db, actor, shelf, lot="XA", days=400)
    found = reports.make(db, actor, DrugReportId.NEAR_EXPIRY, Asked(today(), today()))
    assert [(row[0], row[3]) for row in found.rows] == [("≤ 30 ngày", "GAN")]
