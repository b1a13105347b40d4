"""A line between the processes of one house on PostgreSQL: what one says, the others hear.

NOTIFY is sent on a connection of its own, after the commit: inside a transaction it would make
all commits of the database wait for one another. It is a hint: what is said while a line is cut
is lost, and whoever listens is told that it was cut.
"""

import json
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from kernel import logs

MOST = 7000
"""Bytes of one message: NOTIFY carries less than 8000."""
_BURST = 0.05  # what is said within this time goes out together


class Relay:
    """A thread and a connection for saying, and one of each for hearing; begun when needed.

    `packed` makes messages (texts of at most MOST bytes) of all that was said within a moment.
    `heard` is called with each message of another process, `cut` after a line had been lost;
    both from the hearing thread.
    """

    def __init__(
        self,
        url: str,
        channel: str,
        *,
        packed: Callable[[list[Any]], Iterable[str]],
        heard: Callable[[str], None],
        cut: Callable[[], None],
    ) -> None:
        address = make_url(url).set(drivername="postgresql")
        self._conninfo = address.render_as_string(hide_password=False)
        self._channel = channel
        self._me = uuid4().hex[:12]
        self._packed, self._heard, self._cut = packed, heard, cut
        self._said: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        self._stop = threading.Event()
        self.hearing = threading.Event()

    def say(self, what: Any) -> None:
        self._begin(f"{self._channel}-say", self._tell)
        self._said.put(what)

    def listen(self) -> None:
        self._begin(f"{self._channel}-hear", self._hear)

    def close(self) -> None:
        self._stop.set()
        self._said.put(None)
        for thread in self._threads.values():
            thread.join(5)

    def _begin(self, name: str, work: Callable[[], None]) -> None:
        with self._starting:
            if name not in self._threads and not self._stop.is_set():
                thread = threading.Thread(target=work, name=name, daemon=True)
                self._threads[name] = thread
                thread.start()

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._conninfo, autocommit=True, connect_timeout=10)

    def _tell(self) -> None:
        line: psycopg.Connection[Any] | None = None
        while (first := self._said.get()) is not None:
            self._stop.wait(_BURST)
            said = [first]
            while not self._said.empty():
                said.append(self._said.get())
            try:
                line = line or self._connect()
                for message in self._packed([each for each in said if each is not None]):
                    payload = json.dumps([self._me, message], ensure_ascii=False)
                    line.execute("SELECT pg_notify(%s, %s)", (self._channel, payload))
            except psycopg.Error as error:  # a hint is lost; the next one finds a new line
                logs.log.warning("live_not_told", error=type(error).__name__)
                if line:
                    line.close()
                line = None
            if self._stop.is_set():
                break
        if line:
            line.close()

    def _hear(self) -> None:
        while not self._stop.is_set():
            try:
                with self._connect() as line:
                    line.execute(f"LISTEN {self._channel}")
                    if self.hearing.is_set():  # the line was cut: we may have missed some
                        self._cut()
                    self.hearing.set()
                    while not self._stop.is_set():
                        for heard in line.notifies(timeout=1.0):
                            sender, message = json.loads(heard.payload)
                            if sender != self._me:
                                self._heard(message)
            except (psycopg.Error, ValueError) as error:
                logs.log.warning("live_line_cut", error=type(error).__name__)
                self._stop.wait(2)
