"""What was ordered and found goes into the clinical data repository."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from his.cdr import service as cdr
from his.orders.events import (
    OrderAccepted,
    OrderCancelled,
    OrderChanged,
    OrderCorrected,
    OrderFulfilled,
    OrderPlaced,
    OrderRefused,
    OrderStarted,
)
from his.orders.models import Order, OrderKind, OrderReport
from his.orders.resulting import number
from kernel.clock import utc_now
from kernel.events import in_batches

SOURCE = "his.orders"
ORDER_EVENTS: tuple[type[OrderChanged], ...] = (
    OrderPlaced,
    OrderAccepted,
    OrderStarted,
    OrderCancelled,
    OrderRefused,
    OrderFulfilled,
    OrderCorrected,
)
_CATEGORIES = {
    OrderKind.LAB: cdr.Category.LABORATORY,
    OrderKind.IMAGING: cdr.Category.IMAGING,
    OrderKind.FUNCTION: cdr.Category.EXAM,
    OrderKind.PROCEDURE: cdr.Category.PROCEDURE,
    OrderKind.EXAM: cdr.Category.EXAM,
}
_GRAVEST = ("HH", "LL", "AA", "A", "H", "L")


def enter_orders(db: Session, events: Sequence[OrderChanged]) -> None:
    """The orders' lines in the record, as they stand now."""
    cdr.enter_many(db, events[0].actor, [_line(db, event) for event in events])


def _line(db: Session, event: OrderChanged) -> cdr.Line:
    order = db.get(Order, event.order_id)
    assert order
    return cdr.Line(
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        kind=cdr.EntryKind.ORDER,
        list_id="service",
        code=order.service_code,
        name=order.service_name,
        detail=order.indication,
        state=order.state,
        at=order.placed_at,
        to=f"/visits/{order.encounter_id}",
        source=SOURCE,
        source_id=order.id,
    )


@in_batches(enter_orders)
def enter_order(db: Session, event: OrderChanged) -> None:
    enter_orders(db, [event])


def enter_results(db: Session, events: Sequence[OrderFulfilled | OrderCorrected]) -> None:
    """The results' lines, their values as observations, and a report as a document."""
    told = [_told(db, event) for event in events]
    actor = events[0].actor
    cdr.enter_many(db, actor, [_result_line(each) for each in told])
    lab = [e for e in told if e.values or e.order.kind is OrderKind.LAB]
    standing = cdr.of_orders(db, [e.order.id for e in lab]) if lab else {}
    new = [f for e in lab if (f := _observe(db, e, standing.get(e.order.id, ())))]
    cdr.record_many(db, actor, new, source=SOURCE)
    for each in told:
        kind = each.order.kind
        if kind is OrderKind.IMAGING or (not each.values and kind is not OrderKind.LAB):
            _file(db, each.event, each.order, each.report)


@in_batches(enter_results)
def enter_result(db: Session, event: OrderFulfilled | OrderCorrected) -> None:
    enter_results(db, [event])


@dataclass(frozen=True, slots=True)
class _Told:
    event: OrderFulfilled | OrderCorrected
    order: Order
    report: OrderReport

    @property
    def values(self) -> list[dict[str, Any]]:
        return list((self.report.facts or {}).get("values") or ())


def _told(db: Session, event: OrderFulfilled | OrderCorrected) -> _Told:
    order = db.get(Order, event.order_id)
    report = db.get(OrderReport, event.report_id)
    assert order
    assert report
    return _Told(event, order, report)


def _result_line(told: _Told) -> cdr.Line:
    order, report = told.order, told.report
    flags = [v["flag"] for v in told.values if v.get("flag")]
    first = told.event.__class__ is OrderFulfilled
    return cdr.Line(
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        kind=cdr.EntryKind.PROCEDURE if order.kind is OrderKind.PROCEDURE else cdr.EntryKind.RESULT,
        list_id="service",
        code=order.service_code,
        name=order.service_name,
        detail=report.text,
        state=report.kind,
        flag=next((f for f in _GRAVEST if f in flags), ""),
        at=report.reported_at if first else _first(order, report),
        to=f"/results/{order.id}",
        source=f"{SOURCE}.result",
        source_id=order.id,
    )


def _first(order: Order, report: OrderReport) -> Any:
    return order.answered_at or report.reported_at


def _observe(db: Session, told: _Told, standing: Sequence[cdr.Observation]) -> cdr.Found | None:
    """New values are to be recorded; of a corrected result each changed one amends its
    observation."""
    event, order, report = told.event, told.order, told.report
    facts = {v["loinc"]: _fact(v) for v in told.values}
    for code, old in {o.code: o for o in standing}.items():
        fact = facts.pop(code, None)
        if fact is None:
            cdr.void(db, event.actor, old.id, reason=report.reason or "đính chính")
        elif (fact.number, fact.text) != (old.number, old.text):
            cdr.amend(db, event.actor, old.id, fact=fact, reason=report.reason or "đính chính")
    if not facts:
        return None
    return cdr.Found(
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        category=_CATEGORIES[order.kind],
        facts=list(facts.values()),
        at=min(order.collected_at or report.reported_at, utc_now()),
        order_id=order.id,
    )


def _fact(value: dict[str, Any]) -> cdr.Fact:
    measured = number(value)
    return cdr.Fact(
        code=value["loinc"],
        name=value["name"],
        number=measured,
        text=None if measured is not None else value["value"],
        unit=value["unit"],
        flag=value["flag"],
        reference=value["reference"],
    )


def _file(
    db: Session, event: OrderFulfilled | OrderCorrected, order: Order, report: OrderReport
) -> None:
    older = cdr.document_of_order(db, order.id)
    cdr.file_document(
        db,
        event.actor,
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        kind=f"{order.kind}_report",
        title=order.service_name[:200],
        content={"order": order.code, "text": report.text, **(report.facts or {})},
        order_id=order.id,
        source=SOURCE,
        replaces=older.id if older else None,
        reason=report.reason,
    )
