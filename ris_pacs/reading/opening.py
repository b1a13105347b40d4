"""A reading begins with an exam that is done, or with pictures that came for an order."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders import service as orders
from his.orders.service import OPEN as ORDER_OPEN
from his.orders.service import Order, OrderKind, OrderState, Urgency
from kernel.access import Actor
from kernel.clock import utc_now
from ris_pacs.reading import events, keeping
from ris_pacs.reading.errors import NothingToRead
from ris_pacs.reading.keeping import HOLDER, tell
from ris_pacs.reading.models import OUT, Reading, ReadingState
from ris_pacs.schedule import service as schedule

RANKS = {Urgency.STAT: 0, Urgency.URGENT: 1, Urgency.ROUTINE: 2}


def open_for(
    db: Session,
    actor: Actor,
    order: Order,
    *,
    study_uid: str = "",
    modality: str = "",
    exam_id: UUID | None = None,
    done_at: datetime | None = None,
) -> Reading | None:
    """The reading of an order: made, or told what is new. None where nobody waits for one."""
    found = keeping.of_order(db, order.id)
    if found is None:
        if order.kind is not OrderKind.IMAGING or order.state not in ORDER_OPEN:
            return None
        return _made(db, actor, order, study_uid, modality, exam_id, done_at)
    found = keeping.locked(db, actor, found.id)
    found.exam_id = exam_id or found.exam_id
    found.exam_done_at = done_at or found.exam_done_at
    found.modality = modality or found.modality
    if study_uid and found.study_uid != study_uid and not found.study_uid:
        found.study_uid = study_uid
    if study_uid:
        found.moved_at = None
        found.judge()
    if found.state is ReadingState.ENDED and order.state in ORDER_OPEN:
        found.state, found.reason = ReadingState.UNREAD, ""
        found.asked_at = done_at or utc_now()
        tell(db, actor, events.ReadingOpened, found)
    db.flush()
    return found


def _made(
    db: Session,
    actor: Actor,
    order: Order,
    study_uid: str,
    modality: str,
    exam_id: UUID | None,
    done_at: datetime | None,
) -> Reading:
    if not order.held_by and schedule.exam_of_order(db, order.id) is None:
        orders.hold(db, [order.id], HOLDER)  # from here on nobody answers it by hand beside
        if order.state is OrderState.PLACED:
            orders.accept(db, actor, order.id)
    made = Reading(
        order_id=order.id,
        exam_id=exam_id,
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        site_id=order.site_id,
        accession=order.code,
        study_uid=study_uid,
        modality=modality,
        service_code=order.service_code,
        service_name=order.service_name,
        rank=RANKS[order.urgency],
        asked_at=done_at or utc_now(),
        exam_done_at=done_at,
    )
    db.add(made)
    db.flush()
    tell(db, actor, events.ReadingOpened, made)
    return made


def open_by_hand(db: Session, actor: Actor, order_id: UUID) -> Reading:
    """An exam without pictures in the house (a film from outside, a machine without DICOM).

    Raises NothingToRead.
    """
    order = orders.get(db, actor, order_id)
    found = open_for(db, actor, order)
    if found is None:
        raise NothingToRead(code=order.code)
    return found


def end(db: Session, actor: Actor, order_id: UUID, reason: str) -> None:
    """The order is gone: what nobody has sent out is not read any more."""
    found = keeping.of_order(db, order_id)
    if found is None or found.state in (*OUT, ReadingState.RETRACTED, ReadingState.ENDED):
        return
    found = keeping.locked(db, actor, found.id)
    found.state, found.reason = ReadingState.ENDED, reason[:500]
    tell(db, actor, events.ReadingEnded, found, reason=found.reason)


def pictures_gone(db: Session, actor: Actor, study_uid: str) -> None:
    """A study was another patient's: what was read of it is looked at again."""
    held = select(Reading).where(Reading.study_uid == study_uid).order_by(col(Reading.id))
    for each in db.exec(held.with_for_update()).all():
        each.study_uid = ""
        if each.state in (*OUT, ReadingState.PRELIMINARY):
            each.moved_at = utc_now()
            each.judge()
        elif each.exam_id is None and each.state is not ReadingState.ENDED:
            each.state = ReadingState.ENDED
            each.reason = "Hình ảnh không phải của chỉ định này."
            tell(db, actor, events.ReadingEnded, each, reason=each.reason)
    db.flush()
