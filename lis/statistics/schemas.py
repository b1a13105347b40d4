"""What the API of the laboratory's hours takes and gives."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from kernel.schemas import Input, Line, Output, Version
from lis.statistics.keeping import clock_face
from lis.statistics.models import SectionHours

SectionOrAll = Annotated[str, Field(max_length=20, pattern=r"^[\w.\-/+]*$")]
ClockFace = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]


def minutes_of(face: str) -> int:
    return int(face[:2]) * 60 + int(face[3:])


class SectionHoursIn(Input):
    section_code: SectionOrAll = Field(default="", description="Empty: all without their own.")
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1, max_length=7)
    opens: ClockFace
    closes: ClockFace
    valid_from: date


class SectionHoursEnd(Input):
    version: Version
    last: date


class SectionHoursOut(Output):
    id: UUID
    version: int
    section_code: str
    weekday: int
    opens: str
    closes: str
    valid_from: date
    valid_to: date | None
    made_by_name: str

    @classmethod
    def of(cls, row: SectionHours) -> "SectionHoursOut":
        return cls(
            id=row.id,
            version=row.version,
            section_code=row.section_code,
            weekday=row.weekday,
            opens=clock_face(row.opens),
            closes=clock_face(row.closes),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            made_by_name=row.made_by_name,
        )


class SectionDayOffIn(Input):
    section_code: SectionOrAll = ""
    first: date
    last: date
    name: Line


class SectionDayOffOut(Output):
    id: UUID
    section_code: str
    first: date
    last: date
    name: str
    made_by_name: str


class HouseHolidayOut(Output):
    """A holiday of the whole house, kept elsewhere."""

    first: date
    last: date
    name: str


class WorkingCalendarOut(Output):
    """When the laboratory works: hours, its own days off, and the house's holidays."""

    hours: list[SectionHoursOut]
    days_off: list[SectionDayOffOut]
    holidays: list[HouseHolidayOut]
