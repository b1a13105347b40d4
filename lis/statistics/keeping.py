"""Keeping the laboratory's opening hours and days off, and the clocks that they make."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, or_, select

from his.admin.slots import ClosedDays
from kernel.access import SYSTEM, Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.events import assembly_of
from lis.statistics.errors import (
    DayOffUpsideDown,
    DayOffWithdrawn,
    LabHoursEnded,
    LabHoursOverlap,
    LabHoursUpsideDown,
)
from lis.statistics.models import SectionDayOff, SectionHours
from lis.statistics.working import DayOff, Hours, WorkClock
from lis.tests import service as tests

_MOST = 2000


def clock_face(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def hours(db: Session, *, on: date | None = None) -> Sequence[SectionHours]:
    """Every row, by section and weekday; `on`: those that hold on a day or begin later."""
    query = select(SectionHours)
    if on is not None:
        query = query.where(
            or_(col(SectionHours.valid_to).is_(None), col(SectionHours.valid_to) >= on)
        )
    by = (SectionHours.section_code, SectionHours.weekday, SectionHours.opens, SectionHours.id)
    return db.exec(query.order_by(*(col(each) for each in by)).limit(_MOST)).all()


def days_off(db: Session, *, since: date | None = None) -> Sequence[SectionDayOff]:
    """Days off that stand, the earliest first; `since`: of that day and later."""
    query = select(SectionDayOff).where(col(SectionDayOff.withdrawn_at).is_(None))
    if since is not None:
        query = query.where(col(SectionDayOff.last) >= since)
    by = (SectionDayOff.last, SectionDayOff.first, SectionDayOff.id)
    return db.exec(query.order_by(*(col(each) for each in by)).limit(_MOST)).all()


def holidays(db: Session) -> list[tuple[date, date, str]]:
    """Those of the whole house, where somebody keeps them."""
    return [
        (each.first, each.last, each.name)
        for keeper in assembly_of(db).contributions(ClosedDays)
        for each in keeper.by(db)
    ]


def clocks(db: Session) -> dict[str, WorkClock]:
    """The clock of each section that has hours or days off of its own; "" of the others."""
    rows, off = hours(db), days_off(db)
    house = [DayOff(first, last) for first, last, _ in holidays(db)]
    house += [DayOff(each.first, each.last) for each in off if not each.section_code]
    made = {}
    for code in {"", *(r.section_code for r in rows), *(d.section_code for d in off)}:
        mine = [r for r in rows if r.section_code == code]
        mine = mine or [r for r in rows if not r.section_code]
        own = [DayOff(d.first, d.last) for d in off if d.section_code == code and code]
        spans = [Hours(r.weekday, r.opens, r.closes, r.valid_from, r.valid_to) for r in mine]
        made[code] = WorkClock(spans, [*house, *own])
    return made


def set_hours(
    db: Session,
    actor: Actor,
    *,
    section_code: str,
    weekdays: Sequence[int],
    opens: int,
    closes: int,
    valid_from: date,
) -> list[SectionHours]:
    """A section (or "": all without their own) is open on these weekdays from a day on.

    Raises LabHoursUpsideDown, LabHoursOverlap, NotFound.
    """
    if opens >= closes:
        raise LabHoursUpsideDown(opens=clock_face(opens), closes=clock_face(closes))
    _stands(db, section_code)
    for each in hours(db, on=valid_from):
        same = each.section_code == section_code and each.weekday in weekdays
        if same and each.opens < closes and opens < each.closes:
            raise LabHoursOverlap(opens=clock_face(each.opens), closes=clock_face(each.closes))
    made = [
        SectionHours(
            section_code=section_code,
            weekday=day,
            opens=opens,
            closes=closes,
            valid_from=valid_from,
            made_at=utc_now(),
            made_by_name=actor.name,
        )
        for day in sorted(set(weekdays))
    ]
    db.add_all(made)
    db.flush()
    return made


def end_hours(db: Session, hours_id: UUID, *, version: int, last: date) -> SectionHours:
    """They hold to this day and no longer. Raises NotFound, LabHoursEnded, ChangedMeanwhile."""
    found = db.get(SectionHours, hours_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, version)
    if found.valid_to is not None and found.valid_to <= last:
        raise LabHoursEnded(last=found.valid_to.strftime("%d/%m/%Y"))
    found.valid_to = max(last, found.valid_from - timedelta(1))
    db.flush()
    return found


def add_day_off(
    db: Session, actor: Actor, *, section_code: str, first: date, last: date, name: str
) -> SectionDayOff:
    """Raises DayOffUpsideDown, NotFound."""
    if last < first:
        raise DayOffUpsideDown
    _stands(db, section_code)
    made = SectionDayOff(
        section_code=section_code,
        first=first,
        last=last,
        name=name,
        made_at=utc_now(),
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    return made


def withdraw_day_off(db: Session, actor: Actor, day_id: UUID) -> SectionDayOff:
    """The laboratory works then after all. Raises NotFound, DayOffWithdrawn."""
    found = db.get(SectionDayOff, day_id, with_for_update=True)
    if found is None:
        raise NotFound
    if found.withdrawn_at is not None:
        raise DayOffWithdrawn
    found.withdrawn_at, found.withdrawn_by_name = utc_now(), actor.name
    db.flush()
    return found


def practice(db: Session) -> None:
    """The practice clinic's laboratory: half past six to five, six days a week."""
    if not hours(db):
        since = today().replace(month=1, day=1)
        week = range(6)
        set_hours(
            db, SYSTEM, section_code="", weekdays=week, opens=390, closes=1020, valid_from=since
        )


def _stands(db: Session, section_code: str) -> None:
    if section_code and tests.section_of(db, section_code) is None:
        raise NotFound
