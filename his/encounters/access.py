"""Fetching visits: whoever may not see the patient does not find the visit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.encounters import states
from his.encounters.models import Act, Encounter, EncounterState, EncounterStep
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.once import forget, once


def get(db: Session, actor: Actor, encounter_id: UUID) -> Encounter:
    """A visit of a patient whom the actor may see. Raises NotFound."""
    name = ("his.encounters.get", encounter_id, actor.id)
    return once(db, name, lambda: _one(db, actor, encounter_id), Encounter)


def locked(db: Session, actor: Actor, encounter_id: UUID) -> Encounter:
    """The same, to change it: others who want it wait for this transaction."""

    def held() -> Encounter:
        found = _one(db, actor, encounter_id, lock=True)
        forget(db)  # what was asked before the visit was ours
        return found

    return once(db, ("his.encounters.locked", encounter_id, actor.id), held, Encounter)


def by_id(db: Session, encounter_id: UUID) -> Encounter:
    """For handlers and jobs, which act for the house and not for a person."""
    name = ("his.encounters.by_id", encounter_id)
    found = once(db, name, lambda: db.get(Encounter, encounter_id), Encounter)
    if found is None:
        raise NotFound
    return found


def open_for_work(db: Session, actor: Actor, encounter_id: UUID) -> Encounter:
    """A visit in which something may be done now; it cannot be closed meanwhile.

    Raises NotFound, AlreadyClosed, AlreadyCancelled.
    """
    encounter = locked(db, actor, encounter_id)
    if encounter.state not in (EncounterState.WAITING, EncounterState.IN_PROGRESS):
        states.after(encounter.state, Act.CHANGE)
    return encounter


def step(
    db: Session,
    actor: Actor,
    encounter: Encounter,
    act: Act,
    *,
    at: datetime,
    reason: str = "",
    **facts: str,
) -> None:
    """Turn a visit by its state machine, and write down who did it, when and why."""
    following = states.after(encounter.state, act)
    db.add(
        EncounterStep(
            encounter_id=encounter.id,
            act=act,
            from_state=encounter.state,
            to_state=following,
            at=at,
            by=actor.id,
            by_name=actor.name,
            reason=reason,
            facts=facts or None,
        )
    )
    encounter.state = following
    if reason:
        encounter.state_reason = reason
    live.touch(db, "encounters")


def _seen(actor: Actor, *, lock: bool) -> Select[Encounter]:
    """Written once for each scope: nearly every request asks it."""
    key = patients.scope(actor), lock
    if key not in _written:
        asked = select(Encounter).where(
            col(Encounter.id) == bindparam("id_", type_=Uuid()),
            patients.seen_by(actor, Encounter.patient_id),
        )
        _written[key] = asked.with_for_update(of=Encounter) if lock else asked
    return _written[key]


_written: dict[tuple[str, bool], Select[Encounter]] = {}


def _one(db: Session, actor: Actor, encounter_id: UUID, *, lock: bool = False) -> Encounter:
    asked = _seen(actor, lock=lock)
    found: Encounter | None = db.execute(asked, {"id_": encounter_id}).scalar_one_or_none()
    own = admin.departments_seen(db, actor)
    if found is None or (own is not None and found.department_id not in own):
        raise NotFound
    return found
