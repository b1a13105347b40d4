"""Around the examination: consultations, templates, phrases, procedures in the room."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from sqlmodel import Session

from his.admin import service as admin
from his.outpatient import consulting, performing, permissions, templating
from his.outpatient.consultation_models import Consultation
from his.outpatient.schemas import ConsultationOut
from his.outpatient.template_models import ExamTemplate, Phrase
from his.outpatient.work_schemas import (
    AnswerIn,
    AskIn,
    ConsultationEndIn,
    ConsultationWaitingOut,
    ExamTemplateIn,
    ExamTemplateOut,
    PerformedIn,
    PerformedOut,
    PhraseIn,
    PhraseOut,
)
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import Router

router = Router(prefix="/outpatient", tags=["his.outpatient"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Doctor = Annotated[Actor, Depends(Requires(permissions.WRITE))]
Consultant = Annotated[Actor, Depends(Requires(permissions.CONSULT))]
TemplateReader = Annotated[Actor, Depends(Requires(permissions.TEMPLATES_READ))]
Editor = Annotated[Actor, Depends(Requires(permissions.TEMPLATES))]

Icd = Annotated[list[str] | None, Query(max_length=20, description="The visit's diagnoses.")]


@router.get("/consultations")
def waiting_consultations(
    actor: Reader, db: Db, room_id: UUID | None = None, after: After = None, limit: Limit = 50
) -> Page[ConsultationWaitingOut]:
    """Questions that wait for an answer, of one room or of all, oldest first."""
    found, following = consulting.waiting(db, actor, room_id=room_id, after=after, limit=limit)
    return Page(items=_waiting(db, actor, found), next=following)


@router.post("/visits/{encounter_id}/consultations", status_code=201)
def ask(encounter_id: UUID, given: AskIn, actor: Consultant, db: Db) -> ConsultationOut:
    """Ask another room about this visit's patient."""
    asked = consulting.ask(db, actor, encounter_id, room_id=given.room_id, question=given.question)
    return ConsultationOut.model_validate(asked)


@router.post("/consultations/{consultation_id}/answer")
def answer(consultation_id: UUID, given: AnswerIn, actor: Consultant, db: Db) -> ConsultationOut:
    answered = consulting.answer(
        db, actor, consultation_id, version=given.version, text=given.answer, advice=given.advice
    )
    return ConsultationOut.model_validate(answered)


@router.post("/consultations/{consultation_id}/cancellation")
def cancel_consultation(
    consultation_id: UUID, given: ConsultationEndIn, actor: Consultant, db: Db
) -> ConsultationOut:
    ended = consulting.cancel(
        db, actor, consultation_id, version=given.version, reason=given.reason
    )
    return ConsultationOut.model_validate(ended)


@router.post("/visits/{encounter_id}/procedures", status_code=201)
def perform(encounter_id: UUID, given: PerformedIn, actor: Doctor, db: Db) -> PerformedOut:
    """A procedure that was just done in this room: ordered and answered in one."""
    order = performing.perform(
        db,
        actor,
        encounter_id,
        service_code=given.service_code,
        text=given.text,
        quantity=given.quantity,
        supplies=[(each.code, each.quantity) for each in given.supplies],
    )
    return PerformedOut(order_id=order.id, code=order.code, service_name=order.service_name)


@router.get("/templates")
def exam_templates(
    actor: TemplateReader, db: Db, icd: Icd = None, ended: bool = False
) -> Page[ExamTemplateOut]:
    """The facility's templates and one's own; those that the diagnoses call for first."""
    found = templating.templates(db, actor, icd=icd or (), ended=ended)
    return Page(items=[_template(each) for each in found], next=None)


@router.post("/templates", status_code=201)
def add_exam_template(given: ExamTemplateIn, actor: Editor, db: Db) -> ExamTemplateOut:
    fields = given.model_dump(exclude={"version"})
    return _template(templating.save_template(db, actor, **fields))


@router.put("/templates/{template_id}")
def save_exam_template(
    template_id: UUID, given: ExamTemplateIn, actor: Editor, db: Db
) -> ExamTemplateOut:
    saved = templating.save_template(db, actor, template_id=template_id, **given.model_dump())
    return _template(saved)


@router.get("/phrases")
def phrases(actor: TemplateReader, db: Db, ended: bool = False) -> Page[PhraseOut]:
    """The facility's phrases and one's own."""
    found = templating.phrases(db, actor, ended=ended)
    return Page(items=[_phrase(each) for each in found], next=None)


@router.post("/phrases", status_code=201)
def add_phrase(given: PhraseIn, actor: Editor, db: Db) -> PhraseOut:
    fields = given.model_dump(exclude={"version"})
    return _phrase(templating.save_phrase(db, actor, **fields))


@router.put("/phrases/{phrase_id}")
def save_phrase(phrase_id: UUID, given: PhraseIn, actor: Editor, db: Db) -> PhraseOut:
    saved = templating.save_phrase(db, actor, phrase_id=phrase_id, **given.model_dump())
    return _phrase(saved)


def _template(found: ExamTemplate) -> ExamTemplateOut:
    return ExamTemplateOut(
        id=found.id,
        name=found.name,
        specialty=found.specialty,
        own=found.owner_id is not None,
        texts=dict(found.texts),
        sections=list(found.sections),
        icd=list(found.icd),
        active=found.active,
        version=found.version,
    )


def _phrase(found: Phrase) -> PhraseOut:
    return PhraseOut(
        id=found.id,
        word=found.word,
        text=found.text,
        own=found.owner_id is not None,
        active=found.active,
        version=found.version,
    )


def _waiting(
    db: Session, actor: Actor, found: Sequence[Consultation]
) -> list[ConsultationWaitingOut]:
    people = patients.briefs(db, actor, [each.patient_id for each in found])
    audit.read_list(db, "patient", people)
    rooms = {room.id: room.name for room in admin.rooms(db, active=None)}
    return [
        ConsultationWaitingOut(
            **ConsultationOut.model_validate(each).model_dump(),
            patient_code=people[each.patient_id].code,
            patient_name=people[each.patient_id].name,
            room_name=rooms.get(each.room_id, ""),
        )
        for each in found
    ]
