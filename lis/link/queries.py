"""Another system asks for results of its orders (QBP^Q11), by their numbers in QPD-3."""

from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import PartnerKind
from his.link.slots import Answer, MessageTaker, Outcome, Received
from his.orders import service as orders
from his.patients import service as patients
from kernel.access import Actor
from kernel.hl7.writing import segment
from kernel.text import Text
from lis.link.models import LinkedOrder
from lis.link.results_out import oru
from lis.results import service as results
from lis.specimens import service as specimens

_MOST = 50
_KIND = ("RSP", "K11", "RSP_K11")
_FOUND = Text("{n} chỉ định được trả lời.", "{n} orders answered.")
_NOTHING = Text("Hãy nêu số chỉ định ở QPD-3.", "Name the order numbers in QPD-3.")


def take(db: Session, actor: Actor, received: Received) -> Answer:
    """All that stands of the orders named; those of other systems are not found."""
    asked = received.message.first("QPD")
    count = asked.repetitions(3)
    numbers = [n for k in range(1, count + 1) if (n := asked.get(3, repetition=k)[:80])][:_MOST]
    tag = asked.get(2)
    query = segment("QPD", [asked.get(1), asked.get(1, 2)], tag, numbers[0] if numbers else "")
    if not numbers:
        lines = [segment("QAK", tag, "AE"), query]
        return Answer(Outcome.REFUSED, "AE", _NOTHING, "101", _KIND, lines)
    found = db.exec(
        select(LinkedOrder)
        .where(LinkedOrder.partner_id == received.partner.id, col(LinkedOrder.placer).in_(numbers))
        .order_by(col(LinkedOrder.patient_id), col(LinkedOrder.placer))
    ).all()
    lines = [segment("QAK", tag, "OK" if found else "NF"), query]
    last = None
    for each in found:
        order = orders.get(db, actor, each.order_id)
        if each.patient_id != last:
            patient = patients.get(db, actor, each.patient_id)
            lines.append(link.pid(db, received.partner, patient))
            last = each.patient_id
        items = specimens.items_of_order(db, order.id)
        lines += oru(each, order, items, results.of_order(db, order.id))
    return Answer(
        says=_FOUND.put(n=len(found)),
        kind=_KIND,
        lines=lines,
        about=numbers[0],
        patient_id=found[0].patient_id if found else None,
    )


TAKER = MessageTaker(
    "lis.link.queries", "QBP^Q11", (PartnerKind.HIS,), Text("Hỏi kết quả", "Query of results"), take
)
