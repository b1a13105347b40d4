"""Changing a closed visit without hiding what stood there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.encounters import service as encounters
from his.outpatient.errors import NothingChanged, VisitNotClosed
from his.outpatient.models import Amendment, Examination
from kernel.access import Actor
from kernel.audit import plain
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound


def amendments(db: Session, encounter_id: UUID) -> Sequence[Amendment]:
    """What was changed after the visit was closed, oldest first."""
    asked = select(Amendment).where(Amendment.encounter_id == encounter_id)
    return db.exec(asked.order_by(col(Amendment.at), col(Amendment.id))).all()


def amend(
    db: Session,
    actor: Actor,
    encounter_id: UUID,
    *,
    field: str,
    value: Any,
    reason: str,
    version: int,
) -> Amendment:
    """Change one field of a closed visit's examination; both texts, who and why stay."""
    encounter = encounters.locked(db, actor, encounter_id)
    if encounter.state is not encounters.EncounterState.CLOSED:
        raise VisitNotClosed
    found = db.exec(
        select(Examination).where(Examination.encounter_id == encounter_id).with_for_update()
    ).first()
    if found is None:
        raise NotFound
    expect(found, version)
    old = getattr(found, field)
    if old == value:
        raise NothingChanged
    setattr(found, field, value)
    change = Amendment(
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        field=field,
        old=plain(old),
        new=plain(value),
        reason=reason,
        at=utc_now(),
        by=actor.id,
        by_name=actor.name,
    )
    db.add(change)
    db.flush()
    return change
