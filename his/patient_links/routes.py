"""Links to results, for whoever looks after them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from his.patient_links import keeping, permissions
from his.patient_links.schemas import (
    LinkVisitOut,
    PatientLinkOffIn,
    PatientLinkOut,
    PatientLinkRenewIn,
)
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import Page
from kernel.routing import Router

router = Router(prefix="/patient-links", tags=["his.patient_links"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Manager = Annotated[Actor, Depends(Requires(permissions.MANAGE))]


@router.get("/documents/{document_id}")
def of_document(document_id: UUID, actor: Reader, db: Db) -> Page[PatientLinkOut]:
    """The links of a document, the newest first."""
    found = keeping.of_document(db, actor, document_id)
    return Page(items=[PatientLinkOut.model_validate(each) for each in found], next=None)


@router.get("/{link_id}/visits")
def visits(link_id: UUID, actor: Reader, db: Db) -> Page[LinkVisitOut]:
    """Who stood before the page lately, the latest first."""
    found = keeping.visits(db, actor, link_id)
    return Page(items=[LinkVisitOut.model_validate(each) for each in found], next=None)


@router.post("/{link_id}/off")
def switch_off(link_id: UUID, given: PatientLinkOffIn, actor: Manager, db: Db) -> PatientLinkOut:
    """Nobody opens it any more."""
    ended = keeping.switch_off(db, actor, link_id, version=given.version, reason=given.reason)
    return PatientLinkOut.model_validate(ended)


@router.post("/{link_id}/renewal", status_code=201)
def renew(link_id: UUID, given: PatientLinkRenewIn, actor: Manager, db: Db) -> PatientLinkOut:
    """Another address in its place; print the result again."""
    return PatientLinkOut.model_validate(keeping.renew(db, actor, link_id, version=given.version))
