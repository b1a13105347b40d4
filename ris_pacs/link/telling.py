"""How far an order of another system is, as it is told: in the answer, and later (OMI or ORM)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import LINK, Partner
from his.link.slots import NOTHING
from his.orders import service as orders
from his.orders.events import OrderAccepted, OrderCancelled, OrderRefused, OrderStarted
from his.orders.service import Order, OrderState
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.hl7.writing import segment, stamp
from kernel.text import Text
from ris_pacs.link import ways
from ris_pacs.link.models import LinkedExam, OrderDialect
from ris_pacs.link.saying import ExamSaid

OWN = "99HIS54"
KINDS = {OrderDialect.OMI: ("OMI", "O23", "OMI_O23"), OrderDialect.ORM: ("ORM", "O01", "ORM_O01")}
STATUS = {
    OrderState.PLACED: "SC",
    OrderState.ACCEPTED: "SC",
    OrderState.IN_PROGRESS: "IP",
    OrderState.PARTLY_REPORTED: "A",
    OrderState.FULFILLED: "CM",
    OrderState.CORRECTED: "CM",
    OrderState.CANCELLED: "CA",
    OrderState.REFUSED: "CA",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one order is answered: ORC-1, ORC-5, our number, and why not."""

    said: ExamSaid
    control: str
    status: str = ""
    filler: str = ""
    says: Text = NOTHING
    order: Order | None = None

    @property
    def good(self) -> bool:
        return self.control in ("OK", "CR", "RQ", "XR")


def order_lines(told: Sequence[Told]) -> list[str]:
    """ORC and OBR of each; our number stands as its accession number too."""
    lines = []
    for n, each in enumerate(told, 1):
        said = each.said
        placer = [said.placer, said.placer_place]
        filler = [each.filler, link.OURS] if each.filler else ""
        why = ["", each.says.en[:200]] if each.says.en else ""
        lines.append(
            segment("ORC", each.control, placer, filler, said.group, each.status, *[""] * 10, why)
        )
        service = [said.service.code, said.service.name, said.service.system]
        lines.append(segment("OBR", str(n), placer, filler, service, *[""] * 13, each.filler))
    return lines


def tell_state(db: Session, partner: Partner, patient: Patient, told: Told) -> None:
    """After a person decided: the answer that could not be given when the order came."""
    if not partner.host:
        return
    control, status = ("SC", told.status) if told.good else ("OC", "CA")
    shown = Told(told.said, control, status, told.filler, told.says, told.order)
    lines = [link.pid(db, partner, patient), *order_lines([shown])]
    kind = KINDS[ways.of(db, partner.id).orders]
    link.put(db, partner, kind, lines, about=told.said.placer, patient_id=patient.id)


def linked_of(db: Session, order_ids: Iterable[UUID]) -> list[LinkedExam]:
    """Who else calls these orders by a number of its own."""
    asked = select(LinkedExam).where(col(LinkedExam.order_id).in_(set(order_ids)))
    return list(db.exec(asked.order_by(col(LinkedExam.id))))


def going_on(db: Session, event: OrderAccepted | OrderStarted) -> None:
    status = "IP" if isinstance(event, OrderStarted) else "SC"
    for linked in linked_of(db, [event.order_id]):
        _state(db, event.actor, linked, "SC", status, "")


def ended(db: Session, event: OrderCancelled | OrderRefused) -> None:
    """By us; what the other system cancelled it knows from the answer."""
    if event.actor.id != LINK.id:
        for linked in linked_of(db, [event.order_id]):
            _state(db, event.actor, linked, "OC", "CA", event.reason)


def reachable(db: Session, linked: LinkedExam) -> Partner | None:
    partner = link.get(db, linked.partner_id)
    return partner if partner.active and partner.host else None


def service_of(linked: LinkedExam, order: Order) -> list[str]:
    own = [order.service_code, order.service_name, OWN]
    return [linked.service, order.service_name, "L", *own] if linked.service else own


def _state(
    db: Session, actor: Actor, linked: LinkedExam, control: str, status: str, reason: str
) -> None:
    partner = reachable(db, linked)
    if partner is None or linked.order_id is None or actor.id == LINK.id:
        return
    order = orders.get(db, actor, linked.order_id)
    patient = patients.get(db, actor, order.patient_id)
    filler = [order.code, link.OURS]
    why = ["", reason[:200]] if reason else ""
    head = (control, linked.placer, filler, linked.group_number, status)
    lines = [
        link.pid(db, partner, patient),
        segment("ORC", *head, *[""] * 3, stamp(utc_now()), *[""] * 6, why),
        segment(
            "OBR", "1", linked.placer, filler, service_of(linked, order), *[""] * 13, order.code
        ),
    ]
    kind = KINDS[ways.of(db, partner.id).orders]
    link.put(db, partner, kind, lines, about=linked.placer, patient_id=patient.id)
