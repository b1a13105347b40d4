"""One writer at a time, first come first served: SQLite's write lock, kept in the process.

Left to itself SQLite lets waiting writers poll, and the unlucky one waits longest. Here each
waits on a future: coroutines without holding a thread, threads by blocking on it.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager


class Turn:
    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._held = False
        self._waiting: deque[Future[None]] = deque()

    def _ask(self) -> Future[None]:
        mine: Future[None] = Future()
        with self._mutex:
            if self._held:
                self._waiting.append(mine)
            else:
                self._held = True
                mine.set_running_or_notify_cancel()
                mine.set_result(None)
        return mine

    async def wait(self) -> None:
        """Take the turn; a cancelled wait never keeps it."""
        mine = self._ask()
        if mine.done():
            return
        try:
            await asyncio.wrap_future(mine)
        except asyncio.CancelledError:
            if not mine.cancel() and not mine.cancelled():
                self.pass_on()
            raise

    def wait_blocking(self) -> None:
        self._ask().result()

    def pass_on(self) -> None:
        """Give the turn to whoever has waited longest."""
        with self._mutex:
            while self._waiting:
                following = self._waiting.popleft()
                if following.set_running_or_notify_cancel():
                    following.set_result(None)
                    return
            self._held = False

    @contextmanager
    def held(self) -> Iterator[None]:
        self.wait_blocking()
        try:
            yield
        finally:
            self.pass_on()
