"""What an exam took, and what went wrong with it."""

from decimal import Decimal
from uuid import UUID

from sqlmodel import Session, col, select

from kernel.access import Actor
from kernel.clock import utc_now
from ris_pacs.schedule.exams import locked, note
from ris_pacs.schedule.models import Consumption, Incident

REASONS = ("position", "motion", "exposure", "artifact", "wrong_part", "machine", "other")
KINDS = ("reject", "reaction", "extravasation", "machine", "other")


def consume(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    *,
    kind: str,
    name: str,
    quantity: Decimal,
    unit: str,
    code: str = "",
    lot: str = "",
    remark: str = "",
) -> Consumption:
    """Contrast, a drug, a supply; a wrong line is balanced by a negative one."""
    found = locked(db, actor, exam_id)
    row = Consumption(
        exam_id=found.id,
        kind=kind,
        code=code,
        name=name,
        quantity=quantity,
        unit=unit,
        lot=lot,
        note=remark,
        at=utc_now(),
        by=actor.id,
        by_name=actor.name,
    )
    db.add(row)
    note(db, actor, found, "consume", why=f"{name} {quantity} {unit}")
    db.flush()
    return row


def consumed(db: Session, exam_id: UUID) -> list[Consumption]:
    asked = select(Consumption).where(Consumption.exam_id == exam_id).order_by(col(Consumption.id))
    return list(db.exec(asked.limit(100)))


def happened(
    db: Session,
    actor: Actor,
    exam_id: UUID,
    *,
    kind: str,
    reason: str,
    images: int = 0,
    remark: str = "",
) -> Incident:
    """Pictures thrown away and taken anew (ảnh bỏ), or something that went wrong."""
    found = locked(db, actor, exam_id)
    row = Incident(
        exam_id=found.id,
        machine_id=found.machine_id,
        kind=kind,
        reason=reason,
        images=images,
        note=remark,
        at=utc_now(),
        by=actor.id,
        by_name=actor.name,
    )
    db.add(row)
    note(db, actor, found, kind, why=remark or reason)
    db.flush()
    return row


def incidents(db: Session, exam_id: UUID) -> list[Incident]:
    asked = select(Incident).where(Incident.exam_id == exam_id).order_by(col(Incident.id))
    return list(db.exec(asked.limit(100)))
