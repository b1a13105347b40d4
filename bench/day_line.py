"""One person's line to the server, and what the day's people were answered.

A line that breaks (the server was killed) is opened again, and what was pressed is pressed again:
the same request with the same `Idempotency-Key`, as a browser's form does it.
"""

import asyncio
import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from bench.load import request

_PATIENCE = 300.0  # seconds that somebody presses again: a server of three processes takes ten
_DEAD = (ConnectionError, OSError, asyncio.IncompleteReadError)


@dataclass
class Day:
    """What happened: seconds of every kind of request, and whatever was no success."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    finished: int = 0
    pressed_again: Counter[str] = field(default_factory=Counter)


class Line:
    """One person's line to the server: HTTP/1.1, kept alive."""

    def __init__(self, port: int, headers: dict[str, str], day: Day) -> None:
        self._port, self._headers, self._day = port, headers, day
        self._pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __call__(self, what: str, method: str, path: str, body: Any = None) -> Any:
        """The answer as JSON. Raises Refused for whatever is no success."""
        headers = dict(self._headers)
        if method != "GET":
            headers["Idempotency-Key"] = uuid4().hex
        content = b"" if body is None else json.dumps(body).encode()
        form = request(method, path, headers, content)
        began = time.perf_counter()
        while True:
            sent = time.perf_counter()
            try:
                head, said = await self._exchange(form)
                break
            except _DEAD:
                broken, self._pipe = self._pipe, None
                if sent - began > _PATIENCE:  # told as a refusal: nobody waits for this visit
                    self._day.refused[f"{what}: no answer"] += 1
                    raise Refused(f"{what}: no answer") from None
                if broken:  # else nobody is there yet
                    self._day.pressed_again[what] += 1
                await asyncio.sleep(0.2)
        self._day.took[what].append(time.perf_counter() - sent)
        status = int(head[9:12])
        if 200 <= status < 300:
            return json.loads(said) if b"application/json" in head.lower() else said
        error = json.loads(said).get("error", "") if said[:1] == b"{" else ""
        self._day.refused[f"{what}: {status} {error}"] += 1
        raise Refused(f"{what}: {status} {said[:400]!r}")

    async def _exchange(self, form: bytes) -> tuple[bytes, bytes]:
        if self._pipe is None:
            self._pipe = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._pipe
        writer.write(form)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(x[15:]) for x in head.split(b"\r\n") if x[:15].lower() == b"content-length:"), 0
        )
        return head, await reader.readexactly(length)


class Refused(Exception):
    pass
