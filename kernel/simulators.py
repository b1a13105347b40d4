"""The outside world, played on this machine for tests and for teaching (máy giả lập).

Whoever owns an adapter (gateway, bank, SMS) contributes one `Simulator` beside it:

    Simulator("bhyt", Text("Cổng giám định BHYT", "BHYT gateway"), make_app, port=8061)

`make_app(desk)` makes a small FastAPI application with fresh state in memory. Its `Desk` says
which faults are on and keeps what went in and out; the page at `/` shows both. Every simulator
can be down or slow without doing anything for it; others it names in `faults` and asks
`desk.has("refuse")`.

`his54 simulate` lists them, `his54 simulate bhyt` starts one, `with running(SIMULATOR) as it:`
gives a test the real thing over HTTP.
"""

import asyncio
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel.clock import local_now
from kernel.text import Text

_KEPT = 200  # exchanges
_SHOWN = 20_000  # characters of a body
_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "sheets"), autoescape=True, trim_blocks=True
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can go wrong on demand."""

    id: str
    title: Text


DOWN = Fault("down", Text("Mất kết nối (trả lời 503)", "Down (answers 503)"))
SLOW = Fault("slow", Text("Chậm 5 giây", "Slow, 5 seconds"))


@dataclass(frozen=True, slots=True)
class Simulator:
    """A piece of the outside world. `id` is what follows `his54 simulate`."""

    id: str
    title: Text
    make_app: Callable[["Desk"], FastAPI]
    port: int = 8060
    faults: tuple[Fault, ...] = ()
    about: Text = field(default=Text("", ""))  # for the page: test accounts, test cards


@dataclass(frozen=True, slots=True)
class Exchange:
    """One call and its answer."""

    at: datetime
    method: str
    path: str
    asked: str
    status: int
    answered: str
    seconds: float


class Desk:
    """What the teacher sets and sees. Safe between threads."""

    slow_seconds = 5.0

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.faults = (DOWN, SLOW, *simulator.faults)
        self._lock = threading.Lock()
        self._on: dict[str, int | None] = {}
        self._traffic: deque[Exchange] = deque(maxlen=_KEPT)

    def has(self, fault: str) -> bool:
        """Is it on? One that was set for so many calls counts down with each question."""
        with self._lock:
            if fault not in self._on:
                return False
            left = self._on[fault]
            if left is not None:
                if left <= 1:
                    del self._on[fault]
                else:
                    self._on[fault] = left - 1
            return True

    def set(self, fault: str, *, times: int | None = None) -> None:
        """Switch a fault on: until it is cleared, or for so many calls."""
        if fault not in {each.id for each in self.faults}:
            raise KeyError(fault)
        with self._lock:
            self._on[fault] = times

    def clear(self, fault: str | None = None) -> None:
        """Switch one fault off, or all."""
        with self._lock:
            if fault is None:
                self._on.clear()
            else:
                self._on.pop(fault, None)

    @property
    def on(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._on)

    @property
    def traffic(self) -> Sequence[Exchange]:
        """The newest first."""
        with self._lock:
            return tuple(reversed(self._traffic))

    def note(self, exchange: Exchange) -> None:
        with self._lock:
            self._traffic.append(exchange)


def application(simulator: Simulator) -> "Watched":
    """A fresh one, with its page."""
    desk = Desk(simulator)
    return Watched(simulator.make_app(desk), desk)


class Watched:
    """Around a simulator: its page, the general faults, and the log of what goes through."""

    def __init__(self, inner: ASGIApp, desk: Desk) -> None:
        self.inner = inner
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
        elif scope["path"] == "/":
            await self._page(scope, receive, send)
        else:
            await self._call(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, at = time.perf_counter(), local_now()
        asked = await _body(receive)
        answered, status = bytearray(), 0

        async def again() -> Message:
            return {"type": "http.request", "body": asked, "more_body": False}

        async def out(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif len(answered) < _SHOWN:
                answered.extend(message.get("body", b""))
            await send(message)

        if self.desk.has(SLOW.id):
            await asyncio.sleep(self.desk.slow_seconds)
        if self.desk.has(DOWN.id):
            await _answer(out, 503, b"down", "text/plain")
        else:
            await self.inner(scope, again, out)
        query = scope["query_string"].decode()
        self.desk.note(
            Exchange(
                at,
                scope["method"],
                scope["path"] + (f"?{query}" if query else ""),
                _text(asked),
                status,
                _text(bytes(answered)),
                time.perf_counter() - began,
            )
        )

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            said = dict(parse_qsl((await _body(receive)).decode()))
            self._switch(said)
            headers = [(b"location", f"/?lang={said.get('lang', 'vi')}".encode())]
            await send({"type": "http.response.start", "status": 303, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        asked = dict(parse_qsl(scope["query_string"].decode()))
        language = "en" if asked.get("lang") == "en" else "vi"

        def say(vi: str, en: str) -> str:
            return en if language == "en" else vi

        html = _pages.get_template("simulator.html").render(
            it=self.desk.simulator, desk=self.desk, language=language, say=say
        )
        await _answer(send, 200, html.encode(), "text/html; charset=utf-8")

    def _switch(self, said: Mapping[str, str]) -> None:
        fault, times = said.get("fault", ""), said.get("times", "")
        if fault in self.desk.on or fault not in {each.id for each in self.desk.faults}:
            self.desk.clear(fault)
        else:
            self.desk.set(fault, times=int(times) if times.isdigit() and int(times) else None)


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body.extend(message.get("body", b""))
        if not message.get("more_body"):
            return bytes(body)


async def _answer(send: Send, status: int, body: bytes, kind: str) -> None:
    headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _text(body: bytes) -> str:
    return body[:_SHOWN].decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Running:
    """A simulator that answers on this machine."""

    url: str
    desk: Desk
    app: Any  # what make_app made


@contextmanager
def running(simulator: Simulator, *, port: int = 0) -> Iterator[Running]:
    """Start one in a thread of this process; gone afterwards."""
    watched = application(simulator)
    listening = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(watched, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.005)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        yield Running(url, watched.desk, watched.inner)
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


def serve(simulator: Simulator, *, port: int | None = None) -> None:
    """Run one until it is told to end."""
    uvicorn.run(
        application(simulator),
        host="127.0.0.1",
        port=port or simulator.port,
        log_level="warning",
        lifespan="off",
    )
