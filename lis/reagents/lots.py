"""A lot's life: tried beside the old one, accepted or rejected, recalled."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from kernel import live
from kernel.access import Actor, demand
from kernel.clock import utc_now
from kernel.errors import NotFound
from lis.quality.service import ControlRun, RunVerdict
from lis.reagents import counting, now, permissions, setting_up, states
from lis.reagents.errors import (
    LotNotTried,
    OldLotOfAnotherReagent,
    OverrideNotAllowed,
    ReagentHasExpired,
    TooFewPairs,
)
from lis.reagents.kit_models import KitState, ReagentKit
from lis.reagents.models import Reagent, ReagentLot, ReagentLotState, ReagentTrial
from lis.reagents.settings import LEAST_PAIRS


def lot(db: Session, lot_id: UUID, *, lock: bool = False) -> ReagentLot:
    found = db.get(ReagentLot, lot_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound
    return found


def old_lot(db: Session, of: ReagentLot) -> ReagentLot | None:
    """With which lot a new one is compared: the accepted one that came last before it."""
    asked = (
        select(ReagentLot)
        .where(
            col(ReagentLot.reagent_id) == of.reagent_id,
            col(ReagentLot.id) != of.id,
            col(ReagentLot.state) == ReagentLotState.ACCEPTED,
        )
        .order_by(col(ReagentLot.judged_at).desc(), col(ReagentLot.id).desc())
        .limit(1)
    )
    return db.execute(asked).scalar_one_or_none()


def trials(db: Session, lot_id: UUID) -> list[ReagentTrial]:
    """The latest first."""
    asked = (
        select(ReagentTrial)
        .where(col(ReagentTrial.lot_id) == lot_id)
        .order_by(col(ReagentTrial.at).desc(), col(ReagentTrial.id).desc())
        .limit(200)
    )
    return list(db.execute(asked).scalars())


def attempt(
    db: Session,
    actor: Actor,
    lot_id: UUID,
    *,
    test_code: str,
    pairs: Sequence[tuple[str, str, str]],
    old_lot_id: UUID | None = None,
    analyser: str = "",
    limit_percent: Decimal | None = None,
) -> ReagentTrial:
    """Write down the same samples by the old lot and the new one: (sample, old, new).

    The last controls of the test are kept with it. Raises LotAlreadyJudged, TooFewPairs,
    OldLotOfAnotherReagent, NormTestUnknown.
    """
    new = lot(db, lot_id, lock=True)
    states.judged(new.state, ReagentLotState.ACCEPTED)
    setting_up.known_test(db, test_code)
    least = int(admin.parameter(db, LEAST_PAIRS.id))
    if len(pairs) < least:
        raise TooFewPairs(least=least)
    old = lot(db, old_lot_id) if old_lot_id else old_lot(db, new)
    if old is not None and (old.reagent_id != new.reagent_id or old.id == new.id):
        raise OldLotOfAnotherReagent
    limit = limit_percent or db.get_one(Reagent, new.reagent_id).limit_percent
    found = states.compare([(before, after) for _, before, after in pairs], limit)
    made = ReagentTrial(
        lot_id=new.id,
        old_lot_id=old.id if old else None,
        test_code=test_code,
        analyser=analyser,
        limit_percent=limit,
        pairs=[
            {"sample": s, "old": o, "new": n, "percent": None if p is None else str(p)}
            for (s, o, n), p in zip(pairs, found.percents, strict=True)
        ],
        mean_percent=found.mean,
        within=found.within,
        passed=found.passed,
        control_run_id=_last_control(db, test_code, analyser),
        at=utc_now(),
        by=actor.id,
        by_name=actor.name,
    )
    db.add(made)
    db.flush()
    live.touch(db, now.TOPIC)
    return made


def untried(db: Session, of: ReagentLot) -> list[str]:
    """Tests of which no trial has passed; none where there is no older lot to compare with."""
    reagent = db.get_one(Reagent, of.reagent_id)
    if not reagent.trial or old_lot(db, of) is None:
        return []
    last: dict[str, bool] = {}
    for each in trials(db, of.id):
        last.setdefault(each.test_code, each.passed)
    wanted = [norm.test_code for norm in setting_up.norms(db, {reagent.id})[reagent.id]]
    return [code for code in wanted if not last.get(code)]


def accept(db: Session, actor: Actor, lot_id: UUID, *, reason: str = "") -> ReagentLot:
    """From now on its kits may be opened. `reason`: why without a trial (whoever may).

    Raises LotAlreadyJudged, ReagentHasExpired, LotNotTried, OverrideNotAllowed.
    """
    found = lot(db, lot_id, lock=True)
    to = states.judged(found.state, ReagentLotState.ACCEPTED)
    if states.end_of(found.expiry) < utc_now():
        reagent = db.get_one(Reagent, found.reagent_id)
        raise ReagentHasExpired(
            name=reagent.name, lot=found.number, until=f"{found.expiry:%d/%m/%Y}"
        )
    missing = untried(db, found)
    if missing and not reason:
        raise LotNotTried(tests=", ".join(missing))
    if missing:
        demand(actor, permissions.OVERRIDE, OverrideNotAllowed)
    return _judge(db, actor, found, to, reason)


def reject(db: Session, actor: Actor, lot_id: UUID, *, reason: str) -> ReagentLot:
    """It goes back or is destroyed. Raises LotAlreadyJudged."""
    found = lot(db, lot_id, lock=True)
    return _judge(db, actor, found, states.judged(found.state, ReagentLotState.REJECTED), reason)


def recall(
    db: Session, actor: Actor, lot_id: UUID, *, reason: str, order_no: str = ""
) -> ReagentLot:
    """Stop a lot wherever it is: its kits leave the instruments, none is opened any more.

    What it has measured until now is counted first, so that nobody is missing on the list.
    """
    counting.count(db)
    found = lot(db, lot_id, lock=True)
    if found.state is ReagentLotState.RECALLED:
        return found
    found.state = ReagentLotState.RECALLED
    found.recalled_at = utc_now()
    found.recalled_by_name = actor.name
    found.recall_no = order_no
    found.recall_reason = reason
    open_ = select(ReagentKit).where(
        col(ReagentKit.lot_id) == found.id, col(ReagentKit.state).in_(states.ON_BOARD)
    )
    for kit in db.execute(open_.order_by(col(ReagentKit.id)).with_for_update()).scalars():
        kit.state = KitState.RECALLED
        kit.ended_at, kit.ended_by_name = found.recalled_at, actor.name
        kit.ended_reason = reason
    now.changed(db)
    return found


def _judge(
    db: Session, actor: Actor, of: ReagentLot, to: ReagentLotState, reason: str
) -> ReagentLot:
    of.state = to
    of.judged_at, of.judged_by_name, of.judged_reason = utc_now(), actor.name, reason
    now.changed(db)
    return of


def _last_control(db: Session, test_code: str, analyser: str) -> UUID | None:
    asked = (
        select(col(ControlRun.id))
        .where(
            col(ControlRun.test_code) == test_code,
            col(ControlRun.analyser) == analyser,
            col(ControlRun.verdict) != RunVerdict.OUT,
        )
        .order_by(col(ControlRun.at).desc(), col(ControlRun.id).desc())
        .limit(1)
    )
    return db.execute(asked).scalar()


def expired(of: ReagentLot, at: datetime) -> bool:
    return states.end_of(of.expiry) < at
