"""A lot comes, is tried beside the old one, accepted or not, counted, recalled."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from kernel.clock import today
from lis.reagents import errors, lots, ordering, stock
from lis.reagents import service as reagents
from lis.reagents.models import ReagentLotState, ReagentMoveKind
from lis.reagents.service import KitState, Wanted
from tests.lis.quality import control
from tests.lis.reagents import shelf
from tests.lis.reagents.shelf import PAIRS, SENIOR, TECHNICIAN


def test_a_lot_that_came_twice_is_one_lot_with_one_expiry(lists: Session) -> None:
    made = shelf.reagent(lists)
    first = shelf.lot(lists, made, kits=2)
    again = shelf.lot(lists, made, kits=3, accepted=False)
    assert again.id == first.id
    assert stock.balances(lists)[first.id] == 5
    with pytest.raises(errors.ReagentLotDiffers):
        shelf.lot(lists, made, expiry=today() + timedelta(days=9), accepted=False)


def test_the_first_lot_is_accepted_at_once_the_next_one_after_a_parallel_test(
    lists: Session,
) -> None:
    made = shelf.reagent(lists)
    old = shelf.lot(lists, made, "A1")
    new = shelf.lot(lists, made, "B2", accepted=False)
    with pytest.raises(errors.LotNotTried, match="GLU"):
        lots.accept(lists, SENIOR, new.id)
    with pytest.raises(errors.TooFewPairs):
        lots.attempt(lists, TECHNICIAN, new.id, test_code="GLU", pairs=PAIRS[:2])
    far = [(s, o, str(Decimal(o) * 2)) for s, o, _ in PAIRS]
    assert not lots.attempt(lists, TECHNICIAN, new.id, test_code="GLU", pairs=far).passed
    with pytest.raises(errors.LotNotTried):
        lots.accept(lists, SENIOR, new.id)
    trial = lots.attempt(lists, TECHNICIAN, new.id, test_code="GLU", pairs=PAIRS)
    assert (trial.passed, trial.old_lot_id, trial.within) == (True, old.id, 5)
    assert lots.accept(lists, SENIOR, new.id).state is ReagentLotState.ACCEPTED
    with pytest.raises(errors.LotAlreadyJudged):
        lots.reject(lists, SENIOR, new.id, reason="muộn")


def test_a_trial_keeps_the_last_good_control(lists: Session) -> None:
    made = shelf.reagent(lists)
    shelf.lot(lists, made, "A1")
    controls = control.set_up(lists)
    run = control.run(lists, TECHNICIAN, controls, "0.1", "0.2")
    new = shelf.lot(lists, made, "B2", accepted=False)
    trial = lots.attempt(lists, TECHNICIAN, new.id, test_code="GLU", pairs=PAIRS)
    assert trial.control_run_id == run.id


def test_an_untried_lot_is_accepted_only_by_whoever_may_and_says_why(lists: Session) -> None:
    made = shelf.reagent(lists)
    shelf.lot(lists, made, "A1")
    new = shelf.lot(lists, made, "B2", accepted=False)
    with pytest.raises(errors.OverrideNotAllowed):
        lots.accept(lists, TECHNICIAN, new.id, reason="cấp cứu")
    kept = lots.accept(lists, SENIOR, new.id, reason="Lô cũ hết, cấp cứu")
    assert kept.judged_reason == "Lô cũ hết, cấp cứu"


def test_an_expired_lot_is_not_accepted(lists: Session) -> None:
    made = shelf.reagent(lists)
    late = shelf.lot(lists, made, expiry=today() - timedelta(days=1), accepted=False)
    with pytest.raises(errors.ReagentHasExpired):
        lots.accept(lists, SENIOR, late.id)


def test_kits_go_back_and_are_counted_but_never_below_nothing(lists: Session) -> None:
    made = shelf.reagent(lists)
    lot = shelf.lot(lists, made, kits=3)
    given = {"reason": "hỏng vỏ", "paper": "BB-1"}
    stock.remove(
        lists, TECHNICIAN, lot.id, kits=Decimal(2), kind=ReagentMoveKind.DESTROYED, **given
    )
    with pytest.raises(errors.NotEnoughKits, match="A1"):
        stock.remove(
            lists, TECHNICIAN, lot.id, kits=Decimal(2), kind=ReagentMoveKind.RETURNED, **given
        )
    stock.remove(lists, TECHNICIAN, lot.id, kits=Decimal(-1), kind=ReagentMoveKind.COUNTED, **given)
    assert stock.balances(lists)[lot.id] == 0
    assert stock.unequal(lists) == []


def test_the_ledger_keeps_its_lines(lists: Session) -> None:
    shelf.lot(lists, shelf.reagent(lists))
    for act in ("UPDATE lis_reagent_move SET quantity = 9", "DELETE FROM lis_reagent_move"):
        with pytest.raises(DBAPIError, match="append-only"), lists.begin_nested():
            lists.execute(text(act))


def test_a_recalled_lot_leaves_the_instruments_and_is_opened_no_more(lists: Session) -> None:
    made = shelf.reagent(lists)
    lot = shelf.lot(lists, made)
    kit = shelf.kit(lists, lot)
    lots.recall(lists, SENIOR, lot.id, reason="Công văn của hãng", order_no="CV-12")
    lists.expire_all()
    assert (kit.state, kit.ended_reason) == (KitState.RECALLED, "Công văn của hãng")
    assert (lot.recall_no, lot.recalled_by_name) == ("CV-12", SENIOR.name)
    with pytest.raises(errors.ReagentLotRecalled):
        shelf.kit(lists, lot)
    assert reagents.first_lot(lists, made.id) is None
    [balance] = ordering.balances(lists)
    assert [balance.unopened, balance.blocked] == [0, 1]


def test_what_is_low_is_proposed_ordered_and_arrives(lists: Session) -> None:
    made = shelf.reagent(lists, minimum=Decimal(3), maximum=Decimal(6))
    shelf.lot(lists, made, kits=2)
    [balance] = ordering.balances(lists)
    assert [balance.low, balance.proposed] == [True, 4]
    order = ordering.make(lists, TECHNICIAN, [Wanted(made.id, Decimal(4))])
    [balance] = ordering.balances(lists)
    assert [balance.ordered, balance.proposed] == [4, 0]
    given = {"reagent_id": made.id, "number": "C3", "expiry": today() + timedelta(days=90)}
    stock.receive(lists, TECHNICIAN, kits=Decimal(3), order_id=order.id, **given)  # type: ignore[arg-type]
    assert order.state == "sent"
    stock.receive(lists, TECHNICIAN, kits=Decimal(1), order_id=order.id, **given)  # type: ignore[arg-type]
    assert order.state == "received"
    with pytest.raises(errors.ReagentOrderOver):
        ordering.cancel(lists, TECHNICIAN, order.id)
