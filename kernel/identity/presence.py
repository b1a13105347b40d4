"""When a session was last seen: written aside, once a minute at most, many in one go.

It must not cost a request its time, nor take SQLite's one write turn for each click.
"""

import contextlib
import threading
from datetime import datetime, timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy.exc import SQLAlchemyError

from kernel.db import Database
from kernel.identity import sessions

OFTEN = timedelta(minutes=1)


class Presence:
    """The sessions that this process has seen since it last wrote them down."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[UUID, datetime] = {}
        self._mutex = threading.Lock()
        self._pending = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None
        database.before_closing.append(self.close)

    def last(self, session_id: UUID, written: datetime) -> datetime:
        return max(written, self._seen.get(session_id, written))

    def note(self, session_id: UUID, written: datetime, now: datetime) -> None:
        if now - self.last(session_id, written) < OFTEN or self._closed:
            return
        with self._mutex:
            self._seen[session_id] = now
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="presence", daemon=True)
                self._thread.start()
        self._pending.set()

    def write(self) -> None:
        with self._mutex:
            seen = dict(self._seen)
        if not seen:
            return
        with self._database.write() as db:
            sessions.touch(db, seen)
        with self._mutex:
            self._seen = {k: v for k, v in self._seen.items() if seen.get(k) != v}

    def close(self) -> None:
        self._closed = True
        self._pending.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            self._pending.wait()
            self._pending.clear()
            # A database that is away now is asked again at the next click.
            with contextlib.suppress(SQLAlchemyError):
                self.write()
            if self._closed:
                return


_of: "WeakKeyDictionary[Database, Presence]" = WeakKeyDictionary()
_making = threading.Lock()


def presence_of(database: Database) -> Presence:
    with _making:
        if database not in _of:
            _of[database] = Presence(database)
        return _of[database]
