"""Critical results (kết quả nguy hiểm): raised, told by telephone, acknowledged, passed on.

Whoever ordered and whoever works in the visit's room is alarmed at once; after the minutes of
`his.orders.critical_minutes` everybody who may acknowledge is. An acknowledgement is a read-back:
who, when, and what was done (ISO 15189:2022, 7.4.1.3).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from his.admin import service as admin
from his.encounters.service import Encounter
from his.orders import inbox
from his.orders.critical_models import CriticalAlarm
from his.orders.errors import AlarmAcknowledged, AlarmReplaced
from his.orders.events import (
    CriticalCalled,
    OrderCorrected,
    OrderFulfilled,
    OrderPartlyReported,
)
from his.orders.models import Order, OrderReport
from his.orders.resulting import is_critical
from his.orders.settings import CRITICAL_MINUTES
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.events import in_batches
from kernel.paging import page_of
from kernel.text import Text

TOPIC = "critical"
_MOST = 20  # that a person is shown at once


Told = OrderPartlyReported | OrderFulfilled | OrderCorrected


def alarm_many(db: Session, events: Sequence[Told]) -> None:
    """Results are out: an order's critical values stand as one alarm, what it no longer says
    ends.

    The same values again (the final report after a partial one) leave the alarm as it stands.
    """
    asked = select(CriticalAlarm).where(
        col(CriticalAlarm.order_id).in_([e.order_id for e in events]),
        col(CriticalAlarm.ended_at).is_(None),
    )
    standing: dict[UUID, list[CriticalAlarm]] = {}
    for each in db.exec(asked.order_by(col(CriticalAlarm.at), col(CriticalAlarm.id))):
        standing.setdefault(each.order_id, []).append(each)
    told = [_alarm(db, each, standing.get(each.order_id, ())) for each in events]
    if any(told):
        _told(db)


@in_batches(alarm_many)
def alarm(db: Session, event: Told) -> None:
    alarm_many(db, [event])


def _alarm(db: Session, event: Told, held: Sequence[CriticalAlarm]) -> bool:
    """Is there anything that screens have to hear of?"""
    order = db.get(Order, event.order_id)
    report = db.get(OrderReport, event.report_id)
    assert order
    assert report
    values = (report.facts or {}).get("values", ())
    says = "\n".join(_said(v) for v in values if is_critical(v.get("flag") or ""))[:1000]
    for older in held:
        if older.says != says:
            older.ended_at = utc_now()
    if says and not any(a.says == says for a in held):
        visit = db.get(Encounter, order.encounter_id)
        assert visit
        db.add(
            CriticalAlarm(
                order_id=order.id,
                report_id=report.id,
                patient_id=order.patient_id,
                encounter_id=order.encounter_id,
                room_id=visit.room_id,
                doctor_id=order.placed_by,
                doctor_name=order.placed_by_name,
                says=says,
                at=report.reported_at,
            )
        )
    return bool(says or held)


def _said(value: Mapping[str, Any]) -> str:
    unit = f" {value['unit']}" if value.get("unit") else ""
    return f"{value.get('name')}: {value.get('value')}{unit} [{value['flag']}]"


def of_order(db: Session, order_id: UUID) -> Sequence[CriticalAlarm]:
    """An order's alarms, oldest first, ended ones too: the history of its result."""
    asked = select(CriticalAlarm).where(CriticalAlarm.order_id == order_id)
    return db.exec(asked.order_by(col(CriticalAlarm.at), col(CriticalAlarm.id))).all()


def waiting(
    db: Session, actor: Actor, *, after: str | None = None, limit: int = 50
) -> tuple[list[CriticalAlarm], str | None]:
    """Critical results that nobody has acknowledged, oldest first."""
    return page_of(
        db,
        _standing(actor),
        by=(col(CriticalAlarm.at), col(CriticalAlarm.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )


def mine(db: Session, actor: Actor, *, room_id: UUID | None = None) -> list[CriticalAlarm]:
    """What the actor is alarmed of: his orders, his room, and what nobody answered in time.

    `room_id` is where his computer stands; his own room by the list of staff counts too.
    """
    staff = admin.staff(db, actor.id)
    rooms = {room_id, staff.room_id if staff else None} - {None}
    asked = _standing(actor).where(
        or_(
            col(CriticalAlarm.doctor_id) == actor.id,
            col(CriticalAlarm.escalated_at).is_not(None),
            col(CriticalAlarm.room_id).in_(rooms),
        )
    )
    return list(db.exec(asked.order_by(col(CriticalAlarm.at)).limit(_MOST)))


def _standing(actor: Actor) -> Any:
    return select(CriticalAlarm).where(
        col(CriticalAlarm.acknowledged_at).is_(None),
        col(CriticalAlarm.ended_at).is_(None),
        patients.seen_by(actor, CriticalAlarm.patient_id),
    )


def acknowledge(db: Session, actor: Actor, alarm_id: UUID, *, note: str) -> CriticalAlarm:
    """Somebody takes it on and says what was done; he has read the result by that.

    Raises AlarmAcknowledged, AlarmReplaced.
    """
    found = _locked(db, actor, alarm_id)
    found.acknowledged_at, found.acknowledged_by = utc_now(), actor.id
    found.acknowledged_by_name, found.acknowledged_note = actor.name, note
    order = db.get(Order, found.order_id)
    assert order
    inbox.see(db, actor, order)
    _told(db)
    return found


def call(db: Session, actor: Actor, alarm_id: UUID, *, note: str) -> CriticalAlarm:
    """It was told by telephone and read back; the alarm stays until it is acknowledged.

    Raises AlarmAcknowledged, AlarmReplaced.
    """
    found = _locked(db, actor, alarm_id)
    found.called_at, found.called_by_name, found.called_note = utc_now(), actor.name, note
    _told(db)
    return found


def called(db: Session, event: CriticalCalled) -> None:
    """A wing has called: what stands of its order says so."""
    asked = select(CriticalAlarm).where(
        CriticalAlarm.order_id == event.order_id,
        col(CriticalAlarm.acknowledged_at).is_(None),
        col(CriticalAlarm.ended_at).is_(None),
    )
    for each in db.exec(asked.order_by(col(CriticalAlarm.id)).with_for_update()).all():
        each.called_at, each.called_by_name = utc_now(), event.actor.name
        each.called_note = event.note[:500]
    _told(db)


def _locked(db: Session, actor: Actor, alarm_id: UUID) -> CriticalAlarm:
    found = db.get(CriticalAlarm, alarm_id, with_for_update=True)
    if found is None:
        raise NotFound
    patients.get(db, actor, found.patient_id)
    if found.acknowledged_at:
        raise AlarmAcknowledged(by=found.acknowledged_by_name)
    if found.ended_at:
        raise AlarmReplaced
    return found


def limit(db: Session) -> timedelta:
    """How long an alarm may wait before everybody is told."""
    return timedelta(minutes=int(admin.parameter(db, CRITICAL_MINUTES.id)))


def escalate(db: Session) -> Text | None:
    """Pass on what nobody answered in time (job)."""
    now = utc_now()
    asked = (
        select(CriticalAlarm)
        .where(
            col(CriticalAlarm.acknowledged_at).is_(None),
            col(CriticalAlarm.ended_at).is_(None),
            col(CriticalAlarm.escalated_at).is_(None),
            col(CriticalAlarm.at) <= now - limit(db),
        )
        .order_by(col(CriticalAlarm.at), col(CriticalAlarm.id))
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    late = db.exec(asked).all()
    for each in late:
        each.escalated_at = now
    if not late:
        return None
    _told(db)
    return Text(
        f"{len(late)} kết quả nguy hiểm quá hạn xác nhận, đã báo mọi người.",
        f"{len(late)} critical results were not acknowledged in time; everybody is alarmed.",
    )


def unanswered(db: Session, encounter_id: UUID) -> list[tuple[CriticalAlarm, Order]]:
    """A visit's alarms that still stand."""
    asked = (
        select(CriticalAlarm, Order)
        .join(Order, col(Order.id) == col(CriticalAlarm.order_id))
        .where(
            CriticalAlarm.encounter_id == encounter_id,
            col(CriticalAlarm.acknowledged_at).is_(None),
            col(CriticalAlarm.ended_at).is_(None),
        )
    )
    return [(each, order) for each, order in db.exec(asked)]


def _told(db: Session) -> None:
    db.flush()
    live.touch(db, TOPIC)
    live.touch(db, "results")
