"""Evidence that is run: each piece by itself, and nothing is left behind.

A demonstration does the real thing through the services, in a transaction of its own that is
always rolled back, the outbox with it. A question about use gets a read-only transaction of
its own. One that breaks is an `error` of its own and spoils no other.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session

from kernel import logs
from kernel.access import SYSTEM, act_as
from kernel.clock import utc_now
from kernel.db import Database
from kernel.errors import Refusal
from kernel.events import UNDONE
from kernel.module import Demonstrated, Finding, InUse, Verdict
from kernel.text import Text
from level.calculus import Kind, Shown
from level.showing import Piece

_PLACE = re.compile(r"\{\w+\}")
RUNS = frozenset({Kind.DEMONSTRATED, Kind.IN_USE})

_BROKE = Text("Minh chứng bị lỗi ({error}): {what}", "The evidence broke ({error}): {what}")


class WouldHaveStayed(Exception):
    """A demonstration tried to commit, or a question to change something."""


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A writing transaction that is always rolled back."""
    with ExitStack() as stack:
        if database.turn:
            stack.enter_context(database.turn.held())
        db = stack.enter_context(database.session(writing=True))
        db.info[UNDONE] = True
        act_as(db, SYSTEM, "level.demonstrate")
        event.listen(db, "before_commit", _refuse_commit)
        try:
            yield db
        finally:
            db.rollback()


@contextmanager
def asking(database: Database) -> Iterator[Session]:
    """A reading transaction in which the database itself refuses writes."""
    with database.session(writing=False) as db:
        act_as(db, SYSTEM, "level.ask")
        event.listen(db, "before_flush", _refuse_change)
        connection = db.connection()
        raw: Any = connection.connection.driver_connection
        if database.is_sqlite:
            raw.execute("PRAGMA query_only=ON")
        else:
            connection.execute(text("SET TRANSACTION READ ONLY"))
        try:
            yield db
        finally:
            if isinstance(raw, sqlite3.Connection):
                raw.execute("PRAGMA query_only=OFF")
            db.rollback()


def run(database: Database, piece: Piece) -> Shown:
    """Run one demonstration or question; always an answer, never an exception."""
    started = time.perf_counter()
    match piece.evidence:
        case Demonstrated(by):
            found = _look(by, undone(database), piece)
        case InUse(by):
            found = _look(by, asking(database), piece)
        case _:
            raise TypeError(f"{piece.kind} is not run")
    return piece.shown(found.verdict, found.says, utc_now(), time.perf_counter() - started)


def _look(by: Callable[[Session], Finding], opened: Any, piece: Piece) -> Finding:
    try:
        with opened as db:
            found = by(db)
    except Exception as error:  # noqa: BLE001 (whatever breaks is this evidence's own finding)
        logs.log.warning("evidence_broke", evidence=piece.name, error=type(error).__name__)
        kind, safe = type(error).__name__, logs.safe_words(error)
        what = _without_facts(error.says) if isinstance(error, Refusal) else Text(safe, safe)
        says = Text(
            _BROKE.vi.format(error=kind, what=what.vi), _BROKE.en.format(error=kind, what=what.en)
        )
        return Finding(Verdict.ERROR, says)
    return found


def _without_facts(says: Text) -> Text:
    """A refusal's sentence is published; its facts are not."""
    return Text(_PLACE.sub("…", says.vi), _PLACE.sub("…", says.en))


def _refuse_commit(db: Session) -> None:
    if not db.in_nested_transaction():
        raise WouldHaveStayed("a demonstration never commits")


def _refuse_change(db: Session, *_: object) -> None:
    raise WouldHaveStayed("a question about use changes nothing")
