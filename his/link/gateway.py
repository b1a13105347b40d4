"""The listener for other systems and the senders to them, beside the web server.

One process of all does it (a lease). It looks every second which partners there are; where none
is active it listens on nothing.
"""

import asyncio
import contextlib
import os
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import col, select

from his.admin import service as admin
from his.link import sending, taking
from his.link.models import Partner
from his.link.settings import ON
from kernel import jobs, logs
from kernel.clock import utc_now
from kernel.db import Database
from kernel.hl7 import mllp
from kernel.settings import Settings

LEASE = "his.link"
LASTING = timedelta(seconds=10)
_LOOKS = 1.0
_MOST_LINES = 100


class LinkGateway:
    """Start it once a process; it works while it holds the lease and its module is on."""

    def __init__(
        self, database: Database, settings: Settings | None = None, *, looks: float = _LOOKS
    ) -> None:
        self._database = database
        self._settings = settings or Settings()
        self._looks = looks
        self._me = "sqlite" if database.is_sqlite else f"{socket.gethostname()}/{os.getpid()}"
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._taking = ThreadPoolExecutor(1, "link")  # one after the other: no double by a race
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self._senders: dict[UUID, asyncio.Task[int]] = {}
        self._lease_until = utc_now()
        self._stopping = False
        self._complained = ""
        self.port = 0
        self.ready = threading.Event()  # it listens (tests wait for it)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        if self._loop and self._ended:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._ended.set)
        if self._thread:
            self._thread.join(20)
        self._taking.shutdown(wait=True)

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        while not (self._ended.is_set() or self._stopping):
            try:
                await self._look()
                self._complained = ""
            except Exception as error:  # noqa: BLE001 (the database or the port may be away)
                if self._complained != type(error).__name__:
                    logs.log.warning("link_cannot_look", **logs.error_facts(error))
                self._complained = type(error).__name__
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), self._looks)
        await self._close()
        with contextlib.suppress(Exception):
            await asyncio.to_thread(self._leave)

    async def _look(self) -> None:
        if not await asyncio.to_thread(self._wanted) or not await asyncio.to_thread(self._hold):
            await self._close()
            return
        if self._server is None:
            await self._listen()
        for address in await asyncio.to_thread(self._due):
            task = self._senders.get(address.partner_id)
            if task is None or task.done():
                sending_ = asyncio.create_task(sending.drain(self._database, address))
                self._senders[address.partner_id] = sending_

    def _wanted(self) -> bool:
        if all(m.id != "his.link" for m in self._database.assembly.modules):
            return False
        with self._database.read() as db:
            active = db.exec(select(col(Partner.id)).where(col(Partner.active)).limit(1)).first()
            return active is not None and bool(admin.parameter(db, ON.id))

    def _due(self) -> list[sending.Address]:
        with self._database.read() as db:
            return sending.due(db)

    def _hold(self) -> bool:
        now = utc_now()
        if self._lease_until - now < LASTING / 2:
            with self._database.write() as db:
                if not jobs.hold(db, LEASE, self._me, LASTING):
                    return False
            self._lease_until = now + LASTING
        return True

    def _leave(self) -> None:
        with self._database.write() as db:
            jobs.let_go(db, LEASE, self._me)

    async def _listen(self) -> None:
        of = self._settings
        self._server = await asyncio.start_server(
            self._met, of.mllp_host, of.mllp_port, ssl=tls_of(of), limit=2**16
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self.ready.set()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        if len(self._lines) >= _MOST_LINES:
            writer.close()
            return
        self._lines.add(task)
        try:
            await mllp.converse(reader, writer, self._handle)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._lines.discard(task)
            writer.close()

    async def _handle(self, raw: bytes, peer: str) -> bytes | None:
        incoming = taking.Incoming(raw, utc_now(), peer)
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._taking, taking.take, self._database, incoming)
        except Exception as error:  # (its sender sends it again)
            logs.log.error("link_not_kept", **logs.error_facts(error))
            raise ConnectionResetError("not kept") from error

    async def _close(self) -> None:
        self.ready.clear()
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in [*self._lines, *self._senders.values()]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
        self._senders.clear()


def tls_of(settings: Settings) -> ssl.SSLContext | None:
    """TLS where a certificate is set; with `mllp_tls_ca` the caller needs one as well."""
    if settings.mllp_tls_cert is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(Path(settings.mllp_tls_cert), settings.mllp_tls_key)
    if settings.mllp_tls_ca is not None:
        context.load_verify_locations(settings.mllp_tls_ca)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def start(database: Database) -> LinkGateway:
    running = LinkGateway(database)
    running.start()
    return running
