"""The quality desk: compare, propose, decide, undo."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires, acting_in
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from ris_pacs.archive import service as archive
from ris_pacs.quality import applying, correcting, desk, permissions, undoing
from ris_pacs.quality.models import Correction, CorrectionKind, CorrectionState
from ris_pacs.quality.schemas import (
    CorrectionDecideIn,
    CorrectionEndIn,
    CorrectionEventOut,
    CorrectionOut,
    CorrectionPersonOut,
    DeskOut,
    DeskPeopleOut,
    DeskPersonOut,
    PictureCorrectionIn,
)

router = Router(prefix="/imaging/quality", tags=["ris_pacs.quality"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Proposer = Annotated[Actor, Depends(Requires(permissions.PROPOSE))]
Decider = Annotated[Actor, Depends(Requires(permissions.DECIDE))]


@router.get("/corrections")
def corrections(
    actor: Reader,
    db: Db,
    state: CorrectionState | None = None,
    kind: CorrectionKind | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[CorrectionOut]:
    """The book of corrections, the newest first."""
    asked = select(Correction)
    if not actor.holds(archive.UNMATCHED):
        asked = asked.where(col(Correction.patient_id).is_not(None))
    if state:
        asked = asked.where(Correction.state == state)
    if kind:
        asked = asked.where(Correction.kind == kind)
    rows, following = page_of(
        db,
        asked,
        by=(col(Correction.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    audit.read_list(db, "patient", {r.patient_id for r in rows if r.patient_id})
    return Page(items=lines(db, actor, rows), next=following)


@router.post("/corrections", status_code=201)
def propose(wanted: PictureCorrectionIn, actor: Proposer, db: Db) -> CorrectionOut:
    """Nothing changes until a second person agrees."""
    made = correcting.propose(
        db,
        actor,
        study_id=wanted.study_id,
        kind=CorrectionKind(wanted.kind),
        code=wanted.code,
        reason=wanted.reason,
        series=wanted.series,
        instances=wanted.instances,
        changes={str(k): v for k, v in wanted.changes.items()},
        to_patient_id=wanted.to_patient_id,
        to_order_id=wanted.to_order_id,
    )
    return lines(db, actor, [made])[0]


@router.get("/corrections/{correction_id}/events")
def events(correction_id: UUID, actor: Reader, db: Db) -> Page[CorrectionEventOut]:
    found = correcting.get(db, actor, correction_id)
    rows = correcting.events_of(db, found.id)
    return Page(items=[CorrectionEventOut.model_validate(each) for each in rows], next=None)


@router.post("/corrections/{correction_id}/approval", status_code=204)
def approve(
    correction_id: UUID, given: CorrectionDecideIn, actor: Decider, request: Request
) -> None:
    """The second person agrees: it is carried out."""
    applying.approve(
        request.app.state.database,
        actor,
        acting_in(request),
        correction_id,
        version=given.version,
    )


@router.post("/corrections/{correction_id}/declining")
def decline(correction_id: UUID, given: CorrectionEndIn, actor: Proposer, db: Db) -> CorrectionOut:
    """Nothing changes; who proposed it may take it back."""
    found = correcting.decline(db, actor, correction_id, reason=given.reason, version=given.version)
    return lines(db, actor, [found])[0]


@router.post("/corrections/{correction_id}/undoing")
def undo(correction_id: UUID, given: CorrectionEndIn, actor: Decider, db: Db) -> CorrectionOut:
    """What was out of sight is back."""
    found = undoing.undo(db, actor, correction_id, reason=given.reason, version=given.version)
    return lines(db, actor, [found])[0]


@router.get("/studies/{uid}")
def study(uid: Annotated[str, Path(max_length=64)], actor: Reader, db: Db) -> DeskOut:
    """What the order says beside what the pictures say."""
    found = archive.study(db, actor, uid)
    if found.patient_id:
        audit.read(db, ("patient", found.patient_id), "imaging quality")
    told = desk.compared(db, actor, found)
    return DeskOut(**told, corrections=lines(db, actor, correcting.of_study(db, found.id)))


@router.get("/studies/{uid}/people")
def people(uid: Annotated[str, Path(max_length=64)], actor: Proposer, db: Db) -> DeskPeopleOut:
    """Whom its files name, one by one: a study may hold two patients."""
    found = archive.study(db, actor, uid)
    if found.patient_id:
        audit.read(db, ("patient", found.patient_id), "imaging quality")
    return DeskPeopleOut(items=[DeskPersonOut(**each) for each in desk.people(db, found)])


def lines(db: Session, actor: Actor, rows: Sequence[Correction]) -> list[CorrectionOut]:
    db.flush()
    ids = {p for r in rows for p in (r.patient_id, r.to_patient_id) if p}
    found = patients.briefs(db, actor, ids)
    people = {
        each: CorrectionPersonOut(id=one.id, code=one.code, name=one.name)
        for each, one in found.items()
    }
    asked = select(archive.ImagingStudy.id, archive.ImagingStudy.uid).where(
        col(archive.ImagingStudy.id).in_({r.study_id for r in rows})
    )
    uids = dict(db.exec(asked).all())
    own = set(CorrectionOut.model_fields) - {"patient", "to_patient", "pictures", "study_uid"}
    return [
        CorrectionOut(
            **r.model_dump(include=own),
            patient=people.get(r.patient_id) if r.patient_id else None,
            to_patient=people.get(r.to_patient_id) if r.to_patient_id else None,
            pictures=len(r.instances),
            study_uid=uids[r.study_id],
        )
        for r in rows
    ]
