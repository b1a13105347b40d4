"""What a person decides on readings that matched nothing, and on whole messages."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from kernel import live
from kernel.access import Actor
from kernel.clock import utc_now
from kernel.text import Text
from lis.analysers import filing, matching
from lis.analysers.errors import (
    NoSuchAnalyserMessage,
    ReadingAlreadySolved,
    ReadingNotFiled,
)
from lis.analysers.filing import TOPIC, Incoming
from lis.analysers.hearing import Reported
from lis.analysers.instruments import Instrument, instrument
from lis.analysers.models import (
    Analyser,
    CodeState,
    HeldReading,
    HeldState,
    HeldWhy,
    LabMessage,
    MessageState,
    opened,
)
from lis.results import service as results
from lis.results.service import Delivery, Outcome, OutcomeKind, Reading

_DONE = (OutcomeKind.FILED, OutcomeKind.ALREADY)


def held(db: Session, ids: Sequence[UUID]) -> list[HeldReading]:
    """To change them. Raises ReadingAlreadySolved where one is open no more."""
    rows = list(
        db.exec(
            select(HeldReading)
            .where(col(HeldReading.id).in_(ids))
            .order_by(col(HeldReading.id))
            .with_for_update()
        )
    )
    if len(rows) != len(set(ids)) or any(r.state is not HeldState.OPEN for r in rows):
        raise ReadingAlreadySolved
    return rows


def give(
    db: Session, actor: Actor, ids: Sequence[UUID], *, specimen_code: str, reason: str
) -> list[HeldReading]:
    """A person says whose tube it was, having it before him; all or nothing.

    Raises ReadingNotFiled where the tube does not fit: not known, not asked for that test.
    """
    rows = held(db, ids)
    machines = _machines(db, rows)
    for row in rows:
        outcome = _file(db, actor, machines[row.analyser_id], row, specimen_code)
        if not isinstance(outcome, Outcome) or outcome.kind not in _DONE:
            says = outcome.says if isinstance(outcome, Outcome) else _says(outcome)
            raise ReadingNotFiled(why=says.vi, why_en=says.en)
        _solved(row, actor, HeldState.FILED, f"{specimen_code}: {reason}")
    _settle(db, {row.message_id for row in rows})
    return rows


def dismiss(db: Session, actor: Actor, ids: Sequence[UUID], *, reason: str) -> list[HeldReading]:
    """Nobody's result (a control, a test run, water). It stays, with who and why."""
    rows = held(db, ids)
    for row in rows:
        _solved(row, actor, HeldState.DISMISSED, reason)
    _settle(db, {row.message_id for row in rows})
    return rows


def retry(db: Session, actor: Actor, rows: Sequence[HeldReading]) -> int:
    """Try again what waits, as it was sent: the tube has come, the code is mapped. How many fit."""
    machines, done = _machines(db, rows), 0
    for row in rows:
        outcome = _file(db, actor, machines[row.analyser_id], row, row.specimen_code)
        if outcome is None or (isinstance(outcome, Outcome) and outcome.kind in _DONE):
            state = HeldState.DISMISSED if outcome is None else HeldState.FILED
            _solved(row, actor, state, "")
            done += outcome is not None
        elif isinstance(outcome, HeldWhy):
            says = matching.SAYS[outcome]
            row.why, row.says_vi, row.says_en = outcome, says.vi, says.en
        else:
            row.why = HeldWhy(outcome.kind.value)
            row.says_vi, row.says_en = outcome.says.vi[:300], outcome.says.en[:300]
            row.test_code = outcome.reading.test_code
    _settle(db, {row.message_id for row in rows})
    return done


def retry_code(db: Session, actor: Actor, analyser_id: UUID, code: str) -> int:
    """Of one code, what waits: at most 500 at a time."""
    rows = db.exec(
        select(HeldReading)
        .where(
            col(HeldReading.analyser_id) == analyser_id,
            col(HeldReading.code) == code,
            text("lis_held_reading.state = 'open'"),  # as its index says, for SQLite
        )
        .order_by(col(HeldReading.id))
        .limit(500)
        .with_for_update()
    ).all()
    return retry(db, actor, rows)


def replay(db: Session, actor: Actor, message_id: UUID) -> LabMessage:
    """Read a kept message anew, by today's profile and mapping. What was filed stays filed."""
    message = db.get(LabMessage, message_id, with_for_update=True)
    if message is None or message.outgoing:
        raise NoSuchAnalyserMessage
    analyser = db.get(Analyser, message.analyser_id)
    assert analyser is not None
    kept = filing.understood(Incoming(instrument(analyser), opened(message), message.at))
    kept.id = message.id
    for row in _open_of(db, message.id):
        _solved(row, actor, HeldState.DISMISSED, "replayed")
    filing.settle(db, [kept], known_again={})
    message.state, message.why, message.filed = kept.state, kept.why, kept.filed
    message.readings = len(kept.heard.readings) if kept.heard else 0
    db.flush()
    live.touch(db, TOPIC)
    return message


def _open_of(db: Session, message_id: UUID) -> list[HeldReading]:
    return list(
        db.exec(
            select(HeldReading)
            .where(
                col(HeldReading.message_id) == message_id,
                col(HeldReading.state) == HeldState.OPEN,
            )
            .order_by(col(HeldReading.id))
            .with_for_update()
        )
    )


def _machines(db: Session, rows: Sequence[HeldReading]) -> dict[UUID, Instrument]:
    ids = {row.analyser_id for row in rows}
    found = db.exec(select(Analyser).where(col(Analyser.id).in_(ids)))
    return {each.id: instrument(each) for each in found}


def _file(
    db: Session, actor: Actor, machine: Instrument, row: HeldReading, specimen_code: str
) -> Outcome | HeldWhy | None:
    said = Reported(
        specimen=specimen_code,
        code=row.code,
        value=row.value,
        unit=row.unit,
        flags=tuple(row.flags.split()),
        at=row.measured_at,
    )
    known = matching.meanings(db, {machine.id})
    means = known.get((machine.id, row.code))
    if means is not None and means.state is CodeState.IGNORED:
        return None
    found = matching.judge(machine, known, said)
    if not isinstance(found, Reading):
        return found
    delivery = Delivery(
        analyser=machine.code,
        specimen_code=matching.tube_of(specimen_code),
        readings=[found],
        message_id=row.message_id,
    )
    [[outcome]] = results.receive_many(db, actor, [delivery])
    return outcome


def _says(why: HeldWhy | None) -> Text:
    """None: the code is mapped as one of no interest."""
    return matching.SAYS[why or HeldWhy.UNKNOWN_CODE]


def _solved(row: HeldReading, actor: Actor, state: HeldState, why: str) -> None:
    row.state, row.solved_at = state, utc_now()
    row.solved_by_name, row.solved_why = actor.name, why[:500]


def _settle(db: Session, message_ids: set[UUID]) -> None:
    """A message of which nothing waits any more is done."""
    db.flush()
    for each in sorted(message_ids):
        if not _open_of(db, each):
            message = db.get(LabMessage, each, with_for_update=True)
            if message is not None and message.state is MessageState.REVIEW:
                message.state = MessageState.FILED
    live.touch(db, TOPIC)
