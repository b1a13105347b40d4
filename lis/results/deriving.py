"""What follows from results: tests that are calculated from them, tests that they call for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import or_
from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import LOCAL
from lis.results.judging import judge
from lis.results.keeping import Known, Work, keep, known
from lis.results.models import WAITING, LabResult, ResultSource, ResultState
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState
from lis.tests import service as tests
from lis.tests.service import Calculation, CannotConvert, Given, TestProfile

_DONE = (ItemState.ENDED, ItemState.VERIFIED)
_NOT_POSSIBLE = "Không tính"


def follow(
    db: Session, actor: Actor, made: Sequence[LabResult], about: Known, at: datetime
) -> list[LabResult]:
    """Add the tests that these results call for, and work out what can be calculated now."""
    _reflex(db, actor, made, about)
    return _calculate(db, actor, made, about, at)


def _reflex(db: Session, actor: Actor, made: Sequence[LabResult], about: Known) -> None:
    for each in made:
        rules = about.profiles[each.test_code].reflex
        if not rules or about.items[each.item_id].reflex_of:
            continue
        work = about.works[each.id]
        there = [i.test_code for i in specimens.items_of_order(db, each.order_id)]
        wanted = tests.due(
            rules, figure=work.judged.figure, text=each.value, flag=each.flag, there=there
        )
        if wanted:
            specimens.add_items(db, actor, each.order_id, wanted, reflex_of=each.item_id)


def _calculate(
    db: Session, actor: Actor, made: Sequence[LabResult], about: Known, at: datetime
) -> list[LabResult]:
    day = at.astimezone(LOCAL).date()
    codes = {r.test_code for r in made}
    fed = {
        code: tests.CALCULATIONS[p.formula]
        for code, p in tests.every(db, day).items()
        if p.formula in tests.CALCULATIONS and codes & _feeds(tests.CALCULATIONS[p.formula])
    }
    if not fed:
        return []
    tubes = {r.specimen_id for r in made if r.specimen_id}
    near = or_(col(Item.order_id).in_({r.order_id for r in made}), col(Item.specimen_id).in_(tubes))
    asked = select(Item).where(near).order_by(col(Item.id)).with_for_update()
    items = list(db.exec(asked.execution_options(populate_existing=True)))
    targets = [i for i in items if i.test_code in fed and i.state not in _DONE]
    if not targets:
        return []
    more = known(db, actor, items)
    more.works.update(about.works)
    about.add(more)
    works = [
        work
        for item in targets
        if (work := _work(about, item, fed[item.test_code], items, at)) is not None
    ]
    early = [w.item for w in works if w.item.state is ItemState.WAITING]
    specimens.move_items(db, actor, early, ItemState.RECEIVED, at)
    return keep(db, actor, works, about) if works else []


def recalculate(
    db: Session, actor: Actor, corrected: LabResult, about: Known, at: datetime
) -> list[LabResult]:
    """A corrected value changes what went out calculated from it: each gets a correction of its
    own, which waits to be verified as the first one does."""
    day = at.astimezone(LOCAL).date()
    fed = {
        code: tests.CALCULATIONS[p.formula]
        for code, p in tests.every(db, day).items()
        if p.formula in tests.CALCULATIONS
        and corrected.test_code in _feeds(tests.CALCULATIONS[p.formula])
    }
    if not fed:
        return []
    asked = select(Item).where(Item.order_id == corrected.order_id).order_by(col(Item.id))
    items = list(db.exec(asked.with_for_update().execution_options(populate_existing=True)))
    if not any(i.test_code in fed for i in items):
        return []
    more = known(db, actor, items)
    more.works.update(about.works)
    about.add(more)
    said = f"Tính lại: {corrected.name} được đính chính."
    works = []
    for item in items:
        held = about.standing.get(item.id)
        if item.test_code not in fed or held is None or held.state is not ResultState.VERIFIED:
            continue
        work = _work(about, item, fed[item.test_code], items, at, corrects=True)
        if work is not None:
            works.append(replace(work, replaces=held, reason=said))
    return keep(db, actor, works, about) if works else []


def waiting_with(db: Session, dropped: Sequence[LabResult]) -> list[LabResult]:
    """Corrections that were calculated from these, and wait: they are dropped with them."""
    orders = {r.order_id for r in dropped if r.replaces_id and r.reason}
    if not orders:
        return []
    asked = select(LabResult).where(
        col(LabResult.order_id).in_(orders),
        LabResult.source == ResultSource.CALCULATED,
        col(LabResult.state).in_(WAITING),
        col(LabResult.reason) != "",
        col(LabResult.id).not_in([r.id for r in dropped]),
    )
    return list(db.exec(asked.order_by(col(LabResult.id)).with_for_update()))


def _feeds(calculation: Calculation) -> set[str]:
    return {code for i in calculation.inputs for code in (i.test, i.instead) if code}


def _work(
    about: Known,
    item: Item,
    calculation: Calculation,
    items: Sequence[Item],
    at: datetime,
    *,
    corrects: bool = False,
) -> Work | None:
    """A calculated value, where all of its inputs are there and it says something new."""
    held = about.standing.get(item.id)
    measured = held is not None and held.source is not ResultSource.CALCULATED
    out = held is not None and held.state is ResultState.VERIFIED
    if measured or out is not corrects:
        return None
    given = inputs_of(about, item, calculation, items)
    if any(i.test not in given and i.instead not in given for i in calculation.inputs):
        return None
    profile = about.profiles[item.test_code]
    person = about.person(item, at)
    found = tests.compute(
        calculation,
        {code: Given(r.number or Decimal(0), r.unit, _sign(r)) for code, r in given.items()},
        tests.Person(person.sex, person.age_days),
    )
    number = None if found.number is None else _in_unit(found.number, found.unit, profile)
    comment = found.why_not.vi if found.why_not else ""
    if number is None:
        judged = judge(profile, "0", person, at=at)
        judged = type(judged)(value=_NOT_POSSIBLE, unit="", limits=judged.limits)
    else:
        judged = judge(
            profile, f"{number:f}", person, before=about.before(item), at=at, measured=True
        )
        if judged.fault:
            comment = judged.fault.detail.vi
    if held is not None and held.value == judged.value:
        return None
    return Work(
        item=item,
        profile=profile,
        judged=judged,
        source=ResultSource.CALCULATED,
        at=at,
        comment=comment[:1000],
    )


def inputs_of(
    about: Known, item: Item, calculation: Calculation, items: Sequence[Item]
) -> dict[str, LabResult]:
    """The results that go in: of the same patient, of the same order before others."""
    wanted = _feeds(calculation)
    found: dict[str, LabResult] = {}
    near = [i for i in items if i.patient_id == item.patient_id and i.test_code in wanted]
    for each in sorted(near, key=lambda i: i.order_id != item.order_id):
        result = about.standing.get(each.id)
        if result is not None and (result.number is not None or _sign(result)):
            found.setdefault(each.test_code, result)
    return found


def _sign(result: LabResult) -> str:
    return result.value[:1] if result.value[:1] in "<>" else ""


def _in_unit(number: Decimal, unit: str, profile: TestProfile) -> Decimal | None:
    if not profile.unit or unit == profile.unit:
        return number
    try:
        return tests.convert(number, unit, profile.unit, test=profile.code)
    except CannotConvert:
        return None
