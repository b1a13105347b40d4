"""What the patient page shows above and beside: banner, timeline, photo."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Query, Response, UploadFile

from his.patients import permissions, service, showing
from his.patients.banner_schemas import BannerOut, TimelineItemOut
from his.patients.photo import keep_photo, photo_of
from his.patients.schemas import PatientOut
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router
from kernel.schemas import said

router = Router(prefix="/patients/{patient_id}", tags=["his.patients"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Clerk = Annotated[Actor, Depends(Requires(permissions.UPDATE))]

PICTURE: dict[int | str, dict[str, object]] = {
    200: {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/banner")
def banner(patient_id: UUID, actor: Reader, db: Db) -> BannerOut:
    """Name, age, sex, allergies, insurance and warnings: the same on every page of a patient."""
    shown = showing.banner(db, actor, patient_id)
    audit.read(db, ("patient", shown.id), "banner")
    return shown


@router.get("/timeline")
def timeline(
    patient_id: UUID,
    actor: Reader,
    db: Db,
    part: Annotated[list[str] | None, Query(max_length=20)] = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[TimelineItemOut]:
    """What happened, from all modules, newest first; `part` narrows it to some of them."""
    patient = service.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "timeline")
    found, following = service.timeline(
        db, actor, patient.id, parts=part or (), after=after, limit=limit
    )
    items = [
        TimelineItemOut(
            at=item.at,
            part=each.id,
            part_title=said(each.title),
            title=said(item.title),
            detail=item.detail,
            to=item.to,
        )
        for each, item in found
    ]
    return Page(items=items, next=following)


@router.get("/photo", responses=PICTURE, response_class=Response)
def photo(patient_id: UUID, actor: Reader, db: Db) -> Response:
    """The portrait; 404 when there is none."""
    return photo_of(db, actor, patient_id)


@router.put("/photo")
def take_photo(
    patient_id: UUID, photo: Annotated[UploadFile, File()], actor: Clerk, db: Db
) -> PatientOut:
    """A new portrait (JPEG, PNG or WebP, at most 5 MB)."""
    patient = keep_photo(
        db,
        actor,
        patient_id,
        content=photo.file,
        name=photo.filename or "photo",
        media_type=photo.content_type or "",
    )
    return showing.record(db, actor, patient)
