"""A load client that costs little: plain sockets, HTTP/1.1 keep-alive, one task a connection.

It shares the machine with the server it measures, so it parses no more than it must.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

Request = Callable[[int], bytes]  # the n-th request, as it goes over the line


@dataclass(frozen=True, slots=True)
class Outcome:
    """Requests a second, and latencies in milliseconds."""

    rate: float
    p50: float
    p95: float
    requests: int
    failed: int
    failures: dict[str, int] = field(default_factory=dict)  # what was answered instead: how often


def request(
    method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{k}: {v}" for k, v in (headers or {}).items()),
    ]
    if body or method != "GET":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def run(
    port: int, make: Request, *, concurrency: int, seconds: float, most: int = 1_000_000
) -> Outcome:
    """Send requests for so long (at most so many) over `concurrency` connections."""
    return asyncio.run(_run(port, make, concurrency, seconds, most))


async def _run(port: int, make: Request, concurrency: int, seconds: float, most: int) -> Outcome:
    took: list[float] = []
    failures: Counter[str] = Counter()
    numbers = count()
    start = time.perf_counter()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (n := next(numbers)) < most and time.perf_counter() - start < seconds:
            began = time.perf_counter()
            try:
                writer.write(make(n))
                status, body = await _answer(reader)
            except (OSError, asyncio.IncompleteReadError):
                failures["line cut"] += 1
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                continue
            took.append(time.perf_counter() - began)
            if not 200 <= status < 300:
                failures[f"{status} {_word(body)}"] += 1
        writer.close()

    await asyncio.gather(*(one() for _ in range(concurrency)))
    elapsed = time.perf_counter() - start
    took.sort()
    at = [took[min(len(took) - 1, int(len(took) * share))] * 1000 for share in (0.5, 0.95)]
    failed = failures.total()
    return Outcome(len(took) / elapsed, at[0], at[1], len(took), failed, dict(failures))


def _word(body: bytes) -> str:
    """The code of a refusal ("similar_patients"); nothing else of it is told."""
    try:
        return str(json.loads(body)["error"])
    except (ValueError, KeyError, TypeError):
        return ""


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
    body = await reader.readexactly(length) if length else b""
    return int(head[9:12]), body
