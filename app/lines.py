"""The head of an answer and its body in one piece on the line.

uvicorn writes them apart, and each write is a call of the system that wakes whoever reads: a
tenth of a small answer's time. Here what is written within one turn of the loop goes out
together; a large body goes at once, without being copied.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MUCH = 65_536  # bytes that are not worth waiting for more


class Gathering:
    """A transport that writes once in a turn of the loop; all else is the transport's own."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[Any] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: Any) -> None:
        self._held.append(data)
        self._size += len(data)
        if self._size > _MUCH:
            self._flush()
        elif len(self._held) == 1:
            self._loop.call_soon(self._flush)

    def writelines(self, pieces: Any) -> None:
        for each in pieces:
            self.write(each)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        held, size = self._held, self._size
        if not held or self._transport.is_closing():
            return
        self._held, self._size = [], 0
        if len(held) == 1:
            self._transport.write(held[0])
        elif size <= _MUCH:
            self._transport.write(b"".join(held))
        else:
            self._transport.writelines(held)


class OnOneLine(HttpToolsProtocol):
    """uvicorn's own, over such a transport (`uvicorn.Config(http=OnOneLine)`)."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(Gathering(transport, self.loop))  # type: ignore[arg-type]
