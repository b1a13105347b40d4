from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Request, Response, UploadFile

from kernel import files
from kernel.access import Actor, Requires
from kernel.db import Database, Db
from kernel.errors import NotFound
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from level import oscal, pages, permissions, published, report, service
from level.criterion import page_of
from level.schemas import (
    AssessmentOut,
    AttestationIn,
    AttestationOut,
    ChecklistsOut,
    CriterionId,
    CriterionOut,
    LapsingsOut,
    OverviewOut,
    ReportIn,
    RunDoneOut,
    RunOut,
    SignaturesOut,
    StoredFindingOut,
    WaivablesOut,
    WaiverIn,
    WaiverOut,
    WhatIfOut,
    WithdrawIn,
)

router = Router(prefix="/level", tags=["level"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Runner = Annotated[Actor, Depends(Requires(permissions.RUN))]
Signer = Annotated[Actor, Depends(Requires(permissions.ATTEST))]
Approver = Annotated[Actor, Depends(Requires(permissions.WAIVE))]
Reporter = Annotated[Actor, Depends(Requires(permissions.REPORT))]

Profile = Annotated[
    str | None, Query(max_length=20, description="2017 or current; else the facility's.")
]
Names = Annotated[list[str] | None, Query(max_length=200)]
Scope = Annotated[CriterionId | None, Query(description="Of this criterion alone: TT54/33.")]
Circular = Annotated[str, Path(max_length=20, description="TT54, TT53, TT38 or QD5969")]
Item = Annotated[str, Path(max_length=60, description="33, L2.cdr, 3.1.a, obj.3.a")]


@router.get("/assessment")
def assessment(actor: Reader, db: Db, profile: Profile = None) -> AssessmentOut:
    """The whole assessment, as the evidence has it now."""
    return AssessmentOut.model_validate(published.as_json(service.assess(db, profile=profile)))


@router.get("/overview")
def overview(actor: Reader, db: Db, profile: Profile = None) -> OverviewOut:
    """What the level page shows beside the assessment."""
    return pages.overview(db, profile)


@router.get("/criteria/{circular}/{item}")
def criterion(
    circular: Circular, item: Item, actor: Reader, db: Db, profile: Profile = None
) -> CriterionOut:
    """One criterion, clause or checklist item, with everything that is known of it."""
    return page_of(db, f"{circular}/{item}", profile)


@router.post("/criteria/{circular}/{item}/proof", status_code=201)
def prove(circular: Circular, item: Item, actor: Runner, request: Request) -> RunDoneOut:
    """Run the evidence of one criterion now. Nothing is left behind but its outcome."""
    database: Database = request.app.state.database
    run = service.prove(database, f"{circular}/{item}", actor)
    with database.read(actor) as db:
        found, _ = service.findings_of(db, run.id, limit=200)
    return RunDoneOut(run=pages.run_out(run), findings=[pages.finding_out(f) for f in found])


@router.get("/what-if")
def what_if(
    actor: Reader,
    db: Db,
    off: Names = None,
    met: Names = None,
    not_met: Names = None,
    profile: Profile = None,
) -> WhatIfOut:
    """The level with modules off, or criteria taken as met or not met."""
    forced = {service.known(c): True for c in met or ()}
    forced |= {service.known(c): False for c in not_met or ()}
    return pages.what_if_out(service.what_if(db, off=off or (), forced=forced, profile=profile))


@router.get("/runs")
def runs(
    actor: Reader,
    db: Db,
    scope: Scope = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[RunOut]:
    """Every run, newest first: the history and the trend."""
    found, following = service.runs(db, scope=scope or "", after=after, limit=limit)
    return Page(items=[pages.run_out(r) for r in found], next=following)


@router.post("/runs", status_code=201)
def run_all(actor: Runner, request: Request) -> RunOut:
    """Run all evidence now; each demonstration in a short transaction of its own."""
    database: Database = request.app.state.database
    return pages.run_out(service.run_all(database, service.Trigger.ASKED, actor))


@router.get("/runs/{run_id}/findings")
def run_findings(
    run_id: UUID, actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[StoredFindingOut]:
    found, following = service.findings_of(db, run_id, after=after, limit=limit)
    return Page(items=[pages.finding_out(f) for f in found], next=following)


@router.get("/checklists")
def checklists(actor: Reader, db: Db) -> ChecklistsOut:
    """Circular 53/2014, Circular 38/2024 articles 11-12, Decision 5969."""
    gathered = service.gather(db)
    return ChecklistsOut(
        checklists=[pages.checklist_out(gathered, c) for c in service.all_checklists()]
    )


@router.get("/signatures")
def signatures(actor: Reader, db: Db) -> SignaturesOut:
    """Everything that waits for, or has, the facility's signature."""
    return SignaturesOut(signatures=pages.signatures(db))


@router.get("/attestations")
def attestations(
    actor: Reader,
    db: Db,
    claim: Scope = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[AttestationOut]:
    found, following = service.attestations(
        db, claims=[claim] if claim else (), after=after, limit=limit
    )
    return Page(items=[AttestationOut.model_validate(a) for a in found], next=following)


@router.post("/attestations", status_code=201)
def attest(signed: AttestationIn, actor: Signer, db: Db) -> AttestationOut:
    return AttestationOut.model_validate(service.attest(db, actor, **signed.model_dump()))


@router.post("/attestations/{attestation_id}/document", status_code=201)
def attach(attestation_id: UUID, file: UploadFile, actor: Signer, db: Db) -> AttestationOut:
    """The signed paper itself, as PDF or picture."""
    found = service.attach(
        db,
        actor,
        attestation_id,
        content=file.file,
        name=file.filename or "",
        media_type=file.content_type or "",
    )
    return AttestationOut.model_validate(found)


@router.get("/attestations/{attestation_id}/document", response_class=Response)
def document(attestation_id: UUID, actor: Signer, db: Db) -> Response:
    found = service.attestation(db, attestation_id)
    if found.document_id is None:
        raise NotFound
    return files.answer(db, files.get(db, found.document_id), inline=True)


@router.post("/attestations/{attestation_id}/withdrawal")
def withdraw(attestation_id: UUID, change: WithdrawIn, actor: Signer, db: Db) -> AttestationOut:
    found = service.withdraw(
        db, actor, attestation_id, reason=change.reason, version=change.version
    )
    return AttestationOut.model_validate(found)


@router.get("/attestations/lapsing")
def lapsing(actor: Signer, db: Db) -> LapsingsOut:
    """What those who sign are reminded of on their home page."""
    return LapsingsOut(lapsing=pages.lapsing(db))


@router.get("/waivable")
def waivable(actor: Reader, db: Db) -> WaivablesOut:
    """What depends on a service that a facility may not provide."""
    return WaivablesOut(waivable=pages.waivable(db))


@router.get("/waivers")
def waivers(
    actor: Reader,
    db: Db,
    item: Scope = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[WaiverOut]:
    found, following = service.waivers(db, items=[item] if item else (), after=after, limit=limit)
    return Page(items=[WaiverOut.model_validate(w) for w in found], next=following)


@router.post("/waivers", status_code=201)
def waive(waiver: WaiverIn, actor: Approver, db: Db) -> WaiverOut:
    return WaiverOut.model_validate(service.waive(db, actor, **waiver.model_dump()))


@router.post("/waivers/{waiver_id}/end")
def end_waiver(waiver_id: UUID, change: WithdrawIn, actor: Approver, db: Db) -> WaiverOut:
    found = service.end_waiver(db, actor, waiver_id, reason=change.reason, version=change.version)
    return WaiverOut.model_validate(found)


@router.post("/report/pdf", responses=PDF, response_class=Response)
def report_pdf(told: ReportIn, actor: Reporter, db: Db) -> Response:
    """The draft of the yearly report (not the official Appendix III)."""
    return pdf(report.as_pdf(db, actor, told), report.NAME)


@router.post("/report/xlsx", responses=report.XLSX, response_class=Response)
def report_xlsx(told: ReportIn, actor: Reporter, db: Db) -> Response:
    """The same draft as a workbook."""
    return report.as_xlsx(db, actor, told)


@router.get("/oscal", response_class=Response, responses=oscal.JSON)
def export_oscal(actor: Reporter, db: Db, profile: Profile = None) -> Response:
    """The assessment as OSCAL assessment-results."""
    return oscal.answer(db, service.assess(db, profile=profile))
