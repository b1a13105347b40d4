"""Whatever people do in whatever order: no stock is negative, and each equals its moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlmodel import Session, select

from his.pharmacy import counts, waiting
from his.pharmacy import service as pharmacy
from his.pharmacy.models import Stock
from his.pharmacy.paper_models import Count, CountLine, CountState
from his.pharmacy.service import Portion, Taken
from kernel.access import Actor, act_as
from kernel.clock import today
from kernel.db import Database
from kernel.errors import Refusal
from tests.his.pharmacy import shelf as shelves
from tests.his.pharmacy.shelf import Shelf, deliver, left, lot_of, prescribe

D = Decimal
few = st.integers(1, 40)
pytestmark = pytest.mark.slow


class Pharmacy(RuleBasedStateMachine):
    """A model beside the real thing: how much of the one drug each store should have."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        self.actor = Actor(uuid4(), "DS Mai", username="mai")
        self.db: Session = self.database.session(writing=True)
        act_as(self.db, self.actor, "test")
        self.shelf: Shelf = shelves.build(self.db, self.actor)
        self.item = self.shelf.items["PARA500"]
        self.model = {self.shelf.main.id: D(0), self.shelf.counter.id: D(0)}
        self.lots: list[pharmacy.Lot] = []
        self.lines: list[pharmacy.DispensingLine] = []
        self.asked: list[pharmacy.Paper] = []
        self.sent: list[pharmacy.Paper] = []

    def teardown(self) -> None:
        self.db.rollback()
        self.db.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """A request: a refusal undoes all of it."""
        with self.db.begin_nested() as savepoint:
            try:
                yield
                self.db.flush()
            except Refusal:
                savepoint.rollback()

    @rule(quantity=few, main=st.booleans(), days=st.sampled_from((0, 30, 400)))
    def receives(self, quantity: int, main: bool, days: int) -> None:
        store = self.shelf.main if main else self.shelf.counter
        paper = deliver(
            self.db,
            self.actor,
            self.shelf,
            quantity=quantity,
            lot=f"L{len(self.lots) % 4}",
            days=days,
            store=store,
        )
        self.lots.append(lot_of(self.db, paper))
        self.model[store.id] += quantity

    @rule(wanted=few, part=few)
    def dispenses(self, wanted: int, part: int) -> None:
        with self.step():
            waits = prescribe(self.db, self.actor, self.shelf, {"PARA500": wanted})
            [line] = waiting.items_of(self.db, waits.id)
            quantity = D(min(part, wanted))
            made = pharmacy.dispense(
                self.db,
                self.actor,
                waits.id,
                store_id=self.shelf.counter.id,
                portions=[Portion(line.id, quantity)],
            )
            self.lines += made
            self.model[self.shelf.counter.id] -= quantity

    @precondition(lambda self: self.lines)
    @rule(which=st.integers(0, 999), quantity=few)
    def takes_back(self, which: int, quantity: int) -> None:
        line = self.lines[which % len(self.lines)]
        with self.step():
            pharmacy.take_back(self.db, self.actor, line.id, quantity=D(quantity), reason="Thử")
            self.model[line.store_id] += quantity

    @precondition(lambda self: self.lots)
    @rule(which=st.integers(0, 999), quantity=few, main=st.booleans())
    def breaks(self, which: int, quantity: int, main: bool) -> None:
        store = self.shelf.main if main else self.shelf.counter
        taken = [Taken(self.lots[which % len(self.lots)].id, D(quantity))]
        with self.step():
            pharmacy.write_off(self.db, self.actor, store_id=store.id, taken=taken, reason="Vỡ")
            self.model[store.id] -= quantity

    @rule(quantity=few)
    def asks_for_a_transfer(self, quantity: int) -> None:
        self.asked.append(
            pharmacy.request(
                self.db,
                self.actor,
                store_id=self.shelf.main.id,
                to_store_id=self.shelf.counter.id,
                wanted=[pharmacy.Requested(self.item.id, "viên", D(quantity))],
            )
        )

    @precondition(lambda self: self.asked)
    @rule()
    def issues(self) -> None:
        paper = self.asked.pop()
        with self.step():
            pharmacy.issue(self.db, self.actor, paper.id)
            self.model[self.shelf.main.id] -= self.moved(paper)
            self.sent.append(paper)

    @precondition(lambda self: self.sent)
    @rule()
    def accepts(self) -> None:
        paper = self.sent.pop()
        pharmacy.accept(self.db, self.actor, paper.id)
        self.model[self.shelf.counter.id] += self.moved(paper)

    @rule(less=st.integers(0, 3))
    def counts(self, less: int) -> None:
        store = self.shelf.counter
        with self.step():
            count: Count = pharmacy.begin_count(self.db, self.actor, store_id=store.id)
            lines = self.db.exec(select(CountLine).where(CountLine.count_id == count.id)).all()
            gone = D(0)
            for line in lines:
                found = max(line.expected - less, D(0))
                gone += line.expected - found
                counts.write(
                    self.db, self.actor, count.id, lot_id=line.lot_id, quantity=found, more=False
                )
            pharmacy.finish_count(self.db, self.actor, count.id)
            pharmacy.approve_count(self.db, self.actor, count.id, reason="Kiểm kê thử")
            assert count.state is CountState.APPROVED
            self.model[store.id] -= gone

    @invariant()
    def balances(self) -> None:
        assert pharmacy.unequal(self.db) == []
        for row in self.db.exec(select(Stock)):
            assert row.quantity >= 0
        for store in (self.shelf.main, self.shelf.counter):
            assert left(self.db, store, self.item) == self.model[store.id], store.code
        assert all(lot.expiry >= today() - timedelta(days=1) for lot in self.lots)

    def moved(self, paper: pharmacy.Paper) -> Decimal:
        from his.pharmacy import papers

        return sum((n.base for n in papers.lines_of(self.db, [paper.id])[paper.id]), D(0))


def test_every_balance_equals_its_moves_whatever_is_done(database: Database) -> None:
    machine = type("Machine", (Pharmacy,), {"database": database})
    run(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
