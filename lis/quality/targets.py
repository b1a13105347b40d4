"""Lots of controls, what they should read, and how each test is controlled."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.quality.errors import ControlCodeTaken, NoSuchTest
from lis.quality.models import ControlLot, ControlPlan, ControlTarget, TargetSource
from lis.quality.westgard import MULTI_RULE, ControlRule, RuleAct, Rules
from lis.tests import service as tests

TOPIC = "lab_quality"


def lot(db: Session, lot_id: UUID) -> ControlLot:
    found = db.get(ControlLot, lot_id)
    if found is None:
        raise NotFound
    return found


def lot_of_code(db: Session, code: str) -> ControlLot | None:
    """The control whose barcode this is: an analyser's QC sample is known by it."""
    asked = select(ControlLot).where(col(ControlLot.code) == code, col(ControlLot.active))
    return db.execute(asked).scalar_one_or_none()


def lots(db: Session, *, after: str | None, limit: int) -> tuple[list[ControlLot], str | None]:
    by = (col(ControlLot.material), col(ControlLot.level), col(ControlLot.id))
    return page_of(db, select(ControlLot), by=by, types=(str, int, UUID), after=after, limit=limit)


def good_until(of: ControlLot) -> date:
    """Its last day: what the maker says, or how long it may stand open."""
    if of.opened_on and of.open_days is not None:
        return min(of.expiry, of.opened_on + timedelta(of.open_days))
    return of.expiry


def add_lot(
    db: Session,
    actor: Actor,
    *,
    code: str,
    material: str,
    level: int,
    lot_number: str,
    expiry: date,
    maker: str = "",
    opened_on: date | None = None,
    open_days: int | None = None,
) -> ControlLot:
    """Take a new lot of a control into use. Raises ControlCodeTaken."""
    _free(db, code)
    made = ControlLot(
        code=code,
        material=material,
        maker=maker,
        level=level,
        lot_number=lot_number,
        expiry=expiry,
        opened_on=opened_on,
        open_days=open_days,
    )
    db.add(made)
    db.flush()
    live.touch(db, TOPIC)
    return made


def change_lot(
    db: Session, actor: Actor, lot_id: UUID, *, version: int, **told: object
) -> ControlLot:
    """Open it, end it, mend what was mistyped. Raises ControlCodeTaken."""
    found = db.get(ControlLot, lot_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, version)
    code = told.get("code", found.code)
    if code != found.code:
        _free(db, str(code))
    for name, value in told.items():
        setattr(found, name, value)
    db.flush()
    live.touch(db, TOPIC)
    return found


def _free(db: Session, code: str) -> None:
    asked = select(ControlLot).where(col(ControlLot.code) == code)
    if taken := db.execute(asked).scalar_one_or_none():
        raise ControlCodeTaken(code=code, material=taken.material, lot=taken.lot_number)


def set_target(
    db: Session,
    actor: Actor,
    *,
    lot_id: UUID,
    test_code: str,
    mean: Decimal,
    sd: Decimal,
    analyser: str = "",
    source: TargetSource = TargetSource.MAKER,
    reason: str = "",
    at: datetime | None = None,
) -> ControlTarget:
    """From now on a test should read this in a lot; what was judged before keeps its target.

    Raises NoSuchTest.
    """
    if db.get(ControlLot, lot_id, with_for_update=True) is None:
        raise NotFound
    known = tests.profile(db, [test_code], today()).get(test_code)
    if known is None:
        raise NoSuchTest(test=test_code)
    now = at or utc_now()
    for old in targets(db, test_code=test_code, analyser=analyser, lot_id=lot_id):
        old.valid_to = now
    db.flush()
    made = ControlTarget(
        lot_id=lot_id,
        test_code=test_code,
        analyser=analyser,
        unit=known.unit,
        mean=mean,
        sd=sd,
        source=source,
        valid_from=now,
        reason=reason,
        by=actor.id,
        by_name=actor.name,
    )
    db.add(made)
    if plan_of(db, test_code, analyser) is None:
        db.add(ControlPlan(test_code=test_code, analyser=analyser, rules=as_json(MULTI_RULE)))
    db.flush()
    live.touch(db, TOPIC)
    return made


def targets(
    db: Session,
    *,
    test_code: str | None = None,
    analyser: str | None = None,
    lot_id: UUID | None = None,
) -> list[ControlTarget]:
    """Those in force now."""
    asked = select(ControlTarget).where(col(ControlTarget.valid_to).is_(None))
    if test_code is not None:
        asked = asked.where(col(ControlTarget.test_code) == test_code)
    if analyser is not None:
        asked = asked.where(col(ControlTarget.analyser) == analyser)
    if lot_id is not None:
        asked = asked.where(col(ControlTarget.lot_id) == lot_id)
    order = (col(ControlTarget.test_code), col(ControlTarget.analyser), col(ControlTarget.id))
    return list(db.execute(asked.order_by(*order)).scalars())


def history(
    db: Session, lot_id: UUID, *, after: str | None, limit: int
) -> tuple[list[ControlTarget], str | None]:
    """What a lot should read now and should have read before, by test."""
    by = (
        col(ControlTarget.test_code),
        col(ControlTarget.valid_from),
        col(ControlTarget.id),
    )
    asked = select(ControlTarget).where(col(ControlTarget.lot_id) == lot_id)
    types = (str, datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit)


def plan_of(
    db: Session, test_code: str, analyser: str = "", *, lock: bool = False
) -> ControlPlan | None:
    asked = select(ControlPlan).where(
        col(ControlPlan.test_code) == test_code, col(ControlPlan.analyser) == analyser
    )
    return db.execute(asked.with_for_update() if lock else asked).scalar_one_or_none()


def set_plan(
    db: Session,
    actor: Actor,
    plan_id: UUID,
    *,
    version: int,
    rules: Rules,
    every_hours: int | None,
    locks: bool,
    overdue_locks: bool,
    allowed_error: Decimal | None,
) -> ControlPlan:
    """Which rules hold for a test, how often it is controlled, and whether it is locked."""
    found = db.get(ControlPlan, plan_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, version)
    found.rules = as_json(rules)
    found.every_hours = every_hours
    found.locks = locks
    found.overdue_locks = overdue_locks
    found.allowed_error = allowed_error
    db.flush()
    live.touch(db, TOPIC)
    return found


def rules_of(plan: ControlPlan) -> dict[ControlRule, RuleAct]:
    """All rules in their order, those that nobody chose as off."""
    return {rule: RuleAct(plan.rules.get(rule.value, RuleAct.OFF.value)) for rule in ControlRule}


def as_json(rules: Mapping[ControlRule, RuleAct]) -> dict[str, str]:
    return {rule.value: act.value for rule, act in rules.items() if act is not RuleAct.OFF}
