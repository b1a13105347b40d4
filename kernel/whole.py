"""A request in one piece: its route, answer, commit and goodbye in one thread.

Each way to a thread and back costs as much as a query, and a request had up to six of them.
kernel/db.py hands a `Whole` to the routes that kernel/routing.py has prepared for it.
"""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from fastapi import Response
from sqlmodel import Session

from kernel import audit, idempotency

if TYPE_CHECKING:
    from kernel.db import Database

WHOLE = "whole_in_one_thread"


class Whole:
    """What is done around a route, in the route's own thread."""

    def __init__(
        self, database: "Database", writing: bool, claim: idempotency.Claim | None
    ) -> None:
        self.database = database
        self.writing = writing
        self.claim = claim
        self.reads: Future[None] | None = None

    def run(self, db: Session, work: Callable[[], Response]) -> Response:
        """Commit what `work` did, or take it all back. Its answer leaves only afterwards."""
        turn = self.database.turn if self.writing else None
        if turn:
            turn.wait_blocking()
        try:
            return self._done(db, work)
        finally:
            db.close()
            if turn:
                turn.pass_on()

    def _done(self, db: Session, work: Callable[[], Response]) -> Response:
        if self.claim is not None:
            idempotency.take(db, self.claim)
        response = work()
        if self.claim is not None:
            idempotency.put(db, self.claim, response)
        if self.writing:
            db.commit()
        elif reads := audit.take_reads(db):
            self.reads = self.database.read_log.put(reads)
        return response
