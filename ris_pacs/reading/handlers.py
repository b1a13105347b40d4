"""What the reading list does when pictures come, go, or an order ends."""

from sqlmodel import Session

from his.orders.events import OrderCancelled, OrderRefused
from his.orders.service import Order
from ris_pacs.archive.events import StudyMatched, StudyUnmatched
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.reading import opening


def pictures_came(db: Session, event: StudyMatched) -> None:
    """There is something to read, whether or not anybody said that the exam is done."""
    study = db.get(ImagingStudy, event.study_id)
    assert study
    for_another = event.order_id is None or study.order_id != event.order_id
    if for_another or event.order_id is None:
        return
    order = db.get(Order, event.order_id)
    if order is not None:
        modality = study.modalities.split(" ")[0] if study.modalities else ""
        opening.open_for(db, event.actor, order, study_uid=study.uid, modality=modality)


def pictures_went(db: Session, event: StudyUnmatched) -> None:
    study = db.get(ImagingStudy, event.study_id)
    assert study
    opening.pictures_gone(db, event.actor, study.uid)


def order_ended(db: Session, event: OrderCancelled | OrderRefused) -> None:
    opening.end(db, event.actor, event.order_id, event.reason)
