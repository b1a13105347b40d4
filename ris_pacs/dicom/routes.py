from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlmodel import col, select

from his.admin import service as admin
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import Router
from kernel.settings import Settings
from ris_pacs.dicom import nodes, permissions, requesting
from ris_pacs.dicom.errors import NodeNeedsAddress
from ris_pacs.dicom.models import DicomNode, NodeSight
from ris_pacs.dicom.schemas import (
    DicomEchoOut,
    DicomHereOut,
    DicomNodeChangeIn,
    DicomNodeIn,
    DicomNodeOut,
    DicomStrangerOut,
)
from ris_pacs.dicom.settings import IN_SERVER, LISTEN

router = Router(prefix="/imaging/nodes", tags=["ris_pacs.dicom"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
SetsUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]
Tests = Annotated[Actor, Depends(Requires(permissions.TEST))]


@router.get("", name="nodes")
def list_nodes(
    actor: Reader, db: Db, after: After = None, limit: Limit = 100
) -> Page[DicomNodeOut]:
    """The machines and stations that may speak with us, and when each was last heard."""
    rows, following = page_of(
        db,
        select(DicomNode),
        by=(col(DicomNode.name), col(DicomNode.id)),
        types=(str, UUID),
        after=after,
        limit=limit,
    )
    seen = nodes.sights(db, [row.id for row in rows])
    return Page(items=[_node(row, seen.get(row.id)) for row in rows], next=following)


@router.get("/here")
def here(actor: Reader, db: Db) -> DicomHereOut:
    """What to enter at a machine: our AE title and port; and who was turned away lately."""
    return DicomHereOut(
        ae_title=nodes.our_title(db),
        host=str(admin.parameter(db, LISTEN.id)),
        port=nodes.our_port(db),
        tls_port=Settings().dicom_tls_port,
        in_server=bool(admin.parameter(db, IN_SERVER.id)),
        strangers=[DicomStrangerOut.model_validate(s) for s in nodes.strangers(db)],
    )


@router.post("", status_code=201)
def add(wanted: DicomNodeIn, actor: SetsUp, db: Db) -> DicomNodeOut:
    """Set a machine up; it may call at once."""
    row = nodes.save(db, actor, node_id=None, **wanted.model_dump())
    return _node(row, None)


@router.get("/{node_id}")
def node(node_id: UUID, actor: Reader, db: Db) -> DicomNodeOut:
    """One machine."""
    row = nodes.get(db, node_id)
    return _node(row, nodes.sights(db, [row.id]).get(row.id))


@router.put("/{node_id}")
def change(node_id: UUID, wanted: DicomNodeChangeIn, actor: SetsUp, db: Db) -> DicomNodeOut:
    """Change it; lines that are open stay as they are."""
    values = wanted.model_dump(exclude={"version"})
    row = nodes.save(db, actor, node_id=node_id, version=wanted.version, **values)
    return _node(row, nodes.sights(db, [row.id]).get(row.id))


@router.get("/{node_id}/echo")
def echo(node_id: UUID, actor: Tests, db: Db) -> DicomEchoOut:
    """Call it (C-ECHO): whether it is there and knows us. Raises NodeNeedsAddress."""
    row = nodes.get(db, node_id)
    if not row.host or not row.port:
        raise NodeNeedsAddress
    ours, host, port, title = nodes.our_title(db), row.host, row.port, row.ae_title
    audit.record(db, "test", "C-ECHO", ("ris_node", row.id))
    try:
        took = requesting.echo(host, port, calling=ours, called=title, trust=nodes.trust(row))
    except requesting.NotReached as error:
        return DicomEchoOut(ok=False, milliseconds=0, why=error.why, said=error.said)
    return DicomEchoOut(ok=True, milliseconds=round(took), why="", said="")


def _node(row: DicomNode, seen: NodeSight | None) -> DicomNodeOut:
    sight = (seen or NodeSight(node_id=row.id)).model_dump(exclude={"node_id"})
    return DicomNodeOut(**row.model_dump(), **sight)
