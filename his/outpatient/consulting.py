"""Asking another room about a patient, in the same visit."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.cdr import service as cdr
from his.encounters import service as encounters
from his.outpatient.consultation_models import Consultation, ConsultationState
from his.outpatient.errors import ConsultationEnded
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.paging import page_of


def ask(
    db: Session, actor: Actor, encounter_id: UUID, *, room_id: UUID, question: str
) -> Consultation:
    """Put a question to another room. Raises the visit's refusal when it is closed."""
    encounter = encounters.open_for_work(db, actor, encounter_id)
    asked = Consultation(
        encounter_id=encounter.id,
        patient_id=encounter.patient_id,
        room_id=admin.room(db, room_id).id,
        question=question,
        asked_at=utc_now(),
        asked_by=actor.id,
        asked_by_name=actor.name,
    )
    db.add(asked)
    db.flush()
    _touch(db)
    return asked


def answer(
    db: Session, actor: Actor, consultation_id: UUID, *, version: int, text: str, advice: str
) -> Consultation:
    """Answer it; the question's visit shows the answer at once. Raises ConsultationEnded."""
    found = _standing(db, actor, consultation_id, version)
    found.state = ConsultationState.ANSWERED
    found.answer, found.advice = text, advice
    found.answered_at, found.answered_by = utc_now(), actor.id
    found.answered_by_name = actor.name
    db.flush()
    cdr.enter(
        db,
        actor,
        patient_id=found.patient_id,
        encounter_id=found.encounter_id,
        kind=cdr.EntryKind.DOCUMENT,
        name=f"Khám chuyên khoa: {admin.room(db, found.room_id).name}",
        detail=text,
        state=found.state,
        at=found.answered_at,
        to=f"/visits/{found.encounter_id}",
        source="his.outpatient.consultation",
        source_id=found.id,
    )
    _touch(db)
    return found


def cancel(
    db: Session, actor: Actor, consultation_id: UUID, *, version: int, reason: str
) -> Consultation:
    found = _standing(db, actor, consultation_id, version)
    found.state, found.ended_reason = ConsultationState.CANCELLED, reason
    db.flush()
    _touch(db)
    return found


def of_encounter(db: Session, encounter_id: UUID) -> Sequence[Consultation]:
    """A visit's questions, oldest first."""
    asked = select(Consultation).where(Consultation.encounter_id == encounter_id)
    return db.exec(asked.order_by(col(Consultation.asked_at), col(Consultation.id))).all()


def waiting(
    db: Session,
    actor: Actor,
    *,
    room_id: UUID | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Consultation], str | None]:
    """Questions that wait for an answer, of one room or of all, oldest first."""
    query = select(Consultation).where(
        Consultation.state == ConsultationState.ASKED,
        patients.seen_by(actor, Consultation.patient_id),
    )
    if room_id:
        query = query.where(Consultation.room_id == room_id)
    by = (col(Consultation.asked_at), col(Consultation.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, query, by=by, types=types, after=after, limit=limit)


def _standing(db: Session, actor: Actor, consultation_id: UUID, version: int) -> Consultation:
    found = db.get(Consultation, consultation_id, with_for_update=True)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    expect(found, version)
    if found.state is not ConsultationState.ASKED:
        raise ConsultationEnded
    return found


def _touch(db: Session) -> None:
    live.touch(db, "consultations")
    live.touch(db, "encounters")
