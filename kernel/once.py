"""What is asked often in one transaction: asked once.

The answer is kept with the session's transaction, so that it is never older than that, and it
is forgotten as soon as the session itself writes a row of the tables that it came from (`of`),
or takes anything back. Whoever has waited for a row, or changes rows by a statement of his own,
calls `forget`; what the house has set up (`steady`: rooms, parameters, lists) stays even then.
Answers are shared: nobody changes a list that he got so.
"""

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, SQLModel

_KEPT = "asked_once"
_MOST = 500  # answers of a request; a job that goes through thousands of visits forgets them

T = TypeVar("T")


class _Answers:
    """Of one transaction: what was asked, the answer, and the tables that it came from."""

    def __init__(self, transaction: SessionTransaction) -> None:
        self.transaction = transaction
        self.known: dict[Hashable, _Answer] = {}

    def drop(self, which: Callable[["_Answer"], bool]) -> None:
        for name in [name for name, answer in self.known.items() if which(answer)]:
            del self.known[name]


class _Answer(NamedTuple):
    said: Any
    of: tuple[type, ...]
    steady: bool


def once(
    db: Session,
    name: Hashable,
    ask: Callable[[], T],
    *of: type[SQLModel],
    steady: bool = False,
) -> T:
    """The answer of `ask`, which is asked at the first need in this transaction."""
    if of and db.autoflush:
        db.flush()
    kept: _Answers | None = db.info.get(_KEPT)
    if kept is not None and kept.transaction is db.get_transaction() and name in kept.known:
        found: T = kept.known[name].said
        return found
    found = ask()
    transaction = db.get_transaction() or db.begin()
    kept = db.info.get(_KEPT)
    if kept is None or kept.transaction is not transaction:
        kept = db.info[_KEPT] = _Answers(transaction)
    if len(kept.known) >= _MOST:
        kept.known.clear()
    kept.known[name] = _Answer(found, of, steady)
    return found


def forget(db: Session, *of: type[SQLModel]) -> None:
    """Ask anew from here on: what came from these tables, or everything that is not steady."""
    kept: _Answers | None = db.info.get(_KEPT)
    if kept is not None:
        kept.drop(lambda each: not set(of).isdisjoint(each.of) if of else not each.steady)


def _written(session: OrmSession, *_: Any) -> None:
    kept: _Answers | None = session.info.get(_KEPT)
    if kept is not None and kept.known:
        rows = (*session.new, *session.dirty, *session.deleted)
        changed = {type(row) for row in rows}
        kept.drop(lambda each: not changed.isdisjoint(each.of))


def _taken_back(session: OrmSession, *_: Any) -> None:
    session.info.pop(_KEPT, None)


def watch(session_class: type[OrmSession]) -> None:
    """Notice what these sessions write, and what they take back: that never was so."""
    event.listen(session_class, "after_flush", _written)
    event.listen(session_class, "after_soft_rollback", _taken_back)
