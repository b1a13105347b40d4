from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlmodel import Session, col, select

from his.orders.service import Order
from his.patients import service as patients
from his.patients.service import Brief
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from kernel.schemas import said
from ris_pacs.archive import deciding, permissions, showing, storage, suggesting
from ris_pacs.archive.finding import Wanted, query
from ris_pacs.archive.models import ImagingConflict, ImagingStudy, StudyChange, StudyState
from ris_pacs.archive.schemas import (
    CandidateOrderOut,
    ImagingConflictOut,
    ImagingSeriesOut,
    ImagingStudyOut,
    ImagingStudyWholeOut,
    PictureStorageOut,
    StudyCandidateOut,
    StudyCandidatesOut,
    StudyChangeOut,
    StudyMatchIn,
    StudyPatientOut,
    StudyReasonIn,
)

router = Router(prefix="/imaging", tags=["ris_pacs.archive"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Matcher = Annotated[Actor, Depends(Requires(permissions.MATCH))]
SeesStorage = Annotated[Actor, Depends(Requires(permissions.STORAGE))]


@router.get("/studies")
def studies(
    actor: Reader,
    db: Db,
    text: Annotated[str, Query(max_length=100)] = "",
    modality: Annotated[str, Query(max_length=16)] = "",
    state: StudyState | None = None,
    patient_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ImagingStudyOut]:
    """Studies by any part of name, code, accession number or description, the newest first."""
    wanted = Wanted(
        anything=text,
        modalities=(modality,) if modality else (),
        state=state,
        patient_id=patient_id,
    )
    rows, following = page_of(
        db,
        query(db, actor, wanted),
        by=(col(ImagingStudy.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    audit.read_list(db, "patient", {row.patient_id for row in rows if row.patient_id})
    return Page(items=_studies(db, actor, rows), next=following)


@router.get("/studies/{study_id}")
def study(study_id: UUID, actor: Reader, db: Db) -> ImagingStudyWholeOut:
    """A study, its series, and what was decided about it."""
    return _whole(db, actor, showing.by_id(db, actor, study_id))


@router.get("/studies/{study_id}/candidates")
def candidates(
    study_id: UUID, actor: Matcher, db: Db, patient_id: UUID | None = None
) -> StudyCandidatesOut:
    """Whose it may be; with `patient_id`: this one, and his orders for pictures."""
    row = showing.by_id(db, actor, study_id)
    if patient_id:
        found = [suggesting.one(db, actor, row, patient_id)]
    else:
        found = suggesting.candidates(db, actor, row)
    audit.read_list(db, "patient", {each.patient.id for each in found})
    return StudyCandidatesOut(
        candidates=[
            StudyCandidateOut(
                patient=_patient(each.patient),
                code_agrees=each.code,
                name_agrees=each.name,
                birth_agrees=each.birth,
                orders=[_order(o, row.accession) for o in each.orders],
            )
            for each in found
        ]
    )


@router.post("/studies/{study_id}/match")
def match(study_id: UUID, wanted: StudyMatchIn, actor: Matcher, db: Db) -> ImagingStudyWholeOut:
    """Say whose it is, and for which order."""
    row = deciding.match(
        db,
        actor,
        study_id,
        patient_id=wanted.patient_id,
        order_id=wanted.order_id,
        reason=wanted.reason,
        version=wanted.version,
    )
    return _whole(db, actor, row)


@router.post("/studies/{study_id}/unmatch")
def unmatch(study_id: UUID, wanted: StudyReasonIn, actor: Matcher, db: Db) -> ImagingStudyWholeOut:
    """Take it off the patient; it waits in the list again."""
    row = deciding.unmatch(db, actor, study_id, reason=wanted.reason, version=wanted.version)
    return _whole(db, actor, row)


@router.post("/studies/{study_id}/undo")
def undo(study_id: UUID, wanted: StudyReasonIn, actor: Matcher, db: Db) -> ImagingStudyWholeOut:
    """Back to what it was before the last decision."""
    row = deciding.undo(db, actor, study_id, reason=wanted.reason, version=wanted.version)
    return _whole(db, actor, row)


@router.get("/storage")
def picture_storage(actor: SeesStorage, db: Db) -> PictureStorageOut:
    """How full the store is, and which objects were refused lately."""
    found = storage.state(db, showing.store(db))
    order = (col(ImagingConflict.at).desc(), col(ImagingConflict.id).desc())
    refused = db.exec(select(ImagingConflict).order_by(*order).limit(50))
    return PictureStorageOut(
        total=found.room.total,
        free=found.room.free,
        used_percent=round(found.room.used_percent, 1),
        fill=found.fill,
        warn_percent=found.warn_percent,
        stop_percent=found.stop_percent,
        studies=found.studies,
        instances=found.instances,
        size=found.size,
        unindexed=found.unindexed,
        damaged=found.damaged,
        conflicts=[ImagingConflictOut.model_validate(each) for each in refused],
    )


def _studies(db: Session, actor: Actor, rows: Sequence[ImagingStudy]) -> list[ImagingStudyOut]:
    people = patients.briefs(db, actor, {r.patient_id for r in rows if r.patient_id})
    codes = _codes(db, {r.order_id for r in rows if r.order_id})
    return [
        ImagingStudyOut(
            **row.model_dump(include=set(ImagingStudyOut.model_fields) - {"patient", "order_code"}),
            patient=_patient(people[row.patient_id]) if row.patient_id in people else None,
            order_code=codes.get(row.order_id, "") if row.order_id else "",
        )
        for row in rows
    ]


def _whole(db: Session, actor: Actor, row: ImagingStudy) -> ImagingStudyWholeOut:
    changes = deciding.changes(db, row.id)
    people = patients.briefs(
        db, actor, {p for c in changes for p in (c.patient_before, c.patient_after) if p}
    )
    codes = _codes(db, {o for c in changes for o in (c.order_before, c.order_after) if o})
    if row.patient_id:
        audit.read(db, ("patient", row.patient_id), "imaging study")
    return ImagingStudyWholeOut(
        study=_studies(db, actor, [row])[0],
        series=[ImagingSeriesOut.model_validate(each) for each in showing.series(db, row)],
        changes=[_change(each, people, codes) for each in changes],
    )


def _change(of: StudyChange, people: dict[UUID, Brief], codes: dict[UUID, str]) -> StudyChangeOut:
    def who(patient_id: UUID | None) -> str:
        found = people.get(patient_id) if patient_id else None
        return f"{found.name} ({found.code})" if found else ""

    return StudyChangeOut(
        act=of.act,
        patient_before=who(of.patient_before),
        patient_after=who(of.patient_after),
        order_before=codes.get(of.order_before, "") if of.order_before else "",
        order_after=codes.get(of.order_after, "") if of.order_after else "",
        reason=of.reason,
        by_rule=of.by_rule,
        by_name=of.by_name,
        at=of.at,
    )


def _codes(db: Session, ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = db.exec(select(col(Order.id), col(Order.code)).where(col(Order.id).in_(ids)))
    return dict(rows.all())


def _patient(of: Brief) -> StudyPatientOut:
    return StudyPatientOut(
        id=of.id, code=of.code, name=of.name, birth=of.birth, sex=of.sex, age=said(of.age)
    )


def _order(of: Order, accession: str) -> CandidateOrderOut:
    return CandidateOrderOut(
        id=of.id,
        code=of.code,
        service_name=of.service_name,
        state=of.state,
        placed_at=of.placed_at,
        exact=of.code == accession,
    )
