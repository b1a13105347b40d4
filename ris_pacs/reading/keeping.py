"""A reading as it is fetched, told and given back; what the others stand on."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.text import Text
from ris_pacs.reading import events
from ris_pacs.reading.errors import NoSuchImagingReading, ReadingCannotBecome
from ris_pacs.reading.models import Reading, ReadingDraft, ReadingState, ReadingVersion

TOPIC = "reading"
HOLDER = "ris_pacs.reading"
S = ReadingState

STATES: dict[ReadingState, Text] = {
    S.UNREAD: Text("chưa đọc", "unread"),
    S.ASSIGNED: Text("đã phân công", "assigned"),
    S.DRAFT: Text("đang viết", "being written"),
    S.PRELIMINARY: Text("kết quả sơ bộ", "preliminary"),
    S.FINAL: Text("đã ký", "final"),
    S.ADDENDED: Text("đã bổ sung", "addended"),
    S.RETRACTED: Text("đã thu hồi", "retracted"),
    S.ENDED: Text("đã dừng", "ended"),
}


def reading(db: Session, actor: Actor, reading_id: UUID) -> Reading:
    """Of a patient that the actor may see. Raises NoSuchImagingReading."""
    found = db.get(Reading, reading_id)
    if found is None:
        raise NoSuchImagingReading
    patients.get(db, actor, found.patient_id)
    return found


def locked(db: Session, actor: Actor, reading_id: UUID) -> Reading:
    """The same, to be changed."""
    found = db.get(Reading, reading_id, with_for_update=True)
    if found is None:
        raise NoSuchImagingReading
    patients.get(db, actor, found.patient_id)
    return found


def of_order(db: Session, order_id: UUID) -> Reading | None:
    return db.exec(select(Reading).where(Reading.order_id == order_id)).one_or_none()


def of_exam(db: Session, exam_id: UUID) -> Reading | None:
    return db.exec(select(Reading).where(Reading.exam_id == exam_id)).first()


def versions(db: Session, reading_id: UUID) -> Sequence[ReadingVersion]:
    """Everything that went out, the first one first."""
    asked = select(ReadingVersion).where(ReadingVersion.reading_id == reading_id)
    return db.exec(asked.order_by(col(ReadingVersion.number)).limit(200)).all()


def standing(db: Session, reading_id: UUID) -> ReadingVersion | None:
    """What holds now: the last version; None where nothing is out, or it was retracted."""
    asked = select(ReadingVersion).where(ReadingVersion.reading_id == reading_id)
    last = db.exec(asked.order_by(col(ReadingVersion.number).desc()).limit(1)).first()
    return None if last is None or last.kind == "retraction" else last


def draft(db: Session, reading_id: UUID, *, lock: bool = False) -> ReadingDraft | None:
    asked = select(ReadingDraft).where(ReadingDraft.reading_id == reading_id)
    return db.exec(asked.with_for_update() if lock else asked).one_or_none()


def demand_state(of: Reading, *allowed: ReadingState) -> None:
    """Raises ReadingCannotBecome."""
    if of.state not in allowed:
        now = STATES[of.state]
        raise ReadingCannotBecome(code=of.accession, now=now.vi, now_en=now.en, state=of.state)


def tell(
    db: Session, actor: Actor, what: type[events.ReadingChanged], of: Reading, **more: Any
) -> None:
    of.changed_at = utc_now()
    of.judge()
    db.flush()
    publish(
        db,
        what(
            reading_id=of.id,
            order_id=of.order_id,
            exam_id=of.exam_id,
            patient_id=of.patient_id,
            encounter_id=of.encounter_id,
            site_id=of.site_id,
            study_uid=of.study_uid,
            actor=actor,
            **more,
        ),
    )
    live.touch(db, TOPIC)
