"""The list of records that may be one person, and merging them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from his.patients import permissions, service, showing
from his.patients.merge_schemas import (
    MergeIn,
    MergeOut,
    MergePreviewOut,
    MergeWarning,
    PairIn,
    PairOut,
    TableCount,
)
from his.patients.models import PairState
from his.patients.schemas import VersionedReason
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import said

duplicates = Router(prefix="/patients/duplicates", tags=["his.patients"])
router = Router(prefix="/patients/{patient_id}", tags=["his.patients"])

Merger = Annotated[Actor, Depends(Requires(permissions.MERGE))]
Reader = Annotated[Actor, Depends(Requires(permissions.READ))]


@duplicates.get("")
def list_duplicates(
    actor: Merger,
    db: Db,
    state: PairState = PairState.SUSPECTED,
    after: After = None,
    limit: Limit = 50,
) -> Page[PairOut]:
    """Pairs that may be one person, the likeliest first."""
    found, following = service.duplicates(db, actor, state=state, after=after, limit=limit)
    people = service.many(db, actor, {id_ for p in found for id_ in (p.first_id, p.second_id)})
    audit.read_list(db, "patient", people)
    return Page(items=[showing.pair(each, people) for each in found], next=following)


@duplicates.post("", status_code=201)
def suspect(pair: PairIn, actor: Reader, db: Db) -> PairOut:
    """ "I think these are one person": for somebody who may merge to look at."""
    found = service.suspect(db, actor, one_id=pair.one_id, other_id=pair.other_id, note=pair.note)
    people = service.many(db, actor, (found.first_id, found.second_id))
    return showing.pair(found, people)


@duplicates.post("/{pair_id}/dismissal")
def dismiss(pair_id: UUID, why: VersionedReason, actor: Merger, db: Db) -> PairOut:
    """ "They are two people": nobody is warned of them again."""
    found = service.dismiss(db, actor, pair_id, version=why.version, note=why.reason)
    people = service.many(db, actor, (found.first_id, found.second_id))
    return showing.pair(found, people)


@router.get("/merge-preview")
def preview_merge(
    patient_id: UUID, gone_id: Annotated[UUID, Query()], actor: Merger, db: Db
) -> MergePreviewOut:
    """What would happen if `gone_id` were merged into this record."""
    seen = service.preview(db, actor, kept_id=patient_id, gone_id=gone_id)
    audit.read_list(db, "patient", (seen.kept.id, seen.gone.id), "merge preview")
    return MergePreviewOut(
        kept=showing.line(seen.kept),
        gone=showing.line(seen.gone),
        filled=list(seen.filled),
        moved=[TableCount(table=table, rows=rows) for table, rows in seen.moved.items()],
        warnings=[MergeWarning(id=id_, says=said(says)) for id_, says in seen.warnings],
    )


@router.get("/merges")
def list_merges(patient_id: UUID, actor: Reader, db: Db) -> Page[MergeOut]:
    """Every merge this record took part in, the newest first."""
    patient = service.exactly(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "merges")
    found = service.merges(db, patient.id)
    people = service.many(db, actor, {id_ for m in found for id_ in (m.kept_id, m.gone_id)})
    return Page(items=[showing.merge(each, people) for each in found], next=None)


@router.post("/merges", status_code=201)
def merge(patient_id: UUID, wish: MergeIn, actor: Merger, db: Db) -> MergeOut:
    """Merge another record into this one. 409 MergeNeedsCare lists `facts.warnings` whose ids
    have to be in `accepted`."""
    made = service.merge(
        db,
        actor,
        kept_id=patient_id,
        gone_id=wish.gone_id,
        reason=wish.reason,
        accepted=wish.accepted,
    )
    return showing.merge(made, service.many(db, actor, (made.kept_id, made.gone_id)))


@router.post("/merges/{merge_id}/undoing")
def unmerge(
    patient_id: UUID, merge_id: UUID, why: VersionedReason, actor: Merger, db: Db
) -> MergeOut:
    """Take a merge of this record apart again."""
    made = service.unmerge(
        db, actor, merge_id, patient_id=patient_id, version=why.version, reason=why.reason
    )
    return showing.merge(made, service.many(db, actor, (made.kept_id, made.gone_id)))
