"""The end of a consultation: minutes signed into the record, or called off with a reason."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from his.cdr import service as cdr
from his.cdr.service import EntryKind
from his.orders import service as orders
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from kernel.live import touch
from ris_pacs.archive import service as archive
from ris_pacs.consult import opening, protocol
from ris_pacs.consult.errors import NothingConcluded
from ris_pacs.consult.models import ConsultAct, Consultation, ConsultState

KIND = "ris_pacs.consult.minutes"
TITLE = "Biên bản hội chẩn hình ảnh"
_MOST_LINES = 500


def keep_minutes(
    db: Session, actor: Actor, consultation_id: UUID, *, version: int, minutes: str, conclusion: str
) -> Consultation:
    """A draft. Raises NoSuchConsultation, ConsultationIsOver, ChangedMeanwhile."""
    room = opening.held(db, actor, consultation_id)
    expect(room, version)
    room.minutes, room.conclusion = minutes, conclusion
    db.flush()
    return room


def sign(db: Session, actor: Actor, consultation_id: UUID, *, version: int) -> Consultation:
    """The minutes become a document of the record; nobody enters the room any more.

    Raises NoSuchConsultation, ConsultationIsOver, ChangedMeanwhile, NothingConcluded.
    """
    room = opening.held(db, actor, consultation_id)
    expect(room, version)
    if not room.minutes.strip() or not room.conclusion.strip():
        raise NothingConcluded
    study = archive.by_id(db, actor, room.study_id)
    order = orders.get(db, actor, study.order_id) if study.order_id else None
    document = cdr.file_document(
        db,
        actor,
        patient_id=room.patient_id,
        encounter_id=order.encounter_id if order else None,
        kind=KIND,
        title=f"{TITLE} {room.code}",
        content=content(db, room),
        source="ris_pacs.consult",
    )
    room.document_id = document.id
    _end(db, actor, room, ConsultState.SIGNED, ConsultAct.SIGNED, room.conclusion)
    cdr.enter(
        db,
        actor,
        patient_id=room.patient_id,
        encounter_id=document.encounter_id,
        kind=EntryKind.DOCUMENT,
        name=document.title,
        detail=room.conclusion[:500],
        at=document.at,
        source="ris_pacs.consult",
        source_id=room.id,
    )
    return room


def call_off(
    db: Session, actor: Actor, consultation_id: UUID, *, version: int, reason: str
) -> Consultation:
    """Raises NoSuchConsultation, ConsultationIsOver, ChangedMeanwhile."""
    room = opening.held(db, actor, consultation_id)
    expect(room, version)
    _end(db, actor, room, ConsultState.CALLED_OFF, ConsultAct.CALLED_OFF, reason)
    return room


def content(db: Session, room: Consultation) -> dict[str, Any]:
    """What the minutes say: question, who took part, what was measured and advised, conclusion."""
    lines = protocol.latest(db, room.id, _MOST_LINES)
    took_part = {line.by: line.by_name for line in lines if line.act is ConsultAct.JOINED}
    told = (ConsultAct.SAID, ConsultAct.MEASURED, ConsultAct.ADVISED, ConsultAct.REPORTED)
    return {
        "code": room.code,
        "question": room.question,
        "opened_at": room.opened_at.isoformat(),
        "opened_by": room.opened_by_name,
        "present": list(took_part.values()),
        "minutes": room.minutes,
        "conclusion": room.conclusion,
        "lines": [
            {"at": line.at.isoformat(), "by": line.by_name, "act": line.act, "text": line.text}
            for line in lines
            if line.act in told
        ],
    }


def _end(
    db: Session,
    actor: Actor,
    room: Consultation,
    state: ConsultState,
    act: ConsultAct,
    why: str,
) -> None:
    protocol.note(db, room, actor, act, why)
    room.state, room.ended_at = state, utc_now()
    room.ended_by, room.ended_by_name = actor.id, actor.name
    db.flush()
    touch(db, protocol.TOPIC)
