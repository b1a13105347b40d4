"""What leaves the house: messages to gateways, analysers, SMS, banks (hộp thư đi).

A module writes a row in its own transaction (`put`); after the commit the worker sends it, with
no transaction open. A message is sent AT LEAST once: when the worker dies between sending and
marking, the row is taken up again after `_HELD` and goes out with the same key. A receiver that
must not count it twice recognises the key. Errors are tried again with growing pauses; after
`TRIES` the message is dead and waits for a person (screen: resend, or cancel with a reason).
A receiver that is away is asked by one message at a time (kernel/outbox_resting.py).
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from kernel import audit, live, logs
from kernel.access import SYSTEM, Actor
from kernel.clock import utc_now
from kernel.columns import Encrypted, Instant, words
from kernel.db import Database
from kernel.errors import Conflict, NotFound
from kernel.ids import new_id
from kernel.module import Sender
from kernel.outbox_resting import REST, Round
from kernel.paging import page_of
from kernel.text import Text

TRIES = 12
TOPIC = "outbox"
_HELD = timedelta(minutes=5)  # a sender must give up well before this
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 3600.0


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OutboxMessage(SQLModel, table=True):
    """One message on its way out. `key` names it to the receiver, once per kind."""

    __tablename__ = "kernel_outbox"
    __table_args__ = (
        UniqueConstraint("kind", "key", name="uq_kernel_outbox_key"),
        Index("ix_kernel_outbox_due", "state", "next_at"),
        Index("ix_kernel_outbox_state", "state", "id"),
        Index("ix_kernel_outbox_kind", "kind", "id"),
        Index("ix_kernel_outbox_subject", "subject_kind", "subject_id", "id"),
    )
    audited: ClassVar[bool] = False  # the acts of people on it are recorded below

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(max_length=60)
    key: str = Field(max_length=160)
    payload: str = Field(sa_type=Encrypted("kernel_outbox.payload"))
    subject_kind: str = Field(default="", max_length=60)
    subject_id: str = Field(default="", max_length=60)
    state: OutboxState = Field(default=OutboxState.WAITING, sa_type=words(OutboxState))
    attempts: int = 0
    next_at: datetime = Field(sa_type=Instant, description="When it is due, or taken up again.")
    last_error: str | None = Field(default=None, sa_type=Encrypted("kernel_outbox.last_error"))
    made_at: datetime = Field(sa_type=Instant)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: UUID | None = None
    ended_why: str = Field(default="", max_length=500)


@dataclass(frozen=True, slots=True)
class Message:
    """What a sender gets to send."""

    id: UUID
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int


class Undeliverable(Exception):
    """Raised by a sender: trying again is of no use, a person must look at it."""


class NotStopped(Conflict):
    """Only a message that waits or has failed can be resent or cancelled."""

    says = Text(
        "Tin đang gửi, đã gửi hoặc đã huỷ nên không thể thao tác. Hãy tải lại danh sách.",
        "This message is being sent, was sent or is cancelled. Reload the list.",
    )


class NoSuchMessage(NotFound):
    """No message of the outbox has this id."""

    says = Text("Không có tin này trong hộp thư đi.", "There is no such message in the outbox.")


def put(
    db: Session,
    kind: str,
    key: str,
    payload: Mapping[str, Any],
    subject: tuple[str, object] = ("", ""),
) -> OutboxMessage:
    """Write a message that goes out after this transaction; the same key again changes nothing."""
    now = utc_now()
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    values = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "payload": json.dumps(audit.plain(dict(payload)), ensure_ascii=False),
        "subject_kind": subject[0],
        "subject_id": str(subject[1]),
        "state": OutboxState.WAITING,
        "attempts": 0,
        "next_at": now,
        "made_at": now,
        "ended_why": "",
    }
    new = dialect.insert(OutboxMessage).values(values).on_conflict_do_nothing()
    row: OutboxMessage | None = db.execute(new.returning(OutboxMessage)).scalar_one_or_none()
    live.touch(db, TOPIC)
    if row is None:
        mine = (col(OutboxMessage.kind) == kind, col(OutboxMessage.key) == key)
        row = db.execute(select(OutboxMessage).where(*mine)).scalar_one()
    return row


def pump(database: Database, senders: Mapping[str, Sender], *, at_most: int = 50) -> int:
    """Send what is due; how many were taken up. Kinds without a sender (module off) wait."""
    if not senders or not _anything_due(database, senders):
        return 0
    round_ = Round(database)
    taken = sum(_send(database, round_, {kind: senders[kind]}, 1) for kind in round_.away(senders))
    here = {kind: sender for kind, sender in senders.items() if kind not in round_.away(senders)}
    return taken + (_send(database, round_, here, at_most) if here else 0)


def _send(database: Database, round_: Round, senders: Mapping[str, Sender], at_most: int) -> int:
    taken = _claim(database, senders, at_most)
    for message in taken:
        if round_.rests(message.kind, message.id):
            continue
        sender = senders[message.kind]
        answer, error = _try(database, sender, message)
        round_.told(message.kind, reached=error is None or isinstance(error, Undeliverable))
        _mark(database, message, sender, answer, error)
    _put_back(database, round_.put_back)
    return len(taken)


def _put_back(database: Database, those: Sequence[UUID]) -> None:
    """They were taken up and not tried."""
    if those:
        mine = (col(OutboxMessage.id).in_(those), col(OutboxMessage.state) == OutboxState.SENDING)
        untried = {
            "state": OutboxState.WAITING,
            "attempts": col(OutboxMessage.attempts) - 1,
            "next_at": utc_now() + REST,
        }
        with database.write() as db:
            db.execute(update(OutboxMessage).where(*mine).values(untried))


def _anything_due(database: Database, senders: Mapping[str, Sender]) -> bool:
    with database.read() as db:
        due = _due(senders).with_only_columns(col(OutboxMessage.id))
        return db.execute(due.limit(1)).first() is not None


def _due(senders: Mapping[str, Sender]) -> Any:
    return (
        select(OutboxMessage)
        .where(
            col(OutboxMessage.state).in_((OutboxState.WAITING, OutboxState.SENDING)),
            col(OutboxMessage.next_at) <= utc_now(),
            col(OutboxMessage.kind).in_(list(senders)),
        )
        .order_by(col(OutboxMessage.next_at))
    )


def _claim(database: Database, senders: Mapping[str, Sender], at_most: int) -> list[Message]:
    """Take messages for `_HELD`. Other workers skip them; each try is counted before it."""
    taken = []
    with database.write() as db:
        due = _due(senders).limit(at_most).with_for_update(skip_locked=True)
        for row in db.execute(due).scalars():
            if row.attempts >= TRIES:  # each of its tries took the worker down
                row.state = OutboxState.FAILED
                row.last_error = row.last_error or "The worker stopped while it was being sent."
                continue
            row.state = OutboxState.SENDING
            row.attempts += 1
            row.next_at = utc_now() + _HELD
            taken.append(_message(row))
    return taken


def _message(row: OutboxMessage) -> Message:
    return Message(row.id, row.kind, row.key, json.loads(row.payload), row.attempts)


def _try(database: Database, sender: Sender, message: Message) -> tuple[Any, Exception | None]:
    """What the receiver answered, or what stopped the message."""
    try:
        if sender.ask:
            with database.read() as db:
                known = sender.ask(db, message)
            message = replace(message, payload={**message.payload, **known})
        return sender.send(message), None
    except Exception as error:  # noqa: BLE001 (whatever stops a message is kept with it)
        logs.log.warning(
            "outbox_not_sent",
            kind=message.kind,
            message=str(message.id),
            attempts=message.attempts,
            error=type(error).__name__,
        )
        return None, error


def _mark(
    database: Database, message: Message, sender: Sender, answer: Any, error: Exception | None
) -> None:
    with database.write(SYSTEM, f"outbox {message.kind}") as db:
        row = db.get(OutboxMessage, message.id, with_for_update=True)
        if row is None or row.state != OutboxState.SENDING or row.attempts != message.attempts:
            return  # taken up again by another worker: its answer counts
        if error is None:
            error = _written_down(db, sender, message, answer)
            dead = True  # it is there: never a second time by itself
        else:
            dead = isinstance(error, Undeliverable) or row.attempts >= TRIES
        if error is None:
            row.state = OutboxState.SENT
            row.sent_at = utc_now()
            row.last_error = None
        else:
            row.last_error = f"{type(error).__name__}: {error}"[:1000]
            row.state = OutboxState.FAILED if dead else OutboxState.WAITING
            row.next_at = utc_now() + pause(row.attempts, random.random())  # noqa: S311
        live.touch(db, TOPIC)


def _written_down(db: Session, sender: Sender, message: Message, answer: Any) -> Exception | None:
    """Let the module keep the answer; a failure of that undoes nothing but itself."""
    if sender.answered is None:
        return None
    try:
        with db.begin_nested():
            sender.answered(db, message, answer)
            db.flush()
    except Exception as error:  # noqa: BLE001 (kept with the message, for a person to look at)
        logs.log.warning("outbox_answer_lost", kind=message.kind, message=str(message.id))
        return error
    return None


def pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after a try: 5 s, doubled each time up to an hour, spread by a half."""
    whole = min(_FIRST_PAUSE * 2.0 ** (attempts - 1), _LONGEST_PAUSE)
    return timedelta(seconds=whole * (0.5 + chance / 2))


def page(
    db: Session,
    *,
    state: OutboxState | None = None,
    kind: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[OutboxMessage], str | None]:
    """The newest messages first, by state and kind."""
    query = select(OutboxMessage)
    if state:
        query = query.where(col(OutboxMessage.state) == state)
    if kind:
        query = query.where(col(OutboxMessage.kind) == kind)
    return page_of(
        db,
        query,
        by=[col(OutboxMessage.id)],
        types=[UUID],
        after=after,
        limit=limit,
        descending=True,
    )


def counts(db: Session) -> dict[OutboxState, int]:
    """How many wait, are being sent and have failed: the light in the top bar.

    What was sent or cancelled is not counted: it only grows.
    """
    open_ = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.FAILED)
    rows = db.execute(
        select(col(OutboxMessage.state), func.count())
        .where(col(OutboxMessage.state).in_(open_))
        .group_by(col(OutboxMessage.state))
    )
    found = {state: n for state, n in rows}  # noqa: C416 (typed, dict() is not)
    return {state: found.get(state, 0) for state in open_}


def get(db: Session, message_id: UUID, *, locked: bool = False) -> OutboxMessage:
    row = db.get(OutboxMessage, message_id, with_for_update=True if locked else None)
    if row is None:
        raise NoSuchMessage
    return row


def by_key(db: Session, kind: str, key: str) -> OutboxMessage | None:
    """The message that was put under this key, if one was."""
    found: OutboxMessage | None = db.execute(
        _BY_KEY, {"of_kind": kind, "of_key": key}
    ).scalar_one_or_none()
    return found


_BY_KEY = select(OutboxMessage).where(
    col(OutboxMessage.kind) == bindparam("of_kind"), col(OutboxMessage.key) == bindparam("of_key")
)


def resend(db: Session, actor: Actor, message_id: UUID) -> OutboxMessage:
    """Try a waiting, failed or cancelled message again, now, with all its tries."""
    row = get(db, message_id, locked=True)
    if row.state in (OutboxState.SENT, OutboxState.SENDING):
        raise NotStopped
    row.state = OutboxState.WAITING
    row.attempts = 0
    row.next_at = utc_now()
    row.ended_by, row.ended_why = None, ""
    audit.record(db, "resend", "", _subject(row), kind=row.kind, message=row.id)
    live.touch(db, TOPIC)
    return row


def cancel(db: Session, actor: Actor, message_id: UUID, *, reason: str) -> OutboxMessage:
    """Give a message up. It stays, with who and why."""
    row = get(db, message_id, locked=True)
    if row.state not in (OutboxState.WAITING, OutboxState.FAILED):
        raise NotStopped
    row.state = OutboxState.CANCELLED
    row.ended_by, row.ended_why = actor.id, reason
    audit.record(db, "cancel", "", _subject(row), kind=row.kind, message=row.id, reason=reason)
    live.touch(db, TOPIC)
    return row


def _subject(row: OutboxMessage) -> tuple[str, object]:
    if row.subject_kind:
        return row.subject_kind, row.subject_id
    return OutboxMessage.__tablename__, row.id
