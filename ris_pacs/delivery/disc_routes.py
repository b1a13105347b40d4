"""Discs of other houses, and photos that are no DICOM."""

from typing import Annotated
from uuid import UUID

import anyio.from_thread
from anyio.to_thread import run_sync
from fastapi import Depends, File, Form, Query, Request, UploadFile
from sqlmodel import col, select

from his.orders.service import Order, OrderKind
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires, acting_in
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from ris_pacs.delivery import captures, discs, permissions
from ris_pacs.delivery.models import DiscState, OutsideDisc
from ris_pacs.delivery.schemas import (
    CaptureKind,
    CaptureOrderOut,
    CaptureOrdersOut,
    CaptureOut,
    DiscBroughtOut,
    DiscRefuseIn,
    DiscStudyOut,
    DiscTakeIn,
    OutsideDiscOut,
)

router = Router(prefix="/imaging", tags=["ris_pacs.delivery"])

Taker = Annotated[Actor, Depends(Requires(permissions.DISC))]
Photographer = Annotated[Actor, Depends(Requires(permissions.CAPTURE))]


@router.get("/discs")
def outside_discs(
    actor: Taker,
    db: Db,
    state: DiscState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[OutsideDiscOut]:
    """Discs of other houses, the newest first."""
    asked = select(OutsideDisc)
    if state:
        asked = asked.where(OutsideDisc.state == state)
    rows, following = page_of(
        db,
        asked,
        by=(col(OutsideDisc.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )
    audit.read_list(db, "patient", {r.patient_id for r in rows if r.patient_id})
    return Page(items=[_disc(r) for r in rows], next=following)


@router.post("/discs", status_code=201)
async def bring_disc(
    request: Request,
    actor: Taker,
    came_from: Annotated[str, Query(min_length=1, max_length=200)],
    file_name: Annotated[str, Query(max_length=200)] = "",
) -> DiscBroughtOut:
    """A ZIP or an ISO as the body; it goes to quarantine piece by piece."""
    stream = request.stream()

    async def next_piece() -> bytes:
        async for chunk in stream:
            if chunk:
                return chunk
        return b""

    def work() -> UUID:
        return discs.bring(
            request.app.state.database,
            actor,
            acting_in(request),
            lambda: anyio.from_thread.run(next_piece),
            came_from=came_from,
            file_name=file_name,
        )

    return DiscBroughtOut(id=await run_sync(work))


@router.get("/discs/{disc_id}")
def outside_disc(disc_id: UUID, actor: Taker, db: Db) -> OutsideDiscOut:
    found = discs.get(db, actor, disc_id)
    if found.patient_id:
        audit.read(db, ("patient", found.patient_id), "outside disc")
    return _disc(found)


@router.post("/discs/{disc_id}/taking", status_code=204)
def take_disc(disc_id: UUID, given: DiscTakeIn, actor: Taker, request: Request) -> None:
    """Into the archive, for whom a person says, or to the list of those to be matched."""
    discs.take(
        request.app.state.database,
        actor,
        acting_in(request),
        disc_id,
        studies=given.studies,
        patient_id=given.patient_id,
        code=given.code,
        birth=given.birth,
        version=given.version,
    )


@router.post("/discs/{disc_id}/refusal", status_code=204)
def refuse_disc(disc_id: UUID, given: DiscRefuseIn, actor: Taker, request: Request) -> None:
    """Nothing of it is kept."""
    discs.refuse(
        request.app.state.database,
        actor,
        acting_in(request),
        disc_id,
        reason=given.reason,
        version=given.version,
    )


@router.get("/captures/orders/{patient_id}")
def capture_orders(patient_id: UUID, actor: Photographer, db: Db) -> CaptureOrdersOut:
    """The patient's latest orders for pictures."""
    patient = patients.get(db, actor, patient_id)
    audit.read(db, ("patient", patient.id), "imaging orders")
    asked = select(Order).where(
        Order.patient_id == patient.id,
        col(Order.kind).in_((OrderKind.IMAGING, OrderKind.FUNCTION)),
    )
    rows = db.exec(asked.order_by(col(Order.placed_at).desc()).limit(20))
    return CaptureOrdersOut(items=[CaptureOrderOut.model_validate(each) for each in rows])


@router.post("/captures", status_code=201)
def capture(
    request: Request,
    actor: Photographer,
    patient_id: Annotated[UUID, Form()],
    title: Annotated[str, Form(min_length=1, max_length=64)],
    file: Annotated[UploadFile, File(description="JPEG, PNG, PDF")],
    modality: Annotated[CaptureKind, Form()] = "XC",
    order_id: Annotated[UUID | None, Form()] = None,
) -> CaptureOut:
    """A photo or a PDF becomes a DICOM object of this patient, and of this order."""
    uid = captures.add(
        request.app.state.database,
        actor,
        acting_in(request),
        patient_id=patient_id,
        order_id=order_id,
        content=file.file,
        title=title,
        modality=modality,
    )
    return CaptureOut(study_uid=uid)


def _disc(of: OutsideDisc) -> OutsideDiscOut:
    fields = set(DiscStudyOut.model_fields) - {"pictures"}
    studies = [
        DiscStudyOut(**{k: v for k, v in s.items() if k in fields}, pictures=len(s["files"]))
        for s in of.studies
    ]
    return OutsideDiscOut(
        **of.model_dump(include=set(OutsideDiscOut.model_fields) - {"studies"}), studies=studies
    )
