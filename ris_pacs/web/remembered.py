"""What was just asked of the database, as long as nothing in it has changed.

A viewer asks for a thousand frames of one study in a second: who he is and where each lies is
the same each time. SQLite tells whether anybody, in this process or another, committed anything
since (`PRAGMA data_version`), ten times sooner than it answers one of these questions; while
nobody did, the answers stand: a right taken away, a session ended or a picture rejected is a
commit, and is asked anew at once. On PostgreSQL nothing is remembered.
"""

import sqlite3
import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from fastapi import Request

from kernel.access import Actor, acting_in, signed_in
from kernel.db import Database
from kernel.identity import door

_MOST = 50_000  # rows
_WHILE = 1.0  # seconds: a session that nobody used ends by the clock, without a commit
T = TypeVar("T")


class Unchanged:
    """Answers of one SQLite database since its last commit."""

    def __init__(self, database: Database) -> None:
        self._pooled = database.reader.raw_connection()
        self._pooled.detach()  # its own: the count is told to one connection
        self._connection = cast(sqlite3.Connection, self._pooled.dbapi_connection)
        self._lock = Lock()
        self._version = -1
        self._known: dict[Hashable, Any] = {}
        self.weight = 0  # of what is remembered: a row is one
        database.before_closing.append(self._connection.close)

    def known(self) -> dict[Hashable, Any]:
        """What still stands; empty after a commit of anybody."""
        with self._lock:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if version != self._version or self.weight >= _MOST:
                # A new one: who began to ask before the commit writes into the old one.
                self._version, self._known, self.weight = version, {}, 0
            return self._known


_of: "WeakKeyDictionary[Database, Unchanged]" = WeakKeyDictionary()
_making = Lock()


def unchanged(database: Database) -> Unchanged:
    found = _of.get(database)
    if found is None:
        with _making:
            found = _of.get(database)
            if found is None:
                found = _of[database] = Unchanged(database)
    return found


def answer(database: Database, key: Hashable, ask: Callable[[], T]) -> T:
    """As it was answered since the last commit, or asked now. What `ask` raises is not kept."""
    if not database.is_sqlite:
        return ask()
    own = unchanged(database)
    standing = own.known()  # before it is asked: an answer from before a commit stays there
    if key not in standing:
        standing[key] = found = ask()
        own.weight += len(found) if isinstance(found, list) else 1
    kept: T = standing[key]
    return kept


async def asking(request: Request) -> Actor:
    """`kernel.access.signed_in`, remembered for a second by what the browser or machine showed."""
    state = request.app.state
    database: Database = state.database
    if not database.is_sqlite or state.actor_of is not door.actor_of:
        return await signed_in(request)
    headers = request.headers
    key = (headers.get("authorization"), headers.get("cookie"), id(state.assembly))
    standing, now = unchanged(database).known(), time.monotonic()
    found: tuple[float, Actor] | None = standing.get(key)
    if found is None or found[0] < now:
        standing[key] = found = (now + _WHILE, await signed_in(request))
    acting_in(request).actor = found[1]
    return found[1]
