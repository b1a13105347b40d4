"""What is out is locked, and goes on when somebody acted, ran a good control, released it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.clock import utc_now
from lis.quality import service as quality
from lis.quality.errors import (
    ActFirst,
    AlreadyExcluded,
    ControlHasExpired,
    HoldIsOver,
    NoControlPlan,
    NoGoodControlSince,
    NoTargetYet,
    SameControlTwice,
)
from lis.quality.models import ControlHold, ControlPoint
from lis.quality.service import (
    ControlRule,
    ControlValue,
    HoldCause,
    HoldState,
    RuleAct,
    RunVerdict,
    TargetSource,
)
from lis.tests.slots import held
from tests.conftest import Later
from tests.lis.quality.control import SENIOR, TEST, run, set_up

HERE = (TEST, "")


def test_a_good_control_locks_nothing(lists: Session, actor: Actor) -> None:
    lots = set_up(lists)
    assert run(lists, actor, lots, "0.4", "-1.2").verdict is RunVerdict.IN
    assert held(lists, [HERE]) == {}


def test_a_warning_is_told_and_locks_nothing(lists: Session, actor: Actor) -> None:
    lots = set_up(lists)
    made = run(lists, actor, lots, "2.2", "0.1")
    assert made.verdict is RunVerdict.WARNING
    assert made.broken == [{"rule": "1-2s", "levels": [1]}]
    assert held(lists, [HERE]) == {}


def test_what_is_out_locks_its_test_and_no_other(lists: Session, actor: Actor) -> None:
    lots = set_up(lists)
    set_up(lists, "UREA")
    assert run(lists, actor, lots, "3.4", "0.1").verdict is RunVerdict.OUT
    found = held(lists, [HERE, ("UREA", "")])
    assert set(found) == {HERE}
    assert "1-3s" in found[HERE].vi
    assert "1-3s" in found[HERE].en


def test_an_analyser_is_locked_by_itself_and_work_by_hand_with_it(
    lists: Session, actor: Actor
) -> None:
    lots = set_up(lists, analyser="C311")
    run(lists, actor, lots, "3.4", "0.1", analyser="C311")
    assert set(held(lists, [(TEST, "C311"), (TEST, "AU480"), HERE])) == {(TEST, "C311"), HERE}


def test_a_control_of_the_test_itself_locks_every_analyser(lists: Session, actor: Actor) -> None:
    run(lists, actor, set_up(lists), "3.4", "0.1")
    assert set(held(lists, [(TEST, "C311"), HERE])) == {(TEST, "C311"), HERE}


def test_it_is_released_after_an_action_and_a_good_control(
    lists: Session, actor: Actor, later: Later
) -> None:
    lots = set_up(lists)
    run(lists, actor, lots, "3.4", "0.1")
    [lock], _ = quality.holds(lists, only_open=True, after=None, limit=5)
    with pytest.raises(ActFirst):
        quality.release(lists, SENIOR, lock.id, reason="Đã ổn")
    quality.act(lists, actor, lock.id, cause=HoldCause.CALIBRATION, action="Hiệu chuẩn lại")
    later(minutes=1)
    with pytest.raises(NoGoodControlSince):
        quality.release(lists, SENIOR, lock.id, reason="Đã ổn")
    run(lists, actor, lots[:1], "0.2")  # one level is not enough
    with pytest.raises(NoGoodControlSince):
        quality.release(lists, SENIOR, lock.id, reason="Đã ổn")
    later(minutes=1)
    run(lists, actor, lots, "0.2", "-0.3")
    assert held(lists, [HERE])  # a good control does not release by itself
    quality.release(lists, SENIOR, lock.id, reason="Hiệu chuẩn lại, nội kiểm đạt")
    lists.expire_all()
    lock = quality.hold(lists, lock.id)
    assert (lock.state, lock.released_by_name) == (HoldState.RELEASED, SENIOR.name)
    assert held(lists, [HERE]) == {}
    with pytest.raises(HoldIsOver):
        quality.release(lists, SENIOR, lock.id, reason="Lần nữa")
    with pytest.raises(HoldIsOver):
        quality.act(lists, actor, lock.id, cause=HoldCause.UNKNOWN, action="Lần nữa")


def test_what_was_done_did_not_help(lists: Session, actor: Actor, later: Later) -> None:
    lots = set_up(lists)
    run(lists, actor, lots, "3.4", "0.1")
    [lock], _ = quality.holds(lists, only_open=True, after=None, limit=5)
    quality.act(lists, actor, lock.id, cause=HoldCause.CONTROL, action="Mở lọ mới")
    later(minutes=1)
    run(lists, actor, lots, "-3.4", "0.1")
    assert lists.execute(select(func.count()).select_from(ControlHold)).scalar() == 1
    assert lock.state is HoldState.HELD
    with pytest.raises(ActFirst):
        quality.release(lists, SENIOR, lock.id, reason="Vẫn muốn mở")


def test_a_corrective_action_begins_a_new_history(
    lists: Session, actor: Actor, later: Later
) -> None:
    lots = set_up(lists)
    for z in ("2.2", "2.3"):
        last = run(lists, actor, lots, z, "0")
        later(minutes=1)
    assert last.verdict is RunVerdict.OUT  # 2-2s over two runs
    [lock], _ = quality.holds(lists, only_open=True, after=None, limit=5)
    quality.act(lists, actor, lock.id, cause=HoldCause.REAGENT, action="Thay hóa chất")
    later(minutes=1)
    assert run(lists, actor, lots, "2.1", "0").verdict is RunVerdict.WARNING


def test_rules_are_seen_across_levels_and_runs(lists: Session, actor: Actor) -> None:
    lots, now = set_up(lists), utc_now()
    run(lists, actor, lots, "1.2", "1.3", at=now - timedelta(hours=2))
    made = run(lists, actor, lots, "1.1", "1.4", at=now - timedelta(hours=1))
    assert made.broken == [{"rule": "4-1s", "levels": [1, 2]}]


def test_a_new_lot_has_no_past(lists: Session, actor: Actor) -> None:
    lots, now = set_up(lists), utc_now()
    run(lists, actor, lots, "2.1", "0", at=now - timedelta(hours=2))
    new = set_up(lists, analyser="")[0]  # (the same lot, its target set anew)
    assert new.id == lots[0].id
    fresh = quality.add_lot(
        lists, SENIOR, code="NEW", material="Precinorm", level=1, lot_number="99", expiry=new.expiry
    )
    quality.set_target(
        lists, SENIOR, lot_id=fresh.id, test_code=TEST, mean=Decimal("5.0"), sd=Decimal("0.2")
    )
    assert run(lists, actor, [fresh, lots[1]], "2.2", "0").verdict is RunVerdict.WARNING


def test_a_new_target_leaves_what_was_judged(lists: Session, actor: Actor) -> None:
    [lot, _] = set_up(lists)
    run(lists, actor, [lot], "2.5")
    quality.set_target(
        lists,
        SENIOR,
        lot_id=lot.id,
        test_code=TEST,
        mean=Decimal("5.5"),
        sd=Decimal("0.2"),
        source=TargetSource.OWN,
    )
    run(lists, actor, [lot], "2.5")
    points = lists.execute(select(ControlPoint).order_by(col(ControlPoint.id))).scalars()
    assert [(p.mean, p.z) for p in points] == [
        (Decimal("5.0"), Decimal("2.5")),
        (Decimal("5.5"), Decimal("0")),
    ]
    assert len(quality.targets(lists, lot_id=lot.id)) == 1


def test_an_excluded_value_counts_no_more_and_is_still_there(lists: Session, actor: Actor) -> None:
    lots, now = set_up(lists), utc_now()
    first = run(lists, actor, lots, "2.4", "0", at=now - timedelta(hours=3))
    point = lists.execute(
        select(ControlPoint).where(
            col(ControlPoint.run_id) == first.id, col(ControlPoint.lot_id) == lots[0].id
        )
    ).scalar_one()
    quality.exclude(lists, SENIOR, point.id, reason="Nhầm lọ mức 2")
    with pytest.raises(AlreadyExcluded):
        quality.exclude(lists, SENIOR, point.id, reason="Lần nữa")
    made = run(lists, actor, lots, "2.4", "0", at=now - timedelta(hours=2))
    assert made.verdict is RunVerdict.WARNING  # not 2-2s
    seen = quality.chart(lists, TEST)
    assert seen is not None
    assert len(seen.series[0].seen) == 2
    assert seen.series[0].figures.n == 1


def test_a_laboratory_may_choose_its_rules(lists: Session, actor: Actor) -> None:
    lots = set_up(lists)
    plan = quality.plan_of(lists, TEST)
    assert plan is not None
    quality.set_plan(
        lists,
        SENIOR,
        plan.id,
        version=plan.version,
        rules={ControlRule.R_1_2S: RuleAct.REJECT, ControlRule.R_1_3S: RuleAct.OFF},
        every_hours=8,
        locks=False,
        overdue_locks=True,
        allowed_error=Decimal("10"),
    )
    assert held(lists, [HERE])[HERE].en.startswith("No good control for 8 hours")
    assert run(lists, actor, lots, "2.1", "0").verdict is RunVerdict.OUT
    assert lists.execute(select(func.count()).select_from(ControlHold)).scalar() == 0


def test_a_test_that_was_not_controlled_in_time_waits(
    lists: Session, actor: Actor, later: Later
) -> None:
    lots = set_up(lists)
    plan = quality.plan_of(lists, TEST)
    assert plan is not None
    plan.overdue_locks = True
    run(lists, actor, lots, "0", "0")
    assert held(lists, [HERE]) == {}
    later(hours=25)
    assert set(held(lists, [HERE, ("UREA", "")])) == {HERE}


def test_what_cannot_be_judged_is_refused(lists: Session, actor: Actor) -> None:
    lots = set_up(lists)
    with pytest.raises(NoControlPlan):
        run(lists, actor, lots, "0", "0", test="UREA")
    with pytest.raises(SameControlTwice):
        run(lists, actor, [lots[0], lots[0]], "0", "0")
    value = [ControlValue(lots[0].id, Decimal(5))]
    lots[0].opened_on, lots[0].open_days = utc_now().date() - timedelta(days=9), 7
    lists.flush()
    with pytest.raises(ControlHasExpired):
        quality.record(lists, actor, test_code=TEST, values=value)
    strange = quality.add_lot(
        lists, SENIOR, code="X", material="X", level=1, lot_number="1", expiry=lots[0].expiry
    )
    with pytest.raises(NoTargetYet):
        quality.record(lists, actor, test_code=TEST, values=[ControlValue(strange.id, Decimal(5))])
