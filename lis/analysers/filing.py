"""A batch of messages, kept and filed in one transaction; acknowledged by whoever called.

The bytes are kept whatever happens to what they say: when filing a batch fails, each message is
kept by itself and filed by itself, and the one that cannot be waits for a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col

from kernel import bulk, live, logs
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.db import Database
from kernel.ids import new_id
from lis.analysers import astm_link, matching
from lis.analysers.drivers import Protocol
from lis.analysers.hearing import Heard, Kind, NotUnderstood, hear
from lis.analysers.instruments import Instrument
from lis.analysers.models import (
    HeldReading,
    HeldState,
    LabMessage,
    MessageState,
    digest,
    sealed,
)

GATEWAY = Actor(UUID(int=0x54A), "Cổng máy xét nghiệm", username="gateway")
TOPIC = "analysers"
_SETTLED = (MessageState.FILED, MessageState.IGNORED)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that came over a line. `torn`: why they are no whole message."""

    instrument: Instrument
    raw: bytes
    at: datetime
    peer: str = ""
    torn: str = ""


@dataclass
class Kept:
    """A message, kept: what its sender may be told now."""

    incoming: Incoming
    id: UUID = field(default_factory=new_id)
    heard: Heard | None = None
    fault: str = ""
    kept: bool = False
    again: bool = False
    state: MessageState = MessageState.STORED
    why: str = ""
    filed: int = 0

    @property
    def kind(self) -> str:
        if self.incoming.torn:
            return "torn"
        return self.heard.kind.value if self.heard else "unknown"

    @cached_property
    def digest(self) -> bytes:
        raw = self.incoming.raw
        return digest(astm_link.text_of(raw) if self._framed else raw)

    @property
    def _framed(self) -> bool:
        return self.incoming.instrument.profile.protocol is Protocol.ASTM


def understood(incoming: Incoming) -> Kept:
    kept = Kept(incoming)
    if incoming.torn:
        kept.fault = incoming.torn
        return kept
    try:
        kept.heard = hear(incoming.instrument.profile, incoming.raw)
    except NotUnderstood as error:
        kept.fault = "".join(c for c in str(error) if c.isprintable())[:300]
    except Exception as error:  # noqa: BLE001 (whatever it says, its bytes are kept)
        logs.log.error("analysers_not_heard", **logs.error_facts(error))
        kept.fault = type(error).__name__
    if kept.heard and not kept.heard.ended:
        kept.heard, kept.fault = None, "its terminator record is missing"
    return kept


def take(database: Database, batch: Sequence[Incoming | Kept]) -> list[Kept]:
    """Keep and file what came, understood before or not. A message with `kept` false lies
    nowhere: its sender must not be told yes."""
    messages = [each if isinstance(each, Kept) else understood(each) for each in batch]
    try:
        with database.write(GATEWAY, "lis.analysers.receive") as db:
            keep(db, messages)
    except Exception as error:  # noqa: BLE001 (one bad message must not lose the others)
        logs.log.warning("analysers_batch_failed", n=len(batch), **logs.error_facts(error))
        return [_alone(database, each) for each in messages]
    for each in messages:
        each.kept = True
    return messages


def _alone(database: Database, undone: Kept) -> Kept:
    """Keep first, in a transaction of its own; then try to file it."""
    message = Kept(undone.incoming, heard=undone.heard, fault=undone.fault)
    try:
        with database.write(GATEWAY, "lis.analysers.keep") as db:
            db.execute(insert(LabMessage), [_row(message)])
    except Exception as error:  # noqa: BLE001 (the sender will send it again)
        logs.log.error("analysers_not_kept", **logs.error_facts(error))
        return message
    message.kept = True
    try:
        with database.write(GATEWAY, "lis.analysers.file") as db:
            settle(db, [message], known_again=_again(db, [message], {message.id}))
            _write_down(db, [message])
    except Exception as error:  # noqa: BLE001 (kept with the message, for a person to look at)
        logs.log.error("analysers_not_filed", message=str(message.id), **logs.error_facts(error))
        message.state, message.why = MessageState.REVIEW, f"{type(error).__name__}"
        with database.write(GATEWAY, "lis.analysers.file") as db:
            _write_down(db, [message])
    return message


def keep(db: Session, messages: Sequence[Kept]) -> None:
    """Keep and file a batch in the transaction of whoever calls."""
    again = _again(db, messages)
    held = settle(db, messages, known_again=again, write_held=False)
    bulk.put_in(db, LabMessage, [bulk.draft(LabMessage, _row(each)) for each in messages])
    if held:
        db.execute(insert(HeldReading), held)
    live.touch(db, TOPIC)


def _row(m: Kept) -> dict[str, Any]:
    incoming, heard = m.incoming, m.heard
    named = next((r.specimen for r in heard.readings if r.specimen), "") if heard else ""
    asked = heard.asked[0] if heard and heard.asked else ""
    return {
        "id": m.id,
        "analyser_id": incoming.instrument.id,
        "at": incoming.at,
        "outgoing": False,
        "kind": m.kind,
        "control_id": heard.control_id if heard else "",
        "specimen_code": named or asked,
        "digest": m.digest,
        "size": len(incoming.raw),
        "raw": sealed(m.id, incoming.raw),
        "state": m.state,
        "why": m.why,
        "readings": len(heard.readings) if heard else 0,
        "filed": m.filed,
        "answers": None,
        "peer": "".join(c for c in incoming.peer if c.isprintable())[:100],
    }


_SAME = (
    select(
        col(LabMessage.analyser_id),
        col(LabMessage.digest),
        col(LabMessage.id),
        col(LabMessage.state),
    )
    .where(
        col(LabMessage.analyser_id).in_(bindparam("analysers", expanding=True)),
        col(LabMessage.digest).in_(bindparam("digests", expanding=True)),
        ~col(LabMessage.outgoing),
    )
    .order_by(col(LabMessage.id))
)


def _again(
    db: Session, messages: Sequence[Kept], own: Iterable[UUID] = ()
) -> dict[tuple[UUID, bytes], tuple[UUID, MessageState]]:
    """Of these messages, those that lie here already, by analyser and digest."""
    asked = [m for m in messages if m.heard and m.heard.kind is Kind.RESULTS]
    if not asked:
        return {}
    rows = db.connection().execute(
        _SAME,
        {
            "analysers": list({m.incoming.instrument.id for m in asked}),
            "digests": list({m.digest for m in asked}),
        },
    )
    mine = set(own)
    return {(a, bytes(d)): (i, s) for a, d, i, s in rows if i not in mine}


def settle(
    db: Session,
    messages: Sequence[Kept],
    *,
    known_again: Mapping[tuple[UUID, bytes], tuple[UUID, MessageState]],
    write_held: bool = True,
) -> list[dict[str, Any]]:
    """Decide what becomes of each message, and file what matches; the rows that wait."""
    work: list[Kept] = []
    in_batch: dict[tuple[UUID, bytes], UUID] = {}
    for m in messages:
        key = (m.incoming.instrument.id, m.digest)
        before = known_again.get(key)
        if m.incoming.torn:
            m.state, m.why = MessageState.IGNORED, m.fault
        elif m.heard is None:
            m.state, m.why = MessageState.REVIEW, m.fault
        elif m.heard.kind is Kind.QUERY:
            m.state = MessageState.ANSWERED
        elif m.heard.kind is not Kind.RESULTS or not m.heard.readings:
            m.state, m.why = MessageState.IGNORED, "no results"
        elif key in in_batch or (before and before[1] in _SETTLED):
            m.state, m.again = MessageState.IGNORED, True
            m.why = f"sent before: {in_batch.get(key) or (before and before[0])}"
        else:
            in_batch[key] = m.id
            if before:
                _closed(db, before[0], m.id)
            work.append(m)
    held = matching.match(db, GATEWAY, work) if work else []
    if held and write_held:
        db.execute(insert(HeldReading), held)
    return held


def _closed(db: Session, old: UUID, new: UUID) -> None:
    """The same message came again while the first one waited: the new one takes its place."""
    why = f"sent again: {new}"
    db.execute(
        update(LabMessage)
        .where(col(LabMessage.id) == old)
        .values(state=MessageState.IGNORED, why=why)
    )
    db.execute(
        update(HeldReading)
        .where(col(HeldReading.message_id) == old, col(HeldReading.state) == HeldState.OPEN)
        .values(state=HeldState.DISMISSED, solved_at=utc_now(), solved_why=why)
    )


def _write_down(db: Session, messages: Sequence[Kept]) -> None:
    for m in messages:
        db.execute(
            update(LabMessage)
            .where(col(LabMessage.id) == m.id)
            .values(state=m.state, why=m.why, filed=m.filed)
        )
    live.touch(db, TOPIC)
