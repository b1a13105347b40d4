"""What the laboratory tells the system that ordered: results, corrections, what was taken back
(ORU^R01), and how far an order is (OML^O21 with ORC-1 SC or OC)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlmodel import Session, col, select

from his.link import service as link
from his.link.service import LINK, Partner
from his.link.slots import NOTHING
from his.orders import service as orders
from his.orders.events import OrderAccepted, OrderCancelled, OrderRefused
from his.orders.service import Order, OrderKind, OrderReport
from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.hl7.writing import Value, segment, stamp
from kernel.text import Text
from lis.link.models import LinkedOrder
from lis.link.reading import OrderSaid
from lis.results import service as results
from lis.results.events import LabResultsVerified, LabResultWithdrawn
from lis.results.service import LabResult, ResultState
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState

_ORU = ("ORU", "R01", "ORU_R01")
_OML = ("OML", "O21", "OML_O21")
OWN = "99HIS54"
_SIGNS = ("<", ">", "≤", "≥")


@dataclass(frozen=True, slots=True)
class Told:
    """What one order is answered: ORC-1, ORC-5, our number, and why not."""

    said: OrderSaid
    control: str
    status: str = ""
    filler: str = ""
    says: Text = NOTHING
    order: Order | None = None

    @property
    def good(self) -> bool:
        return self.control in ("OK", "CR")


def verified(db: Session, event: LabResultsVerified) -> None:
    """Results stand: each order of another system is told with all that stands of it."""
    for linked in _linked(db, event.order_ids):
        report(db, event.actor, linked)


def withdrawn(db: Session, event: LabResultWithdrawn) -> None:
    for linked in _linked(db, [event.order_id]):
        report(db, event.actor, linked, taken_back=event.result_id)


def accepted(db: Session, event: OrderAccepted) -> None:
    if event.kind is OrderKind.LAB:
        for linked in _linked(db, [event.order_id]):
            _state(db, event.actor, linked, "SC", "IP", "")


def ended(db: Session, event: OrderCancelled | OrderRefused) -> None:
    """By us; what the other system cancelled it knows from the answer."""
    if event.kind is OrderKind.LAB and event.actor.id != LINK.id:
        for linked in _linked(db, [event.order_id]):
            _state(db, event.actor, linked, "OC", "CA", event.reason)


def catch_up(db: Session, since: date) -> None:
    """The link was off: whoever ordered is told what was answered meanwhile (again: no harm)."""
    answered = (
        select(LinkedOrder)
        .join(OrderReport, col(OrderReport.order_id) == col(LinkedOrder.order_id))
        .where(col(OrderReport.reported_at) >= datetime.combine(since, time.min, LOCAL))
        .order_by(col(LinkedOrder.id))
        .distinct()
    )
    for linked in db.exec(answered.limit(10_000)):
        report(db, LINK, linked)


def tell_state(db: Session, partner: Partner, patient: Patient, told: Told) -> None:
    """After a person decided: the answer that could not be given when the order came."""
    if not partner.host:
        return
    good = told.good
    lines = [
        link.pid(db, partner, patient),
        segment(
            "ORC",
            "SC" if good else "OC",
            [told.said.placer, told.said.placer_place],
            [told.filler, link.OURS] if told.filler else "",
            told.said.group,
            told.status if good else "CA",
            *[""] * 10,
            ["", told.says.en[:200]] if told.says.en else "",
        ),
        segment(
            "OBR",
            "1",
            [told.said.placer, told.said.placer_place],
            [told.filler, link.OURS] if told.filler else "",
            [told.said.service.code, told.said.service.name, told.said.service.system],
        ),
    ]
    link.put(db, partner, _OML, lines, about=told.said.placer, patient_id=patient.id)


def _linked(db: Session, order_ids: Iterable[UUID]) -> list[LinkedOrder]:
    asked = select(LinkedOrder).where(col(LinkedOrder.order_id).in_(set(order_ids)))
    return list(db.exec(asked.order_by(col(LinkedOrder.id))))


def _state(
    db: Session, actor: Actor, linked: LinkedOrder, control: str, status: str, reason: str
) -> None:
    partner = link.get(db, linked.partner_id)
    if not partner.active or not partner.host:
        return
    order = orders.get(db, actor, linked.order_id)
    patient = patients.get(db, actor, linked.patient_id)
    lines = [
        link.pid(db, partner, patient),
        segment(
            "ORC",
            control,
            linked.placer,
            [order.code, link.OURS],
            linked.group_number,
            status,
            *[""] * 3,
            stamp(utc_now()),
            *[""] * 6,
            ["", reason[:200]] if reason else "",
        ),
        segment("OBR", "1", linked.placer, [order.code, link.OURS], _service(linked, order)),
    ]
    link.put(db, partner, _OML, lines, about=linked.placer, patient_id=patient.id)


def report(
    db: Session, actor: Actor, linked: LinkedOrder, *, taken_back: UUID | None = None
) -> None:
    """An ORU^R01 with all that stands of the order, and what stands no more."""
    partner = link.get(db, linked.partner_id)
    if not partner.active or not partner.host:
        return
    order = orders.get(db, actor, linked.order_id)
    patient = patients.get(db, actor, linked.patient_id)
    lines = [
        link.pid(db, partner, patient),
        *oru(
            linked,
            order,
            specimens.items_of_order(db, order.id),
            results.of_order(db, order.id),
            taken_back={taken_back} if taken_back else (),
        ),
    ]
    link.put(db, partner, _ORU, lines, about=linked.placer, patient_id=patient.id)


def oru(
    linked: LinkedOrder,
    order: Order,
    items: Sequence[Item],
    runs: Sequence[LabResult],
    *,
    taken_back: Collection[UUID] = (),
) -> list[str]:
    """ORC, OBR and an OBX for each test. Pure."""
    by_item: dict[UUID, list[LabResult]] = {}
    for run in runs:
        by_item.setdefault(run.item_id, []).append(run)
    said: list[tuple[str, LabResult]] = []
    missing = False
    for item in items:
        mine = by_item.get(item.id, [])
        standing = next((r for r in reversed(mine) if r.state is ResultState.VERIFIED), None)
        gone = [r for r in mine if r.id in taken_back]
        if standing is not None:
            said.append(("C" if _corrects(standing, mine) else "F", standing))
        elif gone:
            said.append(("D", gone[-1]))
            missing = True
        elif item.state is not ItemState.ENDED:
            missing = True
    ended = [i for i in items if i.state is ItemState.ENDED and i.id not in _standing(said)]
    statuses = {status for status, _ in said}
    status = "P" if missing else "C" if "C" in statuses else "F"
    last = max((r.verified_at for _, r in said if r.verified_at), default=None)
    lines = [
        segment("ORC", "RE", linked.placer, [order.code, link.OURS], linked.group_number),
        segment(
            "OBR",
            "1",
            linked.placer,
            [order.code, link.OURS],
            _service(linked, order),
            *[""] * 2,
            stamp(items[0].collected_at) if items and items[0].collected_at else "",
            *[""] * 14,
            stamp(last or utc_now()),
            *[""] * 2,
            status,
        ),
    ]
    for n, (state, run) in enumerate(said, 1):
        lines += _obx(n, state, run)
    for n, item in enumerate(ended, len(said) + 1):
        code: Value = [item.test_code, item.test_code, OWN]
        lines.append(segment("OBX", str(n), "ST", code, "", "", *[""] * 5, "X"))
        if item.ended_why:
            lines.append(segment("NTE", "1", "L", item.ended_why))
    return lines


def _standing(said: Sequence[tuple[str, LabResult]]) -> set[UUID]:
    return {run.item_id for _, run in said}


def _corrects(standing: LabResult, runs: Sequence[LabResult]) -> bool:
    """An older run of the test was out before."""
    return any(r.id != standing.id and r.verified_at is not None for r in runs)


def _obx(n: int, state: str, run: LabResult) -> list[str]:
    sign = run.value[:1] if run.value[:1] in _SIGNS else ""
    number = run.number is not None and not sign
    value = run.value if run.number is None else f"{sign}{run.number.normalize():f}"
    own = [run.test_code, run.name, OWN]
    known = bool(run.loinc) and run.loinc != run.test_code
    code: Value = [run.loinc, run.name, "LN", *own] if known else own
    notes = [run.comment, run.reason if state in ("C", "D") else ""]
    return [
        segment(
            "OBX",
            str(n),
            "NM" if number else "ST",
            code,
            "",
            "" if state == "D" else value,
            [run.unit, "", "UCUM"] if run.unit else "",
            _range(run),
            run.flag,
            *[""] * 2,
            state,
            *[""] * 2,
            stamp(run.measured_at),
            "",
            ["", run.verified_by_name] if run.verified_by_name else "",
        ),
        *(segment("NTE", str(k), "L", note) for k, note in enumerate(filter(None, notes), 1)),
    ]


def _range(run: LabResult) -> str:
    """As HL7 writes it: 3.5-5.0, <5, >60; a text range as it stands."""
    limits = run.limits or {}
    low, high = limits.get("low"), limits.get("high")
    if low and high:
        return f"{low}-{high}"
    return f">{low}" if low else f"<{high}" if high else run.reference


def _service(linked: LinkedOrder, order: Order) -> list[str]:
    own = [order.service_code, order.service_name, OWN]
    return [linked.service, order.service_name, "L", *own] if linked.service else own
