"""Screens that follow without a reload: "this list changed, fetch it again" (SSE).

`touch(db, topic)` says after the commit that what a topic shows has changed. It carries no data:
a screen fetches again, with its own rights. It is a hint, so a lost one costs only freshness
(screens also fetch again when the stream comes back). A client holds a set of topics to be told,
never a queue: however slow it is, it cannot make us hold more than its own topics.

In one process (SQLite) the hub tells its own clients. On PostgreSQL each worker also tells the
others (kernel/relay.py).
"""

import asyncio
import contextlib
import json
import signal
import threading
import weakref
from collections.abc import AsyncIterator, Iterable
from types import FrameType
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Query, Request
from fastapi.responses import StreamingResponse
from sqlalchemy import event as sa_event
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from kernel import rooms
from kernel.access import SignedIn
from kernel.errors import Invalid, Refusal
from kernel.relay import Relay
from kernel.routing import Router
from kernel.text import Text

HUB = "live_hub"
_TOPICS = "live_topics"
_CHANNEL = "his54_live"
_HEARTBEAT = 15.0
_STILL_SIGNED_IN = 30.0
_MOST_TOPICS = 50
_MOST_STREAMS = 2000
_MOST_OF_ONE = 30


class BadTopics(Invalid):
    """A stream names 1 to 50 topics of at most 100 characters."""

    says = Text(
        "Luồng cập nhật phải nêu từ 1 đến 50 chủ đề.",
        "A live stream names 1 to 50 topics.",
    )


class TooManyStreams(Refusal):
    """Too many live streams are open, by this person or in all."""

    status = 429
    says = Text(
        "Đang mở quá nhiều màn hình tự cập nhật. Hãy đóng bớt rồi thử lại.",
        "Too many live screens are open. Close some and try again.",
    )


def touch(db: Session, topic: str) -> None:
    """After the commit, let every screen that follows this topic know."""
    if not db.in_transaction():
        db.begin()  # so that a rollback is noticed
    topics: set[str] = db.info.setdefault(_TOPICS, set())
    topics.add(topic)


def watch(session_class: type[OrmSession]) -> None:
    """Broadcast what these sessions touched once they have committed."""
    sa_event.listen(session_class, "after_commit", _committed)
    sa_event.listen(session_class, "after_soft_rollback", _rolled_back)


def _committed(session: OrmSession) -> None:
    if session.in_nested_transaction():
        return
    topics = session.info.pop(_TOPICS, None)
    hub: Hub | None = session.info.get(HUB)
    if topics and hub:
        hub.tell(topics)


def _rolled_back(session: OrmSession, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.pop(_TOPICS, None)


class Client:
    """One open stream: what it follows, and what it has not been told yet."""

    def __init__(self, who: object, topics: frozenset[str]) -> None:
        self.who = who
        self.topics = topics
        self.closed = False
        self._loop = asyncio.get_running_loop()
        self._told: set[str] = set()
        self._wake = asyncio.Event()

    def tell(self, topics: Iterable[str]) -> None:
        """From any thread."""
        mine = self.topics.intersection(topics)
        if mine:
            self._soon(mine)

    def close(self) -> None:
        self.closed = True
        self._soon(set())

    def _soon(self, topics: Iterable[str]) -> None:
        with contextlib.suppress(RuntimeError):  # its loop is gone, and the stream with it
            self._loop.call_soon_threadsafe(self._note, topics)

    def _note(self, topics: Iterable[str]) -> None:
        self._told.update(topics)
        self._wake.set()

    async def changed(self, within: float) -> set[str]:
        """The topics touched since the last call; empty after `within` seconds of quiet."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), within)
        self._wake.clear()
        told, self._told = self._told, set()
        return told


_hubs: "weakref.WeakSet[Hub]" = weakref.WeakSet()


def end_streams() -> None:
    """The server stops: let go of everyone who follows. Callable from a signal handler."""
    for hub in list(_hubs):
        hub.end_streams()
    rooms.empty_all()


def end_streams_on_signals() -> None:
    """The server, told to end, waits for its answers; streams would keep it waiting."""
    if threading.current_thread() is not threading.main_thread():
        return
    for sign in (signal.SIGINT, signal.SIGTERM):
        _end_streams_before(sign, signal.getsignal(sign))


def _end_streams_before(sign: signal.Signals, before: Any) -> None:
    def told(number: int, frame: FrameType | None) -> None:
        end_streams()
        if callable(before):
            before(number, frame)

    signal.signal(sign, told)


class Hub:
    """The streams of this process, and the line to the other workers."""

    def __init__(self, url: str = "") -> None:
        self._clients: set[Client] = set()
        self._mutex = threading.Lock()
        self._relay = (
            Relay(
                url,
                _CHANNEL,
                packed=_packed,
                heard=lambda message: self.tell_here(set(json.loads(message))),
                cut=self.tell_all_here,
            )
            if url.startswith("postgresql")
            else None
        )
        self.closed = False
        _hubs.add(self)

    def tell(self, topics: Iterable[str]) -> None:
        topics = set(topics)
        self.tell_here(topics)
        if self._relay:
            self._relay.say(topics)

    def tell_here(self, topics: set[str]) -> None:
        with self._mutex:
            clients = list(self._clients)
        for client in clients:
            client.tell(topics)

    def tell_all_here(self) -> None:
        """Everything may have changed."""
        with self._mutex:
            clients = list(self._clients)
        for client in clients:
            client.tell(client.topics)

    def open(self, who: object, topics: frozenset[str]) -> Client:
        with self._mutex:
            of_one = sum(1 for c in self._clients if c.who == who)
            if self.closed or len(self._clients) >= _MOST_STREAMS or of_one >= _MOST_OF_ONE:
                raise TooManyStreams
            client = Client(who, topics)
            self._clients.add(client)
        if self._relay:
            self._relay.listen()
        return client

    def ready(self) -> None:
        """Wait (a little) until the other workers are heard."""
        if self._relay:
            self._relay.hearing.wait(5)

    def leave(self, client: Client) -> None:
        with self._mutex:
            self._clients.discard(client)

    @property
    def open_streams(self) -> int:
        return len(self._clients)

    def end_streams(self) -> None:
        self.closed = True
        for client in self._clients.copy():  # no lock: a signal may have come inside one
            client.close()

    def close(self) -> None:
        self.end_streams()
        if self._relay:
            self._relay.close()


def _packed(said: list[set[str]]) -> Iterable[str]:
    """Topics of some moments, each once; a topic has at most 400 bytes."""
    topics = sorted(set[str]().union(*said))
    for start in range(0, len(topics), 15):
        yield json.dumps(topics[start : start + 15], ensure_ascii=False)


router = Router(prefix="/live", tags=["kernel"])


@router.get(
    "",
    name="live",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def live(
    request: Request,
    actor: SignedIn,
    topics: Annotated[str, Query(min_length=1, max_length=5000)],
) -> StreamingResponse:
    """Follow topics: `event: touch`, `data: {"topic": ...}` when one has changed."""
    wanted = frozenset(t.strip() for t in topics.split(",") if t.strip())
    if not 1 <= len(wanted) <= _MOST_TOPICS or any(len(t) > 100 for t in wanted):
        raise BadTopics
    hub: Hub = request.app.state.database.live
    client = hub.open(actor.id, wanted)
    return StreamingResponse(
        _stream(request, hub, client),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(request: Request, hub: Hub, client: Client) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    asked = loop.time()
    # Whoever only watches is not at work: the idle limit goes on counting (kernel/sessions.py).
    request.state.only_watching = True
    try:
        await run_sync(hub.ready)
        yield "retry: 3000\nevent: open\ndata: {}\n\n"
        while not client.closed:
            told = await client.changed(_HEARTBEAT)
            for topic in sorted(told):
                yield f"event: touch\ndata: {json.dumps({'topic': topic})}\n\n"
            if loop.time() - asked >= _STILL_SIGNED_IN:
                if await run_sync(request.app.state.actor_of, request) is None:
                    yield "event: signed_out\ndata: {}\n\n"
                    return
                asked = loop.time()
            if not told and not client.closed:
                yield ": still here\n\n"
    finally:
        hub.leave(client)
