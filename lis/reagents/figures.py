"""Use against the norm, cost per test, and the book of the stock over some days."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from kernel.clock import today
from lis.reagents import setting_up
from lis.reagents.kit_models import ReagentUse, UseKind
from lis.reagents.models import Reagent, ReagentLot, ReagentMove, ReagentMoveKind
from lis.tests import service as tests

ZERO = Decimal(0)
_FINE = Decimal("0.01")
_RESULTS = (UseKind.PATIENT, UseKind.REPEAT)


@dataclass(frozen=True, slots=True)
class Used:
    """What a reagent was used for in some days, in the unit of its content."""

    reagent: Reagent
    amounts: dict[UseKind, Decimal]
    results: int
    allowed: Decimal  # patients' results by norm, with what the norm allows besides

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    @property
    def percent(self) -> Decimal | None:
        """Of what the norm allows."""
        return (self.total / self.allowed * 100).quantize(_FINE) if self.allowed else None


def used(db: Session, start: datetime, end: datetime) -> list[Used]:
    """By reagent's name; those that were used at all."""
    asked = (
        select(
            col(ReagentUse.reagent_id),
            col(ReagentUse.test_code),
            col(ReagentUse.kind),
            func.sum(ReagentUse.amount),
            func.sum(ReagentUse.times),
        )
        .where(col(ReagentUse.at) >= start, col(ReagentUse.at) < end)
        .group_by(col(ReagentUse.reagent_id), col(ReagentUse.test_code), col(ReagentUse.kind))
    )
    rows = list(db.execute(asked))
    reagents = _reagents(db, {row[0] for row in rows})
    norms = setting_up.norms(db, set(reagents))
    found = []
    for reagent in reagents.values():
        mine = [row for row in rows if row[0] == reagent.id]
        extra = {n.test_code: n.extra_percent for n in norms[reagent.id]}
        amounts: dict[UseKind, Decimal] = {}
        allowed, count = ZERO, 0
        for _, test, kind, amount, times in mine:
            amounts[kind] = amounts.get(kind, ZERO) + amount
            if kind is UseKind.PATIENT:
                allowed += amount * (1 + extra.get(test, ZERO) / 100)
                count += int(times)
        found.append(Used(reagent, amounts, count, allowed.quantize(_FINE)))
    return found


@dataclass(frozen=True, slots=True)
class TestCost:
    """What a test's reagents cost: by norm, and as it really was."""

    __test__ = False  # (no test of pytest's)

    test_code: str
    name: str
    results: int
    by_norm: Decimal  # of one result
    spent: Decimal  # in these days, with repeats, controls and what was lost
    a_result: Decimal | None


def costs(db: Session, start: datetime, end: datetime) -> list[TestCost]:
    """By test. What no test is named for (lost, dead volume) is shared by a reagent's tests as
    they used it."""
    asked = (
        select(
            col(ReagentUse.reagent_id),
            col(ReagentUse.lot_id),
            col(ReagentUse.test_code),
            col(ReagentUse.kind),
            func.sum(ReagentUse.amount),
            func.sum(ReagentUse.times),
        )
        .where(col(ReagentUse.at) >= start, col(ReagentUse.at) < end)
        .group_by(
            col(ReagentUse.reagent_id),
            col(ReagentUse.lot_id),
            col(ReagentUse.test_code),
            col(ReagentUse.kind),
        )
    )
    rows = list(db.execute(asked))
    reagents = _reagents(db, {row[0] for row in rows})
    prices = _prices(db, {row[1] for row in rows})
    norms = setting_up.norms(db, set(reagents))
    spent: dict[str, Decimal] = {}
    shared: dict[UUID, Decimal] = {}
    by_test: dict[UUID, dict[str, Decimal]] = {}
    patients: dict[tuple[str, UUID], int] = {}
    for reagent_id, lot_id, test, kind, amount, times in rows:
        worth = amount / reagents[reagent_id].content * prices[lot_id]
        if not test:
            shared[reagent_id] = shared.get(reagent_id, ZERO) + worth
            continue
        spent[test] = spent.get(test, ZERO) + worth
        mine = by_test.setdefault(reagent_id, {})
        mine[test] = mine.get(test, ZERO) + amount
        if kind is UseKind.PATIENT:
            key = (test, reagent_id)
            patients[key] = patients.get(key, 0) + int(times)
    for reagent_id, worth in shared.items():
        mine = by_test.get(reagent_id, {})
        total = sum(mine.values(), ZERO)
        for test, amount in mine.items():
            spent[test] += worth * amount / total
    known = tests.profile(db, set(spent), today())
    latest = _latest_prices(db, set(reagents))
    found = []
    for test in sorted(spent):
        count = max((n for (code, _), n in patients.items() if code == test), default=0)
        norm = sum(
            (
                n.per_test / reagents[r].content * latest.get(r, ZERO)
                for r, mine_ in norms.items()
                for n in mine_
                if n.test_code == test
            ),
            ZERO,
        )
        found.append(
            TestCost(
                test,
                known[test].name if test in known else test,
                count,
                norm.quantize(_FINE),
                spent[test].quantize(_FINE),
                (spent[test] / count).quantize(_FINE) if count else None,
            )
        )
    return found


@dataclass(slots=True)
class Book:
    """A lot over some days, in kits (nhập - xuất - tồn)."""

    reagent: Reagent
    lot: ReagentLot
    before: Decimal = ZERO
    moved: dict[ReagentMoveKind, Decimal] = field(default_factory=dict)

    def of(self, *kinds: ReagentMoveKind) -> Decimal:
        return sum((self.moved.get(kind, ZERO) for kind in kinds), ZERO)

    @property
    def after(self) -> Decimal:
        return self.before + sum(self.moved.values(), ZERO)


def book(db: Session, start: datetime, end: datetime) -> list[Book]:
    """By reagent's name and expiry: lots that were there or moved."""
    early = case((col(ReagentMove.at) < start, 1), else_=0)
    asked = (
        select(
            col(ReagentMove.lot_id), early, col(ReagentMove.kind), func.sum(ReagentMove.quantity)
        )
        .where(col(ReagentMove.at) < end)
        .group_by(col(ReagentMove.lot_id), early, col(ReagentMove.kind))
    )
    rows = list(db.execute(asked))
    lots = _lots(db, {row[0] for row in rows})
    reagents = _reagents(db, {lot.reagent_id for lot in lots.values()})
    found = {each.id: Book(reagents[each.reagent_id], each) for each in lots.values()}
    for lot_id, before, kind, quantity in rows:
        line = found[lot_id]
        if before:
            line.before += quantity
        else:
            line.moved[kind] = quantity
    lines = [line for line in found.values() if line.before or line.moved]
    return sorted(lines, key=lambda x: (x.reagent.name, x.lot.expiry, x.lot.number))


def _reagents(db: Session, ids: set[UUID]) -> dict[UUID, Reagent]:
    asked = select(Reagent).where(col(Reagent.id).in_(ids)).order_by(col(Reagent.name))
    return {each.id: each for each in db.execute(asked).scalars()}


def _lots(db: Session, ids: set[UUID]) -> dict[UUID, ReagentLot]:
    asked = select(ReagentLot).where(col(ReagentLot.id).in_(ids))
    return {each.id: each for each in db.execute(asked).scalars()}


def _prices(db: Session, lot_ids: set[UUID]) -> dict[UUID, Decimal]:
    return {each.id: each.unit_price for each in _lots(db, lot_ids).values()}


def _latest_prices(db: Session, reagent_ids: set[UUID]) -> dict[UUID, Decimal]:
    """Of a kit, by the lot that came last."""
    asked = (
        select(col(ReagentLot.reagent_id), col(ReagentLot.unit_price))
        .where(col(ReagentLot.reagent_id).in_(reagent_ids))
        .order_by(col(ReagentLot.id))
    )
    rows: Sequence[tuple[UUID, Decimal]] = [(r[0], r[1]) for r in db.execute(asked)]
    return dict(rows)
