"""One request is one transaction. Nobody else commits."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar, TypeVar

import anyio
from anyio.to_thread import run_sync
from fastapi import Depends, Request
from pydantic import BaseModel
from sqlalchemy import Engine, event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Field, Session, SQLModel

from kernel import audit, files, idempotency, live, metrics, once, rooms, rows, settled, vault
from kernel.access import ACTING, Actor, act_as, acting_in
from kernel.assembly import Assembly
from kernel.engines import CONNECTIONS, postgresql, sqlite
from kernel.errors import ChangedMeanwhile
from kernel.events import ASSEMBLY
from kernel.turn import Turn
from kernel.whole import WHOLE, Whole

_READS = {"GET", "HEAD", "OPTIONS"}
_GOODBYE = 2.0  # seconds for what still runs when a database is closed
# Requests with a session in one process. More would not be done sooner: they share its one
# processor, and whoever holds a row, or an invoice's number, would hold it the longer.
_AT_ONCE = 8


class Work(Session):
    """A session whose writes are audited and whose versions count up."""


class Database:
    """One SQLite file or PostgreSQL database, and the rules by which it is used."""

    def __init__(self, url: str, folder: Path | None = None) -> None:
        rows.make_quickly()
        self.url = url
        self.folder = folder  # for what lies outside the database: files, anchors
        self.files = vault.Store(folder / "files") if folder else None
        self.is_sqlite = url.startswith("sqlite")
        self.engine = sqlite(url) if self.is_sqlite else postgresql(url)
        self.turn = Turn() if self.is_sqlite else None
        self.assembly = Assembly((), frozenset())
        self.read_log = audit.ReadLog(self._keep_reads)
        self.live = live.Hub(url)
        self.rooms = rooms.Rooms(url)
        # Those who only read have connections of their own. SQLite's one writer keeps its pages
        # in memory so; PostgreSQL's readers are spared BEGIN and ROLLBACK, and cannot write.
        self.reader = self.engine if self.is_sqlite else postgresql(url, reading=True)
        self.writer = sqlite(url, writing=True) if self.is_sqlite else self.engine
        self._reading = self.reader.execution_options(begin="BEGIN")
        self._writing = self.writer.execution_options(begin="BEGIN IMMEDIATE")
        self.before_closing: list[Callable[[], None]] = []
        self._gate: asyncio.Semaphore | None = None
        # Finishing never waits for a row, so it has threads of its own: else forty requests
        # that wait for a row would keep the one that holds it from committing.
        self._finishing: anyio.CapacityLimiter | None = None

    def session(self, *, writing: bool) -> Session:
        bind = self._writing if writing else self._reading
        session = Work(bind, expire_on_commit=False, autobegin=True)
        session.info[ASSEMBLY] = self.assembly
        session.info[live.HUB] = self.live
        session.info[files.STORE] = self.files
        return session

    @contextmanager
    def write(self, actor: Actor | None = None, operation: str = "") -> Iterator[Session]:
        """A transaction outside a request: jobs, the worker, the seed, tests."""
        if self.turn:
            self.turn.wait_blocking()
        try:
            with self.session(writing=True) as session:
                if actor:
                    act_as(session, actor, operation)
                yield session
                session.commit()
        finally:
            if self.turn:
                self.turn.pass_on()

    @contextmanager
    def read(self, actor: Actor | None = None) -> Iterator[Session]:
        with self.session(writing=False) as session:
            if actor:
                act_as(session, actor)
            yield session
            if reads := audit.take_reads(session):
                session.rollback()
                self.read_log.put(reads).result()

    def _keep_reads(self, rows: list[dict[str, Any]]) -> None:
        with self.write() as db:
            audit.append(db, rows)

    @property
    def gate(self) -> asyncio.Semaphore:
        if self._gate is None:
            self._gate = asyncio.Semaphore(_AT_ONCE)
        return self._gate

    @property
    def finishing(self) -> anyio.CapacityLimiter:
        if self._finishing is None:
            self._finishing = anyio.CapacityLimiter(CONNECTIONS)
        return self._finishing

    def close(self) -> None:
        for finish in self.before_closing:
            finish()
        self.live.close()
        self.rooms.close()
        self.read_log.close()
        for engine in {self.engine, self.reader, self.writer}:
            _let_finish(engine)
            engine.dispose()


def _let_finish(engine: Engine) -> None:
    """Wait for what still runs: a connection that comes back to a disposed pool stays open."""
    until = time.monotonic() + _GOODBYE
    pool: Any = engine.pool
    while pool.checkedout() and time.monotonic() < until:
        time.sleep(0.01)


async def _transaction(request: Request) -> AsyncIterator[Session]:
    database: Database = request.app.state.database
    writing = request.method not in _READS
    asked = time.perf_counter()
    async with database.gate:
        metrics.waited(time.perf_counter() - asked)
        if getattr(request.scope.get("endpoint"), WHOLE, False):
            claim = await idempotency.asked(request) if writing else None
            session = database.session(writing=writing)
            session.info[ACTING] = acting_in(request)
            whole = session.info[WHOLE] = Whole(database, writing, claim)
            yield session
            if whole.reads is not None:
                with anyio.CancelScope(shield=True):
                    await asyncio.wrap_future(whole.reads)
            return
        if writing and database.turn:
            await database.turn.wait()
        try:
            session = database.session(writing=writing)
            session.info[ACTING] = acting_in(request)
            try:
                if writing:
                    await idempotency.begin(request, session)
                yield session
                with anyio.CancelScope(shield=True):
                    await _finish(database, session, writing=writing)
            finally:
                with anyio.CancelScope(shield=True):
                    await run_sync(session.close, limiter=database.finishing)
        finally:
            if writing and database.turn:
                database.turn.pass_on()


async def _finish(database: Database, session: Session, *, writing: bool) -> None:
    """Commit, or see to it that what was read is on the audit before the answer leaves."""
    if writing:
        await run_sync(session.commit, limiter=database.finishing)
    elif reads := audit.take_reads(session):
        await asyncio.wrap_future(database.read_log.put(reads))


# scope="function": commit before the answer is sent. FastAPI's default commits
# after it, and a failed commit would then be a 200 that saved nothing.
Db = Annotated[Session, Depends(_transaction, scope="function")]


class Versioned(SQLModel):
    """A record that people edit: the version counts up with each save (Work, below)."""

    version: int = Field(default=1, ge=1, nullable=False)


V = TypeVar("V", bound=Versioned)


def expect(record: Versioned, version: int, present: BaseModel | None = None) -> None:
    """Refuse a save that was based on an older state; `present` shows the newer one."""
    if record.version != version:
        shown = present.model_dump(mode="json") if present else record.model_dump(mode="json")
        raise ChangedMeanwhile(present=shown, version=record.version)


@event.listens_for(Work, "do_orm_execute")
def _fetch_anew(asked: ORMExecuteState) -> None:
    """A row that is fetched to be changed is as it is now, whatever the session knew of it."""
    if asked.is_select and getattr(asked.statement, "_for_update_arg", None) is not None:
        asked.update_execution_options(populate_existing=True)


@event.listens_for(Work, "before_flush")
def _count_up(session: OrmSession, *_: object) -> None:
    for record in session.dirty:
        if isinstance(record, Versioned) and audit.is_changed(record):
            record.version += 1


audit.watch(Work)
live.watch(Work)
once.watch(Work)
settled.watch(Work)


class Unaudited:
    """Mix-in for tables of the machinery (sessions, counters, outbox) that tell no story."""

    audited: ClassVar[bool] = False
