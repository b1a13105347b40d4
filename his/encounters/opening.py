"""Opening a visit at the reception desk (mở lượt khám)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import charging
from his.encounters.errors import CheckinNotRead, RoomIsFull, RoomTakesNoVisits, VisitOpenHere
from his.encounters.events import EncounterOpened, about
from his.encounters.models import Encounter, EncounterState, Payer, Priority, VisitType
from his.encounters.settings import DAILY_QUOTA
from his.encounters.slots import CheckinPart
from his.patients import service as patients
from kernel import clock, counters, live
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.events import assembly_of, publish
from kernel.identity.models import User

# At these counters nobody is examined; patients come there during a visit.
NO_VISITS = {admin.RoomKind.RECEPTION, admin.RoomKind.CASHIER, admin.RoomKind.PHARMACY}
_OPEN = (EncounterState.WAITING, EncounterState.IN_PROGRESS)


def open(
    db: Session,
    actor: Actor,
    *,
    patient_id: UUID,
    room_id: UUID,
    payer: Payer,
    reason: str = "",
    priority: Priority = Priority.NONE,
    visit_type: VisitType = VisitType.FIRST,
    doctor_id: UUID | None = None,
    again: bool = False,
    beyond_quota: bool = False,
    parts: Mapping[str, Any] | None = None,
) -> Encounter:
    """A patient comes: open a visit in a room, where he then waits.

    `again` confirms a second visit in the same room on one day, `beyond_quota` one more than
    the room takes, `parts` is what other modules asked (slots.CheckinPart), by the part's id.
    Raises NotFound, RoomTakesNoVisits, VisitOpenHere, RoomIsFull, CheckinNotRead.
    """
    patient = patients.locked(db, actor, patient_id)  # two desks at once: one waits
    room = room_for_visits(db, room_id)
    now = clock.utc_now()
    if not again:
        _refuse_twin(db, patient.id, room.id)
    if not beyond_quota:
        _refuse_full(db, room)
    doctor = _doctor(db, doctor_id)
    year = clock.today().year % 100
    number = counters.take_quick(db, f"his.encounters.code/{year}")
    encounter = Encounter(
        code=f"LK{year:02}{number:07}",
        patient_id=patient.id,
        site_id=room.site_id,
        room_id=room.id,
        department_id=room.department_id,
        visit_type=visit_type,
        payer=payer,
        priority=priority,
        reason=reason,
        opened_at=now,
        opened_by=actor.id,
        opened_by_name=actor.name,
        doctor_id=doctor.id if doctor else None,
        doctor_name=doctor.name if doctor else "",
    )
    db.add(encounter)
    db.flush()
    _keep_parts(db, actor, encounter, parts or {})
    publish(db, EncounterOpened(**about(encounter, actor, now)))
    charging.charge(db, actor, encounter)
    live.touch(db, "encounters")
    return encounter


def _keep_parts(db: Session, actor: Actor, encounter: Encounter, parts: Mapping[str, Any]) -> None:
    known = {part.id: part for part in assembly_of(db).contributions(CheckinPart)}
    for part_id, given in parts.items():
        part = known.get(part_id)
        if part is None:
            raise CheckinNotRead(part=part_id)
        try:
            read = part.schema.model_validate(given)
        except ValidationError as error:
            wrong = [".".join(str(key) for key in each["loc"]) for each in error.errors()]
            raise CheckinNotRead(part=part_id, fields=wrong) from error
        part.by(db, actor, encounter, read)


def room_for_visits(db: Session, room_id: UUID) -> admin.Room:
    """A room in which patients are seen. Raises NotFound, RoomTakesNoVisits."""
    room = admin.room(db, room_id)
    if not room.active or room.kind in NO_VISITS:
        raise RoomTakesNoVisits(room=room.code)
    return room


def _doctor(db: Session, doctor_id: UUID | None) -> User | None:
    """The doctor asked for by name; he waits for this one if the room has several."""
    if doctor_id is None:
        return None
    doctor = db.get(User, doctor_id)
    if doctor is None or not doctor.active:
        raise NotFound
    return doctor


def _refuse_twin(db: Session, patient_id: UUID, room_id: UUID) -> None:
    start, end = clock.day_bounds(clock.today())
    twin = db.execute(
        select(Encounter)
        .where(
            col(Encounter.patient_id) == patient_id,
            col(Encounter.opened_at) >= start,
            col(Encounter.opened_at) < end,
            col(Encounter.room_id) == room_id,
            col(Encounter.state).in_(_OPEN),
        )
        .order_by(col(Encounter.opened_at))
        .limit(1)
    ).scalar_one_or_none()
    if twin:
        raise VisitOpenHere(code=twin.code, encounter_id=twin.id, state=twin.state)


def _refuse_full(db: Session, room: admin.Room) -> None:
    quota = int(admin.parameter(db, DAILY_QUOTA.id, room_id=room.id))
    if quota == 0:
        return
    start, end = clock.day_bounds(clock.today())
    taken = db.execute(
        select(func.count())
        .select_from(Encounter)
        .where(
            col(Encounter.room_id) == room.id,
            col(Encounter.opened_at) >= start,
            col(Encounter.opened_at) < end,
            col(Encounter.state) != EncounterState.CANCELLED,
        )
    ).scalar_one()
    if taken >= quota:
        raise RoomIsFull(room=room.code, quota=quota)
