"""Lists of visits: a room's or doctor's day, a patient's past, what the desk counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlmodel import Session, col

from his.admin import service as admin
from his.admin.service import Room
from his.encounters.models import Encounter, EncounterState, EncounterStep
from his.patients import service as patients
from his.patients.service import Patient
from kernel import clock
from kernel.access import Actor
from kernel.columns import unaccented
from kernel.errors import NotFound
from kernel.paging import cursor, page_of, place

OPEN = (EncounterState.WAITING, EncounterState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Line:
    """A visit as lists and headers show it."""

    encounter: Encounter
    patient: patients.Brief
    room: Room

    @classmethod
    def of(cls, row: Sequence[Any]) -> "Line":
        encounter, room, *person = row
        return cls(encounter, brief(*person), room)


# What a line shows of a patient: none of it needs a key.
PERSON = (
    col(Patient.id),
    col(Patient.code),
    col(Patient.name),
    col(Patient.birth),
    col(Patient.sex),
    col(Patient.unknown),
)


def brief(
    id_: UUID, code: str, name: str, birth: str | None, sex: patients.Sex, unknown: bool
) -> patients.Brief:
    """The columns of PERSON as the patient of a line."""
    age = patients.age(birth, clock.today())
    return patients.Brief(id_, code, name, birth, sex, age, unknown)


def _lines(db: Session, actor: Actor) -> Any:
    """Visits with patient and room, in one query."""
    return (
        select(Encounter, Room, *PERSON)
        .join(Patient, col(Patient.id) == col(Encounter.patient_id))
        .join(Room, col(Room.id) == col(Encounter.room_id))
        .where(patients.visible(actor), admin.of_own_department(db, actor, Encounter.department_id))
    )


def header(db: Session, actor: Actor, encounter_id: UUID) -> Line:
    """One visit with its patient and room. Raises NotFound."""
    found = db.execute(_lines(db, actor).where(col(Encounter.id) == encounter_id)).first()
    if found is None:
        raise NotFound
    return Line.of(tuple(found))


def of_day(
    db: Session,
    actor: Actor,
    *,
    day: date | None = None,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    states: Sequence[EncounterState] = (),
    newest_first: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Line], str | None]:
    """The visits opened on a Vietnamese day (today), in the order of opening or against it."""
    start, end = clock.day_bounds(day or clock.today())
    query = _lines(db, actor).where(
        col(Encounter.opened_at) >= start, col(Encounter.opened_at) < end
    )
    query = _narrowed(query, room_id, doctor_id, states)
    return _page(db, query, after=after, limit=limit, descending=newest_first)


def unfinished(
    db: Session,
    actor: Actor,
    *,
    room_id: UUID | None = None,
    doctor_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Line], str | None]:
    """Visits of earlier days that nobody closed or cancelled, oldest first."""
    start, _ = clock.day_bounds(clock.today())
    query = _lines(db, actor).where(col(Encounter.opened_at) < start)
    return _page(db, _narrowed(query, room_id, doctor_id, OPEN), after=after, limit=limit)


def of_patient(
    db: Session,
    actor: Actor,
    patient_id: UUID,
    *,
    before: datetime | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Line], str | None]:
    """A patient's visits, newest first; those up to `before` where it is given."""
    query = _lines(db, actor).where(col(Encounter.patient_id) == patient_id)
    if before:
        query = query.where(col(Encounter.opened_at) <= before)
    return _page(db, query, after=after, limit=limit, descending=True)


def open_today(db: Session, actor: Actor, patient_id: UUID) -> list[Line]:
    """What a patient is in the house for: his open visits of today."""
    start, _ = clock.day_bounds(clock.today())
    query = _lines(db, actor).where(
        col(Encounter.patient_id) == patient_id,
        col(Encounter.opened_at) >= start,
        col(Encounter.state).in_(OPEN),
    )
    found = db.execute(query.order_by(col(Encounter.opened_at), col(Encounter.id))).all()
    return [Line.of(tuple(each)) for each in found]


def steps(
    db: Session, encounter_id: UUID, *, after: str | None = None, limit: int = 50
) -> tuple[list[EncounterStep], str | None]:
    """What was done to a visit, in order."""
    query = select(EncounterStep).where(col(EncounterStep.encounter_id) == encounter_id)
    return page_of(db, query, by=(col(EncounterStep.id),), types=(UUID,), after=after, limit=limit)


def by_code(db: Session, actor: Actor, text: str, limit: int) -> list[Line]:
    """Visits whose code begins so, for the one search box."""
    typed = unaccented(text).upper()
    if len(typed) < 4 or not typed.startswith("LK") or not typed.isalnum():
        return []
    query = _lines(db, actor).where(
        col(Encounter.code) >= typed, col(Encounter.code) < typed + "\uffff"
    )
    found = db.execute(query.order_by(col(Encounter.code)).limit(limit)).all()
    return [Line.of(tuple(each)) for each in found]


def by_scan(db: Session, actor: Actor, text: str) -> list[Line]:
    """Today's visits of whoever's card, identity card or patient code was scanned: the open
    ones, or those that are closed already (at the cashier, at the pharmacy).

    A lost or blocked card opens nothing.
    """
    if len(text.strip()) < 8:
        return []
    found = patients.recognise_scan(db, actor, text)
    if found.scan.kind == "unknown" or len(found.found) != 1:
        return []
    patient_id = found.found[0].id
    if here := open_today(db, actor, patient_id):
        return here
    start, _ = clock.day_bounds(clock.today())
    query = _lines(db, actor).where(
        col(Encounter.patient_id) == patient_id,
        col(Encounter.opened_at) >= start,
        col(Encounter.state) == EncounterState.CLOSED,
    )
    closed = db.execute(query.order_by(col(Encounter.opened_at).desc(), col(Encounter.id))).all()
    return [Line.of(tuple(each)) for each in closed]


def _narrowed(
    query: Select[Any],
    room_id: UUID | None,
    doctor_id: UUID | None,
    states: Sequence[EncounterState],
) -> Select[Any]:
    if room_id:
        query = query.where(col(Encounter.room_id) == room_id)
    if doctor_id:
        query = query.where(col(Encounter.doctor_id) == doctor_id)
    if states:
        query = query.where(col(Encounter.state).in_(states))
    return query


def _page(
    db: Session, query: Select[Any], *, after: str | None, limit: int, descending: bool = False
) -> tuple[list[Line], str | None]:
    by = (col(Encounter.opened_at), col(Encounter.id))
    if after:
        here = place(after, datetime.fromisoformat, UUID)
        query = query.where(tuple_(*by) < here if descending else tuple_(*by) > here)
    ordered = query.order_by(*(c.desc() if descending else c.asc() for c in by))
    found = [Line.of(tuple(each)) for each in db.execute(ordered.limit(limit + 1)).all()]
    if len(found) <= limit:
        return found, None
    found.pop()
    last = found[-1].encounter
    return found, cursor(last.opened_at, last.id)


@dataclass(frozen=True, slots=True)
class Figures:
    """What the desk did on a day. Hours are Vietnamese, 0 to 23."""

    total: int
    by_hour: dict[int, int]
    by_payer: dict[str, int]
    by_room: dict[UUID, int]
    by_state: dict[str, int]


def counted(visits: Iterable[tuple[datetime, str, UUID, str]]) -> Figures:
    """Count (opened at, payer, room, state); cancelled visits only by state. Pure."""
    seen = list(visits)
    held = [each for each in seen if each[3] != EncounterState.CANCELLED]
    return Figures(
        total=len(held),
        by_hour=dict(sorted(Counter(at.astimezone(clock.LOCAL).hour for at, *_ in held).items())),
        by_payer=dict(sorted(Counter(str(payer) for _, payer, _, _ in held).items())),
        by_room=dict(Counter(room for _, _, room, _ in held)),
        by_state=dict(sorted(Counter(str(state) for *_, state in seen).items())),
    )


def figures(db: Session, *, day: date | None = None) -> Figures:
    """The figures of a day's registrations: by hour, payer, room and state."""
    start, end = clock.day_bounds(day or clock.today())
    found = db.execute(
        select(
            col(Encounter.opened_at),
            col(Encounter.payer),
            col(Encounter.room_id),
            col(Encounter.state),
        ).where(col(Encounter.opened_at) >= start, col(Encounter.opened_at) < end)
    )
    return counted(tuple(each) for each in found)
