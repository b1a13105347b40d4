"""Discs follow corrected pictures: one that waits is withdrawn, of one that was handed out it is
written down that what is on it was corrected since. Links show what is in sight at any moment."""

from uuid import UUID

from sqlmodel import Session, col, select

from ris_pacs.archive.events import (
    PicturesCorrected,
    PicturesRejected,
    RejectionNoted,
    StudyUnmatched,
)
from ris_pacs.delivery import asking
from ris_pacs.delivery.models import (
    DeliveredStudy,
    Delivery,
    DeliveryAct,
    DeliveryForm,
    DeliveryState,
)

_WAITING = (DeliveryState.ASKED, DeliveryState.MADE)
_SAID = "Hình ảnh được hiệu chỉnh: {why}"


def corrected(db: Session, event: PicturesCorrected) -> None:
    if event.kind != "lossy":
        _follow(db, event.study_id, event.actor.name, event.reason)


def rejected(db: Session, event: PicturesRejected | RejectionNoted) -> None:
    _follow(db, event.study_id, event.actor.name, event.reason)


def unmatched(db: Session, event: StudyUnmatched) -> None:
    """What is only asked for is refused when it is made: the study is another's then."""
    _follow(
        db,
        event.study_id,
        event.actor.name,
        "ca chụp được gỡ khỏi người bệnh",
        states=(DeliveryState.MADE, DeliveryState.HANDED),
    )


def _follow(
    db: Session,
    study_id: UUID,
    by: str,
    why: str,
    *,
    states: tuple[DeliveryState, ...] = (*_WAITING, DeliveryState.HANDED),
) -> None:
    asked = (
        select(Delivery)
        .join(DeliveredStudy, col(DeliveredStudy.delivery_id) == col(Delivery.id))
        .where(
            DeliveredStudy.study_id == study_id,
            Delivery.form != DeliveryForm.LINK,
            col(Delivery.state).in_(states),
        )
    )
    for each in db.exec(asked.order_by(col(Delivery.id)).with_for_update(of=Delivery)).all():
        act = DeliveryAct.CORRECTED
        if each.state in _WAITING:
            each.state, act = DeliveryState.WITHDRAWN, DeliveryAct.WITHDRAWN
            db.add(each)
        asking.tell(db, each, act, by, _SAID.format(why=why))
