"""Who waits to be drawn, what waits at the door, what was rejected, where a tube is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from his.admin import service as admin
from his.encounters.service import Encounter
from his.patients import service as patients
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from lis.specimens.models import Item, Rejection, Specimen
from lis.specimens.states import ItemState, SpecimenState


@dataclass(frozen=True, slots=True)
class Waiting:
    """A patient whose blood is wanted (danh sách lấy mẫu)."""

    patient: patients.Brief
    encounter_id: UUID
    rank: int
    since: datetime
    planned_at: datetime | None
    tests: int
    unlabelled: int
    room: str
    department: str


def to_collect(
    db: Session,
    actor: Actor,
    *,
    room_id: UUID | None = None,
    department_id: UUID | None = None,
    limit: int = 200,
) -> list[Waiting]:
    """Who waits, STAT first, then by time. One line a visit; what is planned for later shows when.
    Only what is open is read, however much was done before."""
    asked: Any = (
        columns(
            col(Item.encounter_id),
            col(Item.patient_id),
            func.min(col(Item.rank)),
            func.min(col(Item.ordered_at)),
            func.min(col(Item.planned_at)),
            func.count(),
            func.count(col(Item.specimen_id)),
            col(Encounter.room_id),
            col(Encounter.department_id),
        )
        .join(Encounter, col(Encounter.id) == col(Item.encounter_id))
        .where(
            col(Item.state) == ItemState.WAITING,
            col(Item.closed_at).is_(None),
            patients.seen_by(actor, Item.patient_id),
        )
        .group_by(
            col(Item.encounter_id),
            col(Item.patient_id),
            col(Encounter.room_id),
            col(Encounter.department_id),
        )
        .order_by(func.min(col(Item.rank)), func.min(col(Item.ordered_at)), col(Item.encounter_id))
        .limit(limit)
    )
    if room_id:
        asked = asked.where(col(Encounter.room_id) == room_id)
    if department_id:
        asked = asked.where(col(Encounter.department_id) == department_id)
    rows = db.execute(asked).all()
    people = patients.briefs(db, actor, [row[1] for row in rows])
    rooms = {room.id: f"{room.code} {room.name}" for room in admin.rooms(db, active=None)}
    wards = {each.id: each.name for each in admin.departments(db)}
    return [
        Waiting(
            people[row[1]],
            row[0],
            row[2],
            _instant(row[3]),
            _instant(row[4]) if row[4] else None,
            row[5],
            row[5] - row[6],
            rooms.get(row[7], ""),
            wards.get(row[8], ""),
        )
        for row in rows
        if row[1] in people
    ]


def _instant(value: Any) -> datetime:
    """(An aggregate comes back without its column's type on SQLite.)"""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=utc_now().tzinfo)


def by_state(
    db: Session, actor: Actor, *, state: SpecimenState | None, after: str | None, limit: int
) -> tuple[list[Specimen], str | None]:
    """Tubes of one state, the oldest first; those whose life is over the latest first. Without a
    state: every tube whose life is not over."""
    over = state in (SpecimenState.REJECTED, SpecimenState.DISPOSED, SpecimenState.LOST)
    asked = select(Specimen).where(patients.seen_by(actor, Specimen.patient_id))
    if state is not None:
        asked = asked.where(Specimen.state == state)
    if not over:
        asked = asked.where(col(Specimen.closed_at).is_(None))
    return page_of(
        db,
        asked,
        by=(col(Specimen.state_at), col(Specimen.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=over,
    )


def of_patient(
    db: Session, actor: Actor, patient_id: UUID, *, after: str | None, limit: int
) -> tuple[list[Specimen], str | None]:
    """All his tubes, the latest first."""
    person = patients.get(db, actor, patient_id)
    asked = select(Specimen).where(Specimen.patient_id == person.id)
    return page_of(
        db,
        asked,
        by=(col(Specimen.state_at), col(Specimen.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def of_encounter(db: Session, encounter_id: UUID) -> list[Specimen]:
    asked = select(Specimen).where(Specimen.encounter_id == encounter_id)
    return list(db.exec(asked.order_by(col(Specimen.code)).limit(200)))


def rejections(
    db: Session, actor: Actor, *, mine: bool, after: str | None, limit: int
) -> tuple[list[Rejection], str | None]:
    """What was rejected, the latest first; `mine`: what I ordered and have not seen."""
    asked = select(Rejection).where(patients.seen_by(actor, Rejection.patient_id))
    if mine:
        asked = asked.where(Rejection.orderer_id == actor.id, col(Rejection.seen_at).is_(None))
    by = (col(Rejection.at), col(Rejection.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)


def rejections_of(db: Session, specimen_id: UUID) -> list[Rejection]:
    asked = select(Rejection).where(Rejection.specimen_id == specimen_id)
    return list(db.exec(asked.order_by(col(Rejection.id)).limit(20)))


def see(db: Session, actor: Actor, rejection_id: UUID) -> Rejection:
    """Whoever ordered knows of it."""
    found = db.get(Rejection, rejection_id, with_for_update=True)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    if found.seen_at is None:
        found.seen_at, found.seen_by_name = utc_now(), actor.name
        db.flush()
    return found
