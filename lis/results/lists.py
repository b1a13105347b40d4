"""What is to be done: at the bench by section, in the queue of whoever verifies."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from his.patients import service as patients
from kernel.access import Actor
from kernel.paging import page_of, small
from lis.results.models import WAITING, LabResult, ResultState
from lis.specimens import service as specimens
from lis.specimens.service import Item, ItemState


class Step(StrEnum):
    """Which part of the bench's work is shown."""

    TO_RUN = "to_run"  # the tube is here, nothing is measured yet
    RESULTED = "resulted"
    ALL = "all"


_STATES: dict[Step, tuple[ItemState, ...]] = {
    Step.TO_RUN: (ItemState.RECEIVED,),
    Step.RESULTED: (ItemState.RESULTED, ItemState.CHECKED),
    Step.ALL: (ItemState.RECEIVED, ItemState.RESULTED, ItemState.CHECKED),
}


def worklist(
    db: Session,
    actor: Actor,
    *,
    step: Step = Step.TO_RUN,
    section: str = "",
    test: str = "",
    specimen_id: UUID | None = None,
    order_id: UUID | None = None,
    urgent: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Item], str | None]:
    """Tests that wait at the bench: STAT before urgent before routine, then the oldest."""
    query = select(Item).where(
        col(Item.closed_at).is_(None),
        col(Item.state).in_(_STATES[step]),
        patients.seen_by(actor, Item.patient_id),
    )
    if section:
        query = query.where(Item.section_code == section)
    if test:
        query = query.where(Item.test_code == test)
    if specimen_id:
        query = query.where(Item.specimen_id == specimen_id)
    if order_id:
        query = query.where(Item.order_id == order_id)
    if urgent:
        query = query.where(Item.rank < 2)
    by = (col(Item.rank), col(Item.ordered_at), col(Item.id))
    return page_of(
        db,
        query,
        by=by,
        types=(small, datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )


def queue(
    db: Session,
    actor: Actor,
    *,
    section: str = "",
    state: ResultState | None = None,
    flagged: bool | None = None,
    after: str | None = None,
    limit: int = 100,
) -> tuple[list[LabResult], str | None]:
    """Results that wait to be verified, the oldest first; `flagged`: those out of the usual."""
    query: Any = select(LabResult).where(
        text("lis_result.state IN ('entered', 'checked')"),  # as its index says, for SQLite
        col(LabResult.state).in_((state,) if state in WAITING else WAITING),
        patients.seen_by(actor, LabResult.patient_id),
    )
    if section:
        query = query.where(LabResult.section_code == section)
    if flagged is not None:
        query = query.where(LabResult.flag != "" if flagged else LabResult.flag == "")
    by = (col(LabResult.entered_at), col(LabResult.id))
    return page_of(db, query, by=by, types=(datetime.fromisoformat, UUID), after=after, limit=limit)


def of_order(db: Session, order_id: UUID) -> Sequence[LabResult]:
    """Every run of an order's tests, oldest first, with what was replaced or withdrawn."""
    asked = select(LabResult).where(LabResult.order_id == order_id)
    ordered = asked.order_by(col(LabResult.item_id), col(LabResult.run), col(LabResult.id))
    return db.exec(ordered.limit(500)).all()


def register(
    db: Session, actor: Actor, *, section: str, since: datetime, until: datetime, most: int = 2000
) -> Sequence[LabResult]:
    """What a section verified in a time, in order (sổ xét nghiệm), corrected ones too."""
    asked = select(LabResult).where(
        col(LabResult.verified_at) >= since,
        col(LabResult.verified_at) < until,
        patients.seen_by(actor, LabResult.patient_id),
    )
    if section:
        asked = asked.where(LabResult.section_code == section)
    return db.exec(asked.order_by(col(LabResult.verified_at), col(LabResult.id)).limit(most)).all()


def tube(db: Session, actor: Actor, code: str) -> UUID:
    """The tube whose label was scanned at the bench. Raises UnknownSpecimen."""
    return specimens.by_code(db, actor, code).id
