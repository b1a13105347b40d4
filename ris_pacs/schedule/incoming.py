"""Orders come in, and go: what imaging does when his.orders tells something."""

import re
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import Session, col, select

from his.orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderFulfilled,
    OrderPartlyReported,
    OrderPlaced,
    OrderRefused,
    OrderStarted,
)
from his.orders.service import Order, OrderKind, OrderState, Urgency
from his.patients.events import PatientChanged, PatientsMerged
from kernel import live
from kernel.access import SYSTEM, Actor
from kernel.clock import LOCAL, utc_now
from kernel.ids import new_id
from ris_pacs.schedule import events
from ris_pacs.schedule.exams import HOLDER, TOPIC, exam_of_order, note, tell, turn
from ris_pacs.schedule.machines import machines, procedure_of
from ris_pacs.schedule.models import Exam, Machine, Procedure
from ris_pacs.schedule.states import OPEN, RANK, WAITING, ExamState, Known, Side

_KINDS = (OrderKind.IMAGING, OrderKind.FUNCTION)
_BY_HAND = "trả kết quả ngoài khoa CĐHA (answered elsewhere)"
_PART = r"(?:bên|tay|chân|gối|vai|háng|khuỷu|vú|thận|mắt|tai|ngón|bàn|cẳng|cánh|đùi)"
_SAID = re.compile(rf"(?:{_PART} (phải|trái)|(hai bên|2 bên))", re.IGNORECASE)
_SIDES = {"phải": Side.RIGHT, "trái": Side.LEFT}


def enter(db: Session, event: OrderPlaced) -> None:
    """The order becomes an exam in the same breath: machines see it with the next question. A
    service that imaging knows no procedure of is answered by hand."""
    if event.kind in _KINDS:
        order = db.get(Order, event.order_id)
        if order is not None:
            enter_order(db, event.actor, order)


def enter_order(db: Session, actor: Actor, order: Order) -> Exam | None:
    known = procedure_of(db, order.service_code)
    if known is None:
        return None
    made = _exam(order, known)
    first = machine_for(db, known.modality, order.site_id, order.room_id)
    if first is not None:
        made.machine_id, made.room_id = first.id, first.room_id or order.room_id
    db.add(made)
    db.flush()
    note(db, actor, made, "enter", known=Known.RULE)
    tell(db, actor, made, events.ExamEntered)
    looked_at = known.needs_protocol and order.urgency is not Urgency.STAT
    unsaid = known.needs_side and not made.side
    if not looked_at and not unsaid:
        turn(db, actor, made, ExamState.ACCEPTED, known=Known.RULE, act="accept")
        tell(db, actor, made, events.ExamAccepted)
    return made


def _exam(order: Order, known: Procedure) -> Exam:
    exam_id = new_id()
    return Exam(
        id=exam_id,
        order_id=order.id,
        accession=order.code,
        study_uid=f"2.25.{exam_id.int}",
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        site_id=order.site_id,
        modality=known.modality,
        service_code=order.service_code,
        procedure_name=order.service_name,
        body_part=known.body_part,
        side=said_side(order) if known.needs_side else Side.NONE,
        contrast=known.contrast,
        safety=known.safety,
        bedside="tại giường" in order.note.lower(),
        urgency=order.urgency,
        rank=RANK[order.urgency],
        indication=order.indication,
        ordered_at=order.placed_at,
        ordered_by_name=order.placed_by_name,
        due_at=order.planned_at or order.placed_at,
        planned_at=order.planned_at,
        room_id=order.room_id,
        minutes=known.minutes,
    )


def said_side(order: Order) -> Side:
    """Left or right, as whoever ordered wrote it; none where he did not, or wrote both words."""
    text = f"{order.service_name}. {order.note}. {order.indication}"
    found = {_SIDES.get(one.lower(), Side.BOTH) for one, _ in _SAID.findall(text)}
    return found.pop() if len(found) == 1 else Side.NONE


def machine_for(db: Session, modality: str, site_id: UUID, room_id: UUID | None) -> Machine | None:
    """The one machine of its kind (in that room, where one is named); else whoever plans says."""
    there = machines(db, modality=modality, site_id=site_id)
    if room_id:
        there = [m for m in there if m.room_id == room_id]
    return there[0] if len(there) == 1 else None


def withdraw(db: Session, event: OrderCancelled | OrderRefused) -> None:
    """It is not wanted any more: no machine sees it from now on."""
    if event.kind in _KINDS:
        _withdraw(db, event.actor, event.order_id, event.reason)


def _withdraw(db: Session, actor: Actor, order_id: UUID, reason: str) -> None:
    found = exam_of_order(db, order_id, lock=True)
    if found is None:
        return
    if found.state in WAITING:
        end(db, actor, found, ExamState.CANCELLED, reason)
        tell(db, actor, found, events.ExamCancelled, reason=reason)
    elif found.state is ExamState.IN_PROGRESS:
        end(db, actor, found, ExamState.DISCONTINUED, reason)
        tell(db, actor, found, events.ExamDiscontinued, reason=reason)


def end(db: Session, actor: Actor, of: Exam, state: ExamState, reason: str) -> None:
    of.closed_at = utc_now()
    of.ended_reason = reason[:500]
    turn(db, actor, of, state, known=Known.RULE, why=reason)


def taken_by_hand(
    db: Session, event: OrderAccepted | OrderStarted | OrderPartlyReported | OrderFulfilled
) -> None:
    """Somebody answers it outside imaging: there is nothing to take here any more."""
    if event.kind not in _KINDS:
        return
    order = db.get(Order, event.order_id)
    if order is None or order.held_by == HOLDER:
        return
    _by_hand(db, event.actor, order)


def _by_hand(db: Session, actor: Actor, order: Order) -> None:
    found = exam_of_order(db, order.id, lock=True)
    if found is None or found.state not in OPEN:
        return
    end(db, actor, found, ExamState.REPLACED, _BY_HAND)
    tell(db, actor, found, events.ExamReplaced, by_exam_id=None, reason=_BY_HAND)


def person_changed(db: Session, event: PatientChanged | PatientsMerged) -> None:
    """Machines read the name at each question: only the screens need to be told."""
    _ = event
    live.touch(db, TOPIC)


def catch_up(db: Session, since: date) -> None:
    """Imaging was off: orders placed meanwhile come in, those answered meanwhile end."""
    asked = select(Order).where(
        col(Order.kind).in_(_KINDS),
        Order.state == OrderState.PLACED,
        col(Order.placed_at) >= datetime.combine(since, time.min, LOCAL),
        ~exists().where(col(Exam.order_id) == col(Order.id)),
    )
    for order in db.exec(asked.order_by(col(Order.placed_at)).limit(10_000)).all():
        enter_order(db, SYSTEM, order)
    waits = exists().where(col(Exam.order_id) == col(Order.id), col(Exam.closed_at).is_(None))
    standing = select(Order).where(
        col(Order.kind).in_(_KINDS), Order.state != OrderState.PLACED, waits
    )
    for order in db.exec(standing).all():
        if order.state in (OrderState.CANCELLED, OrderState.REFUSED):
            _withdraw(db, SYSTEM, order.id, order.ended_reason)
        elif order.held_by != HOLDER:
            _by_hand(db, SYSTEM, order)
