"""Ask an HTTP server again and again over lines that stay open, and cost little beside it.

Python's `http.client` takes a fifth of a millisecond a request, as long as a quick server does,
on the processors that both share: here a request is one `send`, an answer is read into one place
and its head looked at for its length only. The servers' own processor time is read beside the
clock: it does not depend on what else the machine does.
"""

import os
import socket
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


class Line:
    """One connection that stays open; `ask` answers the status and the length of the body."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._place = bytearray(1 << 20)
        self._view = memoryview(self._place)

    def ask(self, request: bytes) -> tuple[int, int]:
        self._socket.sendall(request)
        got = self._more(0)
        while (end := self._place.find(b"\r\n\r\n", 0, got)) < 0:
            got += self._more(got)
        head = bytes(self._place[:end]).lower()
        status = int(head[9:12])
        if b"\r\ntransfer-encoding: chunked" in head:
            return status, self._chunks(end + 4, got)
        at = head.find(b"\r\ncontent-length:")
        length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        left = length - (got - end - 4)
        while left > 0:
            left -= self._more(0)
        return status, length

    def _more(self, at: int) -> int:
        if at >= len(self._place):
            raise SystemExit("an answer without an end")
        number = self._socket.recv_into(self._view[at:])
        if not number:
            raise SystemExit("the server closed the line")
        return number

    def _chunks(self, begun: int, got: int) -> int:
        """The length of a body in chunks."""
        kept, total = bytes(self._place[begun:got]), 0
        while True:
            while (end := kept.find(b"\r\n")) < 0:
                kept += bytes(self._place[: self._more(0)])
            size = int(kept[:end].split(b";")[0], 16)
            while len(kept) < end + 4 + size:
                kept += bytes(self._place[: self._more(0)])
            kept = kept[end + 4 + size :]
            total += size
            if not size:
                return total

    def close(self) -> None:
        self._socket.close()


@dataclass
class Told:
    """What many requests took."""

    took: list[float] = field(default_factory=list)  # milliseconds
    sizes: set[int] = field(default_factory=set)
    seconds: float = 0.0
    processor: float = 0.0  # seconds of the server

    def figures(self) -> dict[str, float]:
        every = sorted(self.took)
        return {
            "requests/s": round(len(every) / self.seconds, 1),
            "p50 ms": round(statistics.median(every), 2),
            "p95 ms": round(every[int(len(every) * 0.95)], 2),
            "processor ms": round(self.processor * 1000 / len(every), 3),
            "bytes": max(self.sizes),
        }


def request(port: int, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


def ask(
    port: int, asked: Sequence[bytes], lines: int, seconds: float, told: Told, pid: int = 0
) -> None:
    """Ask one after the other over so many lines at once for so long; what it took is added
    to `told`."""
    took: list[list[float]] = [[] for _ in range(lines)]
    before = processor(pid)
    begun = time.perf_counter()
    end = begun + seconds

    def one(own: list[float], first: int) -> None:
        line, turn = Line(port), first
        while (at := time.perf_counter()) < end:
            turn = (turn + 1) % len(asked)
            status, size = line.ask(asked[turn])
            if status != 200:
                raise SystemExit(f"{asked[turn][:200]!r}: {status}")
            told.sizes.add(size)
            own.append((time.perf_counter() - at) * 1000)
        line.close()

    starts = [len(asked) * number // lines for number in range(lines)]
    threads = [threading.Thread(target=one, args=each) for each in zip(took, starts, strict=True)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    told.seconds += time.perf_counter() - begun
    told.processor += processor(pid) - before
    told.took += [each for own in took for each in own]


def ask_once(port: int, asked: Sequence[bytes], told: Told) -> None:
    """Each once, over one line: what nobody asked for before."""
    line, begun = Line(port), time.perf_counter()
    for each in asked:
        at = time.perf_counter()
        status, size = line.ask(each)
        if status != 200:
            raise SystemExit(f"{each[:200]!r}: {status}")
        told.sizes.add(size)
        told.took.append((time.perf_counter() - at) * 1000)
    told.seconds += time.perf_counter() - begun
    line.close()


def processor(pid: int) -> float:
    """Seconds that a process and those that it started have had of the processors."""
    if not pid:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(each) for each in fields[11:15]) / _TICKS
