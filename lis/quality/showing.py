"""What the screens show: every controlled test now, and one test's chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel.clock import day_bounds, span, today, utc_now
from lis.quality import targets
from lis.quality.figures import OWN_TARGET, Figures, figures
from lis.quality.models import (
    ControlHold,
    ControlLot,
    ControlPlan,
    ControlPoint,
    ControlRun,
    ControlTarget,
)
from lis.quality.westgard import RunVerdict
from lis.tests import service as tests
from lis.tests.service import TestProfile

MOST_DAYS = 186
_RECENT = timedelta(days=35)


@dataclass(frozen=True, slots=True)
class ControlledTest:
    """A test under control: its last run, whether the next is due, whether it is locked."""

    plan: ControlPlan
    test: TestProfile | None
    last: ControlRun | None
    points: list[tuple[ControlPoint, ControlLot]]
    hold: ControlHold | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A value on the chart, with its run."""

    point: ControlPoint
    run: ControlRun


@dataclass(frozen=True, slots=True)
class Series:
    """A control's values in a test: the lot, what it should read now, and the figures."""

    lot: ControlLot
    target: ControlTarget | None
    seen: list[Seen]
    figures: Figures  # of those that count


@dataclass(frozen=True, slots=True)
class Chart:
    plan: ControlPlan
    test: TestProfile | None
    since: date
    until: date
    series: list[Series]
    hold: ControlHold | None


def overview(db: Session) -> list[ControlledTest]:
    """By section and code; what is locked first."""
    plans = list(db.execute(select(ControlPlan)).scalars())
    known = tests.profile(db, {p.test_code for p in plans}, today())
    held = {
        (h.test_code, h.analyser): h
        for h in db.execute(
            select(ControlHold).where(col(ControlHold.released_at).is_(None))
        ).scalars()
    }
    last: dict[tuple[str, str], ControlRun] = {}
    good: dict[tuple[str, str], datetime] = {}
    runs = select(ControlRun).where(col(ControlRun.at) >= utc_now() - _RECENT)
    order = (col(ControlRun.at).desc(), col(ControlRun.id).desc())
    for run in db.execute(runs.order_by(*order)).scalars():
        key = (run.test_code, run.analyser)
        last.setdefault(key, run)
        if run.verdict is not RunVerdict.OUT:
            good.setdefault(key, run.at)
    points = _points(db, [run.id for run in last.values()])
    now, found = utc_now(), []
    for plan in plans:
        key = (plan.test_code, plan.analyser)
        run_ = last.get(key)
        due = timedelta(hours=plan.every_hours) if plan.every_hours else None
        late = due is not None and (key not in good or now - good[key] > due)
        found.append(
            ControlledTest(
                plan,
                known.get(plan.test_code),
                run_,
                points.get(run_.id, []) if run_ else [],
                held.get(key),
                late,
            )
        )
    return sorted(found, key=_place)


def chart(
    db: Session,
    test_code: str,
    analyser: str = "",
    *,
    since: date | None = None,
    until: date | None = None,
) -> Chart | None:
    """A test's controls over some days (the last 31 when not told), a series a lot."""
    plan = targets.plan_of(db, test_code, analyser)
    if plan is None:
        return None
    until = until or today()
    since, until = span(since or until - timedelta(days=30), until, MOST_DAYS)
    aims = {t.lot_id: t for t in targets.targets(db, test_code=test_code, analyser=analyser)}
    seen: dict[UUID, list[Seen]] = {lot_id: [] for lot_id in aims}
    for point, run in _of_days(db, since, until, test_code, analyser):
        seen.setdefault(point.lot_id, []).append(Seen(point, run))
    asked = select(ControlLot).where(col(ControlLot.id).in_(seen))
    lots = sorted(
        (x for x in db.execute(asked).scalars() if x.active or seen[x.id]),
        key=lambda x: (x.level, x.lot_number),
    )
    hold = select(ControlHold).where(
        col(ControlHold.test_code) == test_code,
        col(ControlHold.analyser) == analyser,
        col(ControlHold.released_at).is_(None),
    )
    return Chart(
        plan,
        tests.profile(db, [test_code], today()).get(test_code),
        since,
        until,
        [
            Series(
                lot, aims.get(lot.id), seen[lot.id], counted(seen[lot.id], aims.get(lot.id), plan)
            )
            for lot in lots
        ],
        db.execute(hold).scalar_one_or_none(),
    )


def counted(seen: Sequence[Seen], target: ControlTarget | None, plan: ControlPlan) -> Figures:
    """The figures of what counts: neither excluded nor of a run that was out."""
    kept = [s.point for s in seen if counts(s)]
    mean = target.mean if target else kept[-1].mean if kept else None
    return figures([p.value for p in kept], mean, plan.allowed_error)


def counts(seen: Seen) -> bool:
    return seen.point.excluded_at is None and seen.run.verdict is not RunVerdict.OUT


def _of_days(
    db: Session, since: date, until: date, test_code: str, analyser: str
) -> list[tuple[ControlPoint, ControlRun]]:
    asked = (
        select(ControlPoint, ControlRun)
        .join(ControlRun, col(ControlRun.id) == col(ControlPoint.run_id))
        .where(
            col(ControlPoint.test_code) == test_code,
            col(ControlPoint.analyser) == analyser,
            col(ControlPoint.at) >= day_bounds(since)[0],
            col(ControlPoint.at) < day_bounds(until)[1],
        )
        .order_by(col(ControlPoint.at), col(ControlPoint.id))
    )
    return [(point, run) for point, run in db.execute(asked)]


def _points(
    db: Session, run_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[ControlPoint, ControlLot]]]:
    asked = (
        select(ControlPoint, ControlLot)
        .join(ControlLot, col(ControlLot.id) == col(ControlPoint.lot_id))
        .where(col(ControlPoint.run_id).in_(run_ids))
        .order_by(col(ControlLot.level), col(ControlPoint.id))
    )
    found: dict[UUID, list[tuple[ControlPoint, ControlLot]]] = {}
    for point, lot in db.execute(asked):
        found.setdefault(point.run_id, []).append((point, lot))
    return found


def _place(each: ControlledTest) -> tuple[bool, str, str, str]:
    section = each.test.section if each.test else ""
    return each.hold is None, section, each.plan.test_code, each.plan.analyser


def own_target(of: Series) -> tuple[Decimal, Decimal] | None:
    """A mean and SD of the laboratory's own, from 20 values that count."""
    found = of.figures
    if found.n < OWN_TARGET or not found.mean or not found.sd:
        return None
    places = Decimal("0.0001")
    return found.mean.quantize(places), max(found.sd.quantize(places), places)
