"""The laboratory's opening hours and days off, and its register as a table."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.routing import Router
from lis.statistics import keeping, permissions, register
from lis.statistics.schemas import (
    HouseHolidayOut,
    SectionDayOffIn,
    SectionDayOffOut,
    SectionHoursEnd,
    SectionHoursIn,
    SectionHoursOut,
    WorkingCalendarOut,
    minutes_of,
)

router = Router(prefix="/lab/statistics", tags=["lis.statistics"])

Reader = Annotated[Actor, Depends(Requires(permissions.FIGURES))]
Keeper = Annotated[Actor, Depends(Requires(permissions.HOURS))]
Exporter = Annotated[Actor, Depends(Requires(permissions.REGISTER))]
Day = Annotated[date | None, Query(description="Vietnamese day; nothing: today.")]
SectionCode = Annotated[str, Query(max_length=20, description="Empty: all.")]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RegisterFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@router.get("/calendar")
def calendar(_: Reader, db: Db) -> WorkingCalendarOut:
    """When the laboratory works, today and later."""
    return WorkingCalendarOut(
        hours=[SectionHoursOut.of(each) for each in keeping.hours(db, on=today())],
        days_off=[
            SectionDayOffOut.model_validate(each) for each in keeping.days_off(db, since=today())
        ],
        holidays=[
            HouseHolidayOut(first=first, last=last, name=name)
            for first, last, name in keeping.holidays(db)
            if last >= today()
        ],
    )


@router.post("/hours", status_code=201)
def set_hours(form: SectionHoursIn, actor: Keeper, db: Db) -> list[SectionHoursOut]:
    """A section is open on these weekdays from a day on."""
    made = keeping.set_hours(
        db,
        actor,
        section_code=form.section_code,
        weekdays=form.weekdays,
        opens=minutes_of(form.opens),
        closes=minutes_of(form.closes),
        valid_from=form.valid_from,
    )
    return [SectionHoursOut.of(each) for each in made]


@router.post("/hours/{hours_id}/end")
def end_hours(hours_id: UUID, form: SectionHoursEnd, _: Keeper, db: Db) -> SectionHoursOut:
    """They hold to this day and no longer."""
    return SectionHoursOut.of(keeping.end_hours(db, hours_id, version=form.version, last=form.last))


@router.post("/days-off", status_code=201)
def add_day_off(form: SectionDayOffIn, actor: Keeper, db: Db) -> SectionDayOffOut:
    made = keeping.add_day_off(db, actor, **form.model_dump())
    return SectionDayOffOut.model_validate(made)


@router.post("/days-off/{day_id}/withdraw")
def withdraw_day_off(day_id: UUID, actor: Keeper, db: Db) -> SectionDayOffOut:
    return SectionDayOffOut.model_validate(keeping.withdraw_day_off(db, actor, day_id))


@router.get("/register", response_class=Response)
def register_table(
    actor: Exporter,
    db: Db,
    since: Day = None,
    until: Day = None,
    section: SectionCode = "",
    form: Annotated[RegisterFormat, Query(alias="format")] = RegisterFormat.XLSX,
) -> Response:
    """The register of some days (sổ xét nghiệm) as XLSX or CSV."""
    first = since or until or today()
    last = until or since or today()
    found = register.entries(db, actor, section=section, since=first, until=last)
    csv = form is RegisterFormat.CSV
    content = (register.as_csv if csv else register.as_xlsx)(db, actor, found)
    audit.read(db, ("lis_register", f"{section or 'all'}/{first}/{last}"), "export")
    name = f"so-xet-nghiem-{first}-{last}.{form.value}"
    return Response(
        content,
        media_type="text/csv; charset=utf-8" if csv else _XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
