"""A study's key images: listed, chosen, withdrawn, and as labelled JPEG."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query
from fastapi.responses import Response

from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.routing import Router
from ris_pacs.archive import service as archive
from ris_pacs.web import objects, service
from ris_pacs.web.permissions import MARK, VIEW
from ris_pacs.web.schemas import KeyImageIn, KeyImageOut, KeyImagesOut, PictureWithdrawIn

router = Router(prefix="/pictures/studies", tags=["ris_pacs.web"])

Uid = Annotated[str, Path(max_length=64)]
Viewer = Annotated[Actor, Depends(Requires(VIEW))]
Marker = Annotated[Actor, Depends(Requires(MARK))]


@router.get("/{study_uid}/key-images")
def key_images(study_uid: Uid, actor: Viewer, db: Db) -> KeyImagesOut:
    of = archive.study(db, actor, study_uid)
    audit.read(db, objects.subject(of), f"study {of.uid}")
    found = service.key_images(db, of.id)
    return KeyImagesOut(items=[KeyImageOut.model_validate(each) for each in found])


@router.post("/{study_uid}/key-images", status_code=201)
def choose_key_image(study_uid: Uid, wanted: KeyImageIn, actor: Marker, db: Db) -> KeyImageOut:
    """Kept as a DICOM Key Object Selection beside the pictures."""
    key = service.choose(
        db,
        actor,
        study_uid,
        instance_uid=wanted.instance_uid,
        frame=wanted.frame,
        note=wanted.note,
    )
    return KeyImageOut.model_validate(key)


@router.post("/{study_uid}/key-images/{key_id}/withdraw")
def withdraw_key_image(
    study_uid: Uid, key_id: UUID, wanted: PictureWithdrawIn, actor: Marker, db: Db
) -> KeyImageOut:
    key = service.withdraw(db, actor, study_uid, key_id, reason=wanted.reason)
    return KeyImageOut.model_validate(key)


@router.get("/{study_uid}/series/{series_uid}/instances/{instance_uid}/labelled.jpeg")
def labelled_jpeg(
    study_uid: Uid,
    series_uid: Uid,
    instance_uid: Uid,
    actor: Viewer,
    db: Db,
    frame: Annotated[int, Query(ge=1, le=100_000)] = 1,
    width: Annotated[int, Query(ge=256, le=4096)] = 1024,
) -> Response:
    """One picture with its patient in the margin, for a record or a letter."""
    of = archive.study(db, actor, study_uid)
    objects.source(db, of, instance_uid)
    audit.record(db, "export", f"picture {instance_uid}", objects.subject(of), frame=frame)
    body = service.jpeg(db, study_uid, series_uid, instance_uid, frame, width=width)
    return Response(body, media_type="image/jpeg")
