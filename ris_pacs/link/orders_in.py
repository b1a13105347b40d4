"""Orders for pictures of another system (OMI^O23, ORM^O01), each answered by itself.

New ones, changes, replacements, cancellations; several in one message. A number that came before
is never placed twice, one that was cancelled before it came is never placed at all, and an
accession number belongs to one order. What has begun cannot be cancelled or replaced.
"""

from collections.abc import Sequence

from sqlmodel import Session

from his.link import service as link
from his.link.service import Holds, Needs, Part, PartnerKind, Profile
from his.link.slots import Answer, MessageTaker, Outcome, Received
from his.orders import service as orders
from his.orders.service import Order, OrderState
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import Refusal
from kernel.text import Text
from ris_pacs.link import coding, knowing
from ris_pacs.link.errors import PartnerHasNoRoom
from ris_pacs.link.models import LinkedExam
from ris_pacs.link.saying import ExamSaid, exams
from ris_pacs.link.telling import STATUS, Told, order_lines, tell_state

_GONE = (OrderState.CANCELLED, OrderState.REFUSED)
_NOT_BEGUN = (OrderState.PLACED, OrderState.ACCEPTED)
_ANSWERS = {"OMI^O23": ("ORI", "O24", "ORI_O24"), "ORM^O01": ("ORR", "O02", "ORR_O02")}
_BAD = {"CA": "UC", "DC": "UC", "OC": "UC", "XO": "UX", "RP": "UM"}
_NO_ORDERS = Text("Tin không có chỉ định nào.", "The message holds no order.")
_TAKEN = Text("{ok} chỉ định đã nhận, {no} không nhận.", "{ok} orders taken, {no} not.")
_HELD = Text("Chờ người xem: {why}", "Waits for a person: {why}")
_NO_NUMBER = Text("Chỉ định không có số.", "The order has no number.")
_UNKNOWN_CODE = Text("Chưa biết dịch vụ {code}.", "Service {code} is not known here.")
_OTHER = Text("Số {number} đã dùng cho dịch vụ khác.", "{number} was another service's number.")
_NO_SUCH = Text("Không có chỉ định số {number}.", "There is no order {number}.")
_NOT_HIS = Text("Số {number} là của người khác.", "{number} is another patient's order.")
_BEGUN = Text("Đã bắt đầu chụp, không huỷ hoặc thay được.", "Begun; it cannot be ended any more.")
_CANNOT = Text("Không làm được việc {control}.", "{control} is not done here.")
_ENDED = Text("Số {number} đã bị huỷ trước khi đến.", "{number} was cancelled before it came.")
_REUSED = Text(
    "Số hiệu ca chụp {accession} đã dùng cho chỉ định khác.",
    "Accession number {accession} belongs to another order.",
)
_REPLACED = Text("Nơi đặt thay chỉ định khác.", "Replaced by the placer.")
_CANCELLED = Text("Nơi đặt huỷ.", "Cancelled by the placer.")


def take(db: Session, actor: Actor, received: Received) -> Answer:
    """The orders of one message."""
    kind = _ANSWERS[received.message.type]
    said = exams(received.message)
    who = link.said(received.message.first("PID"))
    if not said:
        return Answer(Outcome.REFUSED, "AE", _NO_ORDERS, "100")
    found = link.find(db, actor, received, who)
    if found.patient is None:
        held = [Told(each, "OK", "HD", says=link.WAITS) for each in said]
        says = Text(_HELD.vi.format(why=found.why.vi), _HELD.en.format(why=found.why.en))
        lines = order_lines(held)
        about = said[0].placer
        return Answer(Outcome.REVIEW, says=says, kind=kind, lines=lines, about=about)
    told = _all(db, actor, received, found.patient, said)
    good = sum(each.good for each in told)
    bad = next((t for t in told if not t.good), None)
    says = _TAKEN.put(ok=good, no=len(told) - good)
    if bad is not None:
        says = Text(f"{says.vi} {bad.says.vi}", f"{says.en} {bad.says.en}")
    if received.decision is not None:
        for each in told:
            tell_state(db, received.partner, found.patient, each)
    return Answer(
        Outcome.DONE if good else Outcome.REFUSED,
        "AA" if good else "AE",
        says,
        "" if good else "204",
        kind=kind,
        lines=[link.pid(db, received.partner, found.patient), *order_lines(told)],
        about=said[0].placer,
        patient_id=found.patient.id,
    )


def _all(
    db: Session, actor: Actor, received: Received, patient: Patient, said: Sequence[ExamSaid]
) -> list[Told]:
    """In their order; what replaces another is placed only if that one could be ended."""
    told: list[Told] = []
    for each in said:
        old = told[-1] if told else None
        if each.control == "RO" and (old is None or old.said.control != "RP" or not old.good):
            told.append(Told(each, "UA", says=old.says if old else _CANNOT.put(control="RO")))
        else:
            replaced = old.said.placer if old and each.control == "RO" else ""
            told.append(_one(db, actor, received, patient, each, replaced))
    return told


def _one(
    db: Session,
    actor: Actor,
    received: Received,
    patient: Patient,
    said: ExamSaid,
    replaced: str,
) -> Told:
    """What it breaks is undone for itself; the other orders of the message stand."""
    try:
        with db.begin_nested():
            match said.control:
                case "NW" | "RO":
                    return _new(db, actor, received, patient, said, replaced)
                case "CA" | "DC" | "OC":
                    return _end(db, actor, received, patient, said, "CR", _CANCELLED)
                case "RP":
                    return _end(db, actor, received, patient, said, "RQ", _REPLACED)
                case "XO":
                    return _change(db, actor, received, patient, said)
                case _:
                    return Told(said, "UA", says=_CANNOT.put(control=said.control))
    except Refusal as error:
        return Told(said, _BAD.get(said.control, "UA"), says=error.detail)


def _new(
    db: Session,
    actor: Actor,
    received: Received,
    patient: Patient,
    said: ExamSaid,
    replaced: str,
) -> Told:
    partner = received.partner
    if not said.placer:
        return Told(said, "UA", says=_NO_NUMBER)
    known = knowing.of_number(db, partner, said.placer)
    if known is not None:
        if known.order_id is None:
            return Told(said, "UA", says=_ENDED.put(number=said.placer))
        order = orders.get(db, actor, known.order_id)
        if known.service != said.service.code or known.patient_id != patient.id:
            return Told(said, "UA", says=_OTHER.put(number=said.placer))
        return Told(said, "OK", STATUS[order.state], order.code, order=order)
    if said.accession and knowing.accession_used(db, partner, said.accession):
        return Told(said, "UA", says=_REUSED.put(accession=said.accession))
    service = coding.service_of(db, partner, said.service)
    if not service:
        return Told(said, "UA", says=_unknown(said))
    order = _place(db, actor, received, patient, said, service)
    row = _row(received, said, patient)
    row.order_id, row.encounter_id, row.replaces = order.id, order.encounter_id, replaced
    db.add(row)
    db.flush()
    db.refresh(order)
    return Told(said, "OK", STATUS[order.state], order.code, order=order)


def _row(received: Received, said: ExamSaid, patient: Patient) -> LinkedExam:
    return LinkedExam(
        partner_id=received.partner.id,
        placer=said.placer,
        group_number=said.group,
        service=said.service.code,
        accession=said.accession,
        patient_id=patient.id,
        message_id=received.id,
        taken_at=utc_now(),
    )


def _place(
    db: Session, actor: Actor, received: Received, patient: Patient, said: ExamSaid, service: str
) -> Order:
    partner = received.partner
    visit = link.visit(
        db,
        actor,
        partner,
        patient,
        linked=LinkedExam,
        group=said.group,
        reason=f"Chỉ định hình ảnh từ {partner.name}",
    )
    if visit is None:
        raise PartnerHasNoRoom(name=partner.name)
    orderer = f"{said.orderer} ({partner.name})" if said.orderer else partner.name
    planned = said.planned_at if said.planned_at and said.planned_at > utc_now() else None
    return orders.place(
        db,
        Actor(actor.id, orderer[:200], username=actor.username),
        encounter_id=visit.id,
        service_code=service,
        urgency=said.urgency,
        indication=said.reason,
        note=said.note,
        planned_at=planned,
    )


def _end(
    db: Session,
    actor: Actor,
    received: Received,
    patient: Patient,
    said: ExamSaid,
    done: str,
    why: Text,
) -> Told:
    """Cancel it, or end it for what replaces it: while nobody has begun."""
    bad = _BAD[said.control]
    known = knowing.of_number(db, received.partner, said.placer)
    if known is None and said.placer and bad == "UC":
        db.add(_row(received, said, patient))  # the order itself may still be on its way
        db.flush()
    if known is None or known.order_id is None:
        return Told(said, bad, says=_NO_SUCH.put(number=said.placer))
    if known.patient_id != patient.id:
        return Told(said, bad, says=_NOT_HIS.put(number=said.placer))
    order = orders.get(db, actor, known.order_id)
    db.refresh(order, with_for_update=True)
    if order.state in _GONE:
        return Told(said, done, "CA", order.code, order=order)
    if order.state not in _NOT_BEGUN or knowing.pictured(db, order):
        return Told(said, bad, STATUS[order.state], order.code, _BEGUN, order)
    reason = said.reason or said.note or why.vi
    orders.cancel(db, actor, order.id, reason=f"{received.partner.name}: {reason}"[:500])
    return Told(said, done, "CA", order.code, order=order)


def _change(
    db: Session, actor: Actor, received: Received, patient: Patient, said: ExamSaid
) -> Told:
    """Another service, urgency or time under the same number: the old order ends, a new one
    takes its place."""
    service = coding.service_of(db, received.partner, said.service)
    if not service:
        return Told(said, "UX", says=_unknown(said))
    ended = _end(db, actor, received, patient, said, "XR", _REPLACED)
    known = knowing.of_number(db, received.partner, said.placer)
    if not ended.good or known is None:
        return ended
    order = _place(db, actor, received, patient, said, service)
    known.order_id, known.encounter_id = order.id, order.encounter_id
    known.service, known.message_id = said.service.code, received.id
    db.flush()
    db.refresh(order)
    return Told(said, "XR", STATUS[order.state], order.code, order=order)


def _unknown(said: ExamSaid) -> Text:
    return _UNKNOWN_CODE.put(code=said.service.code or said.service.name)


_PID = Part("PID", needs=(Needs(3), Needs(5), Needs(7, must=False, holds=Holds.TIME)))
_ORC = Part("ORC", many=True, needs=(Needs(1, holds=Holds.CODE), Needs(2, most=80)))
_OBR = Part("OBR", must=False, many=True, needs=(Needs(4, or_field=44),))
_UID = Needs(3, must=False, holds=Holds.UID)
_REST = ("NTE", "PV1", "TQ1", "OBX", "DG1", "AL1", "PV2", "PD1")
PROFILE = Profile(
    (
        _PID,
        _ORC,
        _OBR,
        Part("IPC", must=False, many=True, needs=(Needs(1, must=False, most=16), _UID)),
        Part("ZDS", must=False, many=True),
        *(Part(name, must=False, many=True) for name in _REST),
    ),
    after=(("ORC", "PID"), ("OBR", "ORC"), ("IPC", "OBR")),
)
TAKERS = tuple(
    MessageTaker(
        f"ris_pacs.link.orders.{kind[:3].lower()}",
        kind,
        (PartnerKind.HIS,),
        Text("Chỉ định chẩn đoán hình ảnh", "Orders for pictures"),
        take,
        PROFILE,
    )
    for kind in _ANSWERS
)
