"""Orders of another system (OML^O21), each answered by itself (ORL^O22).

New orders, add-ons and cancellations; several in one message. An order number that came before
is never placed twice. A patient who is not certain holds all of them until a person has looked.
"""

from collections.abc import Sequence

from sqlmodel import Session, select

from his.link import service as link
from his.link.service import Partner, PartnerKind
from his.link.slots import Answer, MessageTaker, Outcome, Received
from his.orders import service as orders
from his.orders.service import Order, OrderState
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import Refusal
from kernel.hl7.writing import segment
from kernel.text import Text
from lis.link import coding
from lis.link.models import LinkedOrder
from lis.link.reading import OrderSaid
from lis.link.reading import orders as read_orders
from lis.link.results_out import Told, tell_state
from lis.specimens import service as specimens
from lis.specimens.service import ItemState

_MEASURED = (ItemState.RESULTED, ItemState.CHECKED, ItemState.VERIFIED)
STATUS = {
    OrderState.PLACED: "SC",
    OrderState.ACCEPTED: "IP",
    OrderState.IN_PROGRESS: "IP",
    OrderState.PARTLY_REPORTED: "A",
    OrderState.FULFILLED: "CM",
    OrderState.CORRECTED: "CM",
    OrderState.CANCELLED: "CA",
    OrderState.REFUSED: "CA",
}
_NO_ORDERS = Text("Tin không có chỉ định nào.", "The message holds no order.")
_TAKEN = Text("{ok} chỉ định đã nhận, {no} không nhận.", "{ok} orders taken, {no} not.")
_HELD = Text("Chờ người xem: {why}", "Waits for a person: {why}")
_NO_NUMBER = Text("Chỉ định không có số.", "The order has no number.")
_UNKNOWN_CODE = Text("Chưa biết dịch vụ {code}.", "Service {code} is not known here.")
_NO_ROOM = Text("{name} chưa được gán phòng.", "{name} has no room set.")
_OTHER = Text("Số {number} đã dùng cho dịch vụ khác.", "{number} was another service's number.")
_NO_SUCH = Text("Không có chỉ định số {number}.", "There is no order {number}.")
_RUNNING = Text("Đã có kết quả, không huỷ được.", "It has results; it cannot be cancelled.")
_CANNOT = Text("Không làm được việc {control}.", "{control} is not done here.")
_NEW_TUBE = Text("Cần lấy mẫu mới.", "A new specimen is needed.")
_CANCELLED = Text("Nơi đặt huỷ.", "Cancelled by the placer.")


def take(db: Session, actor: Actor, received: Received) -> Answer:
    """The orders of one message."""
    said = read_orders(received.message)
    who = link.said(received.message.first("PID"))
    if not said:
        return Answer(Outcome.REFUSED, "AE", _NO_ORDERS, "100")
    found = link.find(db, actor, received, who)
    if found.patient is None:
        held = [Told(each, "OK", "HD", says=link.WAITS) for each in said]
        return Answer(
            Outcome.REVIEW,
            says=_HELD.put(why=found.why),
            kind=_ORL,
            lines=_lines(held),
            about=said[0].placer,
        )
    told = [_one(db, actor, received, found.patient, each) for each in said]
    good = sum(each.good for each in told)
    first = next((t for t in told if not t.good), None)
    says = _TAKEN.put(ok=good, no=len(told) - good)
    if first is not None:
        says = Text(f"{says.vi} {first.says.vi}", f"{says.en} {first.says.en}")
    if received.decision is not None:
        for each in told:
            tell_state(db, received.partner, found.patient, each)
    return Answer(
        Outcome.DONE if good else Outcome.REFUSED,
        "AA" if good else "AE",
        says,
        "" if good else "204",
        kind=_ORL,
        lines=[link.pid(db, received.partner, found.patient), *_lines(told)],
        about=said[0].placer,
        patient_id=found.patient.id,
    )


_ORL = ("ORL", "O22", "ORL_O22")


def _lines(told: Sequence[Told]) -> list[str]:
    lines = []
    for n, each in enumerate(told, 1):
        said = each.said
        lines.append(
            segment(
                "ORC",
                each.control,
                [said.placer, said.placer_place],
                [each.filler, link.OURS] if each.filler else "",
                said.group,
                each.status,
                *[""] * 10,
                ["", each.says.en[:200]] if each.says.en else "",
            )
        )
        service = said.service
        lines.append(
            segment(
                "OBR",
                str(n),
                [said.placer, said.placer_place],
                [each.filler, link.OURS] if each.filler else "",
                [service.code, service.name, service.system],
            )
        )
    return lines


def _one(db: Session, actor: Actor, received: Received, patient: Patient, said: OrderSaid) -> Told:
    """What it breaks is undone for itself; the other orders of the message stand."""
    try:
        with db.begin_nested():
            match said.control:
                case "NW":
                    return _new(db, actor, received, patient, said)
                case "CA" | "DC":
                    return _cancel(db, actor, received.partner, said)
                case _:
                    says = _CANNOT.put(control=said.control)
                    return Told(said, "UX" if said.control == "XO" else "UA", says=says)
    except Refusal as error:
        refused = "UC" if said.control in ("CA", "DC") else "UA"
        return Told(said, refused, says=error.detail)


def _new(db: Session, actor: Actor, received: Received, patient: Patient, said: OrderSaid) -> Told:
    partner = received.partner
    if not said.placer:
        return Told(said, "UA", says=_NO_NUMBER)
    known = of_number(db, partner, said.placer)
    if known is not None:
        order = orders.get(db, actor, known.order_id)
        if known.service != said.service.code:
            return Told(said, "UA", says=_OTHER.put(number=said.placer))
        return Told(said, "OK", STATUS[order.state], order.code, order=order)
    service = coding.service_of(db, partner, said.service)
    if not service:
        code = said.service.code or said.service.name
        return Told(said, "UA", says=_UNKNOWN_CODE.put(code=code))
    visit = link.visit(
        db,
        actor,
        partner,
        patient,
        linked=LinkedOrder,
        group=said.group,
        reason=f"Chỉ định xét nghiệm từ {partner.name}",
    )
    if visit is None:
        return Told(said, "UA", says=_NO_ROOM.put(name=partner.name))
    orderer = f"{said.orderer} ({partner.name})" if said.orderer else partner.name
    order = orders.place(
        db,
        Actor(actor.id, orderer[:200], username=actor.username),
        encounter_id=visit.id,
        service_code=service,
        urgency=said.urgency,
        indication=said.reason,
        note=said.note,
        planned_at=said.planned_at if said.planned_at and said.planned_at > utc_now() else None,
    )
    db.add(
        LinkedOrder(
            partner_id=partner.id,
            placer=said.placer,
            group_number=said.group,
            service=said.service.code,
            order_id=order.id,
            patient_id=patient.id,
            encounter_id=visit.id,
            message_id=received.id,
            taken_at=utc_now(),
        )
    )
    db.flush()
    says = Text("", "")
    if said.action == "A" and not _from_the_tube(db, actor, patient, order):
        says = _NEW_TUBE
    return Told(said, "OK", STATUS[order.state], order.code, says, order)


def _from_the_tube(db: Session, actor: Actor, patient: Patient, order: Order) -> bool:
    """An add-on: from a tube that is there, where it fits; else it waits for a new one."""
    mine = {i.id for i in specimens.items_of_order(db, order.id)}
    for item, tube in specimens.offers(db, actor, patient.id):
        if item.id in mine:
            specimens.add_on(db, actor, tube.code, [item.id])
            mine.discard(item.id)
    return not mine


def _cancel(db: Session, actor: Actor, partner: Partner, said: OrderSaid) -> Told:
    known = of_number(db, partner, said.placer)
    if known is None:
        return Told(said, "UC", says=_NO_SUCH.put(number=said.placer))
    order = orders.get(db, actor, known.order_id)
    if order.state in (OrderState.CANCELLED, OrderState.REFUSED):
        return Told(said, "CR", "CA", order.code, order=order)
    if any(i.state in _MEASURED for i in specimens.items_of_order(db, order.id, lock=True)):
        return Told(said, "UC", STATUS[order.state], order.code, _RUNNING, order)
    reason = said.reason or said.note or _CANCELLED.vi
    running = order.state is OrderState.IN_PROGRESS  # the tube is in the laboratory
    end = orders.refuse if running else orders.cancel
    end(db, actor, order.id, reason=f"{partner.name}: {reason}"[:500])
    return Told(said, "CR", "CA", order.code, order=order)


def of_number(db: Session, partner: Partner, placer: str) -> LinkedOrder | None:
    return db.exec(
        select(LinkedOrder)
        .where(LinkedOrder.partner_id == partner.id, LinkedOrder.placer == placer)
        .with_for_update()
    ).one_or_none()


TAKER = MessageTaker(
    "lis.link.orders",
    "OML^O21",
    (PartnerKind.HIS,),
    Text("Chỉ định xét nghiệm", "Laboratory orders"),
    take,
)
