"""Results and notices as the screens take them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from his.admin import service as admin
from his.orders import alarming, attaching, inbox, resulting, service, templates
from his.orders.critical_models import CriticalAlarm
from his.orders.models import Order, OrderKind, OrderReport
from his.orders.result_models import ResultNotice
from his.orders.result_schemas import (
    CriticalAlarmOut,
    ResultFileOut,
    ResultNoticeOut,
    ResultOut,
    ResultReadingOut,
    ResultSheetOut,
    ResultTemplateOut,
    ResultTestOut,
)
from his.orders.schemas import OrderOut, OrderWithReports, ReportOut
from his.patients import service as patients
from kernel import audit
from kernel.access import Actor
from kernel.clock import utc_now

_SHORT = 400


def with_reports(db: Session, order: Order) -> OrderWithReports:
    return OrderWithReports(
        **OrderOut.model_validate(order).model_dump(),
        reports=[ReportOut.model_validate(r) for r in service.reports(db, [order.id])[order.id]],
    )


def result(db: Session, actor: Actor, order: Order) -> ResultOut:
    patient = patients.get(db, actor, order.patient_id)
    held = resulting.sheet(db, order.id)
    tests = resulting.form(db, actor, order)
    return ResultOut(
        order=with_reports(db, order),
        patient_code=patient.code,
        patient_name=patient.name,
        patient_birth=patient.birth,
        patient_sex=patient.sex,
        tests=[_test(each) for each in tests],
        sheet=ResultSheetOut.model_validate(held) if held else None,
        templates=[]
        if order.kind is OrderKind.LAB
        else [ResultTemplateOut.model_validate(t) for t in templates.fitting(db, order)],
        files=[ResultFileOut.model_validate(f) for f in attaching.of_order(db, order.id)],
        readings=[ResultReadingOut.model_validate(r) for r in inbox.readings(db, order.id)],
        alarms=alarms(db, actor, alarming.of_order(db, order.id)),
        needs_approval=admin.parameter(db, "his.orders.result_approval") != "none",
    )


def _test(test: resulting.Test) -> ResultTestOut:
    return ResultTestOut(
        code=test.code,
        name=test.name,
        unit=test.unit,
        reference=test.reference,
        adult_only=test.usual.adult_only,
        low=test.usual.low,
        high=test.usual.high,
        critical_low=test.usual.critical_low,
        critical_high=test.usual.critical_high,
        previous=test.previous,
        previous_at=test.previous_at,
    )


def notices(db: Session, actor: Actor, found: Sequence[ResultNotice]) -> list[ResultNoticeOut]:
    """Lines with patient, service and the beginning of the result; three questions in all."""
    people = patients.briefs(db, actor, [n.patient_id for n in found])
    audit.read_list(db, "patient", people)
    order_ids, report_ids = [n.order_id for n in found], [n.report_id for n in found]
    orders = {o.id: o for o in db.exec(select(Order).where(col(Order.id).in_(order_ids)))}
    texts = {
        r.id: r.text
        for r in db.exec(select(OrderReport).where(col(OrderReport.id).in_(report_ids)))
    }
    return [
        ResultNoticeOut(
            id=n.id,
            order_id=n.order_id,
            encounter_id=n.encounter_id,
            patient_id=n.patient_id,
            patient_code=people[n.patient_id].code,
            patient_name=people[n.patient_id].name,
            recipient_name=n.recipient_name,
            service_name=orders[n.order_id].service_name,
            order_code=orders[n.order_id].code,
            kind=n.kind,
            abnormal=n.abnormal,
            critical=n.critical,
            at=n.at,
            text=texts[n.report_id][:_SHORT],
        )
        for n in found
    ]


def alarms(db: Session, actor: Actor, found: Sequence[CriticalAlarm]) -> list[CriticalAlarmOut]:
    """Alarms with patient, service and room, and until when they should be answered."""
    if not found:
        return []
    people = patients.briefs(db, actor, {a.patient_id for a in found})
    audit.read_list(db, "patient", people)
    asked = select(Order).where(col(Order.id).in_({a.order_id for a in found}))
    orders = {o.id: o for o in db.exec(asked)}
    rooms = {r.id: r.code for r in admin.rooms(db, active=None)}
    limit, now = alarming.limit(db), utc_now()
    return [
        CriticalAlarmOut(
            **a.model_dump(exclude={"report_id", "room_id", "doctor_id", "acknowledged_by"}),
            patient_code=people[a.patient_id].code,
            patient_name=people[a.patient_id].name,
            service_name=orders[a.order_id].service_name,
            order_code=orders[a.order_id].code,
            room_code=rooms.get(a.room_id, ""),
            due_at=a.at + limit,
            overdue=a.waits and (a.escalated_at is not None or a.at + limit <= now),
        )
        for a in found
    ]
