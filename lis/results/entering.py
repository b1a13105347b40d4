"""Results by hand: many lines of the grid at once, judged, confirmed where critical, kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.errors import NotFound
from kernel.events import publish
from lis.results import autoverifying, deriving
from lis.results.errors import (
    CriticalNotConfirmed,
    MeasuredBeforeCollection,
    ResultVerified,
    SpecimenNotReceived,
)
from lis.results.events import LabResultsEntered
from lis.results.judging import judge
from lis.results.keeping import Known, Work, keep, known
from lis.results.models import CRITICAL, LabResult, ResultSource, ResultState
from lis.results.sections import demand_worker
from lis.results.signing import mark_trainees
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState

MAY_ENTER = (ItemState.RECEIVED, ItemState.RESULTED, ItemState.CHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person says of one item. `confirmed`: a critical value was looked at twice."""

    item_id: UUID
    value: str
    comment: str = ""
    dilution: Decimal | None = None
    detail: Mapping[str, Any] | None = None
    confirmed: bool = False


def enter(
    db: Session,
    actor: Actor,
    entries: Sequence[Entry],
    *,
    at: datetime | None = None,
    source: ResultSource = ResultSource.HAND,
) -> list[LabResult]:
    """Keep values by hand, or from a reference laboratory; all of them or none.

    A value entered again is a new run: the old one stays beside it until it is verified.
    Raises ValueNotANumber, ValueAbsurd, ValueNotAChoice, ValueMissing, CriticalNotConfirmed,
    SpecimenNotReceived, MeasuredBeforeCollection, ResultVerified, NotInSection.
    """
    said = {each.item_id: each for each in entries}
    items = specimens.items(db, said, lock=True)
    if len(items) != len(said):
        raise NotFound
    for patient_id in sorted({i.patient_id for i in items}):
        patients.get(db, actor, patient_id)
    demand_worker(db, actor, {i.section_code for i in items})
    about = known(db, actor, items)
    now = at or utc_now()
    works = [_work(about, item, said[item.id], now, source) for item in items]
    confirmed(works)
    made = keep(db, actor, works, about)
    mark_trainees(db, actor, made)
    more = deriving.follow(db, actor, made, about, now)
    publish(db, LabResultsEntered(result_ids=tuple(r.id for r in [*made, *more]), actor=actor))
    autoverifying.consider(db, [*made, *more], about)
    return [*made, *more]


def _work(about: Known, item: Item, entry: Entry, at: datetime, source: ResultSource) -> Work:
    if item.id not in about.items:
        raise NotFound
    profile = about.profiles[item.test_code]
    held = about.standing.get(item.id)
    if held is not None and (held.state is ResultState.VERIFIED or held.reason):
        raise ResultVerified(test=profile.name, by=held.verified_by_name or held.entered_by_name)
    if item.state not in MAY_ENTER:
        raise SpecimenNotReceived(test=profile.name)
    if item.collected_at and at < item.collected_at:
        shown = item.collected_at.astimezone(LOCAL).strftime("%H:%M %d/%m/%Y")
        raise MeasuredBeforeCollection(test=profile.name, collected=shown)
    judged = judge(
        profile,
        entry.value,
        about.person(item, at),
        before=about.before(item),
        at=at,
        detail=entry.detail,
    )
    if judged.fault:
        raise judged.fault
    return Work(
        item=item,
        profile=profile,
        judged=judged,
        source=source,
        at=at,
        comment=entry.comment,
        dilution=entry.dilution,
        confirmed=entry.confirmed,
    )


def confirmed(works: Sequence[Work]) -> None:
    """Raises CriticalNotConfirmed with all the values that want a second look."""
    open_ = [w for w in works if w.judged.flag in CRITICAL and not w.confirmed]
    if open_:
        raise CriticalNotConfirmed(
            values=", ".join(f"{w.profile.name} {w.judged.value} {w.judged.unit}" for w in open_),
            items=[str(w.item.id) for w in open_],
        )
