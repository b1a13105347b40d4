"""Results over the API: the form, drafts, approval, corrections, files, who has to look."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, File, Header, Query, Response, UploadFile

from his.orders import (
    alarming,
    attaching,
    inbox,
    permissions,
    resulting,
    service,
    sheets,
    showing,
    templates,
)
from his.orders.models import OrderKind
from his.orders.result_schemas import (
    AcknowledgeIn,
    ApprovalIn,
    CorrectedIn,
    CriticalAlarmOut,
    ResultCallIn,
    ResultFileOut,
    ResultIn,
    ResultNoticeOut,
    ResultOut,
    ResultSeenOut,
    ResultTemplateIn,
    ResultTemplateOut,
    UnseenCount,
)
from his.orders.schemas import ReasonIn
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf
from kernel.text import Language

router = Router(prefix="/orders", tags=["his.orders"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Performer = Annotated[Actor, Depends(Requires(permissions.PERFORM))]
Approver = Annotated[Actor, Depends(Requires(permissions.APPROVE))]
Corrector = Annotated[Actor, Depends(Requires(permissions.CORRECT))]
Answerer = Annotated[Actor, Depends(Requires(permissions.ACKNOWLEDGE))]
Editor = Annotated[Actor, Depends(Requires(permissions.SETS))]
Printer = Annotated[Actor, Depends(Requires(permissions.PRINT))]

ANY_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}


@router.get("/results/unseen")
def unseen(actor: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[ResultNoticeOut]:
    """Results that I ordered or read and have not looked at yet, oldest first."""
    found, following = inbox.unseen(db, actor, after=after, limit=limit)
    return Page(items=showing.notices(db, actor, found), next=following)


@router.get("/results/unseen/count")
def unseen_count(actor: Reader, db: Db) -> UnseenCount:
    return UnseenCount(unseen=inbox.unseen_count(db, actor))


@router.get("/results/critical")
def critical(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[CriticalAlarmOut]:
    """Critical results that nobody has acknowledged, oldest first; the late ones say so."""
    found, following = alarming.waiting(db, actor, after=after, limit=limit)
    return Page(items=showing.alarms(db, actor, found), next=following)


@router.get("/results/critical/mine")
def critical_for_me(
    actor: Answerer, db: Db, room_id: Annotated[UUID | None, Query()] = None
) -> Page[CriticalAlarmOut]:
    """Critical results of my orders and my room, and of everybody when the time is over."""
    found = alarming.mine(db, actor, room_id=room_id)
    return Page(items=showing.alarms(db, actor, found), next=None)


@router.post("/results/critical/{alarm_id}/acknowledgement")
def acknowledge(alarm_id: UUID, given: AcknowledgeIn, actor: Answerer, db: Db) -> CriticalAlarmOut:
    """I know of it, and this was done (read-back)."""
    answered = alarming.acknowledge(db, actor, alarm_id, note=given.note)
    return showing.alarms(db, actor, [answered])[0]


@router.post("/results/critical/{alarm_id}/call")
def call(alarm_id: UUID, said: ResultCallIn, actor: Performer, db: Db) -> CriticalAlarmOut:
    """It was told by telephone: whom, and that it was read back."""
    told = alarming.call(db, actor, alarm_id, note=said.note)
    return showing.alarms(db, actor, [told])[0]


@router.get("/result-templates")
def all_templates(
    _: Editor,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: OrderKind | None = None,
    ended: bool | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ResultTemplateOut]:
    """The usual wordings of results, by name; `ended`: those put out of use."""
    found, following = templates.page(db, q=q, kind=kind, ended=ended, after=after, limit=limit)
    return Page(items=[ResultTemplateOut.model_validate(t) for t in found], next=following)


@router.post("/result-templates", status_code=201)
def add_template(given: ResultTemplateIn, _: Editor, db: Db) -> ResultTemplateOut:
    made = templates.save(db, **given.model_dump())
    return ResultTemplateOut.model_validate(made)


@router.put("/result-templates/{template_id}")
def save_template(
    template_id: UUID, given: ResultTemplateIn, _: Editor, db: Db
) -> ResultTemplateOut:
    saved = templates.save(db, template_id=template_id, **given.model_dump())
    return ResultTemplateOut.model_validate(saved)


@router.get("/{order_id}/result")
def result(order_id: UUID, actor: Reader, db: Db) -> ResultOut:
    """One order's result: the form with this patient's ranges, what was entered, who read it."""
    order = service.get(db, actor, order_id)
    audit.read(db, ("patient", order.patient_id))
    return showing.result(db, actor, order)


@router.put("/{order_id}/result")
def save_result(order_id: UUID, given: ResultIn, actor: Performer, db: Db) -> ResultOut:
    """Keep a draft, or with `enter` the complete result, which goes out or waits for approval."""
    order = service.get(db, actor, order_id)
    resulting.save(
        db,
        actor,
        order.id,
        version=given.version,
        typed=given.values,
        text=given.text,
        conclusion=given.conclusion,
        enter=given.enter,
    )
    return showing.result(db, actor, order)


@router.post("/{order_id}/result/approval")
def approve_result(order_id: UUID, given: ApprovalIn, actor: Approver, db: Db) -> ResultOut:
    order = service.get(db, actor, order_id)
    resulting.approve(db, actor, order.id, version=given.version)
    return showing.result(db, actor, order)


@router.post("/{order_id}/result/correction")
def correct_result(order_id: UUID, given: CorrectedIn, actor: Corrector, db: Db) -> ResultOut:
    """Put a right result beside a wrong one; whoever read the wrong one is told."""
    order = service.get(db, actor, order_id)
    resulting.correct(
        db,
        actor,
        order.id,
        typed=given.values,
        text=given.text,
        conclusion=given.conclusion,
        reason=given.reason,
    )
    return showing.result(db, actor, order)


@router.post("/{order_id}/result/seen")
def see_result(order_id: UUID, actor: Reader, db: Db) -> ResultSeenOut:
    """I have looked at it; whoever reads is told of a later correction."""
    order = service.get(db, actor, order_id)
    return ResultSeenOut(seen=inbox.see(db, actor, order))


@router.post("/{order_id}/result/files", status_code=201)
def attach_file(
    order_id: UUID, file: Annotated[UploadFile, File()], actor: Performer, db: Db
) -> ResultFileOut:
    """A picture or a PDF of the result (20 MB at most)."""
    order = service.get(db, actor, order_id)
    added = attaching.attach(
        db,
        actor,
        order,
        content=file.file,
        name=file.filename or "ket-qua",
        media_type=file.content_type or "",
    )
    return ResultFileOut.model_validate(added)


@router.get("/{order_id}/result/files/{attachment_id}", responses=ANY_FILE, response_class=Response)
def result_file(
    order_id: UUID,
    attachment_id: UUID,
    actor: Reader,
    db: Db,
    range_: Annotated[str | None, Header(alias="Range")] = None,
) -> Response:
    order = service.get(db, actor, order_id)
    return attaching.content(db, order, attachment_id, range_)


@router.post("/{order_id}/result/files/{attachment_id}/removal")
def remove_file(
    order_id: UUID, attachment_id: UUID, why: ReasonIn, actor: Performer, db: Db
) -> ResultFileOut:
    order = service.get(db, actor, order_id)
    removed = attaching.remove(db, actor, order, attachment_id, reason=why.reason)
    return ResultFileOut.model_validate(removed)


@router.post("/{order_id}/result/print", responses=PDF, response_class=Response)
def print_result(
    order_id: UUID, actor: Printer, db: Db, language: Annotated[Language, Query()] = "vi"
) -> Response:
    """The result (phiếu kết quả) with the values before, as PDF."""
    printed = sheets.result_sheet(db, actor, order_id, language=language)
    return pdf(printed, "phieu-ket-qua")
