"""A test whose control is out: its results are entered, and wait with their reason."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from kernel.clock import utc_now
from lis.quality import service as quality
from lis.quality.service import ControlLot, ControlValue, HoldCause
from lis.results import errors
from lis.results import service as results
from lis.results.models import ResultState
from lis.results.service import Entry, Reading
from tests.conftest import Later
from tests.lis.results import bench
from tests.lis.results.bench import ANALYSER, PHYSICIAN, TECHNICIAN


def _control(db: Session) -> ControlLot:
    lot = quality.add_lot(
        db,
        PHYSICIAN,
        code="QC1",
        material="Precinorm",
        level=1,
        lot_number="1",
        expiry=date(2099, 1, 1),
    )
    quality.set_target(
        db, PHYSICIAN, lot_id=lot.id, test_code="K", mean=Decimal(4), sd=Decimal("0.1")
    )
    return lot


def _run(db: Session, lot: ControlLot, value: str) -> None:
    values = [ControlValue(lot.id, Decimal(value))]
    quality.record(db, TECHNICIAN, test_code="K", values=values)


def test_a_locked_test_is_not_verified_until_it_is_released(db: Session, later: Later) -> None:
    bench.lists(db)
    work, lot = bench.come(db, "XN-GK"), _control(db)
    _run(db, lot, "4.5")
    made = results.enter(
        db, TECHNICIAN, [Entry(item_id=work.items["K"].id, value="4,1", confirmed=True)]
    )
    with pytest.raises(errors.TestIsHeld, match="1-3s"):
        results.verify(db, PHYSICIAN, [r.id for r in made])
    [lock], _ = quality.holds(db, only_open=True, after=None, limit=2)
    quality.act(db, TECHNICIAN, lock.id, cause=HoldCause.REAGENT, action="Thay hóa chất")
    later(minutes=1)
    _run(db, lot, "4.0")
    quality.release(db, PHYSICIAN, lock.id, reason="Nội kiểm đạt")
    results.verify(db, PHYSICIAN, [r.id for r in made])
    db.expire_all()
    assert [r.state for r in made] == [ResultState.VERIFIED]


def test_nothing_of_a_locked_test_verifies_itself(db: Session) -> None:
    bench.lists(db, auto=True)
    work, lot = bench.come(db, "XN-GK"), _control(db)
    _run(db, lot, "4.5")
    results.receive(
        db,
        ANALYSER,
        analyser="C311",
        specimen_code=work.codes,
        readings=[
            Reading(test_code="GLU", value="5.0", at=utc_now()),
            Reading(test_code="K", value="4.1", at=utc_now()),
        ],
    )
    runs = results.runs_of(db, [item.id for item in work.items.values()])
    found = {code: results.holding(runs[item.id]) for code, item in work.items.items()}
    glucose, potassium = found["GLU"], found["K"]
    assert glucose is not None
    assert potassium is not None
    assert glucose.state is ResultState.VERIFIED
    assert potassium.state is ResultState.ENTERED
    assert any("1-3s" in reason["en"] for reason in potassium.auto_reasons)
