"""What was ordered and found goes into the clinical data repository."""

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


def enter_order(db: Session, event: OrderChanged) -> None:
    """The order's line in the record, as it stands now."""
    order = db.get(Order, event.order_id)
    assert order
    cdr.enter(
        db,
        event.actor,
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


def enter_result(db: Session, event: OrderFulfilled | OrderCorrected) -> None:
    """The result's line, its values as observations, and a report as a document."""
    order = db.get(Order, event.order_id)
    report = db.get(OrderReport, event.report_id)
    assert order
    assert report
    values: list[dict[str, Any]] = list((report.facts or {}).get("values") or ())
    flags = [v["flag"] for v in values if v.get("flag")]
    cdr.enter(
        db,
        event.actor,
        patient_id=order.patient_id,
        encounter_id=order.encounter_id,
        kind=cdr.EntryKind.PROCEDURE if order.kind is OrderKind.PROCEDURE else cdr.EntryKind.RESULT,
        list_id="service",
        code=order.service_code,
        name=order.service_name,
        detail=report.text,
        state=report.kind,
        flag=next((f for f in _GRAVEST if f in flags), ""),
        at=report.reported_at if event.__class__ is OrderFulfilled else _first(order, report),
        to=f"/results/{order.id}",
        source=f"{SOURCE}.result",
        source_id=order.id,
    )
    if values or order.kind is OrderKind.LAB:
        _observe(db, event, order, report, values)
    if not values and order.kind is not OrderKind.LAB:
        _file(db, event, order, report)


def _first(order: Order, report: OrderReport) -> Any:
    return order.answered_at or report.reported_at


def _observe(
    db: Session,
    event: OrderFulfilled | OrderCorrected,
    order: Order,
    report: OrderReport,
    values: list[dict[str, Any]],
) -> None:
    """New values are recorded; of a corrected result each changed one amends its observation."""
    facts = {v["loinc"]: _fact(v) for v in values}
    standing = {o.code: o for o in cdr.of_order(db, order.id)}
    for code, old in standing.items():
        fact = facts.pop(code, None)
        if fact is None:
            cdr.void(db, event.actor, old.id, reason=report.reason or "đính chính")
        elif (fact.number, fact.text) != (old.number, old.text):
            cdr.amend(db, event.actor, old.id, fact=fact, reason=report.reason or "đính chính")
    if facts:
        cdr.record(
            db,
            event.actor,
            patient_id=order.patient_id,
            encounter_id=order.encounter_id,
            category=_CATEGORIES[order.kind],
            facts=list(facts.values()),
            at=min(order.collected_at or report.reported_at, utc_now()),
            source=SOURCE,
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
