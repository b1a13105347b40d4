"""The draft: kept every few seconds while somebody writes; it survives a closed window."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlmodel import Session

from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import expect
from ris_pacs.reading import events, keeping
from ris_pacs.reading.errors import ReadBySomebodyElse
from ris_pacs.reading.keeping import demand_state, locked, tell
from ris_pacs.reading.models import OPEN, Reading, ReadingDraft, ReadingState

S = ReadingState


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a report says."""

    findings: str = ""
    conclusion: str = ""
    recommendation: str = ""
    critical: str = ""
    structured: Mapping[str, Any] = field(default_factory=dict)
    template_id: UUID | None = None


def save(
    db: Session, actor: Actor, reading_id: UUID, written: Written, *, version: int = 0
) -> ReadingDraft:
    """Keep what is written so far; `version` 0: nothing was kept yet. Who writes has it.

    Raises ReadBySomebodyElse, ReadingCannotBecome, ChangedMeanwhile.
    """
    found = locked(db, actor, reading_id)
    demand_state(found, *OPEN, S.RETRACTED)
    if found.reader_id not in (None, actor.id):
        raise ReadBySomebodyElse(reader=found.reader_name)
    if found.reader_id is None:
        found.reader_id, found.reader_name = actor.id, actor.name
        found.assigned_at, found.assigned_by_name = utc_now(), actor.name
        tell(db, actor, events.ReadingAssigned, found, reader_id=actor.id)
    kept = keeping.draft(db, found.id, lock=True)
    if kept is None:
        kept = empty(found.id, actor)
        db.add(kept)
    else:
        expect(kept, version or kept.version)
    fill(kept, actor, written)
    _begun(found)
    db.flush()
    return kept


def fill(kept: ReadingDraft, actor: Actor, written: Written) -> None:
    kept.findings, kept.conclusion = written.findings, written.conclusion
    kept.recommendation, kept.critical = written.recommendation, written.critical.strip()
    kept.structured, kept.template_id = dict(written.structured), written.template_id
    kept.by, kept.by_name, kept.saved_at = actor.id, actor.name, utc_now()


def _begun(of: Reading) -> None:
    if of.started_at is None:
        of.started_at = utc_now()
    if of.state in (S.UNREAD, S.ASSIGNED):
        of.state = S.DRAFT


def empty(reading_id: UUID, actor: Actor) -> ReadingDraft:
    return ReadingDraft(reading_id=reading_id, by=actor.id, by_name=actor.name, saved_at=utc_now())
