"""Orders of the house that another imaging system carries out (OMI^O23 or ORM^O01): sent,
cancelled, and what it answers (ORI, ORR)."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import LinkMessage, Partner, PartnerKind
from his.orders import service as orders
from his.orders.events import OrderCancelled, OrderRefused
from his.orders.service import Order, OrderState, Urgency
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.hl7.message import Message
from kernel.hl7.writing import Value, segment, stamp
from ris_pacs.link import ways
from ris_pacs.link.coding import KINDS as PICTURES
from ris_pacs.link.coding import TOPIC
from ris_pacs.link.errors import (
    AlreadyOrderedElsewhere,
    ExamRequestIsOver,
    ExamRequestNotFound,
    NotAnImagingPartner,
    NotOrderedElsewhere,
)
from ris_pacs.link.models import ExamRequest, OrderDialect, RequestState
from ris_pacs.link.telling import KINDS, OWN
from ris_pacs.schedule import service as schedule

_PRIORITY = {Urgency.STAT: "S", Urgency.URGENT: "A", Urgency.ROUTINE: "R"}
_WAITS = (OrderState.PLACED, OrderState.ACCEPTED)
OPEN = (RequestState.SENT, RequestState.ACCEPTED, RequestState.SCHEDULED)
_OVER = (RequestState.REFUSED, RequestState.CANCELLED)


def send(
    db: Session, actor: Actor, *, order_id: UUID, partner_id: UUID, note: str = ""
) -> ExamRequest:
    """Raises NotAnImagingPartner, NotOrderedElsewhere, AlreadyOrderedElsewhere."""
    partner = link.get(db, partner_id)
    if partner.kind is not PartnerKind.IMAGING or not partner.active or not partner.host:
        raise NotAnImagingPartner(name=partner.name)
    order = orders.get(db, actor, order_id)
    db.refresh(order, with_for_update=True)
    if order.kind not in PICTURES or order.state not in _WAITS:
        raise NotOrderedElsewhere(code=order.code)
    before = of_order(db, order.id)
    if held := next((r for r in before if r.state not in _OVER), None):
        raise AlreadyOrderedElsewhere(code=order.code, name=link.get(db, held.partner_id).name)
    if order.state is OrderState.PLACED:
        orders.accept(db, actor, order.id)
    again = [r for r in before if r.partner_id == partner.id]
    placer = order.code if not again else f"{order.code}-{len(again) + 1}"
    lines = _lines(db, actor, partner, order, placer, "NW", note)
    kind = KINDS[ways.of(db, partner.id).orders]
    sent = link.put(db, partner, kind, lines, about=placer, patient_id=order.patient_id)
    row = ExamRequest(
        partner_id=partner.id,
        placer=placer,
        order_id=order.id,
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        message_id=sent.id,
        sent_at=utc_now(),
        sent_by_name=actor.name,
    )
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)
    return row


def of_order(db: Session, order_id: UUID) -> list[ExamRequest]:
    asked = select(ExamRequest).where(ExamRequest.order_id == order_id)
    return list(db.exec(asked.order_by(col(ExamRequest.id)).with_for_update()))


def _lines(
    db: Session,
    actor: Actor,
    partner: Partner,
    order: Order,
    placer: str,
    control: str,
    note: str,
) -> list[str]:
    """PID, PV1, ORC, TQ1, OBR and IPC (or ZDS of older systems)."""
    patient = patients.get(db, actor, order.patient_id)
    exam = schedule.exam_of_order(db, order.id)
    uid = exam.study_uid if exam else ""
    modality = exam.modality if exam else ""
    number: Value = [placer, link.OURS]
    doctor: Value = ["", *link.family_first(order.placed_by_name)]
    service: Value = [order.service_code, order.service_name, OWN]
    why: Value = ["", order.indication[:250]] if order.indication else ""
    reason: Value = ["", note[:200]] if control == "CA" and note else ""
    request: list[Value] = ["1", number, "", service, *[""] * 8, order.indication[:300], "", ""]
    request += [doctor, "", order.code, *[""] * 5, modality, *[""] * 6, why]
    lines = [
        link.pid(db, partner, patient),
        segment("PV1", "1", "O"),
        segment(
            "ORC", control, number, "", "", "", *[""] * 3, stamp(order.placed_at), "", "",
            doctor, *[""] * 3, reason,
        ),
    ]  # fmt: skip
    planned = stamp(order.planned_at) if order.planned_at else ""
    lines.append(segment("TQ1", "1", *[""] * 5, planned, "", _PRIORITY[order.urgency]))
    lines.append(segment("OBR", *request))
    if note and control != "CA":
        lines.append(segment("NTE", "1", "P", note))
    if ways.of(db, partner.id).orders is OrderDialect.OMI:
        lines.append(segment("IPC", order.code, placer, uid, order.code, modality))
    elif uid:
        lines.append(segment("ZDS", [uid, link.OURS, "Application", "DICOM"]))
    return lines


def cancel(db: Session, actor: Actor, request_id: UUID, *, reason: str) -> ExamRequest:
    """It is done here, or not at all. Raises ExamRequestNotFound, ExamRequestIsOver."""
    row = db.get(ExamRequest, request_id, with_for_update=True)
    if row is None:
        raise ExamRequestNotFound
    if row.state not in OPEN:
        raise ExamRequestIsOver
    _cancel(db, actor, row, reason)
    return row


def ended(db: Session, event: OrderCancelled | OrderRefused) -> None:
    """What is no longer wanted here is cancelled there as well."""
    for row in of_order(db, event.order_id):
        if row.state in OPEN:
            _cancel(db, event.actor, row, event.reason)


def _cancel(db: Session, actor: Actor, row: ExamRequest, reason: str) -> None:
    partner = link.get(db, row.partner_id)
    order = orders.get(db, actor, row.order_id)
    lines = _lines(db, actor, partner, order, row.placer, "CA", reason)
    kind = KINDS[ways.of(db, partner.id).orders]
    sent = link.put(db, partner, kind, lines, about=row.placer, patient_id=row.patient_id)
    row.state, row.message_id, row.said = RequestState.CANCELLING, sent.id, reason[:300]
    db.flush()
    live.touch(db, TOPIC)


def answered(db: Session, actor: Actor, sent: LinkMessage, answer: Message) -> None:
    """What the other system says of the order, or of the message as a whole."""
    rows: Sequence[ExamRequest] = db.exec(
        select(ExamRequest)
        .where(ExamRequest.message_id == sent.id)
        .order_by(col(ExamRequest.id))
        .with_for_update()
    ).all()
    taken = answer.first("MSA").get(1) in ("AA", "CA")
    for row in rows:
        line = next((o for o in answer.all("ORC") if o.get(2) == row.placer), None)
        cancelling = row.state is RequestState.CANCELLING
        if line is not None:
            row.filler = line.get(3)[:80] or row.filler
            row.said = (line.get(16, 2) or line.get(16) or row.said)[:300]
            row.state = _AFTER.get(line.get(1), row.state)
        elif taken:
            row.state = RequestState.CANCELLED if cancelling else RequestState.ACCEPTED
        else:
            row.state = RequestState.ACCEPTED if cancelling else RequestState.REFUSED
            row.said = answer.first("MSA").get(3)[:300]
    db.flush()
    live.touch(db, TOPIC)


_AFTER = {
    "OK": RequestState.ACCEPTED,
    "SC": RequestState.ACCEPTED,
    "UA": RequestState.REFUSED,
    "CR": RequestState.CANCELLED,
    "UC": RequestState.ACCEPTED,
}
