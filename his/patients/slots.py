"""What higher modules add to a patient: declared here, put in their `Module.contributes`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor
from kernel.module import Permission
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class PatientColumn:
    """A column that says whose a row is. A merge re-points it, an un-merge points it back.

    Every foreign key to `his_patient.id` is contributed (a test looks for forgotten ones).
    """

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class MergeCheck:
    """What whoever merges two patients should know first ("both have an open visit").

    `by(db, actor, kept_id, gone_id)` answers warnings; a merge goes on when they are accepted.
    """

    id: str
    by: Callable[[Session, Actor, UUID, UUID], list[Text]]


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened to a patient. `to` is the path of the page that shows it."""

    at: datetime
    title: Text
    detail: str
    to: str


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """What a module puts on the timeline (dòng thời gian) of those who hold `needs`.

    `by(db, actor, patient_id, before, limit)` answers items with `at <= before`, newest first,
    at most `limit`, and always in the same order.
    """

    id: str
    title: Text
    needs: Permission
    by: Callable[[Session, Actor, UUID, datetime, int], list[TimelineItem]]


Tone = Literal["info", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class BannerItem:
    """A short word on the banner: "BHYT hết hạn 31/12", "Nợ 250.000 đ"."""

    tone: Tone
    says: Text
    to: str | None = None


@dataclass(frozen=True, slots=True)
class BannerPart:
    """What a module says on every page of a patient (to those who hold `needs`, if any)."""

    id: str
    needs: Permission | None
    by: Callable[[Session, Actor, UUID], list[BannerItem]]
