"""When an examination is (SIU): told to whoever ordered it here, taken from where we ordered."""

from sqlmodel import Session, select

from his.link import service as link
from his.link.service import Holds, Needs, Part, PartnerKind, Profile
from his.link.slots import Answer, MessageTaker, Outcome, Received
from his.orders import service as orders
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.hl7.writing import Value, segment, stamp
from kernel.text import Text
from ris_pacs.link import telling, ways
from ris_pacs.link.coding import TOPIC
from ris_pacs.link.models import ExamRequest, LinkedExam, RequestState
from ris_pacs.link.orders_out import OPEN
from ris_pacs.link.saying import time
from ris_pacs.schedule import service as schedule
from ris_pacs.schedule.events import ExamCancelled, ExamScheduled
from ris_pacs.schedule.service import Exam

_SAID = "SIU^S12"  # the first time; S13 every other, S15 when it is off
_NO_ORDER = Text("Không gửi đi chỉ định số {number}.", "Nothing was ordered as {number}.")
_OVER = Text("Chỉ định {number} đã kết thúc.", "Order {number} has ended.")
_NO_TIME = Text("Tin không nêu giờ hẹn (AIS-4).", "The message names no time (AIS-4).")
_NOTED = Text("{number}: hẹn {at}.", "{number}: booked for {at}.")
_OFF = Text("{number}: bỏ hẹn. {reason}", "{number}: the booking is off. {reason}")
_NOT_HIS = Text("{number} là của người khác.", "{number} is another patient's.")


def scheduled(db: Session, event: ExamScheduled) -> None:
    if event.planned_at is None:
        return
    for linked in telling.linked_of(db, [event.order_id]):
        before = _told(db, linked)
        _tell(db, event.actor, linked, "S13" if before else "S12", "")


def off(db: Session, event: ExamCancelled) -> None:
    for linked in telling.linked_of(db, [event.order_id]):
        if _told(db, linked):
            _tell(db, event.actor, linked, "S15", event.reason)


def _told(db: Session, linked: LinkedExam) -> bool:
    """It heard of a time of this order before."""
    row = link.LinkMessage
    asked = select(row.id).where(
        row.partner_id == linked.partner_id,
        row.about == linked.placer,
        row.type == _SAID,
    )
    return db.exec(asked.limit(1)).first() is not None


def _tell(db: Session, actor: Actor, linked: LinkedExam, event: str, reason: str) -> None:
    partner = telling.reachable(db, linked)
    if partner is None or linked.order_id is None or not ways.of(db, partner.id).schedule:
        return
    order = orders.get(db, actor, linked.order_id)
    exam = schedule.exam_of_order(db, order.id)
    if exam is None:
        return
    patient = patients.get(db, actor, order.patient_id)
    filler: Value = [order.code, link.OURS]
    status = "Cancelled" if event == "S15" else "Booked"
    why: Value = [event, reason[:200] or _WHY[event]]
    begin = stamp(exam.planned_at) if exam.planned_at else ""
    slot: Value = ["", "", "", begin]
    minutes = str(exam.minutes)
    head: list[Value] = [linked.placer, filler, "", "", "", why, "", "", minutes, "min", slot]
    head += [*[""] * 13, status, linked.placer, filler]
    act = "D" if event == "S15" else "U" if event == "S13" else "A"
    service: Value = telling.service_of(linked, order)
    lines = [
        segment("SCH", *head),
        link.pid(db, partner, patient),
        segment("RGS", "1", act),
        segment("AIS", "1", act, service, begin, "", "", minutes, "min"),
        *_place(db, exam, act, begin),
    ]
    kind = ("SIU", event, "SIU_S12")
    link.put(db, partner, kind, lines, about=linked.placer, patient_id=patient.id)


_WHY = {"S12": "booked", "S13": "moved", "S15": "cancelled"}


def _place(db: Session, exam: Exam, act: str, begin: str) -> list[str]:
    if exam.machine_id is None:
        return []
    machine = schedule.machine(db, exam.machine_id)
    return [segment("AIL", "1", act, [machine.name[:40]], [machine.modality], "", begin)]


def take(db: Session, actor: Actor, received: Received) -> Answer:
    """A time of what we ordered there: booked, moved, off."""
    said = time(received.message)
    row = db.exec(
        select(ExamRequest)
        .where(ExamRequest.partner_id == received.partner.id, ExamRequest.placer == said.placer)
        .with_for_update()
    ).one_or_none()
    if row is None:
        says = _NO_ORDER.put(number=said.placer or "?")
        return Answer(Outcome.REVIEW, says=says, about=said.placer)
    about = {"about": row.placer, "patient_id": row.patient_id}
    named = link.find(db, actor, received, link.said(received.message.first("PID")), least=0)
    ours = patients.get(db, actor, row.patient_id)
    if named.patient is None or named.patient.id != ours.id:
        says = _NOT_HIS.put(number=row.placer) if named.patient else named.why
        return Answer(Outcome.REVIEW, says=says, about=row.placer)
    if row.state not in OPEN:
        says = _OVER.put(number=row.placer)  # late: it was answered, or cancelled, meanwhile
        return Answer(says=says, **about)  # type: ignore[arg-type]
    if said.event in ("S15", "S17", "S26"):
        row.planned_at, row.said = None, said.reason[:300]
        row.state = RequestState.ACCEPTED
        says = _OFF.put(number=row.placer, reason=said.reason)
    elif said.at is None:
        return Answer(Outcome.REFUSED, "AE", _NO_TIME, "101", **about)  # type: ignore[arg-type]
    else:
        row.planned_at, row.state = said.at, RequestState.SCHEDULED
        row.filler = said.filler or row.filler
        shown = f"{said.at.astimezone(LOCAL):%H:%M %d/%m/%Y}"
        says = _NOTED.put(number=row.placer, at=shown)
        if said.at < utc_now():
            says = Text(f"{says.vi} (giờ đã qua)", f"{says.en} (in the past)")
    live.touch(db, TOPIC)
    return Answer(says=says, **about)  # type: ignore[arg-type]


PROFILE = Profile(
    (
        Part("SCH", needs=(Needs(26, or_field=1), Needs(25, must=False))),
        Part("PID", needs=(Needs(3), Needs(5))),
        Part("AIS", must=False, many=True, needs=(Needs(4, must=False, holds=Holds.TIME),)),
        *(Part(name, must=False, many=True) for name in ("RGS", "AIL", "AIP", "AIG", "NTE", "PV1")),
        Part("TQ1", must=False, many=True),
    )
)
TAKERS = tuple(
    MessageTaker(
        f"ris_pacs.link.times.{event.lower()}",
        f"SIU^{event}",
        (PartnerKind.IMAGING,),
        title,
        take,
        PROFILE,
    )
    for event, title in (
        ("S12", Text("Hẹn chụp ở nơi khác", "A booking elsewhere")),
        ("S13", Text("Dời hẹn chụp", "A booking is moved")),
        ("S15", Text("Bỏ hẹn chụp", "A booking is off")),
    )
)
