"""Lists of exams: what came in, what is to be done today, what yesterday left undone."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response
from sqlmodel import Session, col, or_, select

from his.patients import service as patients
from kernel.access import Actor, Requires
from kernel.clock import LOCAL, today
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import PDF, Router, pdf
from kernel.text import Language
from ris_pacs.schedule import papers, permissions, showing, steps
from ris_pacs.schedule.act_schemas import StepSettleIn
from ris_pacs.schedule.machines import machine
from ris_pacs.schedule.models import Exam
from ris_pacs.schedule.schemas import ImagingExamOut, MachineStepOut
from ris_pacs.schedule.states import OPEN, ExamState

router = Router(prefix="/imaging", tags=["ris_pacs.schedule"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Settler = Annotated[Actor, Depends(Requires(permissions.SETTLE))]
View = Literal["work", "incoming", "undone", "done", "all"]
_BY_RANK = (col(Exam.rank), col(Exam.due_at), col(Exam.id))
_RANKED = (int, datetime.fromisoformat, UUID)


def _day(day: Any) -> datetime:
    return datetime.combine(day, time.min, LOCAL)


@router.get("/exams")
def exams(
    actor: Reader,
    db: Db,
    view: View = "work",
    modality: Annotated[str, Query(max_length=16)] = "",
    machine_id: UUID | None = None,
    patient_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ImagingExamOut]:
    """`work`: open ones up to the end of today, STAT first; `incoming`: somebody has to look at
    them first; `undone`: open and due before today; `done`: the latest first."""
    asked = select(Exam).where(patients.seen_by(actor, Exam.patient_id))
    if modality:
        asked = asked.where(Exam.modality == modality)
    if machine_id:
        asked = asked.where(or_(Exam.machine_id == machine_id, _any_machine(db, machine_id)))
    if patient_id:
        asked = asked.where(Exam.patient_id == patients.get(db, actor, patient_id).id)
    if view in ("done", "all"):
        if view == "done":
            asked = asked.where(Exam.state == ExamState.DONE)
        found, following = page_of(
            db,
            asked,
            by=(col(Exam.due_at), col(Exam.id)),
            types=(datetime.fromisoformat, UUID),
            after=after,
            limit=limit,
            descending=True,
        )
        return Page(items=showing.lines(db, actor, found), next=following)
    asked = asked.where(col(Exam.closed_at).is_(None))
    if view == "incoming":
        asked = asked.where(Exam.state == ExamState.ORDERED)
    elif view == "undone":
        asked = asked.where(col(Exam.due_at) < _day(today()), col(Exam.state).in_(list(OPEN)))
    else:
        asked = asked.where(
            Exam.state != ExamState.ORDERED, col(Exam.due_at) < _day(today() + timedelta(days=1))
        )
    found, following = page_of(db, asked, by=_BY_RANK, types=_RANKED, after=after, limit=limit)
    return Page(items=showing.lines(db, actor, found), next=following)


def _any_machine(db: Session, machine_id: UUID) -> Any:
    on = machine(db, machine_id)
    return col(Exam.machine_id).is_(None) & (col(Exam.modality) == on.modality)


@router.post("/exams/register/print", responses=PDF, response_class=Response)
def print_register(
    actor: Reader,
    db: Db,
    on: Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
    modality: Annotated[str, Query(max_length=16)] = "",
    language: Language = "vi",
) -> Response:
    """The register of imaging of one day (sổ chẩn đoán hình ảnh, QĐ 4069)."""
    printed = papers.register(db, actor, on, modality=modality, language=language)
    return pdf(printed, f"so-cdha-{on or today()}")


@router.get("/steps")
def unmatched_steps(
    actor: Settler, db: Db, after: After = None, limit: Limit = 50
) -> Page[MachineStepOut]:
    """What machines told of nobody we know, the latest first."""
    _ = actor
    found, following = steps.unmatched(db, after=after, limit=limit)
    return Page(items=[MachineStepOut.model_validate(s) for s in found], next=following)


@router.post("/steps/{step_id}/settle")
def settle_step(step_id: UUID, given: StepSettleIn, actor: Settler, db: Db) -> MachineStepOut:
    """It was that exam, or (without one) none of ours."""
    done = steps.settle(db, actor, step_id, exam_id=given.exam_id, reason=given.reason)
    return MachineStepOut.model_validate(done)
