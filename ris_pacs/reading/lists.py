"""The reading list: STAT first, then the oldest; one's own, unread, to be signed, done."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import Session, col, func, select

from his.orders.service import ANSWERED, Order, OrderKind
from his.patients import service as patients
from kernel.access import Actor
from kernel.paging import page_of, small
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.reading.models import Reading, ReadingState

S = ReadingState
_PRIORS = 12
# As the partial indexes say it: a bound value could not be proved to be among them.
_WAITS = text("ris_reading.state IN ('unread', 'assigned', 'draft', 'preliminary')")
_ATTENTION = text("ris_reading.attention")


class View(StrEnum):
    """Which readings."""

    WAITING = "waiting"
    MINE = "mine"
    UNREAD = "unread"
    URGENT = "urgent"
    ASSIGNED = "assigned"
    TO_SIGN = "to_sign"
    DONE = "done"
    TROUBLE = "trouble"
    TOUCHED = "touched"  # pictures were corrected after the report was out


def page(
    db: Session,
    actor: Actor,
    *,
    view: View,
    modality: str = "",
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Reading], str | None]:
    """One page of it."""
    asked = _of(select(Reading), actor, view)
    if modality:
        asked = asked.where(Reading.modality == modality)
    if view is View.DONE:
        by = (col(Reading.final_at), col(Reading.id))
        types = (datetime.fromisoformat, UUID)
        return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)
    return page_of(
        db,
        asked,
        by=(col(Reading.rank), col(Reading.asked_at), col(Reading.id)),
        types=(small, datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )


def counts(db: Session, actor: Actor) -> dict[str, int]:
    """How many wait in each view."""
    shown = (
        View.WAITING,
        View.MINE,
        View.UNREAD,
        View.URGENT,
        View.TO_SIGN,
        View.TROUBLE,
        View.TOUCHED,
    )
    found = {}
    for view in shown:
        asked = _of(select(func.count()).select_from(Reading), actor, view)
        found[view.value] = db.exec(asked).one()
    return found


def _of(asked: Any, actor: Actor, view: View) -> Any:
    asked = asked.where(patients.seen_by(actor, Reading.patient_id))
    state = col(Reading.state)
    if view is View.DONE:
        return asked.where(col(Reading.final_at).is_not(None))
    if view is View.TROUBLE:
        return asked.where(_ATTENTION)
    if view is View.TOUCHED:
        return asked.where(_ATTENTION, col(Reading.touched_at).is_not(None))
    asked = asked.where(_WAITS)
    if view is View.MINE:
        mine = or_(
            col(Reading.reader_id) == actor.id,
            (col(Reading.supervisor_id) == actor.id) & (state == S.PRELIMINARY),
        )
        return asked.where(mine)
    if view is View.UNREAD:
        return asked.where(state == S.UNREAD)
    if view is View.URGENT:
        return asked.where(col(Reading.rank) < 2)
    if view is View.ASSIGNED:
        return asked.where(state.in_((S.ASSIGNED, S.DRAFT)))
    if view is View.TO_SIGN:
        return asked.where(state == S.PRELIMINARY)
    return asked


def priors(db: Session, of: Reading) -> Sequence[Order]:
    """The patient's earlier imaging that has an answer, the newest first."""
    asked = select(Order).where(
        Order.patient_id == of.patient_id,
        Order.kind == OrderKind.IMAGING,
        col(Order.state).in_(ANSWERED),
        Order.id != of.order_id,
    )
    return db.exec(asked.order_by(col(Order.placed_at).desc()).limit(_PRIORS)).all()


def studies_of_orders(db: Session, order_ids: Sequence[UUID]) -> dict[UUID, ImagingStudy]:
    asked = select(ImagingStudy).where(col(ImagingStudy.order_id).in_(order_ids))
    return {each.order_id: each for each in db.exec(asked) if each.order_id}


def studies(db: Session, uids: Sequence[str]) -> dict[str, ImagingStudy]:
    wanted = [uid for uid in uids if uid]
    if not wanted:
        return {}
    asked = select(ImagingStudy).where(col(ImagingStudy.uid).in_(wanted))
    return {each.uid: each for each in db.exec(asked)}
