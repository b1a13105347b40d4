"""JPEG 2000: policies, what was saved, and each picture's proof."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlmodel import col, select

from kernel.access import Actor, Requires, acting_in
from kernel.db import Db, expect
from kernel.errors import NotFound
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from ris_pacs.archive.service import ImagingInstance
from ris_pacs.quality import packing, permissions
from ris_pacs.quality.models import PackedPicture, Packing
from ris_pacs.quality.schemas import (
    PackedCountOut,
    PackedPictureOut,
    PackingActiveIn,
    PackingIn,
    PackingOut,
    PackingSumOut,
)

router = Router(prefix="/imaging/packing", tags=["ris_pacs.quality"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Packer = Annotated[Actor, Depends(Requires(permissions.PACK))]


@router.get("")
def overview(actor: Reader, db: Db) -> PackingSumOut:
    """What was saved, and by which policies."""
    pictures, before, after = packing.index_of(db)
    rows = db.exec(select(Packing).order_by(col(Packing.id)).limit(200))
    return PackingSumOut(
        pictures=pictures,
        size_before=before,
        size_after=after,
        policies=[PackingOut.model_validate(each) for each in rows],
    )


@router.post("/policies", status_code=201)
def add(wanted: PackingIn, actor: Packer, db: Db) -> PackingOut:
    """With loss only where a ratio is given; then only after the report, never mammography."""
    made = Packing(**wanted.model_dump(), made_by=actor.id, made_by_name=actor.name)
    db.add(made)
    db.flush()
    return PackingOut.model_validate(made)


@router.post("/policies/{policy_id}/active")
def switch(policy_id: UUID, given: PackingActiveIn, actor: Packer, db: Db) -> PackingOut:
    found = db.get(Packing, policy_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, given.version)
    found.active = given.active
    db.flush()
    return PackingOut.model_validate(found)


@router.get("/pictures")
def pictures(
    actor: Reader,
    db: Db,
    study_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[PackedPictureOut]:
    """Each picture with the digest of its pixels before and after."""
    asked = select(PackedPicture)
    if study_id:
        asked = asked.where(PackedPicture.study_id == study_id)
    rows, following = page_of(
        db,
        asked,
        by=(col(PackedPicture.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    ids = [r.instance_id for r in rows]
    found = {
        i.id: i for i in db.exec(select(ImagingInstance).where(col(ImagingInstance.id).in_(ids)))
    }
    own = set(PackedPictureOut.model_fields) - {"equal", "sealed"}
    return Page(
        items=[
            PackedPictureOut(
                **r.model_dump(include=own),
                equal=r.pixels_before == r.pixels_after,
                sealed=packing.sealed(r, found[r.instance_id]),
            )
            for r in rows
        ],
        next=following,
    )


@router.post("/studies/{study_id}", status_code=201)
def pack_study(study_id: UUID, actor: Packer, request: Request) -> PackedCountOut:
    """Pack a study at once, without loss."""
    database = request.app.state.database
    return PackedCountOut(packed=packing.pack_study(database, actor, acting_in(request), study_id))
