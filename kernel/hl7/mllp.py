"""MLLP: HL7 messages over TCP, each between VT and FS CR.

    server = await listen(handler, "127.0.0.1", 2575)      handler(raw, peer) -> bytes | None
    async with connected("10.0.0.5", 2575) as line: answer = await line.ask(raw)

Bytes between frames are noise and are dropped; a frame that is too large, or does not end in
time, ends the connection: its sender sends again what was not acknowledged.
"""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

VT, FS, CR = b"\x0b", b"\x1c", b"\r"
END = FS + CR
MOST = 8 * 1024 * 1024  # bytes of one message
FRAME_SECONDS = 30.0  # from VT to FS
ANSWER_SECONDS = 30.0
_LINE = 2**16

Handler = Callable[[bytes, str], Awaitable[bytes | None]]


class BadFrame(Exception):
    """The bytes are no MLLP, the frame is too large, or it did not end in time."""


def framed(raw: bytes) -> bytes:
    return VT + raw + END


async def read_frame(
    reader: asyncio.StreamReader, *, most: int = MOST, seconds: float = FRAME_SECONDS
) -> bytes | None:
    """The next message; None when the peer has hung up between two. Raises BadFrame.

    Waits for ever for a frame to begin, but not for one to end.
    """
    noise = 0
    while (byte := await reader.read(1)) != VT:
        if not byte:
            return None
        noise += 1
        if noise > most:
            raise BadFrame("no frame begins")
    try:
        async with asyncio.timeout(seconds):
            return await _rest(reader, most)
    except TimeoutError as error:
        raise BadFrame("the frame did not end in time") from error


async def _rest(reader: asyncio.StreamReader, most: int) -> bytes:
    kept = bytearray()
    while True:
        try:
            kept += await reader.readuntil(FS)
        except asyncio.LimitOverrunError as error:
            kept += await reader.readexactly(error.consumed)
        except asyncio.IncompleteReadError as error:
            raise BadFrame("the line broke within a frame") from error
        if len(kept) > most:
            raise BadFrame("the message is too large")
        if kept.endswith(FS):
            after = await reader.read(1)
            if after in (CR, b"", VT):  # some end with FS alone
                return bytes(kept[:-1])
            kept += after  # an FS within the message


async def converse(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    handler: Handler,
    *,
    most: int = MOST,
    seconds: float = FRAME_SECONDS,
) -> None:
    """Answer one message after the other until the peer hangs up."""
    name = writer.get_extra_info("peername")
    peer = f"{name[0]}:{name[1]}" if name else ""
    with contextlib.suppress(ConnectionError, BadFrame, TimeoutError):
        while (raw := await read_frame(reader, most=most, seconds=seconds)) is not None:
            said = await handler(raw, peer)
            if said is not None:
                writer.write(framed(said))
                async with asyncio.timeout(ANSWER_SECONDS):
                    await writer.drain()


async def listen(
    handler: Handler,
    host: str,
    port: int,
    *,
    tls: ssl.SSLContext | None = None,
    most: int = MOST,
    seconds: float = FRAME_SECONDS,
) -> asyncio.Server:
    """Serve every connection until the server is closed. Port 0: any free one."""

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await converse(reader, writer, handler, most=most, seconds=seconds)
        finally:
            writer.close()

    return await asyncio.start_server(met, host, port, ssl=tls, limit=_LINE)


class Line:
    """An open connection to a receiver."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, raw: bytes, *, seconds: float = ANSWER_SECONDS) -> bytes:
        """Send, and wait for the answer. Raises BadFrame, TimeoutError, ConnectionError."""
        await self.send(raw)
        return await self.hear(seconds=seconds)

    async def hear(self, *, seconds: float = ANSWER_SECONDS) -> bytes:
        """The next message that the peer sends. Raises as `ask`."""
        async with asyncio.timeout(seconds):
            said = await read_frame(self._reader)
        if said is None:
            raise ConnectionResetError("the line was closed before an answer came")
        return said

    async def send(self, raw: bytes) -> None:
        self._writer.write(framed(raw))
        await self._writer.drain()


@asynccontextmanager
async def connected(
    host: str, port: int, *, tls: ssl.SSLContext | None = None, seconds: float = 10.0
) -> AsyncIterator[Line]:
    async with asyncio.timeout(seconds):
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=_LINE)
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
