"""What is known of items before a value is kept, and the keeping: few statements for many."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import service as patients
from his.patients.service import Brief, Patient
from kernel import bulk, live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.ids import new_id
from kernel.prepared import Prepared, among
from lis.results.history import Before, before
from lis.results.judging import Judged, Person, as_facts
from lis.results.lots import bind
from lis.results.models import CRITICAL, STANDING, LabResult, ResultSource, ResultState
from lis.results.pregnancy import pregnant
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState
from lis.tests import service as tests
from lis.tests.service import TestProfile

TOPIC = "lis.results"
SEX = {patients.Sex.MALE: "M", patients.Sex.FEMALE: "F", patients.Sex.UNKNOWN: ""}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about items: their tests, people, last values, and what stands already."""

    items: dict[UUID, Item]
    profiles: dict[str, TestProfile]
    people: dict[UUID, Brief]
    previous: dict[tuple[UUID, str], Before]
    standing: dict[UUID, LabResult]
    runs: dict[UUID, list[LabResult]]
    works: dict[UUID, "Work"] = field(default_factory=dict)  # what was kept just now, by result
    pregnant: set[UUID] = field(default_factory=set)
    persons: dict[tuple[UUID, datetime], Person] = field(default_factory=dict)

    def person(self, item: Item, at: datetime) -> Person:
        key = item.patient_id, at
        if key not in self.persons:
            who = self.people[item.patient_id]
            days = patients.age_days(cast(Patient, who), at.astimezone(LOCAL).date())
            pregnant = item.patient_id in self.pregnant or None
            self.persons[key] = Person(SEX[who.sex], days, pregnant)
        return self.persons[key]

    def add(self, more: "Known") -> None:
        """What was read later, without what stands already."""
        self.persons.clear()
        for name in (
            "items",
            "profiles",
            "people",
            "previous",
            "runs",
            "standing",
            "works",
            "pregnant",
        ):
            getattr(self, name).update(getattr(more, name))

    def before(self, item: Item) -> Before | None:
        return self.previous.get((item.patient_id, self.profiles[item.test_code].key))


def known(db: Session, actor: Actor, items: Sequence[Item], *, lock: bool = True) -> Known:
    """Read all of it; `lock`: the standing results are ours until the transaction ends."""
    profiles = tests.profile(db, {i.test_code for i in items}, utc_now().astimezone(LOCAL).date())
    mine = [i for i in items if i.test_code in profiles]
    runs = runs_of(db, [i.id for i in mine], lock=lock)
    return Known(
        items={i.id: i for i in mine},
        profiles=profiles,
        people=patients.briefs(db, actor, {i.patient_id for i in mine}),
        previous=before(
            db,
            {(i.patient_id, profiles[i.test_code].key) for i in mine},
            but={i.order_id for i in mine},
        ),
        standing={i: held for i, found in runs.items() if (held := holding(found))},
        runs=runs,
        pregnant=pregnant(db, mine, profiles.values()),
    )


_HAS_RUNS = Prepared(
    select(col(LabResult.item_id)).where(among(col(LabResult.item_id), "items")).distinct()
)


def runs_of(
    db: Session, item_ids: Iterable[UUID], *, lock: bool = False
) -> dict[UUID, list[LabResult]]:
    """Every run of these items, oldest first, with what was replaced and withdrawn."""
    wanted = set(item_ids)
    found: dict[UUID, list[LabResult]] = {}
    if wanted:  # (most are measured for the first time, and a row of the unit of work is dear)
        wanted = {each.item_id for each in _HAS_RUNS.all(db, items=wanted)}
    if not wanted:
        return found
    asked = (
        select(LabResult)
        .where(col(LabResult.item_id).in_(wanted))
        .order_by(col(LabResult.item_id), col(LabResult.run), col(LabResult.id))
    )
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    for each in db.exec(asked):
        found.setdefault(each.item_id, []).append(each)
    return found


def holding(runs: Sequence[LabResult]) -> LabResult | None:
    """The run that counts; a correction that waits comes before what it corrects."""
    return next((r for r in reversed(runs) if r.state in STANDING), None)


@dataclass(slots=True, kw_only=True)
class Work:
    """One value that is to be kept for an item."""

    item: Item
    profile: TestProfile
    judged: Judged
    source: ResultSource
    at: datetime
    comment: str = ""
    dilution: Decimal | None = None
    confirmed: bool = False
    analyser: str = ""
    message_id: UUID | None = None
    lot: Mapping[str, Any] | None = None
    flags: tuple[str, ...] = ()
    replaces: LabResult | None = None
    reason: str = ""


def keep(db: Session, actor: Actor, works: Sequence[Work], about: Known) -> list[LabResult]:
    """New runs beside the ones before them, which are replaced and stay."""
    made = _make(actor, works, about, lambda values: LabResult(**values))
    bind(db, made)
    db.add_all(made)
    db.flush()
    resulted(db, actor, works)
    return made


def drafts(actor: Actor, works: Sequence[Work], about: Known) -> list[LabResult]:
    """The same, not written yet: see kernel/bulk.py."""
    return _make(actor, works, about, partial(bulk.draft, LabResult))


def _make(
    actor: Actor, works: Sequence[Work], about: Known, as_row: Callable[[dict[str, Any]], LabResult]
) -> list[LabResult]:
    """Two works of one item are two runs, the first one replaced."""
    now = utc_now()
    made = []
    for work in works:
        old = about.standing.get(work.item.id)
        if old is not None and work.replaces is None:
            old.state, old.ended_at, old.ended_by_name = ResultState.REPLACED, now, actor.name
        runs = about.runs.setdefault(work.item.id, [])
        run = 1 + max((r.run for r in runs), default=0)
        row = as_row(_row(actor, work, old, run, now))
        about.standing[work.item.id] = row
        runs.append(row)
        about.works[row.id] = work
        made.append(row)
    return made


def resulted(db: Session, actor: Actor, works: Sequence[Work]) -> None:
    """Their items have a result; those of a correction had one."""
    steps = {w.item.id: w.item for w in works if w.replaces is None}
    specimens.move_items(db, actor, list(steps.values()), ItemState.RESULTED)
    live.touch(db, TOPIC)


def _row(
    actor: Actor, work: Work, old: LabResult | None, run: int, now: datetime
) -> dict[str, Any]:
    item, profile, judged = work.item, work.profile, work.judged
    critical = work.confirmed and judged.flag in CRITICAL
    return {
        "id": new_id(),  # (pydantic looks at a default's signature each time)
        "item_id": item.id,
        "order_id": item.order_id,
        "patient_id": item.patient_id,
        "encounter_id": item.encounter_id,
        "specimen_id": item.specimen_id,
        "section_code": item.section_code,
        "test_code": item.test_code,
        "name": profile.name,
        "loinc": profile.key,
        "run": run,
        "value": judged.value[:500],
        "number": judged.number,
        "unit": judged.unit,
        "flag": judged.flag,
        "reference": judged.reference,
        "limits": as_facts(judged.limits),
        "delta": judged.delta_facts,
        "detail": judged.detail,
        "comment": work.comment,
        "dilution": work.dilution,
        "lot": dict(work.lot) if work.lot else work.replaces.lot if work.replaces else None,
        "source": work.source,
        "analyser": work.analyser,
        "message_id": work.message_id,
        "measured_at": work.at,
        "entered_at": now,
        "entered_by": actor.id,
        "entered_by_name": actor.name,
        "confirmed_at": now if critical else None,
        "confirmed_by_name": actor.name if critical else "",
        "replaces_id": work.replaces.id if work.replaces else old.id if old else None,
        "reason": work.reason,
    }
