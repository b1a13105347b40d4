"""Laboratory results over the API: the bench, the queue, corrections, papers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from kernel.access import Actor, Requires
from kernel.clock import today
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.text import Language
from lis.results import lists, permissions, service, sheets, showing, signing
from lis.results.lists import Step
from lis.results.models import ResultState
from lis.results.schemas import (
    CultureIn,
    LabChecksIn,
    LabCorrectionIn,
    LabEntriesIn,
    LabKeptOut,
    LabLineOut,
    LabOrderOut,
    LabRepeatIn,
    LabResultOut,
    LabSectionOut,
    LabVerificationsIn,
    LabWithdrawalIn,
    QueuedResultOut,
)
from lis.results.service import Entry

router = Router(prefix="/lab", tags=["lis.results"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Technician = Annotated[Actor, Depends(Requires(permissions.ENTER))]
Checker = Annotated[Actor, Depends(Requires(permissions.CHECK))]
Physician = Annotated[Actor, Depends(Requires(permissions.VERIFY))]
Corrector = Annotated[Actor, Depends(Requires(permissions.CORRECT))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]
SectionCode = Annotated[str, Query(max_length=20)]


@router.get("/bench")
def work(
    actor: Reader,
    db: Db,
    step: Step = Step.TO_RUN,
    section: SectionCode = "",
    test: Annotated[str, Query(max_length=60)] = "",
    specimen: Annotated[str, Query(max_length=40)] = "",
    urgent: bool = False,
    after: After = None,
    limit: Limit = 50,
) -> Page[LabLineOut]:
    """Tests at the bench with limits and last values; `specimen`: those of one tube."""
    found, following = lists.worklist(
        db,
        actor,
        step=step,
        section=section,
        test=test,
        specimen_id=lists.tube(db, actor, specimen) if specimen else None,
        urgent=urgent,
        after=after,
        limit=limit,
    )
    return Page(items=showing.lines(db, actor, found), next=following)


@router.get("/bench/sections")
def work_sections(_: Reader, db: Db) -> Page[LabSectionOut]:
    """The sections of the laboratory, with how much waits in each; one page has them all."""
    return Page(items=showing.sections(db), next=None)


@router.post("/bench/entries")
def enter(given: LabEntriesIn, actor: Technician, db: Db) -> LabKeptOut:
    """Keep the lines of the grid, all of them or none; critical ones want `confirmed`."""
    entries = [
        Entry(
            item_id=e.item_id,
            value=e.value,
            comment=e.comment,
            dilution=e.dilution,
            detail=_detail(e.culture),
            confirmed=e.confirmed,
        )
        for e in given.entries
    ]
    made = service.enter(db, actor, entries)
    verified = sum(r.state is ResultState.VERIFIED for r in made)
    return LabKeptOut(results=showing.results(made), verified=verified)


def _detail(culture: CultureIn | None) -> dict[str, object] | None:
    return culture.model_dump() if culture else None


@router.get("/queue")
def queue(
    actor: Reader,
    db: Db,
    section: SectionCode = "",
    flagged: bool | None = None,
    state: ResultState | None = None,
    after: After = None,
    limit: Limit = 100,
) -> Page[QueuedResultOut]:
    """Results that wait to be verified, the oldest first, with the values before them."""
    found, following = lists.queue(
        db, actor, section=section, flagged=flagged, state=state, after=after, limit=limit
    )
    return Page(items=showing.queued(db, actor, found), next=following)


@router.post("/queue/checks")
def check(given: LabChecksIn, actor: Checker, db: Db) -> list[LabResultOut]:
    """I looked at these runs and they are right (soát kỹ thuật)."""
    return showing.results(service.check(db, actor, given.ids, confirm=given.confirm))


@router.post("/queue/verifications")
def verify(given: LabVerificationsIn, actor: Physician, db: Db) -> list[LabResultOut]:
    """I sign these results, hundreds at once; they go out (duyệt, trả kết quả)."""
    return showing.results(
        service.verify(db, actor, given.ids, alone=given.alone, ticket=given.ticket)
    )


@router.get("/alone")
def alone(
    actor: Reader, db: Db, seen: bool | None = False, after: After = None, limit: Limit = 50
) -> Page[QueuedResultOut]:
    """What one person entered and verified, the latest first; `seen`: looked at afterwards."""
    found, following = signing.alone(db, actor, seen=seen, after=after, limit=limit)
    return Page(items=showing.queued(db, actor, found), next=following)


@router.post("/alone/{result_id}/seen")
def look_at(result_id: UUID, actor: Physician, db: Db) -> LabResultOut:
    """I have looked at what one person did alone."""
    return LabResultOut.model_validate(signing.look_at(db, actor, result_id))


@router.post("/queue/repeats")
def repeat(given: LabRepeatIn, actor: Checker, db: Db) -> list[LabResultOut]:
    """These runs are set aside and their tests run again."""
    return showing.results(service.repeat(db, actor, given.ids, reason=given.reason))


@router.get("/orders/{order_id}")
def lab_order(order_id: UUID, actor: Reader, db: Db) -> LabOrderOut:
    """One order: every test, every run, who did what and why."""
    return showing.order(db, actor, order_id)


@router.post("/results/{result_id}/correction")
def correct(result_id: UUID, given: LabCorrectionIn, actor: Corrector, db: Db) -> LabResultOut:
    """Write the right value beside one that went out; another person verifies it."""
    made = service.correct(
        db,
        actor,
        result_id,
        value=given.value,
        reason=given.reason,
        comment=given.comment,
        detail=_detail(given.culture),
        confirm=given.confirm,
    )
    return LabResultOut.model_validate(made)


@router.post("/results/{result_id}/withdrawal")
def withdraw(result_id: UUID, given: LabWithdrawalIn, actor: Corrector, db: Db) -> LabResultOut:
    """A result that went out holds no longer; its readers are told, its test is run again."""
    gone = service.withdraw(db, actor, result_id, reason=given.reason)
    return LabResultOut.model_validate(gone)


@router.post("/orders/{order_id}/print", responses=PDF, response_class=Response)
def print_order(
    order_id: UUID, actor: Printer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The results of an order by section (phiếu kết quả xét nghiệm), as PDF."""
    return pdf(sheets.result_sheet(db, actor, order_id, language=language), "ket-qua-xet-nghiem")


@router.post("/patients/{patient_id}/cumulative/print", responses=PDF, response_class=Response)
def print_cumulative(
    patient_id: UUID, actor: Printer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """A patient's values side by side over time, as PDF."""
    printed = sheets.cumulative_sheet(db, actor, patient_id, language=language)
    return pdf(printed, "ket-qua-tich-luy")


@router.post("/register/print", responses=PDF, response_class=Response)
def print_register(
    actor: Printer,
    db: Db,
    section: SectionCode = "",
    day: date | None = None,
    language: Annotated[Language, Query()] = "vi",
) -> Response:
    """The register of a section for a day (sổ xét nghiệm), as PDF."""
    printed = sheets.register_sheet(
        db, actor, section=section, day=day or today(), language=language
    )
    return pdf(printed, "so-xet-nghiem")
