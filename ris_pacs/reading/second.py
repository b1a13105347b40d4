"""A second reader: his opinion stands beside the report; where they differ, somebody settles it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.errors import NotFound
from kernel.paging import page_of
from ris_pacs.reading import keeping, people
from ris_pacs.reading.errors import (
    NotAReader,
    ReportWaitsForConfirmation,
    SameReader,
    SecondReadingDone,
)
from ris_pacs.reading.keeping import TOPIC, demand_state, locked
from ris_pacs.reading.models import OUT, Agreement, Reading, SecondReading


def ask(
    db: Session, actor: Actor, reading_id: UUID, *, reader_id: UUID | None, reason: str
) -> SecondReading:
    """Raises ReadingCannotBecome, NotAReader, SameReader."""
    found = locked(db, actor, reading_id)
    demand_state(found, *OUT)
    name = ""
    if reader_id is not None:
        name = people.signers(db).get(reader_id, "")
        if not name:
            raise NotAReader(name=people.name_of(db, reader_id))
        if reader_id == found.signed_by:
            raise SameReader
    made = SecondReading(
        reading_id=found.id,
        version_number=len(keeping.versions(db, found.id)),
        reason=reason,
        asked_by=actor.id,
        asked_by_name=actor.name,
        asked_at=utc_now(),
        reader_id=reader_id,
        reader_name=name,
    )
    db.add(made)
    db.flush()
    live.touch(db, TOPIC)
    return made


def give(
    db: Session, actor: Actor, second_id: UUID, *, agreement: Agreement, opinion: str
) -> SecondReading:
    """What the second reader found. An agreement settles it; a difference waits to be settled.

    Raises SameReader, SecondReadingDone, ReportWaitsForConfirmation.
    """
    second = _locked(db, second_id)
    found = locked(db, actor, second.reading_id)
    if found.signed_by == actor.id:
        raise SameReader
    if second.read_at is not None:
        raise SecondReadingDone
    if found.touched_at is not None:
        raise ReportWaitsForConfirmation
    now = utc_now()
    second.reader_id, second.reader_name = actor.id, actor.name
    second.agreement, second.opinion, second.read_at = agreement, opinion, now
    if agreement is Agreement.AGREE:
        second.settled_at, second.settled_by_name = now, actor.name
    db.flush()
    _mark(db, found.id)
    return second


def settle(db: Session, actor: Actor, second_id: UUID, *, settlement: str) -> SecondReading:
    """What came of a difference: an addendum, a retraction, or why the report stands."""
    second = _locked(db, second_id)
    locked(db, actor, second.reading_id)
    if second.read_at is None or second.settled_at is not None:
        raise SecondReadingDone
    second.settled_at, second.settled_by_name = utc_now(), actor.name
    second.settlement = settlement
    db.flush()
    _mark(db, second.reading_id)
    return second


def of_reading(db: Session, reading_id: UUID) -> Sequence[SecondReading]:
    asked = select(SecondReading).where(SecondReading.reading_id == reading_id)
    return db.exec(asked.order_by(col(SecondReading.asked_at)).limit(50)).all()


def waiting(
    db: Session, *, after: str | None, limit: int
) -> tuple[list[SecondReading], str | None]:
    """Second readings that are asked for, or differ and are not settled; the oldest first."""
    return page_of(
        db,
        select(SecondReading).where(col(SecondReading.settled_at).is_(None)),
        by=(col(SecondReading.asked_at), col(SecondReading.id)),
        types=(datetime.fromisoformat, UUID),
        after=after,
        limit=limit,
    )


def _locked(db: Session, second_id: UUID) -> SecondReading:
    found = db.get(SecondReading, second_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _mark(db: Session, reading_id: UUID) -> None:
    """The list shows a reading on which two differ."""
    of = db.get(Reading, reading_id, with_for_update=True)
    assert of
    of.discrepancy = any(
        each.read_at is not None and each.settled_at is None for each in of_reading(db, reading_id)
    )
    of.judge()
    db.flush()
    live.touch(db, TOPIC)
