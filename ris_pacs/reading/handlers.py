"""What the reading list does when exams, pictures and orders come and go."""

from sqlmodel import Session, col, select

from his.orders.events import OrderCancelled, OrderRefused
from his.orders.service import Order
from ris_pacs.archive.events import StudyMatched
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.reading import keys, opening, touching
from ris_pacs.reading.models import OUT, Reading, ReadingKey
from ris_pacs.schedule.events import ExamCancelled, ExamDone, ExamReplaced
from ris_pacs.web import service as web
from ris_pacs.web.events import KeyImagesChosen, KeyImagesWithdrawn


def exam_done(db: Session, event: ExamDone) -> None:
    order = db.get(Order, event.order_id)
    if order is None:
        return
    asked = select(ImagingStudy).where(ImagingStudy.uid == event.study_uid)
    study = db.exec(asked).one_or_none()
    came = study is not None and study.patient_id is not None
    opening.open_for(
        db,
        event.actor,
        order,
        study_uid=event.study_uid if came else "",
        modality=event.modality,
        exam_id=event.exam_id,
        done_at=event.at,
    )


def exam_gone(db: Session, event: ExamCancelled | ExamReplaced) -> None:
    opening.end(db, event.actor, event.order_id, event.reason)


def pictures_came(db: Session, event: StudyMatched) -> None:
    """There is something to read, whether or not anybody said that the exam is done."""
    study = db.get(ImagingStudy, event.study_id)
    if study is None or event.order_id is None:
        return
    order = db.get(Order, event.order_id)
    if order is None:
        return
    modality = study.modalities.split(" ")[0]
    found = opening.open_for(db, event.actor, order, study_uid=study.uid, modality=modality)
    if found is None:
        return
    touching.back(db, event.actor, found)
    if study.instance_count:
        keys.sync(db, event.actor, found, held=_was_anothers(db, found))


def _was_anothers(db: Session, of: Reading) -> bool:
    """The study lay with another order: its key images wait for this report's signature."""
    asked = select(Reading.id).join(ReadingKey, col(ReadingKey.reading_id) == col(Reading.id))
    study = select(ImagingStudy).where(ImagingStudy.uid == of.study_uid)
    chosen = [k.id for k in web.key_images(db, db.exec(study).one().id)]
    other = asked.where(col(ReadingKey.key_id).in_(chosen), Reading.id != of.id)
    return bool(chosen) and of.state not in OUT and db.exec(other.limit(1)).first() is not None


def order_ended(db: Session, event: OrderCancelled | OrderRefused) -> None:
    opening.end(db, event.actor, event.order_id, event.reason)


def key_images_chosen(db: Session, event: KeyImagesChosen) -> None:
    """Their JPEG goes into the record."""
    if (found := _of_study(db, event.study_uid)) is not None:
        keys.keep(db, event.actor, found, event.keys)


def key_images_withdrawn(db: Session, event: KeyImagesWithdrawn) -> None:
    if (found := _of_study(db, event.study_uid)) is not None:
        keys.end(db, event.actor, found, (k.id for k in event.keys), event.reason)


def _of_study(db: Session, study_uid: str) -> Reading | None:
    return db.exec(select(Reading).where(Reading.study_uid == study_uid)).first()
