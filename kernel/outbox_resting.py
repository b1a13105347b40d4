"""A receiver that cannot be reached is asked by one message at a time, not by all that wait.

Each try costs a question, a connection and a row: while the gateway is away for a day, two
thousand messages that try again and again take a fifth of the server. After three failures in a
row the messages of that kind are put back for a while; from then on one of them asks, round by
round, and the first that gets through lets the others follow.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from kernel.db import Database

ENOUGH = 3  # failures in a row
REST = timedelta(seconds=20)
_failed: "WeakKeyDictionary[Database, Counter[str]]" = WeakKeyDictionary()


class Round:
    """One round of sending: who was found to be away is left alone until the next."""

    def __init__(self, database: Database) -> None:
        self._in_a_row = _failed.setdefault(database, Counter())
        self._away: set[str] = set()
        self.put_back: list[UUID] = []

    def away(self, kinds: Iterable[str]) -> list[str]:
        """Those of these kinds that were not reached the last times."""
        return [kind for kind in kinds if self._in_a_row[kind] >= ENOUGH]

    def rests(self, kind: str, message_id: UUID) -> bool:
        """Whether this message waits; it is then among those to be put back."""
        if kind in self._away:
            self.put_back.append(message_id)
        return kind in self._away

    def told(self, kind: str, *, reached: bool) -> None:
        if reached:
            del self._in_a_row[kind]
            return
        self._in_a_row[kind] += 1
        if self._in_a_row[kind] >= ENOUGH:
            self._away.add(kind)
