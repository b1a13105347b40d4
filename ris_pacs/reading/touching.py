"""Pictures of a report were corrected after it was out: the report says so to everybody until its
reader has confirmed, addended, retracted or signed it anew, or the correction is undone."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.patients import service as patients
from kernel import audit, live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.paging import page_of
from kernel.text import Text
from ris_pacs.archive.service import ImagingInstance, ImagingStudy, InstanceState
from ris_pacs.reading import answering, keeping
from ris_pacs.reading.keeping import TOPIC
from ris_pacs.reading.models import OUT, Reading, ReadingState
from ris_pacs.reading.touch_models import ReadingTouch, TouchKind

STANDING = (*OUT, ReadingState.PRELIMINARY)
WORDS: dict[TouchKind, Text] = {
    TouchKind.MOVED: Text("ảnh là của người bệnh khác", "pictures are another patient's"),
    TouchKind.CHANGED: Text("thông tin trên ảnh được sửa", "what pictures say was corrected"),
    TouchKind.REJECTED: Text("ảnh bị loại", "pictures were rejected"),
    TouchKind.CAME: Text("ảnh được chuyển đến", "pictures were moved to it"),
    TouchKind.LEFT: Text("ca chụp bị gỡ khỏi người bệnh", "the study was taken off the patient"),
    TouchKind.UNDONE: Text("hiệu chỉnh bị hoàn tác", "a correction was undone"),
}


def touch(
    db: Session,
    actor: Actor,
    of: Reading,
    kind: TouchKind,
    *,
    reason: str,
    by_name: str = "",
    code: str = "",
    correction_id: UUID | None = None,
    pictures: int = 0,
    whole: bool = False,
) -> None:
    """Mark a report that is out, and tell who asked for it and who read it. The patient's page
    is closed and key images stay out of the record until it is settled."""
    version = keeping.standing(db, of.id)
    if of.state not in STANDING or version is None:
        return
    made = ReadingTouch(
        reading_id=of.id,
        correction_id=correction_id,
        kind=kind,
        code=code[:16],
        reason=reason[:500],
        by_name=(by_name or actor.name)[:200],
        at=utc_now(),
        version_number=version.number,
        study_uid=of.study_uid,
        pictures=pictures,
        whole=whole,
    )
    db.add(made)
    of.touched_at = of.touched_at or made.at
    of.judge()
    db.flush()
    facts = {"reading": of.id, "version": version.number, "reason": reason, "correction": code}
    audit.record(db, "report touched", kind.value, ("patient", of.patient_id), **facts)
    answering.mark(db, actor, of.order_id, version, _banner(made), f"{_said(made)}: {reason}")
    live.touch(db, TOPIC)


def _said(of: ReadingTouch) -> str:
    return f"Hình ảnh được hiệu chỉnh sau khi trả kết quả ({WORDS[of.kind].vi})"


def _banner(of: ReadingTouch) -> str:
    at = of.at.astimezone(LOCAL)
    return (
        f"CHÚ Ý: {_said(of).upper()}. {of.by_name}, {at:%H:%M %d/%m/%Y}. Lý do: {of.reason}. "
        "CHƯA DÙNG KẾT QUẢ DƯỚI ĐÂY cho đến khi bác sĩ đọc xác nhận lại."
    )


def settle(db: Session, actor: Actor, of: Reading, how: str) -> None:
    """Its reader has looked again."""
    for each in open_of(db, of.id):
        _settled(each, actor.name, how)
    of.touched_at = None


def _settled(of: ReadingTouch, by_name: str, how: str) -> None:
    of.settled_at, of.settled_by_name, of.settled_how = utc_now(), by_name[:200], how


def undone(db: Session, actor: Actor, correction_id: UUID, reason: str) -> None:
    """The correction was undone: what it touched stands as it was signed."""
    asked = select(ReadingTouch).where(ReadingTouch.correction_id == correction_id)
    found = db.exec(asked.where(col(ReadingTouch.settled_at).is_(None)).with_for_update()).all()
    _stand_again(db, actor, found, f"Hiệu chỉnh hình ảnh được hoàn tác: {reason}")


def back(db: Session, actor: Actor, of: Reading) -> None:
    """The study that was taken off is the report's again."""
    left = [
        e for e in open_of(db, of.id) if (e.kind, e.study_uid) == (TouchKind.LEFT, of.study_uid)
    ]
    _stand_again(db, actor, left, "Ca chụp được gắn lại cho người bệnh.")


def _stand_again(db: Session, actor: Actor, found: Sequence[ReadingTouch], why: str) -> None:
    for each in found:
        _settled(each, actor.name, "undone")
    db.flush()
    for reading_id in dict.fromkeys(each.reading_id for each in found):
        of = db.get(Reading, reading_id, with_for_update=True)
        assert of is not None
        still = open_of(db, of.id)
        of.touched_at = still[0].at if still else None
        of.judge()
        db.flush()
        version = keeping.standing(db, of.id)
        if of.state in STANDING and version is not None and not still:
            answering.mark(db, actor, of.order_id, version, "", why)
    live.touch(db, TOPIC)


def open_of(db: Session, reading_id: UUID) -> Sequence[ReadingTouch]:
    """What nobody has settled, the first one first."""
    return [each for each in of_reading(db, reading_id) if each.settled_at is None]


def of_reading(db: Session, reading_id: UUID) -> Sequence[ReadingTouch]:
    asked = select(ReadingTouch).where(ReadingTouch.reading_id == reading_id)
    return db.exec(asked.order_by(col(ReadingTouch.at), col(ReadingTouch.id)).limit(100)).all()


def page(
    db: Session, actor: Actor, *, opened: bool, after: str | None, limit: int
) -> tuple[list[ReadingTouch], str | None]:
    """Reports that corrections have touched, the newest first."""
    asked = (
        select(ReadingTouch)
        .join(Reading, col(Reading.id) == col(ReadingTouch.reading_id))
        .where(patients.seen_by(actor, Reading.patient_id))
    )
    if opened:
        asked = asked.where(col(ReadingTouch.settled_at).is_(None))
    return page_of(
        db,
        asked,
        by=(col(ReadingTouch.at), col(ReadingTouch.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
        descending=True,
    )


def whole(db: Session, reading_id: UUID) -> bool:
    """Whether all of its pictures are somebody else's now."""
    return any(each.whole for each in open_of(db, reading_id))


def left(db: Session, study_id: UUID) -> int:
    """How many pictures of a study are in sight (objects that show none are not counted)."""
    asked = (
        select(func.count())
        .select_from(ImagingInstance)
        .where(
            ImagingInstance.study_id == study_id,
            ImagingInstance.state == InstanceState.KEPT,
            col(ImagingInstance.rows).is_not(None),
        )
    )
    return db.exec(asked).one()


def study(db: Session, uid: str) -> ImagingStudy | None:
    return db.exec(select(ImagingStudy).where(ImagingStudy.uid == uid)).one_or_none()
