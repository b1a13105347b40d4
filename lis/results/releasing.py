"""Verified results become the answer to their order: whole, in part, or as a correction.

The order is answered by `his.orders`, in the shape that it writes itself, so that the record,
the unread list, critical alarms, prints and insurance need not know of the laboratory.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from his.orders import service as orders
from his.orders.service import ANSWERED, OPEN, Answer, Order, OrderReport, OrderState
from kernel.access import Actor
from kernel.clock import LOCAL, utc_now
from kernel.text import Text
from lis.results import micro
from lis.results.models import LabResult, ResultSource, ResultState
from lis.specimens.service import Item, ItemState
from lis.tests import service as tests

AGAIN = Text("Bổ sung kết quả chạy lại.", "The test was run again.")


def release(
    db: Session, actor: Actor, order_ids: Iterable[UUID], *, partly: bool, reason: str = ""
) -> list[OrderReport]:
    """Answer each order as far as its results are verified.

    `partly`: what is still missing does not hold back the rest. `reason`: an answer that went
    out before is corrected by it.
    """
    wanted = sorted(set(order_ids))
    if not wanted:
        return []
    items = _by_order(db, wanted)
    verified = _verified(db, wanted)
    held = db.exec(
        select(Order).where(col(Order.id).in_(wanted)).order_by(col(Order.id)).with_for_update()
    )
    names = _names(db, items, verified)
    written = []
    final: list[Answer] = []  # all at once: a physician signs hundreds
    for order in held.all():
        alive = [i for i in items.get(order.id, ()) if i.state is not ItemState.ENDED]
        mine = {i.id: verified[i.id] for i in alive if i.id in verified}
        missing = [names[i.test_code] for i in alive if i.id not in mine]
        out = order.state in ANSWERED
        in_part = order.state is OrderState.PARTLY_REPORTED
        if not out and order.state not in OPEN:
            continue  # it was cancelled or refused meanwhile
        if not mine and not ((out or in_part) and reason):
            continue
        if missing and not (partly or out):
            continue
        said = [mine[i.id] for i in alive if i.id in mine]
        said.sort(key=lambda r: order_of(items[order.id], r))
        facts = facts_of(said, missing)
        text = text_of(said, missing)
        if not out:
            _performed(order, said)
            order.machines = ";".join(sorted({r.analyser for r in said if r.analyser}))[:200]
        if out:
            why = reason or AGAIN.vi
            answer = orders.correct(db, actor, order.id, text=text, reason=why, facts=facts)
        elif missing:
            told = f"{reason}\n{text}"[:8000] if reason else text
            answer = orders.report(db, actor, order.id, text=told, facts=facts)
        else:
            final.append(Answer(order=order, text=text, facts=facts))
            continue
        written.append(answer)
    return [*written, *orders.fulfil_many(db, actor, final)]


def order_of(items: Sequence[Item], result: LabResult) -> int:
    """The place of a result among its order's tests, as they were asked for."""
    return next((n for n, i in enumerate(items) if i.id == result.item_id), len(items))


def _by_order(db: Session, order_ids: Sequence[UUID]) -> dict[UUID, list[Item]]:
    found: dict[UUID, list[Item]] = {}
    asked = select(Item).where(col(Item.order_id).in_(order_ids)).order_by(col(Item.id))
    for each in db.exec(asked):
        found.setdefault(each.order_id, []).append(each)
    return found


def _verified(db: Session, order_ids: Sequence[UUID]) -> dict[UUID, LabResult]:
    """What stands, by item."""
    asked = select(LabResult).where(
        col(LabResult.order_id).in_(order_ids), LabResult.state == ResultState.VERIFIED
    )
    return {each.item_id: each for each in db.exec(asked)}


def _names(
    db: Session, items: Mapping[UUID, Sequence[Item]], verified: Mapping[UUID, LabResult]
) -> dict[str, str]:
    """How tests are called; those without a result yet are asked for, all at once."""
    known = {r.test_code: r.name for r in verified.values()}
    wanted = {i.test_code for each in items.values() for i in each} - set(known)
    if wanted:
        day = utc_now().astimezone(LOCAL).date()
        found = tests.profile(db, sorted(wanted), day)
        known |= {code: found[code].name if code in found else code for code in wanted}
    return known


def facts_of(said: Sequence[LabResult], missing: Sequence[str] = ()) -> dict[str, Any]:
    """The answer as his.orders keeps it; `missing` names what is still to come."""
    grown = [micro.text_of(r.detail) for r in said if r.detail]
    notes = [f"{r.name}: {r.comment}" for r in said if r.comment]
    facts: dict[str, Any] = {
        "values": [value_of(r) for r in said],
        "text": "\n".join([*filter(None, grown), *notes]),
        "conclusion": "",
    }
    if missing:
        facts["missing"] = list(missing)
    return facts


def text_of(said: Sequence[LabResult], missing: Sequence[str]) -> str:
    """The answer in words, for places that show one text."""
    lines = [_line(r) for r in said]
    lines += filter(None, [facts_of(said)["text"]])
    lines += [f"Còn chờ: {', '.join(missing)}"] if missing else []
    return "\n".join(lines)[:8000]


def _line(result: LabResult) -> str:
    return (
        f"{result.name}: {result.value}"
        + (f" {result.unit}" if result.unit else "")
        + (f" [{result.flag}]" if result.flag else "")
        + (f" ({result.reference})" if result.reference else "")
    )


def value_of(result: LabResult) -> dict[str, str]:
    """One value as his.orders keeps it (resulting.Value; a test compares the two)."""
    return {
        "test": result.test_code,
        "name": result.name,
        "loinc": result.loinc,
        "value": result.value,
        "number": "" if result.number is None else f"{result.number.normalize():f}",
        "unit": result.unit,
        "reference": result.reference,
        "flag": result.flag,
    }


def _performed(order: Order, said: Sequence[LabResult]) -> None:
    """Whoever worked at the bench performed it, not whoever signs or took the tube in."""
    for each in said:
        if each.source == ResultSource.HAND:
            order.performed_by, order.performed_by_name = each.entered_by, each.entered_by_name
            return
        if each.checked_by:
            order.performed_by, order.performed_by_name = each.checked_by, each.checked_by_name
            return
