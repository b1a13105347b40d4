"""The gateway: holds every instrument's line, keeps what comes, answers what is asked.

One process of all does it (a lease): in the web server, or apart (`his54 lis gateway`). What
arrives at the same moment is kept in one transaction, and acknowledged when that is committed:
whatever kills this process, an instrument sends again what it was not told to be kept.
"""

import asyncio
import contextlib
import os
import re
import socket
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from his.admin import service as admin
from kernel import jobs, live, logs
from kernel.clock import utc_now
from kernel.db import Database
from lis.analysers import answering, filing, instruments, lines
from lis.analysers.filing import GATEWAY, TOPIC, Incoming, Kept
from lis.analysers.instruments import Instrument
from lis.analysers.models import AnalyserLink, LabMessage, LinkState
from lis.analysers.settings import IN_SERVER, LISTEN

LEASE = "lis.gateway"
LASTING = timedelta(seconds=10)
MOST_AT_ONCE = 64
_LOOKS = 1.0
_MOMENT = 0.0012  # seconds
_SHORT = 32 * 1024  # bytes


Waiting = tuple[Incoming | Kept, asyncio.Future[Kept]]


class Gateway:
    """Start it once a process; it works while it holds the lease and its module is on."""

    def __init__(self, database: Database, *, apart: bool = False, looks: float = _LOOKS) -> None:
        self._database = database
        self._apart = apart
        self._looks = looks
        self._me = "sqlite" if database.is_sqlite else f"{socket.gethostname()}/{os.getpid()}"
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._queue: asyncio.Queue[Waiting] = asyncio.Queue()
        self._filing = ThreadPoolExecutor(1, "analysers")
        self._open: dict[UUID, tuple[Instrument, str, asyncio.Task[None]]] = {}
        self._links: dict[UUID, dict[str, Any]] = {}
        self._changed: set[UUID] = set()
        self._lease_until = utc_now()
        self._stopping = False
        self._together_before = MOST_AT_ONCE
        self.ready = threading.Event()  # lines are open (tests wait for it)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        if self._loop and self._ended:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ended.set)
        if self._thread:
            self._thread.join(20)
        self._filing.shutdown(wait=True)

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        committing = asyncio.create_task(self._commit())
        while not (self._ended.is_set() or self._stopping):
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 (the database may be away for a while)
                logs.log.warning("gateway_cannot_look", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), self._looks)
        await self._close_all()
        committing.cancel()
        with contextlib.suppress(Exception):
            await asyncio.to_thread(self._leave)

    # Which lines are open

    async def _look(self) -> None:
        wanted, listen = await asyncio.to_thread(self._wanted)
        if not wanted or not await asyncio.to_thread(self._hold):
            await self._close_all()
            return
        for each in list(self._open):
            instrument, at, task = self._open[each]
            if task.done() or wanted.get(each) != instrument or at != listen:
                await self._close(each)
        for each, instrument in wanted.items():
            if each not in self._open:
                task = asyncio.create_task(self._serve(instrument, listen))
                self._open[each] = (instrument, listen, task)
        await asyncio.sleep(0.01)  # for lines to open
        if self._changed:
            await asyncio.to_thread(self._write_links)
        if all(self._link(i)["state"] is not LinkState.OFF for i, _, _ in self._open.values()):
            self.ready.set()

    def _wanted(self) -> tuple[dict[UUID, Instrument], str]:
        if all(m.id != "lis.analysers" for m in self._database.assembly.modules):
            return {}, ""
        with self._database.read() as db:
            found = instruments.active(db)
            if not found or (not self._apart and not admin.parameter(db, IN_SERVER.id)):
                return {}, ""
            return {each.id: each for each in found}, str(admin.parameter(db, LISTEN.id))

    def _hold(self) -> bool:
        now = utc_now()
        if self._lease_until - now < LASTING / 2:
            with self._database.write() as db:
                if not jobs.hold(db, LEASE, self._me, LASTING):
                    return False
            self._lease_until = now + LASTING
        return True

    def _leave(self) -> None:
        self._write_links()
        with self._database.write() as db:
            jobs.let_go(db, LEASE, self._me)

    async def _serve(self, instrument: Instrument, listen: str) -> None:
        """A line that fails is opened again by the next look, after a pause."""
        try:
            await lines.serve(self, instrument, listen)
        except OSError as error:
            self.note(instrument, LinkState.FAILED, error=str(error)[:300])
            await asyncio.sleep(5)
        except Exception as error:  # noqa: BLE001 (one instrument never stops the others)
            logs.log.error("analyser_line_failed", code=instrument.code, **logs.error_facts(error))
            self.note(instrument, LinkState.FAILED, error=type(error).__name__)
            await asyncio.sleep(5)

    async def _close(self, which: UUID) -> None:
        instrument, _, task = self._open.pop(which)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task
        self.note(instrument, LinkState.OFF)

    async def _close_all(self) -> None:
        for each in list(self._open):
            await self._close(each)

    # What comes in

    async def keep(self, incoming: Incoming) -> Kept:
        future: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        # (it is read while the others of its batch are still on their way, unless that is long)
        short = len(incoming.raw) <= _SHORT
        await self._queue.put((filing.understood(incoming) if short else incoming, future))
        return await asyncio.shield(future)

    async def _commit(self) -> None:
        """Everything that waits, in one transaction, then everybody is told."""
        loop = asyncio.get_running_loop()
        while True:
            batch = await self._together()
            taken = [came for came, _ in batch]
            try:
                kept = await loop.run_in_executor(self._filing, filing.take, self._database, taken)
            except Exception as error:  # noqa: BLE001 (they are sent again)
                logs.log.error("gateway_cannot_keep", **logs.error_facts(error))
                kept = [Kept(e.incoming if isinstance(e, Kept) else e) for e in taken]
            for (_, future), each in zip(batch, kept, strict=True):
                if not future.done():
                    future.set_result(each)
            for each in kept:
                self._heard(each)

    async def _together(self) -> list[Waiting]:
        """What waits, and what comes in this moment (those who were answered send at once),
        until as many are here as were last time."""
        clock = asyncio.get_running_loop().time
        batch = [await self._queue.get()]
        until = clock() + 4 * _MOMENT
        while len(batch) < MOST_AT_ONCE:
            if not self._queue.empty():
                batch.append(self._queue.get_nowait())
                continue
            left = min(_MOMENT, until - clock())
            if len(batch) >= self._together_before or left <= 0:
                break
            try:
                async with asyncio.timeout(left):
                    batch.append(await self._queue.get())
            except TimeoutError:
                break
        self._together_before = len(batch)
        return batch

    def _heard(self, kept: Kept) -> None:
        link = self._link(kept.incoming.instrument)
        link["last_in_at"] = kept.incoming.at
        if kept.heard and kept.heard.sent_at:
            ahead = (kept.heard.sent_at - kept.incoming.at).total_seconds() / 60
            link["clock_minutes"] = max(-10_000_000, min(10_000_000, round(ahead)))
        self._changed.add(kept.incoming.instrument.id)

    # What goes out

    async def answers(self, kept: Kept) -> Sequence[bytes]:
        return await asyncio.to_thread(self._answer, kept)

    def _answer(self, kept: Kept) -> Sequence[bytes]:
        instrument, heard = kept.incoming.instrument, kept.heard
        if heard is None or not heard.asked:
            return []
        now = utc_now()
        with self._database.read() as db:
            found = answering.wanted(db, instrument, heard.asked)
        said = answering.answers(instrument, kept.incoming.raw, found, now)
        with self._database.write(GATEWAY, "lis.analysers.answer") as db:
            for each in said:
                db.execute(insert(LabMessage), [answering.row(instrument, each, now, kept)])
            live.touch(db, TOPIC)
        self._link(instrument)["last_out_at"] = now
        self._changed.add(instrument.id)
        return said

    # The state of the lines

    def note(
        self, instrument: Instrument, state: LinkState, peer: str = "", error: str = ""
    ) -> None:
        link = self._link(instrument)
        if link["state"] is state and link["error"] == error and state is not LinkState.CONNECTED:
            return
        if link["state"] is not state:
            link["since"] = utc_now()
        link.update(state=state, peer=re.sub(r"\s", " ", peer)[:100], error=error[:300])
        self._changed.add(instrument.id)

    def _link(self, instrument: Instrument) -> dict[str, Any]:
        return self._links.setdefault(
            instrument.id,
            {
                "analyser_id": instrument.id,
                "state": LinkState.OFF,
                "since": utc_now(),
                "peer": "",
                "error": "",
            },
        )

    def _write_links(self) -> None:
        changed, self._changed = self._changed, set()
        if not changed:
            return
        now: datetime = utc_now()
        dialect = sqlite if self._database.is_sqlite else postgresql
        with self._database.write() as db:
            for each in changed:
                values = {**self._links[each], "seen_at": now}
                made = dialect.insert(AnalyserLink).values(values)
                rest = {k: v for k, v in values.items() if k != "analyser_id"}
                db.execute(made.on_conflict_do_update(index_elements=["analyser_id"], set_=rest))
            live.touch(db, TOPIC)


def start(database: Database) -> Gateway:
    running = Gateway(database)
    running.start()
    return running
