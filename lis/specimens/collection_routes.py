"""Where blood is drawn: the list, the patient, the labels, the tubes."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.schemas import said
from kernel.text import Language, Text
from lis.specimens import collecting, drawing, lists, papers, permissions, showing
from lis.specimens.schemas import (
    AddOnIn,
    CollectIn,
    CollectionOut,
    IdentifiedOut,
    LabelIn,
    LabelPresetChoice,
    ToCollectOut,
    TubeLabelsIn,
    TubeReasonIn,
    TubeScanIn,
)
from lis.tests import service as catalogue

router = Router(prefix="/lis/collection", tags=["lis.specimens"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Collector = Annotated[Actor, Depends(Requires(permissions.COLLECT))]
Lang = Annotated[Language, Query()]


@router.get("")
def to_collect(
    actor: Reader,
    db: Db,
    room_id: UUID | None = None,
    department_id: UUID | None = None,
    limit: Limit = 200,
) -> Page[ToCollectOut]:
    """Who waits to be drawn, STAT first, then by time; one line a visit."""
    found = lists.to_collect(db, actor, room_id=room_id, department_id=department_id, limit=limit)
    audit.read_list(db, "patient", {w.patient.id for w in found})
    return Page(items=showing.waiting(found), next=None)


@router.get("/label-presets")
def label_presets(_: Reader, db: Db) -> Page[LabelPresetChoice]:
    """The sizes of labels to choose from."""
    found = [
        LabelPresetChoice(code=p.code, name=said(Text(p.name, p.name_en or p.name)))
        for p in catalogue.labels(db)
    ]
    return Page(items=found, next=None)


@router.post("/identification")
def identify(given: TubeScanIn, actor: Collector, db: Db) -> IdentifiedOut:
    """Whose card or wristband this is."""
    patient_id, how = collecting.who(db, actor, given.scan)
    audit.read(db, ("patient", patient_id))
    return IdentifiedOut(patient=showing.person(showing.brief_of(db, actor, patient_id)), how=how)


@router.post("/list/print", responses=PDF, response_class=Response)
def print_list(
    actor: Collector,
    db: Db,
    room_id: UUID | None = None,
    department_id: UUID | None = None,
    language: Lang = "vi",
) -> Response:
    """Who is to be drawn, by department and room, as PDF."""
    printed = papers.collection_list(
        db, actor, room_id=room_id, department_id=department_id, language=language
    )
    return pdf(printed, "danh-sach-lay-mau")


@router.post("/labels/print", responses=PDF, response_class=Response)
def print_labels(given: TubeLabelsIn, actor: Collector, db: Db, language: Lang = "vi") -> Response:
    """The labels of these tubes, a page each."""
    printed = papers.labels(db, actor, given.codes, preset=given.preset, language=language)
    return pdf(printed, "nhan-ong")


@router.get("/{patient_id}")
def collection(patient_id: UUID, actor: Reader, db: Db) -> CollectionOut:
    """A patient's tubes: to be labelled, to be drawn, drawn today."""
    return showing.collection(db, actor, patient_id)


@router.post("/{patient_id}/labels")
def label(patient_id: UUID, given: LabelIn, actor: Collector, db: Db) -> CollectionOut:
    """Give every tube its number; what has one keeps it."""
    drawing.label(db, actor, patient_id, item_ids=given.item_ids or None)
    return showing.collection(db, actor, patient_id)


@router.post("/{patient_id}/tubes")
def collect(patient_id: UUID, given: CollectIn, actor: Collector, db: Db) -> CollectionOut:
    """These tubes were drawn, now, from this patient."""
    collecting.collect(db, actor, patient_id=patient_id, **given.model_dump())
    return showing.collection(db, actor, patient_id)


@router.post("/{patient_id}/add-on")
def add_on(patient_id: UUID, given: AddOnIn, actor: Collector, db: Db) -> CollectionOut:
    """Do tests from a tube that was drawn before."""
    collecting.add_on(db, actor, given.code, given.item_ids)
    return showing.collection(db, actor, patient_id)


@router.post("/{patient_id}/labels/{code}/withdrawal")
def tear_up(
    patient_id: UUID, code: str, why: TubeReasonIn, actor: Collector, db: Db
) -> CollectionOut:
    """A label is thrown away before anything was drawn; its tests wait for another."""
    drawing.tear_up(db, actor, code, reason=why.reason)
    return showing.collection(db, actor, patient_id)
