"""Papers of a visit over the API: propose, issue, print, cancel."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from his.encounters import service as encounters
from his.outpatient import paper_prints, papers, permissions, proposing, revisiting
from his.outpatient.paper_models import VisitPaperKind
from his.outpatient.paper_schemas import (
    PaperCancelIn,
    PaperProposalOut,
    RevisitPaperIn,
    VisitPaperIn,
    VisitPaperOut,
)
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import Page
from kernel.routing import PDF, Router, pdf
from kernel.text import Language

router = Router(prefix="/outpatient", tags=["his.outpatient"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Issuer = Annotated[Actor, Depends(Requires(permissions.ISSUE))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]


@router.get("/visits/{encounter_id}/papers")
def papers_of_visit(encounter_id: UUID, actor: Reader, db: Db) -> Page[VisitPaperOut]:
    """A visit's papers, cancelled ones too."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    found = papers.of_encounter(db, encounter.id)
    return Page(items=[VisitPaperOut.model_validate(p) for p in found], next=None)


@router.get("/visits/{encounter_id}/papers/proposal")
def propose_paper(
    encounter_id: UUID, kind: VisitPaperKind, actor: Issuer, db: Db
) -> PaperProposalOut:
    """The content of a new paper as far as the record tells it."""
    encounter = encounters.get(db, actor, encounter_id)
    audit.read(db, ("patient", encounter.patient_id))
    return PaperProposalOut(kind=kind, content=proposing.proposal(db, actor, encounter_id, kind))


@router.post("/visits/{encounter_id}/papers", status_code=201)
def issue_paper(encounter_id: UUID, given: VisitPaperIn, actor: Issuer, db: Db) -> VisitPaperOut:
    """Issue an admission request, a transfer, a sick leave or a re-visit."""
    fields = given.model_dump(exclude={"kind", "book"})
    if isinstance(given, RevisitPaperIn):
        wanted = revisiting.Wanted(**given.book.model_dump()) if given.book else None
        revisit = papers.Revisit(**fields)
        made = revisiting.issue(db, actor, encounter_id, content=revisit, book=wanted)
    else:
        content = papers.KINDS[VisitPaperKind(given.kind)](**fields)
        made = papers.issue(db, actor, encounter_id, content=content)
    return VisitPaperOut.model_validate(made)


@router.post("/papers/{paper_id}/cancellation")
def cancel_paper(paper_id: UUID, why: PaperCancelIn, actor: Issuer, db: Db) -> VisitPaperOut:
    """Take a paper back; the time that a re-visit paper booked is free again."""
    cancelled = papers.cancel(db, actor, paper_id, version=why.version, reason=why.reason)
    revisiting.cancelled(db, actor, cancelled, why.reason)
    return VisitPaperOut.model_validate(cancelled)


@router.post("/papers/{paper_id}/print", responses=PDF, response_class=Response)
def print_paper(
    paper_id: UUID, actor: Printer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The paper as PDF; a cancelled one says so across the page."""
    printed = paper_prints.printed(db, actor, paper_id, language=language)
    return pdf(printed, "giay-to")
