"""What a doctor of another site reads in the pictures: signed with his PIN, into the record."""

import hmac
import json
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from his.cdr import service as cdr
from his.cdr.service import EntryKind
from his.orders import service as orders
from kernel import audit, keys
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.live import touch
from ris_pacs.archive import service as archive
from ris_pacs.consult import opening, protocol
from ris_pacs.consult.models import ConsultAct, Consultation, ConsultGuest, ConsultOpinion

KIND = "ris_pacs.consult.opinion"
TITLE = "Kết quả đọc hình ảnh từ xa"
_SEALED = (
    "consultation_id",
    "guest_id",
    "at",
    "by_name",
    "facility",
    "licence",
    "findings",
    "conclusion",
    "recommendation",
)


class ConsultOpinionIn(BaseModel):
    """An opinion as it is written."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    findings: str = Field(min_length=1, max_length=8000)
    conclusion: str = Field(min_length=1, max_length=2000)
    recommendation: str = Field(default="", max_length=2000)
    licence: str = Field(default="", max_length=60)
    pin: str = Field(max_length=20)


def sign(
    db: Session, guest: ConsultGuest, room: Consultation, told: ConsultOpinionIn, *, ip: str
) -> ConsultOpinion | None:
    """Into the record, under his name and licence. None: his PIN is not right; it was counted.

    The licence that the inviting house wrote down stands before what he types himself.
    """
    licence = guest.licence or told.licence
    if not opening.knock(db, guest, told.pin, ip=ip) or not licence:
        return None
    who = Actor(guest.id, opening.who(guest))
    before = [each for each in of_room(db, room.id) if each.guest_id == guest.id]
    made = ConsultOpinion(
        consultation_id=room.id,
        guest_id=guest.id,
        at=utc_now(),
        by_name=guest.name,
        facility=guest.facility,
        licence=licence,
        findings=told.findings,
        conclusion=told.conclusion,
        recommendation=told.recommendation,
        seal="",
        ip=ip[:60],
    )
    made.seal = _seal(made)
    made.document_id = _file(db, who, room, made, before[-1] if before else None)
    db.add(made)
    db.flush()
    protocol.write(
        db, room, protocol.of_guest(guest, ip), ConsultAct.REPORTED, made.conclusion[:2000]
    )
    subject = ("patient", room.patient_id)
    audit.record(db, "consult.report", room.code, subject, guest=str(guest.id), licence=licence)
    touch(db, protocol.TOPIC)
    return made


def of_room(db: Session, consultation_id: UUID) -> list[ConsultOpinion]:
    """From the first one on."""
    asked = select(ConsultOpinion).where(ConsultOpinion.consultation_id == consultation_id)
    return list(db.exec(asked.order_by(col(ConsultOpinion.id))))


def one(db: Session, actor: Actor, opinion_id: UUID) -> tuple[ConsultOpinion, Consultation]:
    """Raises NotFound, NoSuchConsultation."""
    found = db.get(ConsultOpinion, opinion_id)
    if found is None:
        raise NotFound
    return found, opening.one(db, actor, found.consultation_id)


def is_whole(of: ConsultOpinion) -> bool:
    """Whether it reads as he signed it."""
    return hmac.compare_digest(of.seal, _seal(of))


def _seal(of: ConsultOpinion) -> str:
    said = of.model_dump(include=set(_SEALED), mode="json") | {"at": of.at.timestamp()}
    body = json.dumps(said, sort_keys=True, ensure_ascii=False).encode()
    return hmac.new(keys.ring().derive("consultation opinions"), body, "sha256").hexdigest()


def _file(
    db: Session,
    who: Actor,
    room: Consultation,
    of: ConsultOpinion,
    before: ConsultOpinion | None,
) -> UUID:
    """A document and a line of the patient's record; what he signed before is amended by it."""
    study = archive.by_id(db, SYSTEM, room.study_id)
    order = orders.get(db, SYSTEM, study.order_id) if study.order_id else None
    document = cdr.file_document(
        db,
        who,
        patient_id=room.patient_id,
        encounter_id=order.encounter_id if order else None,
        kind=KIND,
        title=f"{TITLE} {room.code}",
        content={
            "code": room.code,
            "question": room.question,
            "study_uid": study.uid,
            "order": order.code if order else "",
            "by": of.by_name,
            "facility": of.facility,
            "licence": of.licence,
            "at": of.at.isoformat(),
            "findings": of.findings,
            "conclusion": of.conclusion,
            "recommendation": of.recommendation,
            "seal": of.seal,
        },
        source="ris_pacs.consult",
        replaces=before.document_id if before else None,
        reason="Bác sĩ đọc từ xa ký lại" if before else "",
    )
    cdr.enter(
        db,
        who,
        patient_id=room.patient_id,
        encounter_id=document.encounter_id,
        kind=EntryKind.DOCUMENT,
        name=document.title,
        detail=f"{of.conclusion} ({of.by_name}, {of.facility}, {of.licence})"[:500],
        at=document.at,
        source="ris_pacs.consult",
        source_id=of.id,
    )
    return document.id
