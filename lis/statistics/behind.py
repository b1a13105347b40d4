"""The records behind a figure of the laboratory, as its lists show them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, tuple_
from sqlmodel import Session, col

from his.encounters import service as encounters
from his.encounters.service import Encounter
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.paging import cursor, place
from kernel.reports import Record


def people(query: Select[Any], ground_visit: Any, actor: Actor) -> Select[Any]:
    """With the visit and the patient, whom the actor must be allowed to see."""
    return (
        query.join(Encounter, col(Encounter.id) == ground_visit)
        .join(Patient, col(Patient.id) == col(Encounter.patient_id))
        .where(patients.visible(actor))
    )


def page(
    db: Session, query: Select[Any], at: Any, id_: Any, after: str | None, limit: int
) -> tuple[list[tuple[Any, ...]], str | None]:
    """One page in the order of the instant; the select begins with it and with the id."""
    if after:
        query = query.where(tuple_(at, id_) > place(after, datetime.fromisoformat, UUID))
    rows = [tuple(row) for row in db.execute(query.order_by(at, id_).limit(limit + 1))]
    if len(rows) <= limit:
        return rows, None
    rows.pop()
    return rows, cursor(rows[-1][0], rows[-1][1])


def record(
    actor: Actor,
    visit: Encounter,
    person: Patient,
    *,
    id_: UUID,
    at: datetime,
    says: str,
    to: str | None,
) -> Record:
    shown = encounters.record(actor, visit, person)
    return Record(
        id=id_, at=at, code=shown.code, who=shown.who, says=says, to=to, subject=shown.subject
    )
