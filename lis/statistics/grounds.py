"""What the laboratory counts: tests, results, specimens, alarms, each by its instant."""

from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from his.orders.service import CriticalAlarm, Order, OrderKind
from kernel.reports import Period
from lis.results.service import LabResult, ResultState
from lis.specimens.service import Item, Rejection, Specimen
from lis.statistics.dimensions import Ground

FIRST = aliased(LabResult)
"""The first run of a test: what measured it, and when."""

_OF_ITEM = {
    "test": col(Item.test_code),
    "section": col(Item.section_code),
    "urgency": col(Item.urgency),
    "analyser": func.coalesce(col(FIRST.analyser), ""),
}
ORDERED = Ground(
    at=col(Item.ordered_at),
    columns=_OF_ITEM,
    visit=col(Item.encounter_id),
    order=col(Item.order_id),
)
ANSWERED = Ground(
    at=col(Item.verified_at),
    columns=_OF_ITEM,
    visit=col(Item.encounter_id),
    order=col(Item.order_id),
)
RELEASED = Ground(
    at=col(LabResult.verified_at),
    columns={
        "test": col(LabResult.test_code),
        "section": col(LabResult.section_code),
        "analyser": col(LabResult.analyser),
    },
    visit=col(LabResult.encounter_id),
    order=col(LabResult.order_id),
)
COLLECTED = Ground(
    at=col(Specimen.collected_at),
    columns={
        "reason": col(Rejection.reason),
        "section": col(Specimen.section_code),
        "container": col(Specimen.container_code),
        "collector": col(Specimen.collected_by_name),
        "urgency": col(Specimen.urgency),
    },
    visit=col(Specimen.encounter_id),
)
ALARMED = Ground(
    at=col(CriticalAlarm.at),
    columns={
        "service": col(Order.service_name),
        "orderer": col(CriticalAlarm.doctor_name),
        "room": col(CriticalAlarm.room_id),
        "urgency": col(Order.urgency),
    },
    visit=col(CriticalAlarm.encounter_id),
)


def items(ground: Ground, over: Period, *columns: Any, first: bool = False) -> Select[Any]:
    """Tests of orders; `first`: with the first run beside each that has one."""
    query = select(*columns).select_from(Item).where(ground.over(over))
    if first:
        mine = and_(col(FIRST.item_id) == col(Item.id), col(FIRST.run) == 1)
        query = query.outerjoin(FIRST, mine)
    return query


def released(over: Period, *columns: Any) -> Select[Any]:
    """Results that went out; those taken back since are left out."""
    out = col(LabResult.state).in_((ResultState.VERIFIED, ResultState.REPLACED))
    return select(*columns).select_from(LabResult).where(RELEASED.over(over), out)


def collected(over: Period, *columns: Any) -> Select[Any]:
    """Specimens, with their rejection where there was one."""
    return (
        select(*columns)
        .select_from(Specimen)
        .outerjoin(Rejection, col(Rejection.specimen_id) == col(Specimen.id))
        .where(COLLECTED.over(over))
    )


def alarmed(over: Period, *columns: Any) -> Select[Any]:
    """Critical results of the laboratory."""
    return (
        select(*columns)
        .select_from(CriticalAlarm)
        .join(Order, col(Order.id) == col(CriticalAlarm.order_id))
        # (by the moment of the alarm, never by the kind of all orders there ever were)
        .where(ALARMED.over(over), func.lower(col(Order.kind)) == OrderKind.LAB.value)
    )
