"""Screens that follow: told after the commit, only of what they follow, only while signed in."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request

from kernel import answers, live
from kernel.access import Actor
from kernel.db import Database


@contextmanager
def served(
    database: Database, actor_of: Callable[[Request], Actor | None] | None = None
) -> Iterator[str]:
    """A real server on this hospital: an endless answer needs a real line."""
    app = FastAPI()
    app.state.database = database
    somebody = Actor(uuid4(), "BS. Lan")
    app.state.actor_of = actor_of or (lambda _: somebody)
    answers.install(app)
    app.include_router(live.router, prefix="/api")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/live"
        finally:
            database.live.close()
            server.should_exit = True
            thread.join(10)


def follow(address: str, topics: str, until: int, opened: threading.Event) -> list[str]:
    """The first `until` topics that a stream tells."""
    told: list[str] = []
    with httpx.stream("GET", address, params={"topics": topics}, timeout=15) as stream:
        for line in stream.iter_lines():
            if line.startswith("event: open"):
                opened.set()
            if line.startswith("data: ") and "topic" in line:
                told.append(json.loads(line[6:])["topic"])
                if len(told) >= until:
                    break
    return told


@contextmanager
def following(address: str, topics: str, until: int) -> Iterator[list[str]]:
    told: list[str] = []
    opened = threading.Event()
    thread = threading.Thread(
        target=lambda: told.extend(follow(address, topics, until, opened)), daemon=True
    )
    thread.start()
    assert opened.wait(10)
    yield told
    thread.join(10)
    assert not thread.is_alive()


def test_a_board_hears_of_its_queue_after_the_commit_and_of_no_other(database: Database) -> None:
    with served(database) as address, following(address, "queue:P101,orders", 2) as told:
        with database.write() as db:
            live.touch(db, "queue:P999")
            live.touch(db, "queue:P101")
            time.sleep(0.2)
            assert told == []
        time.sleep(0.2)
        with database.write() as db:
            live.touch(db, "orders")
    assert told == ["queue:P101", "orders"]


def test_what_was_rolled_back_is_not_told(database: Database) -> None:
    with served(database) as address, following(address, "orders,queue", 1) as told:
        with database.write() as db:
            live.touch(db, "queue")
            db.rollback()
        with database.write() as db:
            live.touch(db, "orders")
    assert told == ["orders"]


def test_another_worker_of_the_same_database_is_told_too(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("one process")
    other = Database(database.url)
    with (
        served(database) as address,
        following(address, "orders,queue", 1) as told,
        other.write() as db,
    ):
        live.touch(db, "orders")
    other.close()
    assert told == ["orders"]


def test_a_stream_ends_when_its_session_does(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_HEARTBEAT", 0.05)
    monkeypatch.setattr(live, "_STILL_SIGNED_IN", 0.1)
    somebody = Actor(uuid4(), "BS. Lan")
    signed_in = [True]
    with served(database, lambda _: somebody if signed_in[0] else None) as address:
        lines: list[str] = []
        with httpx.stream("GET", address, params={"topics": "a"}, timeout=10) as stream:
            for line in stream.iter_lines():
                lines.append(line)
                signed_in[0] = False
        assert "event: signed_out" in lines


def test_nobody_follows_without_signing_in_or_without_a_topic(database: Database) -> None:
    with served(database, lambda _: None) as address:
        assert httpx.get(address, params={"topics": "a"}).status_code == 401
    database.live.closed = False
    with served(database) as address:
        assert httpx.get(address, params={"topics": ","}).json()["error"] == "BadTopics"


def test_one_person_cannot_open_streams_without_end() -> None:
    async def open_many() -> None:
        hub = live.Hub()
        for _ in range(live._MOST_OF_ONE):
            hub.open("lan", frozenset({"a"}))
        with pytest.raises(live.TooManyStreams):
            hub.open("lan", frozenset({"a"}))
        hub.open("hoa", frozenset({"a"}))

    asyncio.run(open_many())


def test_a_slow_screen_holds_no_more_than_its_own_topics() -> None:
    async def overflow() -> None:
        hub = live.Hub()
        client = hub.open("lan", frozenset({"a", "b"}))
        for _ in range(10_000):
            hub.tell({"a", "c"})
        await asyncio.sleep(0)
        assert await client.changed(1) == {"a"}
        assert await client.changed(0.01) == set()

    asyncio.run(overflow())
