"""Items: one test of one order each, moved along by whoever has worked on them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, inspect, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from his.orders.service import Urgency
from kernel import bulk, live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.events import publish
from kernel.ids import new_id
from kernel.prepared import Prepared, among
from kernel.text import Text
from lis.specimens.errors import ItemCannotBecome
from lis.specimens.events import ItemsEnded
from lis.specimens.models import Item
from lis.specimens.states import ItemState

TOPIC = "specimens"
RANK = {Urgency.STAT: 0, Urgency.URGENT: 1, Urgency.ROUTINE: 2}

_S = ItemState
_FROM: Mapping[ItemState, frozenset[ItemState]] = {
    _S.COLLECTED: frozenset({_S.WAITING}),
    _S.RECEIVED: frozenset({_S.WAITING, _S.COLLECTED, _S.RESULTED, _S.CHECKED}),
    _S.RESULTED: frozenset({_S.COLLECTED, _S.RECEIVED, _S.RESULTED, _S.CHECKED, _S.VERIFIED}),
    _S.CHECKED: frozenset({_S.COLLECTED, _S.RECEIVED, _S.RESULTED, _S.CHECKED}),
    _S.VERIFIED: frozenset({_S.COLLECTED, _S.RECEIVED, _S.RESULTED, _S.CHECKED, _S.VERIFIED}),
    _S.WAITING: frozenset({_S.COLLECTED, _S.RECEIVED}),
    _S.ENDED: frozenset(set(_S) - {_S.VERIFIED}),
}
_STAMP = {
    _S.COLLECTED: "collected_at",
    _S.RECEIVED: "received_at",
    _S.RESULTED: "resulted_at",
    _S.CHECKED: "checked_at",
    _S.VERIFIED: "verified_at",
}
#: What a step back takes away again.
_AFTER = {
    _S.WAITING: ("collected_at", "received_at", "resulted_at", "checked_at", "verified_at"),
    _S.RECEIVED: ("resulted_at", "checked_at", "verified_at"),
    _S.RESULTED: ("checked_at", "verified_at"),
}
NAMES: Mapping[ItemState, Text] = {
    _S.WAITING: Text("chờ lấy mẫu", "waiting for a specimen"),
    _S.COLLECTED: Text("đã lấy mẫu", "collected"),
    _S.RECEIVED: Text("đã nhận mẫu", "received"),
    _S.RESULTED: Text("có kết quả", "resulted"),
    _S.CHECKED: Text("đã kiểm", "checked"),
    _S.VERIFIED: Text("đã duyệt", "verified"),
    _S.ENDED: Text("đã kết thúc", "ended"),
}


def items(db: Session, ids: Collection[UUID], *, lock: bool = False) -> list[Item]:
    """Items by id, always in the same order; `lock`: ours until the transaction ends."""
    return _read(db, col(Item.id).in_(set(ids)), lock=lock) if ids else []


def items_of_specimen(db: Session, specimen_id: UUID, *, lock: bool = False) -> list[Item]:
    """What is to be measured from a tube, or was."""
    return _read(db, col(Item.specimen_id) == specimen_id, lock=lock)


def items_of_order(db: Session, order_id: UUID, *, lock: bool = False) -> list[Item]:
    return _read(db, col(Item.order_id) == order_id, lock=lock)


def _read(db: Session, which: Any, *, lock: bool) -> list[Item]:
    asked = select(Item).where(which).order_by(col(Item.id))
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return list(db.exec(asked))


def put_in(db: Session, rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """New items, all in one statement; answers their ids."""
    ready = [{"id": new_id(), "state": ItemState.WAITING, **row} for row in rows]
    if ready:
        db.execute(insert(Item), ready)
        live.touch(db, TOPIC)
    return [row["id"] for row in ready]


def move_items(
    db: Session, actor: Actor, items: Sequence[Item], to: ItemState, at: datetime | None = None
) -> None:
    """One step further (or back) for all of them, in one statement. Raises ItemCannotBecome.

    Lock them first: `items(db, ids, lock=True)`.
    """
    if not items:
        return
    for item in items:
        if item.state not in _FROM[to]:
            raise ItemCannotBecome(
                test=item.test_code,
                now=NAMES[item.state].vi,
                wanted=NAMES[to].vi,
                now_en=NAMES[item.state].en,
                wanted_en=NAMES[to].en,
            )
    when = at or utc_now()
    values: dict[str, Any] = {"state": to, **dict.fromkeys(_AFTER.get(to, ()))}
    if to in _STAMP:
        values[_STAMP[to]] = when
    values["closed_at"] = when if to in (_S.VERIFIED, _S.ENDED) else None
    change(db, items, values)


def change(db: Session, items: Sequence[Item], values: Mapping[str, Any]) -> None:
    """The same values for many items, by one statement; the objects show them at once."""
    _changing(frozenset(values)).change(db, items=[i.id for i in items], **_put(values))
    for item in items:
        if isinstance(item, bulk.Draft):
            item.__dict__.update(values)
            continue
        for name, value in values.items():
            set_committed_value(item, name, value)
    live.touch(db, TOPIC)


@cache
def _changing(names: frozenset[str]) -> Prepared:
    table: Any = inspect(Item).local_table
    new = {n: bindparam(f"new_{n}", type_=table.c[n].type) for n in sorted(names)}
    return Prepared(update(table).where(among(table.c.id, "items")).values(new))


def _put(values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in values.items()}


def end_items(db: Session, actor: Actor, items: Sequence[Item], why: str) -> None:
    """These tests are not done any more; what is verified stays. Tells ItemsEnded by order."""
    ending = [i for i in items if i.closed_at is None]
    if not ending:
        return
    move_items(db, actor, ending, ItemState.ENDED)
    change(db, ending, {"ended_why": why[:300]})
    for order_id in sorted({i.order_id for i in ending}):
        mine = [i.id for i in ending if i.order_id == order_id]
        publish(db, ItemsEnded(order_id=order_id, item_ids=mine, why=why, actor=actor))
