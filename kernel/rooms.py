"""Rooms where people are together at one moment: what one of them does, the others see at once.

Nothing is kept here: whoever must not lose a word writes it down first and says it then. Who is
slow is let go rather than waited for. The processes of a house on PostgreSQL hear each other
(kernel/relay.py); what is said there while a line is cut is lost.
"""

import asyncio
import contextlib
import json
import threading
import weakref
from collections.abc import Iterable

from kernel.relay import MOST, Relay

_CHANNEL = "his54_rooms"
_MOST_WAITING = 200
"""Messages that somebody may be behind before he is let go."""


class Seat:
    """One place in a room: what is said there comes out of `heard`."""

    def __init__(self, room: str) -> None:
        self.room = room
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Queue[str | None] = asyncio.Queue()

    def tell(self, message: str | None) -> None:
        """From any thread; None: the seat is over."""
        with contextlib.suppress(RuntimeError):  # its loop is gone
            self._loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: str | None) -> None:
        if self._waiting.qsize() >= _MOST_WAITING:
            message = None
        self._waiting.put_nowait(message)

    async def heard(self) -> str | None:
        """The next message; None when the seat is over."""
        return await self._waiting.get()


_houses: "weakref.WeakSet[Rooms]" = weakref.WeakSet()


def empty_all() -> None:
    """The server stops: let everybody go."""
    for rooms in list(_houses):
        rooms.empty()


class Rooms:
    """The seats of this process, by room."""

    def __init__(self, url: str = "") -> None:
        self._seats: dict[str, set[Seat]] = {}
        self._mutex = threading.Lock()
        self._relay = (
            Relay(url, _CHANNEL, packed=_packed, heard=self._from_afar, cut=lambda: None)
            if url.startswith("postgresql")
            else None
        )
        _houses.add(self)

    def enter(self, room: str) -> Seat:
        seat = Seat(room)
        with self._mutex:
            self._seats.setdefault(room, set()).add(seat)
        if self._relay:
            self._relay.listen()
        return seat

    def leave(self, seat: Seat) -> None:
        with self._mutex:
            seats = self._seats.get(seat.room, set())
            seats.discard(seat)
            if not seats:
                self._seats.pop(seat.room, None)

    def tell(self, room: str, message: str) -> None:
        """To every seat of a room, in every process; at most 3,500 bytes. Raises ValueError."""
        if len(message.encode()) > MOST // 2:  # quotes grow on their way
            raise ValueError("too long for a room")
        self._here(room, message)
        if self._relay:
            self._relay.say((room, message))

    def _here(self, room: str, message: str) -> None:
        with self._mutex:
            seats = list(self._seats.get(room, ()))
        for seat in seats:
            seat.tell(message)

    def _from_afar(self, message: str) -> None:
        room, said = json.loads(message)
        self._here(room, said)

    def empty(self) -> None:
        for seats in list(self._seats.values()):
            for seat in list(seats):
                seat.tell(None)

    def close(self) -> None:
        self.empty()
        if self._relay:
            self._relay.close()


def _packed(said: list[tuple[str, str]]) -> Iterable[str]:
    return (json.dumps(each, ensure_ascii=False) for each in said)
