"""What was registered wrongly is put right: details, room, patient, or the whole visit."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from his.encounters import charging, states
from his.encounters.access import get, locked, step
from his.encounters.course import as_lists, shown, standing
from his.encounters.errors import SamePatient, SameRoom, StillHasRecords
from his.encounters.events import (
    EncounterCancelled,
    EncounterChanged,
    EncounterMoved,
    EncounterMovedToPatient,
    about,
)
from his.encounters.models import Act, Encounter, Payer, Priority, VisitType
from his.encounters.opening import room_for_visits
from his.encounters.slots import EncounterRecords
from his.patients import service as patients
from kernel import audit, clock, live
from kernel.access import Actor
from kernel.events import assembly_of, publish


def change(
    db: Session,
    actor: Actor,
    encounter: Encounter,
    *,
    payer: Payer,
    visit_type: VisitType,
    priority: Priority,
    reason: str,
) -> Encounter:
    """Correct what the desk entered. `encounter` is a locked one (its version was checked)."""
    states.after(encounter.state, Act.CHANGE)
    wanted = {"payer": payer, "visit_type": visit_type, "priority": priority, "reason": reason}
    fields = frozenset(f for f, value in wanted.items() if getattr(encounter, f) != value)
    if not fields:
        return encounter
    now, service = clock.utc_now(), charging.service_of(db, encounter)
    step(db, actor, encounter, Act.CHANGE, at=now, fields=", ".join(sorted(fields)))
    for field in fields:
        setattr(encounter, field, wanted[field])
    db.flush()
    publish(db, EncounterChanged(**about(encounter, actor, now), fields=fields))
    if "visit_type" in fields:
        charging.after_move(
            db, actor, encounter, before=service, seen=False, reason=f"Loại lượt khám: {visit_type}"
        )
    return encounter


def cancel(db: Session, actor: Actor, encounter_id: UUID, *, reason: str) -> Encounter:
    """The visit does not take place. Raises StillHasRecords, AlreadyClosed, AlreadyCancelled."""
    encounter = locked(db, actor, encounter_id)
    states.after(encounter.state, Act.CANCEL)
    if found := standing(db, encounter):
        raise StillHasRecords(standing=shown(found), **as_lists(each for _, each in found))
    now = clock.utc_now()
    step(db, actor, encounter, Act.CANCEL, at=now, reason=reason)
    encounter.cancelled_at = now
    db.flush()
    publish(db, EncounterCancelled(**about(encounter, actor, now), reason=reason))
    charging.withdraw(db, actor, encounter, reason=reason)
    return encounter


def move_room(
    db: Session, actor: Actor, encounter_id: UUID, *, room_id: UUID, reason: str
) -> Encounter:
    """Send the patient to another room, where he waits. Raises SameRoom, RoomTakesNoVisits."""
    encounter = locked(db, actor, encounter_id)
    states.after(encounter.state, Act.MOVE_ROOM)
    room = room_for_visits(db, room_id)
    before = encounter.room_id
    if before == room.id:
        raise SameRoom(room=room.code)
    now = clock.utc_now()
    step(
        db,
        actor,
        encounter,
        Act.MOVE_ROOM,
        at=now,
        reason=reason,
        from_room_id=str(before),
        room_id=str(room.id),
    )
    service, seen = charging.service_of(db, encounter), encounter.began_at is not None
    encounter.room_id = room.id
    encounter.site_id = room.site_id
    encounter.department_id = room.department_id
    encounter.doctor_id = None
    encounter.doctor_name = ""
    encounter.began_at = None
    db.flush()
    moved = EncounterMoved(**about(encounter, actor, now), from_room_id=before, reason=reason)
    publish(db, moved)
    charging.after_move(db, actor, encounter, before=service, seen=seen, reason=reason)
    return encounter


def move_to_patient(
    db: Session, actor: Actor, encounter_id: UUID, *, patient_id: UUID, reason: str
) -> Encounter:
    """The visit was registered for the wrong person: it goes to the right one, with all records.

    Rows of higher modules follow by their `EncounterRecords`. Both patients' audits tell of
    it. Raises SamePatient, AlreadyCancelled.
    """
    wrong_id = get(db, actor, encounter_id).patient_id
    for each in sorted({wrong_id, patient_id}):  # always in one order: no deadlock with another
        patients.locked(db, actor, each)
    encounter = locked(db, actor, encounter_id)
    states.after(encounter.state, Act.MOVE_TO_PATIENT)
    right = patients.get(db, actor, patient_id)  # a merged one answers its survivor
    wrong_id = encounter.patient_id
    if right.id == wrong_id:
        raise SamePatient(patient=right.code)
    now = clock.utc_now()
    step(
        db,
        actor,
        encounter,
        Act.MOVE_TO_PATIENT,
        at=now,
        reason=reason,
        from_patient_id=str(wrong_id),
        patient_id=str(right.id),
    )
    encounter.patient_id = right.id
    moved = {slot.table: _follow(db, slot, encounter) for slot in _records(db)}
    db.flush()
    # The writes stand on the right patient's audit; the other's must tell where they went.
    audit.record(
        db,
        "move",
        "his.encounters.move_to_patient",
        ("patient", wrong_id),
        encounter_id=encounter.id,
        to_patient_id=right.id,
        rows=moved,
        reason=reason,
    )
    publish(
        db,
        EncounterMovedToPatient(
            **about(encounter, actor, now), from_patient_id=wrong_id, reason=reason
        ),
    )
    live.touch(db, f"patient:{wrong_id}")
    live.touch(db, f"patient:{right.id}")
    return encounter


def _records(db: Session) -> tuple[EncounterRecords, ...]:
    """Those that hang on others first, while the way to the visit can still be walked."""
    slots = assembly_of(db).contributions(EncounterRecords)
    return tuple(sorted(slots, key=lambda slot: slot.via == ""))


def _follow(db: Session, slot: EncounterRecords, encounter: Encounter) -> int:
    """Point a table's rows of this visit to its patient, one by one: the audit sees each."""
    model = _model(slot.table)
    of_visit = getattr(model, slot.encounter_column) == encounter.id
    if slot.via:
        via = _model(slot.via)
        theirs = select(via.id).where(via.encounter_id == encounter.id)  # type: ignore[attr-defined]
        of_visit = getattr(model, slot.encounter_column).in_(theirs)
    rows = db.execute(select(model).where(of_visit).with_for_update()).scalars().all()
    for row in rows:
        setattr(row, slot.patient_column, encounter.patient_id)
    return len(rows)


def _model(table: str) -> type[SQLModel]:
    for mapper in SQLModel._sa_registry.mappers:
        if mapper.local_table is not None and mapper.local_table.name == table:  # type: ignore[attr-defined]
            found: type[SQLModel] = mapper.class_
            return found
    raise LookupError(f"no table {table}: an EncounterRecords slot names one that is not there")
