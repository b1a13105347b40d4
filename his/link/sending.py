"""What goes out: written in the transaction of what it tells, sent in order, kept till taken.

Each partner has a queue of its own. The first message is sent again, with growing pauses and
for ever, until the partner has acknowledged it; none overtakes another, and nobody gives up by
itself. What the partner refuses (AE, AR) waits for a person, and the next one goes on.
"""

import asyncio
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from his.link.models import LinkMessage, LinkMessageState, Partner, digest, opened, sealed
from his.link.slots import AnswerTaker
from his.link.taking import LINK, TOPIC, seen
from kernel import live, logs
from kernel.clock import utc_now
from kernel.db import Database
from kernel.events import assembly_of
from kernel.hl7 import mllp
from kernel.hl7.message import Message, NotHL7
from kernel.hl7.writing import head, written
from kernel.ids import new_id

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
ANSWER_SECONDS = 20.0
_TAKEN, _REFUSED = ("AA", "CA"), ("AE", "AR", "CE", "CR")


def put(
    db: Session,
    partner: Partner,
    kind: Sequence[str],
    lines: Sequence[str],
    *,
    about: str,
    patient_id: UUID | None = None,
    at: datetime | None = None,
    profile: Sequence[str] = (),
) -> LinkMessage:
    """Queue a message for a partner; `at`: when what it tells happened."""
    message_id, now = new_id(), utc_now()
    control = message_id.hex[-20:]
    first = head(
        kind,
        control,
        now,
        receiver=partner.application,
        receiver_place=partner.facility,
        profile=profile,
    )
    raw = written(first, *lines)
    row = LinkMessage(
        id=message_id,
        partner_id=partner.id,
        outgoing=True,
        at=at or now,
        type="^".join(kind[:2]),
        control_id=control,
        about=about[:120],
        patient_id=patient_id,
        digest=digest(raw),
        size=len(raw),
        raw=sealed(message_id, raw),
        state=LinkMessageState.WAITING,
        next_at=now,
    )
    db.add(row)
    db.flush()
    live.touch(db, TOPIC)
    return row


@dataclass(frozen=True, slots=True)
class Address:
    """Where a partner listens."""

    partner_id: UUID
    host: str
    port: int
    tls: bool


def due(db: Session) -> list[Address]:
    """Partners for whom the first message of the queue may be tried now."""
    now = utc_now()
    waiting = select(col(LinkMessage.partner_id)).where(
        LinkMessage.state == LinkMessageState.WAITING, col(LinkMessage.next_at) <= now
    )
    found = db.exec(
        select(Partner)
        .where(col(Partner.active), Partner.host != "", col(Partner.id).in_(waiting))
        .order_by(col(Partner.code))
    )
    return [Address(each.id, each.host, each.port, each.tls) for each in found]


def first(db: Session, partner_id: UUID, *, lock: bool = False) -> LinkMessage | None:
    """The head of the queue, if it may be tried now; whoever comes behind it waits for it."""
    asked = (
        select(LinkMessage)
        .where(LinkMessage.partner_id == partner_id, LinkMessage.state == LinkMessageState.WAITING)
        .order_by(col(LinkMessage.id))
        .limit(1)
    )
    row = db.exec(asked.with_for_update() if lock else asked).first()
    if row is None or (row.next_at is not None and row.next_at > utc_now()):
        return None
    return row


def pump(database: Database) -> int:
    """Send what is due to everybody, once; how many were acknowledged (jobs, tests)."""
    with database.read() as db:
        addresses = due(db)
    return sum(asyncio.run(_all(database, addresses)))


async def _all(database: Database, addresses: Sequence[Address]) -> list[int]:
    return list(await asyncio.gather(*(drain(database, each) for each in addresses)))


async def drain(database: Database, address: Address) -> int:
    """Send a partner's queue in order over one connection, until it is empty or one fails."""
    sent = 0
    try:
        async with mllp.connected(address.host, address.port, tls=_tls(address)) as line:
            while (ready := await asyncio.to_thread(_next, database, address)) is not None:
                message_id, raw = ready
                told = await line.ask(raw, seconds=ANSWER_SECONDS)
                if not await asyncio.to_thread(_mark, database, message_id, told):
                    break
                sent += 1
    except (OSError, TimeoutError, mllp.BadFrame) as error:
        says = str(error)[:200] or type(error).__name__
        await asyncio.to_thread(_failed, database, address.partner_id, says)
    return sent


def _tls(address: Address) -> ssl.SSLContext | None:
    return ssl.create_default_context() if address.tls else None


def _next(database: Database, address: Address) -> tuple[UUID, bytes] | None:
    with database.read() as db:
        row = first(db, address.partner_id)
        return (row.id, opened(row)) if row else None


def _mark(database: Database, message_id: UUID, told: bytes) -> bool:
    """Write down what the partner answered; False: it was no answer to this message."""
    with database.write(LINK, "his.link.send") as db:
        row = db.get(LinkMessage, message_id, with_for_update=True)
        assert row is not None
        try:
            answer = Message(told)
        except NotHL7 as error:
            _later(db, row, f"the answer is no HL7: {error}")
            return False
        msa = answer.first("MSA")
        code = msa.get(1)
        if msa.get(2) != row.control_id or code not in (*_TAKEN, *_REFUSED):
            _later(db, row, f"the answer is to {msa.get(2)[:40]!r} ({code[:10]!r})")
            return False
        now = utc_now()
        row.attempts += 1
        row.code, row.answer = code[:2], sealed(row.id, told, "answer")
        row.answered_at, row.next_at = now, None
        row.millis = max(0, int((now - row.at).total_seconds() * 1000))
        row.state = LinkMessageState.SENT if code in _TAKEN else LinkMessageState.FAILED
        says = msa.get(3) or answer.first("ERR").get(8) or answer.first("ERR").get(1)
        row.says_vi = row.says_en = says[:500]
        _tell(db, row, answer)
        partner = db.get(Partner, row.partner_id)
        assert partner is not None
        seen(db, partner, now, reached=True)
        live.touch(db, TOPIC)
        return True


def _tell(db: Session, row: LinkMessage, answer: Message) -> None:
    """Let whoever sent it read the answer; a failure of that undoes nothing but itself."""
    for taker in assembly_of(db).contributions(AnswerTaker):
        if taker.type != row.type:
            continue
        try:
            with db.begin_nested():
                taker.by(db, LINK, row, answer)
                db.flush()
        except Exception as error:  # noqa: BLE001 (the answer is kept with the message)
            logs.log.error("link_answer_lost", taker=taker.id, **logs.error_facts(error))


def _failed(database: Database, partner_id: UUID, says: str) -> None:
    with database.write(LINK, "his.link.send") as db:
        row = first(db, partner_id, lock=True)
        if row is not None:
            _later(db, row, says)


def _later(db: Session, row: LinkMessage, says: str) -> None:
    now = utc_now()
    row.attempts += 1
    row.next_at = now + pause(row.attempts)
    row.says_vi = row.says_en = says[:500]
    partner = db.get(Partner, row.partner_id)
    assert partner is not None
    seen(db, partner, now, error=says)
    live.touch(db, TOPIC)


def pause(attempts: int) -> timedelta:
    """1 s, doubled each time up to a minute."""
    return timedelta(seconds=min(_FIRST_PAUSE * 2.0 ** min(attempts - 1, 10), _LONGEST_PAUSE))
