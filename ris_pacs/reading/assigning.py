"""Who reads what: taken by oneself, given by another, given back."""

from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.identity import users
from ris_pacs.reading import events
from ris_pacs.reading.errors import NotAReader
from ris_pacs.reading.keeping import demand_state, locked, tell
from ris_pacs.reading.models import OPEN, Reading, ReadingState
from ris_pacs.reading.people import readers

S = ReadingState


def take(db: Session, actor: Actor, reading_id: UUID) -> Reading:
    """The actor reads it, whoever had it before."""
    found = locked(db, actor, reading_id)
    demand_state(found, *OPEN, S.RETRACTED)
    return _give(db, actor, found, actor.id, actor.name)


def assign(db: Session, actor: Actor, reading_id: UUID, reader_id: UUID | None) -> Reading:
    """Give it to somebody who reads; None: back to all. Raises NotAReader."""
    found = locked(db, actor, reading_id)
    demand_state(found, *OPEN, S.RETRACTED)
    if reader_id is None:
        return _give(db, actor, found, None, "")
    name = readers(db).get(reader_id)
    if name is None:
        raise NotAReader(name=users.user(db, reader_id).name)
    return _give(db, actor, found, reader_id, name)


def _give(db: Session, actor: Actor, of: Reading, reader_id: UUID | None, name: str) -> Reading:
    if of.reader_id == reader_id:
        return of
    of.reader_id, of.reader_name = reader_id, name
    of.assigned_at = utc_now() if reader_id else None
    of.assigned_by_name = actor.name if reader_id else ""
    if of.state in (S.UNREAD, S.ASSIGNED):
        of.state = S.ASSIGNED if reader_id else S.UNREAD
    tell(db, actor, events.ReadingAssigned, of, reader_id=reader_id)
    return of
