"""The lines to instruments: one coroutine each, speaking its protocol until it is cancelled.

A line says yes only to what `Host.keep` has kept.
"""

import asyncio
import codecs
import contextlib
import os
import re
import socket
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from kernel.clock import local_now, utc_now
from kernel.hl7 import mllp
from kernel.hl7.message import Message, NotHL7
from kernel.hl7.writing import answer, head, segment, written
from kernel.ids import new_id
from lis.analysers import drivers
from lis.analysers.astm_line import AstmLine
from lis.analysers.filing import Incoming, Kept
from lis.analysers.instruments import Instrument
from lis.analysers.models import Connection, LinkState

MOST_LINES = 24  # of one instrument at once
_LOOKS = 2.0  # seconds between looks into a folder
_SETTLED = timedelta(seconds=1)  # a file that is still written is left alone
_HEAD_ENDS = re.compile(rb"[\r\n]")
_MOST_FILE = 8 * 1024 * 1024


class Host(Protocol):
    """Who keeps what comes in and knows what goes out."""

    async def keep(self, incoming: Incoming) -> Kept: ...

    async def answers(self, kept: Kept) -> Sequence[bytes]: ...

    def note(
        self, instrument: Instrument, state: LinkState, peer: str = "", error: str = ""
    ) -> None: ...


async def serve(host: Host, instrument: Instrument, listen: str) -> None:
    """Keep an instrument's line open; ends only by being cancelled or by an error."""
    match instrument.connection:
        case Connection.TCP_SERVER:
            await _listen(host, instrument, listen)
        case Connection.TCP_CLIENT:
            await _call(host, instrument)
        case Connection.SERIAL:
            async with _serial(instrument) as (reader, writer):
                host.note(instrument, LinkState.CONNECTED, instrument.address)
                await talk(host, instrument, reader, writer, instrument.address)
        case Connection.FOLDER:
            await _watch(host, instrument)


async def talk(
    host: Host,
    instrument: Instrument,
    reader: asyncio.StreamReader,
    writer: Any,
    peer: str,
) -> None:
    if instrument.profile.protocol is drivers.Protocol.ASTM:
        await AstmLine(host, instrument, reader, writer, peer).run()
    else:
        await _hl7(host, instrument, reader, writer, peer)


async def _listen(host: Host, instrument: Instrument, listen: str) -> None:
    open_: set[asyncio.Task[Any]] = set()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        name = writer.get_extra_info("peername") or ("", 0)
        allowed = not instrument.address or name[0] == instrument.address
        if not allowed or len(open_) >= MOST_LINES:
            host.note(instrument, LinkState.FAILED, name[0], "turned away")
            writer.close()
            return
        open_.add(task)
        _keep_alive(writer)
        host.note(instrument, LinkState.CONNECTED, f"{name[0]}:{name[1]}")
        try:
            await talk(host, instrument, reader, writer, name[0])
        except (ConnectionError, mllp.BadFrame, TimeoutError, OSError) as error:
            host.note(instrument, LinkState.WAITING, error=str(error)[:300])
        finally:
            open_.discard(task)
            writer.close()
            if not open_:
                host.note(instrument, LinkState.WAITING)

    server = await asyncio.start_server(met, listen, instrument.port, limit=2**16)
    host.note(instrument, LinkState.WAITING)
    try:
        await server.serve_forever()
    finally:
        server.close()
        for task in list(open_):
            task.cancel()


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """An instrument that lost its power says nothing: let the system notice."""
    found = writer.get_extra_info("socket")
    if found is not None:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, name):
                found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


async def _call(host: Host, instrument: Instrument) -> None:
    pause = 1.0
    while True:
        try:
            async with asyncio.timeout(10):
                reader, writer = await asyncio.open_connection(
                    instrument.address, instrument.port, limit=2**16
                )
            pause = 1.0
            _keep_alive(writer)
            host.note(instrument, LinkState.CONNECTED, f"{instrument.address}:{instrument.port}")
            try:
                await talk(host, instrument, reader, writer, instrument.address)
            finally:
                writer.close()
            host.note(instrument, LinkState.FAILED, error="the analyser hung up")
        except (OSError, TimeoutError, mllp.BadFrame) as error:
            host.note(instrument, LinkState.FAILED, error=str(error)[:300] or "no answer")
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)


async def _hl7(
    host: Host,
    instrument: Instrument,
    reader: asyncio.StreamReader,
    writer: Any,
    peer: str,
) -> None:
    while True:
        try:
            raw = await mllp.read_frame(reader)
        except mllp.BadFrame as error:
            torn = Incoming(instrument, str(error).encode(), utc_now(), peer, str(error))
            await host.keep(torn)
            raise
        if raw is None:
            return
        kept = await host.keep(Incoming(instrument, raw, utc_now(), peer))
        if not kept.kept:
            raise ConnectionResetError("not kept: its sender sends it again")
        for said in await _said(host, kept, raw):
            writer.write(mllp.framed(said))
        await writer.drain()


async def _said(host: Host, kept: Kept, raw: bytes) -> Sequence[bytes]:
    control = new_id().hex[-20:]
    try:  # of what was understood its head is all that an answer repeats
        message = Message(_head(raw) if kept.heard else raw)
    except NotHL7:
        says = "It is no HL7 message; it was kept for a person"
        return [
            written(head(["ACK"], control, utc_now()), segment("MSA", "AR", "", says[:80])),
        ]
    if kept.heard is None:
        return [answer(message, control, utc_now(), "AR", kept.fault)]
    match kept.heard.kind:
        case "answer":
            return []
        case "query":
            return await host.answers(kept) or [
                answer(message, control, utc_now(), "AR", "Queries are not answered here")
            ]
        case _:
            return [answer(message, control, utc_now())]


def _head(raw: bytes) -> bytes:
    """The first line of a message, where a line's end is a byte."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw
    return _HEAD_ENDS.split(raw.lstrip(b"\r\n\x00 "), maxsplit=1)[0]


async def _watch(host: Host, instrument: Instrument) -> None:
    folder = Path(instrument.address)
    while True:
        try:
            for file in await asyncio.to_thread(_settled, folder):
                raw = await asyncio.to_thread(file.read_bytes)
                kept = await host.keep(Incoming(instrument, raw, utc_now(), file.name))
                if kept.kept:
                    await asyncio.to_thread(_put_away, file)
            host.note(instrument, LinkState.CONNECTED, instrument.address)
        except OSError as error:
            host.note(instrument, LinkState.FAILED, error=str(error)[:300])
        await asyncio.sleep(_LOOKS)


def _settled(folder: Path) -> list[Path]:
    before = (local_now() - _SETTLED).timestamp()
    files = [f for f in folder.iterdir() if f.is_file() and not f.name.startswith(".")]
    ready = [f for f in files if f.stat().st_mtime <= before and f.stat().st_size <= _MOST_FILE]
    return sorted(ready, key=lambda f: (f.stat().st_mtime, f.name))[:50]


def _put_away(file: Path) -> None:
    done = file.parent / "done" / f"{local_now():%Y%m%d}"
    done.mkdir(parents=True, exist_ok=True)
    file.replace(done / f"{new_id().hex[-8:]}-{file.name}")


@asynccontextmanager
async def _serial(instrument: Instrument) -> AsyncIterator[tuple[asyncio.StreamReader, Any]]:
    """A serial device, 8 bits, no parity, one stop bit."""
    if sys.platform == "win32":
        raise OSError("serial lines need Linux; use a serial device server and TCP")
    import termios
    import tty

    handle = os.open(instrument.address, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        tty.setraw(handle)
        speeds = termios.tcgetattr(handle)
        speed = getattr(termios, f"B{instrument.baud}", termios.B9600)
        speeds[4] = speeds[5] = speed
        termios.tcsetattr(handle, termios.TCSANOW, speeds)
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=2**16)
        incoming, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(os.dup(handle), "rb", 0)
        )
        try:
            yield reader, _Out(handle)
        finally:
            incoming.close()
    finally:
        with contextlib.suppress(OSError):
            os.close(handle)


class _Out:
    """Writes to a serial device; frames are small and its buffer takes them."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._waiting = bytearray()

    def write(self, data: bytes) -> None:
        self._waiting += data

    async def drain(self) -> None:
        while self._waiting:
            try:
                done = os.write(self._handle, self._waiting)
                del self._waiting[:done]
            except BlockingIOError:
                await asyncio.sleep(0.01)
