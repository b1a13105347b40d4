from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from his.cdr import permissions, service
from his.cdr.models import Category, EntryKind, Observation
from his.cdr.schemas import (
    AmendFactIn,
    DocumentOut,
    EntryLineOut,
    ObservationOut,
    SeriesOut,
    VoidFactIn,
)
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router

router = Router(prefix="/cdr", tags=["his.cdr"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Amender = Annotated[Actor, Depends(Requires(permissions.AMEND))]


@router.get("/patients/{patient_id}/observations")
def observations(
    patient_id: UUID,
    actor: Reader,
    db: Db,
    code: Annotated[list[str] | None, Query(max_length=20)] = None,
    encounter_id: UUID | None = None,
    category: Category | None = None,
    with_replaced: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> Page[ObservationOut]:
    """A patient's observations, newest first; with the replaced ones when asked."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    found, following = service.observations(
        db,
        patient.id,
        codes=code or (),
        encounter_id=encounter_id,
        category=category,
        with_replaced=with_replaced,
        after=after,
        limit=limit,
    )
    return Page(items=[ObservationOut.model_validate(o) for o in found], next=following)


@router.get("/patients/{patient_id}/documents")
def documents(
    patient_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[DocumentOut]:
    """A patient's documents, newest first."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    found, following = service.documents(db, patient.id, after=after, limit=limit)
    return Page(items=[DocumentOut.model_validate(d) for d in found], next=following)


@router.get("/patients/{patient_id}/record")
def record(
    patient_id: UUID,
    actor: Reader,
    db: Db,
    kind: Annotated[list[EntryKind] | None, Query(max_length=7)] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[EntryLineOut]:
    """A patient's whole record, newest first, whatever module wrote it."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    found, following = service.life(db, patient.id, kinds=kind or (), after=after, limit=limit)
    return Page(items=[EntryLineOut.model_validate(e) for e in found], next=following)


@router.get("/patients/{patient_id}/cumulative")
def cumulative(
    patient_id: UUID, actor: Reader, db: Db, category: Category = Category.LABORATORY
) -> Page[SeriesOut]:
    """Each value over the patient's life, newest first."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id))
    found = service.cumulative(db, patient.id, category=category)
    return Page(items=[SeriesOut.model_validate(s) for s in found], next=None)


@router.post("/observations/{observation_id}/amendment", status_code=201)
def amend(observation_id: UUID, change: AmendFactIn, actor: Amender, db: Db) -> ObservationOut:
    old = _seen(db, actor, observation_id)
    fact = service.Fact(code=old.code, name=old.name, number=change.number, text=change.text)
    return ObservationOut.model_validate(
        service.amend(db, actor, observation_id, fact=fact, reason=change.reason)
    )


@router.post("/observations/{observation_id}/void")
def void(observation_id: UUID, change: VoidFactIn, actor: Amender, db: Db) -> ObservationOut:
    _seen(db, actor, observation_id)
    return ObservationOut.model_validate(
        service.void(db, actor, observation_id, reason=change.reason)
    )


def _seen(db: Db, actor: Actor, observation_id: UUID) -> Observation:
    """The observation, if its patient is one that the actor may see (else 404)."""
    found = service.get(db, observation_id)
    patients.get(db, actor, found.patient_id)
    return found
