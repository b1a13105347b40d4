from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from sqlmodel import Session, col, select

from kernel import audit
from kernel.access import Actor, Requires
from kernel.clock import utc_now
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.dicom import asking, elsewhere, forwarding, nodes, permissions, requesting
from ris_pacs.dicom.elsewhere import Asked
from ris_pacs.dicom.errors import NodeNeedsAddress
from ris_pacs.dicom.models import DicomRoute, DicomSending
from ris_pacs.dicom.schemas import (
    DicomFetchIn,
    DicomFoundOut,
    DicomRouteChangeIn,
    DicomRouteIn,
    DicomRouteOut,
    DicomRoutesOut,
    DicomSearchOut,
    DicomSendIn,
    DicomSendingOut,
)

router = Router(prefix="/imaging", tags=["ris_pacs.dicom"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]
Sends = Annotated[Actor, Depends(Requires(permissions.SEND))]
Fetches = Annotated[Actor, Depends(Requires(permissions.FETCH))]
Word = Annotated[str, Query(max_length=64)]


@router.get("/routes")
def routes(actor: Reader, db: Db) -> DicomRoutesOut:
    """The rules by which studies go on to other nodes."""
    names = {each.id: each.name for each in nodes.every(db)}
    return DicomRoutesOut(items=[_route(row, names) for row in forwarding.routes(db)])


@router.post("/routes", status_code=201)
def add_route(wanted: DicomRouteIn, actor: SetsUp, db: Db) -> DicomRouteOut:
    """Add a rule; studies that come from now on follow it."""
    row = forwarding.save_route(db, actor, route_id=None, **wanted.model_dump())
    return _route(row, {row.node_id: nodes.get(db, row.node_id).name})


@router.put("/routes/{route_id}")
def change_route(
    route_id: UUID, wanted: DicomRouteChangeIn, actor: SetsUp, db: Db
) -> DicomRouteOut:
    """Change a rule, or turn it off."""
    values = wanted.model_dump(exclude={"version"})
    row = forwarding.save_route(db, actor, route_id=route_id, version=wanted.version, **values)
    return _route(row, {row.node_id: nodes.get(db, row.node_id).name})


@router.get("/sendings")
def sendings(actor: Sends, db: Db, after: After = None, limit: Limit = 50) -> Page[DicomSendingOut]:
    """Studies on their way to other nodes, the latest first."""
    asked = (
        select(DicomSending)
        .join(ImagingStudy, col(ImagingStudy.id) == col(DicomSending.study_id))
        .where(archive.visible(actor))
    )
    rows, following = page_of(
        db,
        asked,
        by=(col(DicomSending.id),),
        types=(UUID,),
        descending=True,
        after=after,
        limit=limit,
    )
    return Page(items=_sendings(db, rows), next=following)


def _sendings(db: Session, rows: list[DicomSending]) -> list[DicomSendingOut]:
    ids = {row.study_id for row in rows}
    studies = {s.id: s for s in db.exec(select(ImagingStudy).where(col(ImagingStudy.id).in_(ids)))}
    audit.read_list(db, "patient", {s.patient_id for s in studies.values() if s.patient_id})
    names = {each.id: each.name for each in nodes.every(db)}
    rules = {each.id: each.name for each in forwarding.routes(db)}
    return [
        DicomSendingOut(
            **row.model_dump(),
            commitment=asking.state(row),
            study_uid=studies[row.study_id].uid,
            description=studies[row.study_id].description,
            modalities=studies[row.study_id].modalities,
            node_name=names.get(row.node_id, ""),
            route_name=rules.get(row.route_id, "") if row.route_id else "",
        )
        for row in rows
    ]


@router.post("/sendings", status_code=201)
def send(wanted: DicomSendIn, actor: Sends, db: Db) -> DicomSendingOut:
    """Send a study to a node; it goes out behind this and is tried until it is there."""
    study = archive.study(db, actor, wanted.study_uid)
    row = forwarding.send(db, actor, study, nodes.get(db, wanted.node_id))
    return _sendings(db, [row])[0]


@router.get("/nodes/{node_id}/studies")
def studies_elsewhere(
    node_id: UUID,
    actor: Fetches,
    db: Db,
    name: Word = "",
    code: Word = "",
    accession: Word = "",
    days: Annotated[str, Query(max_length=17, pattern=r"^[0-9\-]*$")] = "",
) -> DicomSearchOut:
    """What another node has (C-FIND): by name, code, accession number or day. Without any, of
    today. Raises NodeNeedsAddress."""
    node = nodes.get(db, node_id)
    if not node.host or not node.port:
        raise NodeNeedsAddress
    asked = Asked(name, code, accession, days)
    if not any((name, code, accession, days)):
        asked = Asked(days=f"{utc_now():%Y%m%d}")
    facts = {"name": name, "code": code, "accession": accession, "days": asked.days}
    audit.record(db, "search", node.ae_title, ("ris_node", node.id), **facts)
    ours, host, port, title = nodes.our_title(db), node.host, node.port, node.ae_title
    try:
        told = elsewhere.search(
            host, port, calling=ours, called=title, asked=asked, trust=nodes.trust(node)
        )
    except requesting.NotReached as error:
        return DicomSearchOut(ok=False, why=error.why, said=error.said, found=[])
    uids = [str(each.get("StudyInstanceUID") or "") for each in told]
    query = select(col(ImagingStudy.uid), col(ImagingStudy.instance_count))
    here = dict(db.exec(query.where(col(ImagingStudy.uid).in_(uids))).all())
    return DicomSearchOut(ok=True, why="", said="", found=[_found(e, here) for e in told])


@router.post("/nodes/{node_id}/fetch", status_code=202)
def fetch(node_id: UUID, wanted: DicomFetchIn, actor: Fetches, db: Db) -> None:
    """Have a study sent to us (C-MOVE); it comes behind this. Raises NodeNeedsAddress."""
    elsewhere.fetch(db, nodes.get(db, node_id), wanted.study_uid)


def _found(of: Any, here: dict[str, int]) -> DicomFoundOut:
    def text(name: str) -> str:
        value = of.get(name)
        many = type(value).__name__ == "MultiValue"
        return " ".join(str(v) for v in value) if many else str(value or "")

    number = text("NumberOfStudyRelatedInstances")
    return DicomFoundOut(
        study_uid=text("StudyInstanceUID"),
        patient_name=text("PatientName").replace("^", " ").strip(),
        patient_code=text("PatientID"),
        birth=text("PatientBirthDate"),
        date=text("StudyDate"),
        modalities=text("ModalitiesInStudy"),
        description=text("StudyDescription"),
        accession=text("AccessionNumber"),
        instances=int(number) if number.isdigit() else None,
        here=here.get(text("StudyInstanceUID"), 0),
    )


def _route(row: DicomRoute, names: dict[UUID, str]) -> DicomRouteOut:
    return DicomRouteOut(**row.model_dump(), node_name=names.get(row.node_id, ""))
