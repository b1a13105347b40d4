"""What higher modules tell the administration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from kernel.access import Actor


@dataclass(frozen=True, slots=True)
class LicensedWork:
    """Whoever holds this right must have a licence to practise (giấy phép hành nghề)."""

    permission_id: str


@dataclass(frozen=True, slots=True)
class SubjectScope:
    """Whom of one kind of subject an actor may ask about: `by` raises NotFound for the rest."""

    kind: str
    by: Callable[[Session, Actor, str], object]


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which the whole facility is closed; both included."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Who keeps the facility's holidays (ngày lễ): his.appointments does."""

    by: Callable[[Session], list[Closed]]
