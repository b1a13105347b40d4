"""The reading list and reports over the API."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.text import Language
from ris_pacs.reading import (
    critical,
    keeping,
    keys,
    lists,
    people,
    permissions,
    second,
    service,
    sheets,
    showing,
)
from ris_pacs.reading.key_schemas import KeyWithdrawalIn
from ris_pacs.reading.lists import View
from ris_pacs.reading.schemas import (
    AddendumIn,
    AssignmentIn,
    CriticalCallIn,
    CriticalCallOut,
    ExamReadingOut,
    OpinionIn,
    PreliminaryIn,
    ReaderOut,
    ReadersOut,
    ReadingCountsOut,
    ReadingLineOut,
    ReportDraftIn,
    ReportDraftOut,
    ReportSignatureIn,
    ReportTextIn,
    RetractionIn,
    SecondReadingIn,
    SecondReadingOut,
    SecondSettlementIn,
    SecondToDoOut,
)
from ris_pacs.reading.service import Written

router = Router(prefix="/reading", tags=["ris_pacs.reading"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Writer = Annotated[Actor, Depends(Requires(permissions.WRITE))]
Signer = Annotated[Actor, Depends(Requires(permissions.SIGN))]
Assigner = Annotated[Actor, Depends(Requires(permissions.ASSIGN))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]


def _written(given: ReportTextIn) -> Written:
    return Written(
        findings=given.findings,
        conclusion=given.conclusion,
        recommendation=given.recommendation,
        critical=given.critical,
        structured=given.structured,
        template_id=given.template_id,
    )


@router.get("/list")
def reading_list(
    actor: Reader,
    db: Db,
    view: View = View.WAITING,
    modality: Annotated[str, Query(max_length=16)] = "",
    after: After = None,
    limit: Limit = 50,
) -> Page[ReadingLineOut]:
    """STAT first, then the oldest; what is done, the newest first."""
    found, following = lists.page(db, actor, view=view, modality=modality, after=after, limit=limit)
    return Page(items=showing.lines(db, actor, found), next=following)


@router.get("/counts")
def reading_counts(actor: Reader, db: Db) -> ReadingCountsOut:
    return ReadingCountsOut(counts=lists.counts(db, actor))


@router.get("/people")
def readers(_: Reader, db: Db) -> ReadersOut:
    """Who reads, and who of them signs."""
    signs = people.signers(db)
    found = people.readers(db)
    return ReadersOut(
        items=[ReaderOut(id=each, name=name, signs=each in signs) for each, name in found.items()]
    )


@router.get("/seconds")
def second_readings(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[SecondToDoOut]:
    """Second readings that are asked for, or differ and are not settled."""
    found, following = second.waiting(db, after=after, limit=limit)
    return Page(items=showing.seconds(db, actor, found), next=following)


@router.post("/seconds/{second_id}/opinion")
def give_opinion(second_id: UUID, given: OpinionIn, actor: Signer, db: Db) -> SecondReadingOut:
    made = second.give(db, actor, second_id, agreement=given.agreement, opinion=given.opinion)
    return SecondReadingOut.model_validate(made)


@router.post("/seconds/{second_id}/settlement")
def settle(second_id: UUID, given: SecondSettlementIn, actor: Signer, db: Db) -> SecondReadingOut:
    """What came of it where two readers differ."""
    made = second.settle(db, actor, second_id, settlement=given.settlement)
    return SecondReadingOut.model_validate(made)


@router.post("/orders/{order_id}", status_code=201)
def open_by_hand(order_id: UUID, actor: Writer, db: Db) -> ExamReadingOut:
    """Read an exam without pictures in the house (a film from outside)."""
    return showing.page(db, actor, service.open_by_hand(db, actor, order_id))


@router.get("/{reading_id}")
def reading_page(reading_id: UUID, actor: Reader, db: Db) -> ExamReadingOut:
    return showing.page(db, actor, service.reading(db, actor, reading_id))


@router.post("/{reading_id}/take")
def take(reading_id: UUID, actor: Writer, db: Db) -> ExamReadingOut:
    """I read it, whoever had it before."""
    return showing.page(db, actor, service.take(db, actor, reading_id))


@router.post("/{reading_id}/assign")
def assign(reading_id: UUID, given: AssignmentIn, actor: Assigner, db: Db) -> ExamReadingOut:
    return showing.page(db, actor, service.assign(db, actor, reading_id, given.reader_id))


@router.put("/{reading_id}/draft")
def save_draft(reading_id: UUID, given: ReportDraftIn, actor: Writer, db: Db) -> ReportDraftOut:
    """Kept while somebody writes; nobody outside sees it."""
    kept = service.save(db, actor, reading_id, _written(given), version=given.version)
    return ReportDraftOut.model_validate(kept)


@router.post("/{reading_id}/preliminary")
def send_preliminary(
    reading_id: UUID, given: PreliminaryIn, actor: Writer, db: Db
) -> ExamReadingOut:
    """Out before it is signed (kết quả sơ bộ)."""
    service.preliminary(db, actor, reading_id, _written(given), supervisor_id=given.supervisor_id)
    return showing.page(db, actor, service.reading(db, actor, reading_id))


@router.post("/{reading_id}/sign")
def sign(reading_id: UUID, given: ReportSignatureIn, actor: Signer, db: Db) -> ExamReadingOut:
    """The final report (duyệt, ký)."""
    service.sign(db, actor, reading_id, _written(given), ticket=given.ticket)
    return showing.page(db, actor, service.reading(db, actor, reading_id))


@router.post("/{reading_id}/addendum")
def addend(reading_id: UUID, given: AddendumIn, actor: Signer, db: Db) -> ExamReadingOut:
    service.addend(
        db,
        actor,
        reading_id,
        text=given.text,
        reason=given.reason,
        critical=given.critical,
        ticket=given.ticket,
    )
    return showing.page(db, actor, service.reading(db, actor, reading_id))


@router.post("/{reading_id}/retraction")
def retract(reading_id: UUID, given: RetractionIn, actor: Signer, db: Db) -> ExamReadingOut:
    """It holds no longer; whoever read it is told (thu hồi)."""
    service.retract(db, actor, reading_id, reason=given.reason, ticket=given.ticket)
    return showing.page(db, actor, service.reading(db, actor, reading_id))


@router.post("/{reading_id}/calls", status_code=201)
def call(reading_id: UUID, given: CriticalCallIn, actor: Writer, db: Db) -> CriticalCallOut:
    """A critical finding was told by telephone and read back; or nobody answered."""
    made = critical.call(
        db,
        actor,
        reading_id,
        to_name=given.to_name,
        to_phone=given.to_phone,
        reached=given.reached,
        read_back=given.read_back,
    )
    return CriticalCallOut.model_validate(made)


@router.post("/{reading_id}/seconds", status_code=201)
def ask_second(
    reading_id: UUID, given: SecondReadingIn, actor: Assigner, db: Db
) -> SecondReadingOut:
    made = second.ask(db, actor, reading_id, reader_id=given.reader_id, reason=given.reason)
    return SecondReadingOut.model_validate(made)


@router.get("/{reading_id}/keys/{row_id}", response_class=Response)
def key_image(reading_id: UUID, row_id: UUID, actor: Reader, db: Db) -> Response:
    """The JPEG of a key image, as it lies in the record."""
    of = service.reading(db, actor, reading_id)
    audit.read(db, ("patient", of.patient_id), "key image")
    headers = {"Cache-Control": "private, max-age=600"}
    return Response(keys.jpeg(db, of, row_id), media_type="image/jpeg", headers=headers)


@router.post("/{reading_id}/keys/{row_id}/withdraw")
def withdraw_key(
    reading_id: UUID, row_id: UUID, given: KeyWithdrawalIn, actor: Writer, db: Db
) -> ExamReadingOut:
    """No key image any more; the viewer hears of it."""
    keys.withdraw(db, actor, reading_id, row_id, reason=given.reason)
    return showing.page(db, actor, keeping.reading(db, actor, reading_id))


@router.post("/{reading_id}/print", responses=PDF, response_class=Response)
def print_report(
    reading_id: UUID, actor: Printer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The report with its key images and QR (phiếu kết quả chẩn đoán hình ảnh), as PDF."""
    return pdf(sheets.report_sheet(db, actor, reading_id, language=language), "ket-qua-cdha")
