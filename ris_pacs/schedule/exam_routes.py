"""One exam, and everything that is done about it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import Response

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.routing import PDF, Router, pdf
from kernel.text import Language
from ris_pacs.schedule import (
    asking,
    dosing,
    exams,
    keeping,
    papers,
    permissions,
    planning,
    showing,
    working,
)
from ris_pacs.schedule.act_schemas import (
    ConsumptionIn,
    ExamAcceptIn,
    ExamDoseIn,
    ExamIncidentIn,
    ExamProtocolIn,
    ExamReasonIn,
    ExamSafetyIn,
    ExamScheduleIn,
    ExamServiceIn,
    ExamStartIn,
)
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.schemas import ImagingExamOut, ImagingExamWholeOut

router = Router(prefix="/imaging/exams", tags=["ris_pacs.schedule"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Worker = Annotated[Actor, Depends(Requires(permissions.WORK))]
Planner = Annotated[Actor, Depends(Requires(permissions.PLAN))]
Protocoller = Annotated[Actor, Depends(Requires(permissions.PROTOCOL))]


def _said(db: Db, actor: Actor, of: Exam) -> ImagingExamOut:
    return showing.one(db, actor, of)


@router.get("/{exam_id}")
def exam(exam_id: UUID, actor: Reader, db: Db) -> ImagingExamWholeOut:
    return showing.whole(db, actor, exams.exam(db, actor, exam_id))


@router.post("/{exam_id}/accept")
def accept(exam_id: UUID, given: ExamAcceptIn, actor: Planner, db: Db) -> ImagingExamOut:
    """It will be done as ordered."""
    return _said(db, actor, planning.accept(db, actor, exam_id, side=given.side))


@router.post("/{exam_id}/protocol")
def protocol(exam_id: UUID, given: ExamProtocolIn, actor: Protocoller, db: Db) -> ImagingExamOut:
    """How it is done: technique, contrast, side."""
    done = planning.protocol(
        db,
        actor,
        exam_id,
        text=given.text,
        contrast=given.contrast,
        side=given.side,
        machine_id=given.machine_id,
    )
    return _said(db, actor, done)


@router.post("/{exam_id}/schedule")
def schedule(exam_id: UUID, given: ExamScheduleIn, actor: Planner, db: Db) -> ImagingExamOut:
    """A machine, and a time if one is promised."""
    done = planning.schedule(db, actor, exam_id, machine_id=given.machine_id, at=given.at)
    return _said(db, actor, done)


@router.post("/{exam_id}/refuse")
def refuse(exam_id: UUID, given: ExamReasonIn, actor: Protocoller, db: Db) -> ImagingExamOut:
    """Back to whoever ordered it."""
    return _said(db, actor, planning.refuse(db, actor, exam_id, reason=given.reason))


@router.post("/{exam_id}/exchange")
def exchange(exam_id: UUID, given: ExamServiceIn, actor: Protocoller, db: Db) -> ImagingExamOut:
    """Another technique instead, at its own price; whoever ordered is told why."""
    done = planning.exchange(
        db, actor, exam_id, service_code=given.service_code, reason=given.reason
    )
    return _said(db, actor, done)


@router.post("/{exam_id}/add-on")
def add_on(exam_id: UUID, given: ExamServiceIn, actor: Protocoller, db: Db) -> ImagingExamOut:
    """One more technique in the same sitting, billed."""
    done = planning.add_on(db, actor, exam_id, service_code=given.service_code, reason=given.reason)
    return _said(db, actor, done)


@router.post("/{exam_id}/call")
def call(exam_id: UUID, actor: Worker, db: Db) -> ImagingExamOut:
    return _said(db, actor, working.call(db, actor, exam_id))


@router.post("/{exam_id}/arrive")
def arrive(exam_id: UUID, actor: Worker, db: Db) -> ImagingExamOut:
    return _said(db, actor, working.arrive(db, actor, exam_id))


@router.post("/{exam_id}/absent")
def absent(exam_id: UUID, actor: Worker, db: Db) -> ImagingExamOut:
    """Called, and not here: back to those who wait."""
    return _said(db, actor, working.absent(db, actor, exam_id))


@router.post("/{exam_id}/start")
def start(exam_id: UUID, given: ExamStartIn, actor: Worker, db: Db) -> ImagingExamOut:
    return _said(db, actor, working.start(db, actor, exam_id, machine_id=given.machine_id))


@router.post("/{exam_id}/finish")
def finish(exam_id: UUID, actor: Worker, db: Db) -> ImagingExamOut:
    return _said(db, actor, working.finish(db, actor, exam_id))


@router.post("/{exam_id}/discontinue")
def discontinue(exam_id: UUID, given: ExamReasonIn, actor: Worker, db: Db) -> ImagingExamOut:
    return _said(db, actor, working.discontinue(db, actor, exam_id, reason=given.reason))


@router.post("/{exam_id}/resume")
def resume(exam_id: UUID, given: ExamReasonIn, actor: Worker, db: Db) -> ImagingExamOut:
    return _said(db, actor, working.resume(db, actor, exam_id, reason=given.reason))


@router.post("/{exam_id}/safety")
def answer_safety(exam_id: UUID, given: ExamSafetyIn, actor: Worker, db: Db) -> ImagingExamWholeOut:
    """What the patient said; `overridden` (a radiologist only): why it is done all the same."""
    asking.answer(
        db,
        actor,
        exam_id,
        answers=given.answers,
        consent=given.consent,
        overridden=given.overridden,
    )
    return showing.whole(db, actor, exams.exam(db, actor, exam_id))


@router.post("/{exam_id}/consumption")
def consume(exam_id: UUID, given: ConsumptionIn, actor: Worker, db: Db) -> ImagingExamWholeOut:
    keeping.consume(db, actor, exam_id, **given.model_dump())
    return showing.whole(db, actor, exams.exam(db, actor, exam_id))


@router.post("/{exam_id}/incidents")
def report_incident(
    exam_id: UUID, given: ExamIncidentIn, actor: Worker, db: Db
) -> ImagingExamWholeOut:
    """Pictures thrown away, or something that went wrong."""
    keeping.happened(
        db,
        actor,
        exam_id,
        kind=given.kind,
        reason=given.reason,
        images=given.images,
        remark=given.note,
    )
    return showing.whole(db, actor, exams.exam(db, actor, exam_id))


@router.post("/{exam_id}/dose")
def type_dose(exam_id: UUID, given: ExamDoseIn, actor: Worker, db: Db) -> ImagingExamWholeOut:
    """As the machine's screen shows it, where it tells nothing by itself."""
    dosing.by_hand(db, actor, exam_id, dosing.Told(**given.model_dump()))
    return showing.whole(db, actor, exams.exam(db, actor, exam_id))


@router.post("/{exam_id}/preparation/print", responses=PDF, response_class=Response)
def print_preparation(exam_id: UUID, actor: Reader, db: Db, language: Language = "vi") -> Response:
    """What the patient has to do before (phiếu chuẩn bị)."""
    found = exams.exam(db, actor, exam_id)
    return pdf(papers.preparation(db, actor, found, language=language), found.accession)


@router.post("/{exam_id}/consent/print", responses=PDF, response_class=Response)
def print_consent(exam_id: UUID, actor: Reader, db: Db, language: Language = "vi") -> Response:
    """Consent to contrast, with the questions (cam kết tiêm thuốc cản quang)."""
    found = exams.exam(db, actor, exam_id)
    return pdf(papers.consent(db, actor, found, language=language), found.accession)
