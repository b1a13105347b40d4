"""Several people at once: the last kit is opened once, one kit is in use, use is counted once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import Session, col

from kernel.access import SYSTEM
from kernel.db import Database
from kernel.errors import Refusal
from lis.reagents import counting, kits, stock
from lis.reagents.kit_models import KitState, ReagentKit, ReagentUse
from lis.reagents.models import ReagentMoveKind, ReagentStock
from lis.results import service as results
from lis.results.service import Entry
from tests.lis.reagents import shelf
from tests.lis.reagents.shelf import TECHNICIAN
from tests.lis.results import bench

PEOPLE = 6


def _at_once(acts: list[Callable[[], object]]) -> list[type[Exception]]:
    ready = threading.Barrier(len(acts))
    refused: list[type[Exception]] = []

    def one(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            act()
        except Refusal as error:
            refused.append(type(error))

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(one, acts))
    return refused


def test_six_people_open_the_last_two_kits_and_four_are_refused(listed: Database) -> None:
    with listed.write(SYSTEM) as db:
        lot = shelf.lot(db, shelf.reagent(db), kits=2)
        lot_id = lot.id

    def open_() -> None:
        with listed.write(TECHNICIAN) as db:
            kits.open_kit(db, TECHNICIAN, lot_id)

    refused = _at_once([open_] * PEOPLE)
    assert [each.__name__ for each in refused] == ["NotEnoughKits"] * (PEOPLE - 2)
    with listed.read() as db:
        assert stock.balances(db)[lot_id] == 0
        assert stock.unequal(db) == []
        assert db.execute(select(func.count(col(ReagentKit.id)))).scalar_one() == 2


def test_kits_put_on_at_once_leave_one_in_use(listed: Database) -> None:
    with listed.write(SYSTEM) as db:
        lot = shelf.lot(db, shelf.reagent(db), kits=PEOPLE)
        ids = [kits.open_kit(db, TECHNICIAN, lot.id).id for _ in range(PEOPLE)]

    def put_on(kit_id: object) -> Callable[[], None]:
        def act() -> None:
            with listed.write(TECHNICIAN) as db:
                kits.put_on(db, TECHNICIAN, kit_id)  # type: ignore[arg-type]

        return act

    refused = _at_once([put_on(each) for each in ids])
    assert {each.__name__ for each in refused} <= {"AnotherKitInUse"}
    with listed.read() as db:
        on = select(func.count(col(ReagentKit.id))).where(col(ReagentKit.state) == KitState.IN_USE)
        assert db.execute(on).scalar_one() == 1


def test_two_counters_count_each_result_once(database: Database) -> None:
    with database.write(SYSTEM) as db:
        bench.lists(db)
        work = bench.come(db, "XN-GK")
        shelf.kit(db, shelf.lot(db, shelf.reagent(db)))
        results.enter(db, TECHNICIAN, [Entry(item_id=work.items["GLU"].id, value="5,4")])

    def count() -> None:
        with database.write(SYSTEM) as db:
            counting.count(db)

    assert _at_once([count] * 3) == []
    with database.read() as db:
        assert db.execute(select(func.count(col(ReagentUse.id)))).scalar_one() == 1
        assert db.execute(select(col(ReagentKit.used))).scalar_one() == 1


STEPS = st.lists(
    st.tuples(st.sampled_from(("receive", "open", "return", "count")), st.integers(1, 4)),
    max_size=12,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_whatever_is_done_the_balance_is_the_sum_of_its_moves_and_never_below_nothing(
    lists: Session, steps: list[tuple[str, int]]
) -> None:
    saved = lists.begin_nested()
    lot = shelf.lot(lists, shelf.reagent(lists), kits=2)
    there = 2
    for act, many in steps:
        kits_ = Decimal(many)
        change = {"receive": many, "open": -1, "return": -many, "count": -many}[act]
        try:
            if act == "receive":
                stock.post(lists, TECHNICIAN, lot, kits_, ReagentMoveKind.RECEIPT)
            elif act == "open":
                kits.open_kit(lists, TECHNICIAN, lot.id)
            else:
                kind = ReagentMoveKind.RETURNED if act == "return" else ReagentMoveKind.COUNTED
                told = kits_ if act == "return" else -kits_
                stock.remove(lists, TECHNICIAN, lot.id, kits=told, kind=kind, reason="thử")
            there += change
        except Refusal:
            assert there + change < 0
        assert there >= 0
        assert lists.get_one(ReagentStock, lot.id).quantity == there
    assert stock.unequal(lists) == []
    saved.rollback()
