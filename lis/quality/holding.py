"""A test whose control was out is locked until somebody acts, runs a good control, releases it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from kernel import live
from kernel.access import Actor
from kernel.bulk import Fetched
from kernel.clock import LOCAL, utc_now
from kernel.errors import NotFound
from kernel.events import publish
from kernel.paging import page_of
from kernel.text import Text
from lis.quality import states, targets
from lis.quality.errors import NoGoodControlSince
from lis.quality.events import TestReleased
from lis.quality.models import (
    ControlHold,
    ControlLot,
    ControlPlan,
    ControlPoint,
    ControlRun,
    HoldCause,
)
from lis.quality.westgard import RunVerdict
from lis.tests.slots import Bench


def hold(db: Session, hold_id: UUID, *, lock: bool = False) -> ControlHold:
    found = db.get(ControlHold, hold_id, with_for_update=lock or None)
    if found is None:
        raise NotFound
    return found


def holds(
    db: Session, *, only_open: bool, after: str | None, limit: int
) -> tuple[list[ControlHold], str | None]:
    """The latest first."""
    asked = select(ControlHold)
    if only_open:
        asked = asked.where(col(ControlHold.released_at).is_(None))
    by = (col(ControlHold.since), col(ControlHold.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)


def act(
    db: Session,
    actor: Actor,
    hold_id: UUID,
    *,
    cause: HoldCause,
    action: str,
    at: datetime | None = None,
) -> ControlHold:
    """What was found and done. The controls that follow are judged anew. Raises HoldIsOver."""
    found = hold(db, hold_id, lock=True)
    found.state = states.acted(found.state)
    found.cause = cause
    found.action = action
    found.acted_at = at or utc_now()
    found.acted_by_name = actor.name
    db.flush()
    live.touch(db, targets.TOPIC)
    return found


def release(
    db: Session, actor: Actor, hold_id: UUID, *, reason: str, at: datetime | None = None
) -> ControlHold:
    """Its results go on. Raises HoldIsOver, ActFirst, NoGoodControlSince."""
    found = hold(db, hold_id, lock=True)
    after = states.released(found.state)
    good = good_run_since(db, found)
    if good is None:
        raise NoGoodControlSince
    found.state = after
    found.released_at = at or utc_now()
    found.released_by_name = actor.name
    found.release_reason = reason
    found.release_run_id = good.id
    db.flush()
    publish(
        db,
        TestReleased(
            hold_id=found.id,
            test_code=found.test_code,
            analyser=found.analyser,
            at=found.released_at,
            actor=actor,
        ),
    )
    live.touch(db, targets.TOPIC)
    return found


def good_run_since(db: Session, of: ControlHold) -> ControlRun | None:
    """The last run since the corrective action, if it was good and had every level."""
    if of.acted_at is None:
        return None
    asked = (
        select(ControlRun)
        .where(
            col(ControlRun.test_code) == of.test_code,
            col(ControlRun.analyser) == of.analyser,
            col(ControlRun.at) >= of.acted_at,
        )
        .order_by(col(ControlRun.at).desc(), col(ControlRun.id).desc())
        .limit(1)
    )
    last = db.execute(asked).scalar_one_or_none()
    if last is None or last.verdict is RunVerdict.OUT:
        return None
    wanted = select(col(ControlLot.id), col(ControlLot.level)).where(
        col(ControlLot.id).in_(
            t.lot_id for t in targets.targets(db, test_code=of.test_code, analyser=of.analyser)
        ),
        col(ControlLot.active),
    )
    ran = (
        select(col(ControlLot.level))
        .join(ControlPoint, col(ControlPoint.lot_id) == col(ControlLot.id))
        .where(col(ControlPoint.run_id) == last.id, col(ControlPoint.excluded_at).is_(None))
    )
    missing = {level for _, level in db.execute(wanted)} - set(db.execute(ran).scalars())
    return None if missing else last


# (asked for every batch of results, nearly always for nothing)
_HELD = Fetched(ControlHold, select(ControlHold).where(col(ControlHold.released_at).is_(None)))
_LOCKING = Fetched(
    ControlPlan,
    select(ControlPlan).where(
        col(ControlPlan.overdue_locks), col(ControlPlan.every_hours).is_not(None)
    ),
)


def held(db: Session, benches: Collection[Bench]) -> dict[Bench, Text]:
    """Slot TestHold: what may not go out, and what to do about it."""
    found: dict[Bench, Text] = {}
    for each in _HELD.all(db):
        for bench in _meant(each.test_code, each.analyser, benches):
            found.setdefault(bench, _says(each))
    for plan, last in _overdue(db, {code for code, _ in benches}):
        for bench in _meant(plan.test_code, plan.analyser, benches):
            found.setdefault(bench, _late(plan, last))
    return found


def _meant(code: str, analyser: str, benches: Collection[Bench]) -> list[Bench]:
    return [b for b in benches if b[0] == code and (not analyser or b[1] in ("", analyser))]


def _overdue(db: Session, codes: Collection[str]) -> list[tuple[ControlPlan, datetime | None]]:
    """Plans that lock when no good control was run in time."""
    plans = [p for p in _LOCKING.all(db) if p.test_code in codes]
    if not plans:
        return []
    now, late = utc_now(), []
    for plan in plans:
        good = select(func.max(col(ControlRun.at))).where(
            col(ControlRun.test_code) == plan.test_code,
            col(ControlRun.analyser) == plan.analyser,
            col(ControlRun.verdict) != RunVerdict.OUT,
        )
        last = db.execute(good).scalar()
        if last is None or now - last > timedelta(hours=plan.every_hours or 0):
            late.append((plan, last))
    return late


def _where(analyser: str) -> Text:
    return Text(f" trên máy {analyser}", f" on {analyser}") if analyser else Text("", "")


def _says(of: ControlHold) -> Text:
    at, where = of.since.astimezone(LOCAL), _where(of.analyser)
    return Text(
        f"Nội kiểm{where.vi} vi phạm {of.rules} lúc {at:%H:%M %d/%m/%Y}. "
        "Hãy khắc phục, chạy lại nội kiểm rồi mở khoá ở trang Nội kiểm.",
        f"Its control{where.en} broke {of.rules} at {at:%H:%M %d/%m/%Y}. "
        "Act on it, run controls again, then release it on the page Quality control.",
    )


def _late(plan: ControlPlan, last: datetime | None) -> Text:
    where = _where(plan.analyser)
    return Text(
        f"Quá {plan.every_hours} giờ chưa có nội kiểm đạt{where.vi}. Hãy chạy nội kiểm trước.",
        f"No good control for {plan.every_hours} hours{where.en}. Run controls first.",
    )
