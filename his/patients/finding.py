"""Which patients somebody may see, and fetching them: every query over patients passes here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, true
from sqlalchemy import select as written
from sqlmodel import Session, col, select

from his.patients import births
from his.patients.cards import Sex
from his.patients.models import Patient
from kernel.access import Actor
from kernel.clock import today
from kernel.errors import NotFound
from kernel.once import forget, once
from kernel.text import Text


def visible(actor: Actor) -> ColumnElement[bool]:
    """The one filter over patients (phạm vi xem): what lies outside it is a 404.

    One legal facility per database, whose staff care for the same people at all its sites: for
    now everybody who may see patients may see each of them. Narrower rules (wards, guarded
    records, break-glass) come here and nowhere else.
    """
    return true()


def scope(actor: Actor) -> str:
    """What `visible` depends on: statements that are kept for later are kept by it."""
    return "everybody"


def seen_by(actor: Actor, column: Any) -> ColumnElement[bool]:
    """`visible` for a query that holds a patient's id in `column` and does not join him."""
    return true()


def get(db: Session, actor: Actor, patient_id: UUID) -> Patient:
    """The patient; for a merged record its survivor. Raises NotFound."""
    return _survivor(db, actor, patient_id, lock=False)


def seen(db: Session, actor: Actor, patient_id: str) -> None:
    """Raises NotFound for whoever may not see this patient."""
    try:
        exactly(db, actor, UUID(patient_id))
    except ValueError as error:
        raise NotFound from error


def locked(db: Session, actor: Actor, patient_id: UUID) -> Patient:
    """The patient to change: the row is ours until the transaction ends. Raises NotFound."""
    return _survivor(db, actor, patient_id, lock=True)


def _survivor(db: Session, actor: Actor, patient_id: UUID, *, lock: bool) -> Patient:
    found = exactly(db, actor, patient_id, lock=lock)
    while found.merged_into is not None:
        found = exactly(db, actor, found.merged_into, lock=lock)
    return found


def exactly(db: Session, actor: Actor, patient_id: UUID, *, lock: bool = False) -> Patient:
    """This very record, merged or not. Raises NotFound."""

    def ask() -> Patient | None:
        asked = _this(actor, lock=lock)
        found: Patient | None = db.execute(asked, {"id_": patient_id}).scalar_one_or_none()
        return found

    if lock:
        found = ask()
        forget(db)  # what was asked before the record was ours
    else:
        name = ("his.patients.exactly", patient_id, scope(actor))
        found = once(db, name, ask, Patient)
    if found is None:
        raise NotFound
    return found


_written: dict[tuple[str, bool], Select[Any]] = {}


def _this(actor: Actor, *, lock: bool) -> Select[Any]:
    """Written once for each scope: nearly every request asks it."""
    key = scope(actor), lock
    if key not in _written:
        which = col(Patient.id) == bindparam("id_", type_=Uuid())
        asked = written(Patient).where(which, visible(actor))
        _written[key] = asked.with_for_update() if lock else asked
    return _written[key]


def many(db: Session, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Patient]:
    """Records by id, in one query; those outside the actor's scope are left out."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Patient).where(col(Patient.id).in_(wanted), visible(actor))
    return {patient.id: patient for patient in db.exec(query)}


@dataclass(frozen=True, slots=True)
class Brief:
    """A patient on a line of a worklist."""

    id: UUID
    code: str
    name: str
    birth: str | None
    sex: Sex
    age: Text
    unknown: bool


def briefs(db: Session, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Brief]:
    """The patients of a worklist, in one query that opens no secret."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(
        Patient.id, Patient.code, Patient.name, Patient.birth, Patient.sex, Patient.unknown
    ).where(col(Patient.id).in_(wanted), visible(actor))  # type: ignore[call-overload]
    now = today()
    return {
        row.id: Brief(
            row.id, row.code, row.name, row.birth, row.sex, births.age(row.birth, now), row.unknown
        )
        for row in db.execute(query)
    }
