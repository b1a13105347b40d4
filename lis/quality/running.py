"""Controls are run: judged at once with the runs before them, and what is out is locked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, today, utc_now
from kernel.errors import NotFound
from kernel.events import publish
from lis.quality import targets
from lis.quality.errors import (
    AlreadyExcluded,
    ControlHasExpired,
    NoControlPlan,
    NoTargetYet,
    SameControlTwice,
)
from lis.quality.events import ControlsRun, TestHeld
from lis.quality.models import (
    ControlHold,
    ControlLot,
    ControlPlan,
    ControlPoint,
    ControlRun,
    ControlSource,
    ControlTarget,
    HoldState,
)
from lis.quality.westgard import LONGEST, Level, RunVerdict, judge, z_score
from lis.tests import service as tests


@dataclass(frozen=True, slots=True)
class ControlValue:
    """What a control read."""

    lot_id: UUID
    value: Decimal


def record(
    db: Session,
    actor: Actor,
    *,
    test_code: str,
    values: Sequence[ControlValue],
    analyser: str = "",
    at: datetime | None = None,
    source: ControlSource = ControlSource.HAND,
    message_id: UUID | None = None,
    note: str = "",
) -> ControlRun:
    """Write down the controls of a test that were run together, and judge them.

    Whoever runs the same test's controls meanwhile waits, so that each is judged with all
    before it. Raises NoControlPlan, NoTargetYet, ControlHasExpired, SameControlTwice.
    """
    plan = targets.plan_of(db, test_code, analyser, lock=True)
    if plan is None:
        raise NoControlPlan(test=_name(db, test_code))
    at = at or utc_now()
    wanted = [each.lot_id for each in values]
    if len(set(wanted)) != len(wanted):
        raise SameControlTwice
    aims = _aims(db, test_code, analyser, wanted, at)
    lots = {lot.id: lot for lot, _ in aims.values()}
    run = [
        Level(_level(lots[v.lot_id]), z_score(v.value, t.mean, t.sd))
        for v in values
        for _, t in [aims[v.lot_id]]
    ]
    hold = open_hold(db, test_code, analyser)
    verdict, found = judge(_before(db, plan, at), run, targets.rules_of(plan))
    made = ControlRun(
        test_code=test_code,
        analyser=analyser,
        at=at,
        verdict=verdict,
        broken=[
            {"rule": b.rule.value, "levels": [int(each[0]) for each in b.levels]} for b in found
        ],
        source=source,
        message_id=message_id,
        note=note,
        by=actor.id,
        by_name=actor.name,
    )
    good_before = _last_good(db, test_code, analyser, at)
    db.add(made)
    db.flush()
    for v, level in zip(values, run, strict=True):
        target = aims[v.lot_id][1]
        db.add(
            ControlPoint(
                run_id=made.id,
                lot_id=v.lot_id,
                target_id=target.id,
                test_code=test_code,
                analyser=analyser,
                at=at,
                value=v.value,
                mean=target.mean,
                sd=target.sd,
                z=level.z,
            )
        )
    db.flush()
    if verdict is RunVerdict.OUT and plan.locks:
        _lock(db, actor, made, hold, good_before)
    publish(
        db,
        ControlsRun(
            run_id=made.id,
            test_code=test_code,
            analyser=analyser,
            at=at,
            values=len(values),
            actor=actor,
        ),
    )
    live.touch(db, targets.TOPIC)
    return made


def exclude(db: Session, actor: Actor, point_id: UUID, *, reason: str) -> ControlPoint:
    """A value that says nothing of the test (the wrong bottle) counts no more; it is still shown.

    Raises AlreadyExcluded.
    """
    found = db.get(ControlPoint, point_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.excluded_at:
        raise AlreadyExcluded
    found.excluded_at = utc_now()
    found.excluded_by_name = actor.name
    found.excluded_reason = reason
    db.flush()
    live.touch(db, targets.TOPIC)
    return found


def open_hold(db: Session, test_code: str, analyser: str) -> ControlHold | None:
    asked = select(ControlHold).where(
        col(ControlHold.test_code) == test_code,
        col(ControlHold.analyser) == analyser,
        col(ControlHold.released_at).is_(None),
    )
    return db.execute(asked.with_for_update()).scalar_one_or_none()


def _lock(
    db: Session,
    actor: Actor,
    run: ControlRun,
    hold: ControlHold | None,
    last_good: datetime | None,
) -> None:
    rules = ", ".join(dict.fromkeys(b["rule"] for b in run.broken))
    if hold:  # what was done about it did not help
        hold.state = HoldState.HELD
        hold.rules = rules
        db.flush()
        return
    made = ControlHold(
        test_code=run.test_code,
        analyser=run.analyser,
        run_id=run.id,
        rules=rules,
        since=run.at,
        last_good_at=last_good,
    )
    db.add(made)
    db.flush()
    publish(
        db,
        TestHeld(
            hold_id=made.id,
            test_code=run.test_code,
            analyser=run.analyser,
            since=run.at,
            last_good_at=last_good,
            actor=actor,
        ),
    )


def _aims(
    db: Session, test_code: str, analyser: str, lot_ids: Sequence[UUID], at: datetime
) -> dict[UUID, tuple[ControlLot, ControlTarget]]:
    """The lots with their targets in force. Raises NotFound, NoTargetYet, ControlHasExpired."""
    asked = select(ControlLot).where(col(ControlLot.id).in_(lot_ids))
    lots = {each.id: each for each in db.execute(asked).scalars()}
    aims = {t.lot_id: t for t in targets.targets(db, test_code=test_code, analyser=analyser)}
    found = {}
    for lot_id in lot_ids:
        lot = lots.get(lot_id)
        if lot is None:
            raise NotFound
        if lot_id not in aims:
            raise NoTargetYet(lot=lot.lot_number, level=lot.level)
        until = targets.good_until(lot)
        if at.astimezone(LOCAL).date() > until:
            raise ControlHasExpired(
                material=lot.material,
                level=lot.level,
                lot=lot.lot_number,
                expiry=f"{until:%d/%m/%Y}",
            )
        found[lot_id] = (lot, aims[lot_id])
    return found


def _before(db: Session, plan: ControlPlan, at: datetime) -> list[list[Level]]:
    """The runs that count with one at this instant, oldest first.

    A corrective action begins anew: what came before it was another state of the test.
    """
    mended = select(func.max(col(ControlHold.acted_at))).where(
        col(ControlHold.test_code) == plan.test_code,
        col(ControlHold.analyser) == plan.analyser,
    )
    since = db.execute(mended).scalar()
    asked = select(col(ControlRun.id)).where(
        col(ControlRun.test_code) == plan.test_code,
        col(ControlRun.analyser) == plan.analyser,
        col(ControlRun.at) < at,
    )
    if since is not None and since <= at:
        asked = asked.where(col(ControlRun.at) >= since)
    asked = asked.order_by(col(ControlRun.at).desc(), col(ControlRun.id).desc()).limit(LONGEST)
    ids = list(db.execute(asked).scalars())
    points: dict[UUID, list[Level]] = {run_id: [] for run_id in reversed(ids)}
    rows = (
        select(ControlPoint, ControlLot)
        .join(ControlLot, col(ControlLot.id) == col(ControlPoint.lot_id))
        .where(col(ControlPoint.run_id).in_(ids), col(ControlPoint.excluded_at).is_(None))
    )
    for point, lot in db.execute(rows):
        points[point.run_id].append(Level(_level(lot), point.z))
    return [levels for levels in points.values() if levels]


def _last_good(db: Session, test_code: str, analyser: str, at: datetime) -> datetime | None:
    asked = select(func.max(col(ControlRun.at))).where(
        col(ControlRun.test_code) == test_code,
        col(ControlRun.analyser) == analyser,
        col(ControlRun.at) < at,
        col(ControlRun.verdict) != RunVerdict.OUT,
    )
    return db.execute(asked).scalar()


def _level(lot: ControlLot) -> str:
    """A new lot begins a history of its own; the level's number comes first."""
    return f"{lot.level} {lot.id}"


def _name(db: Session, test_code: str) -> str:
    known = tests.profile(db, [test_code], today()).get(test_code)
    return known.name if known else test_code
