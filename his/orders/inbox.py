"""Who has to look at which result, and who has (kết quả chưa xem)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from his.orders.events import OrderChanged, OrderCorrected, OrderFulfilled, OrderPartlyReported
from his.orders.models import Order, OrderReport
from his.orders.result_models import Notice, ResultNotice, ResultReading
from his.orders.resulting import is_critical
from his.patients import service as patients
from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import in_batches
from kernel.paging import page_of

_KINDS: dict[type[OrderChanged], Notice] = {
    OrderPartlyReported: Notice.PARTIAL,
    OrderFulfilled: Notice.NEW,
    OrderCorrected: Notice.CORRECTED,
}


Told = OrderPartlyReported | OrderFulfilled | OrderCorrected


def tell_many(db: Session, events: Sequence[Told]) -> None:
    """The orderer has a result to look at; a corrected one also all who read the wrong one."""
    standing = _standing(db, [e.order_id for e in events])
    for event in events:
        _tell(db, event, standing.get(event.order_id, ()))
    db.flush()
    live.touch(db, "results")


@in_batches(tell_many)
def tell(db: Session, event: Told) -> None:
    tell_many(db, [event])


def _tell(db: Session, event: Told, standing: Sequence[ResultNotice]) -> None:
    order = db.get(Order, event.order_id)
    report = db.get(OrderReport, event.report_id)
    assert order
    assert report
    kind = _KINDS[type(event)]
    flags = [v.get("flag", "") for v in (report.facts or {}).get("values", ())]
    people = {order.placed_by: order.placed_by_name}
    if kind is Notice.CORRECTED:
        people |= {r.reader_id: r.reader_name for r in readings(db, order.id)}
    people.pop(event.actor.id, None)  # he knows what he just wrote
    for older in standing:
        if older.recipient_id in people and kind is not Notice.CORRECTED:
            older.seen_at = utc_now()  # the newer notice stands for it
    for id_, name in people.items():
        db.add(
            ResultNotice(
                recipient_id=id_,
                recipient_name=name,
                order_id=order.id,
                report_id=report.id,
                patient_id=order.patient_id,
                encounter_id=order.encounter_id,
                kind=kind,
                abnormal=any(flags),
                critical=any(is_critical(f) for f in flags),
                at=report.reported_at,
            )
        )


def _standing(db: Session, order_ids: Sequence[UUID]) -> dict[UUID, list[ResultNotice]]:
    asked = select(ResultNotice).where(
        col(ResultNotice.order_id).in_(order_ids), col(ResultNotice.seen_at).is_(None)
    )
    found: dict[UUID, list[ResultNotice]] = {}
    for each in db.exec(asked):
        found.setdefault(each.order_id, []).append(each)
    return found


def readings(db: Session, order_id: UUID) -> Sequence[ResultReading]:
    """Who opened this order's results, and when."""
    asked = select(ResultReading).where(ResultReading.order_id == order_id)
    return db.exec(asked.order_by(col(ResultReading.at))).all()


def unseen(
    db: Session, actor: Actor, *, after: str | None = None, limit: int = 50
) -> tuple[list[ResultNotice], str | None]:
    """What the actor has not looked at yet, oldest first."""
    query = select(ResultNotice).where(
        ResultNotice.recipient_id == actor.id,
        col(ResultNotice.seen_at).is_(None),
        patients.seen_by(actor, ResultNotice.patient_id),
    )
    return page_of(
        db,
        query,
        by=(col(ResultNotice.at), col(ResultNotice.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )


def unseen_count(db: Session, actor: Actor) -> int:
    asked = select(func.count()).select_from(ResultNotice)
    return db.exec(
        asked.where(ResultNotice.recipient_id == actor.id, col(ResultNotice.seen_at).is_(None))
    ).one()


def see(db: Session, actor: Actor, order: Order) -> int:
    """The actor has looked at all there is of an order; how many of his notices that ended."""
    db.get(Order, order.id, with_for_update=True)  # two of his screens at once: one waits
    now = utc_now()
    reports = db.exec(select(OrderReport.id).where(OrderReport.order_id == order.id)).all()
    read = {r.report_id for r in readings(db, order.id) if r.reader_id == actor.id}
    for report_id in reports:
        if report_id not in read:
            db.add(
                ResultReading(
                    report_id=report_id,
                    order_id=order.id,
                    patient_id=order.patient_id,
                    encounter_id=order.encounter_id,
                    reader_id=actor.id,
                    reader_name=actor.name,
                    at=now,
                )
            )
    mine = [n for n in _standing(db, [order.id]).get(order.id, ()) if n.recipient_id == actor.id]
    for notice in mine:
        notice.seen_at = now
    db.flush()
    live.touch(db, "results")
    return len(mine)


def unread_abnormal(db: Session, encounter_id: UUID) -> list[tuple[ResultNotice, Order]]:
    """What of a visit is not as usual and was not looked at by whoever ordered it."""
    asked = (
        select(ResultNotice, Order)
        .join(Order, col(Order.id) == col(ResultNotice.order_id))
        .where(
            ResultNotice.encounter_id == encounter_id,
            col(ResultNotice.seen_at).is_(None),
            col(ResultNotice.abnormal),
            col(ResultNotice.recipient_id) == col(Order.placed_by),
        )
    )
    return [(notice, order) for notice, order in db.exec(asked)]
