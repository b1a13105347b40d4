"""What a visit itself costs: the examination of its room's service (công khám)."""

from decimal import Decimal
from uuid import UUID, uuid5

from sqlmodel import Session

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.encounters.models import Encounter, VisitType
from his.encounters.settings import EXAM_SERVICE
from his.pricing.events import ChargeArose, ChargePerformed, ChargeWithdrawn
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish

SOURCE = "his_encounter"


def service_of(db: Session, encounter: Encounter) -> str:
    """The service that is charged for being examined here; empty where none is."""
    if encounter.visit_type is VisitType.SERVICE_ONLY:
        return ""
    return str(admin.parameter(db, EXAM_SERVICE.id, room_id=encounter.room_id))


def charge(
    db: Session, actor: Actor, encounter: Encounter, *, source_id: UUID | None = None
) -> None:
    """Tell that the examination is to be paid. The one that opened the visit has its id."""
    code = service_of(db, encounter)
    entry = catalogs.entry(db, "service", code) if code else None
    if entry is None:
        return
    publish(
        db,
        ChargeArose(
            source=SOURCE,
            source_id=source_id or encounter.id,
            encounter_id=encounter.id,
            patient_id=encounter.patient_id,
            site_id=encounter.site_id,
            kind="service",
            code=entry.code,
            name=entry.name,
            quantity=Decimal(1),
            ordered_at=utc_now(),
            ordered_by=actor.id,
            ordered_by_name=actor.name,
            actor=actor,
            department_id=encounter.department_id,
            room_id=encounter.room_id,
        ),
    )


def performed(db: Session, actor: Actor, encounter: Encounter) -> None:
    """The doctor has the patient: whatever examination was charged is being done."""
    for source_id in (encounter.id, in_room(encounter)):
        publish(
            db,
            ChargePerformed(
                source=SOURCE,
                source_id=source_id,
                performed_at=utc_now(),
                performed_by=actor.id,
                performed_by_name=actor.name,
                actor=actor,
            ),
        )


def withdraw(db: Session, actor: Actor, encounter: Encounter, *, reason: str) -> None:
    publish(db, ChargeWithdrawn(source=SOURCE, source_id=encounter.id, reason=reason, actor=actor))


def after_move(
    db: Session, actor: Actor, encounter: Encounter, *, before: str, seen: bool, reason: str
) -> None:
    """Moved before a doctor began: the other room's examination instead of this one's. Moved
    afterwards: a further examination, once for each room."""
    now = service_of(db, encounter)
    if seen:
        if now:
            charge(db, actor, encounter, source_id=in_room(encounter))
    elif now != before:
        if before:
            withdraw(db, actor, encounter, reason=reason)
        charge(db, actor, encounter)


def in_room(encounter: Encounter) -> UUID:
    """The name of a further examination: one for each room of a visit."""
    return uuid5(encounter.id, str(encounter.room_id))
