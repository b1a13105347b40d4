"""What is asked often in one transaction: asked once.

The answer is kept with the session's transaction, so that it is never older than that, and it
is forgotten as soon as the session itself writes a row of the tables that it came from (`of`),
or takes anything back. Who changes such rows by a statement of his own calls `forget`. Answers
are shared: nobody changes a list that he got so.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, SQLModel

_KEPT = "asked_once"

T = TypeVar("T")


class _Answers:
    """Of one transaction: what was asked, the answer, and the tables that it came from."""

    def __init__(self, transaction: SessionTransaction | None) -> None:
        self.transaction = transaction
        self.known: dict[Hashable, tuple[Any, tuple[type, ...]]] = {}


def once(db: Session, name: Hashable, ask: Callable[[], T], *of: type[SQLModel]) -> T:
    """The answer of `ask`, which is asked at the first need in this transaction."""
    if of and db.autoflush:
        db.flush()
    kept: _Answers | None = db.info.get(_KEPT)
    if kept is not None and kept.transaction is db.get_transaction() and name in kept.known:
        found: T = kept.known[name][0]
        return found
    found = ask()
    kept = db.info.get(_KEPT)
    if kept is None or kept.transaction is not db.get_transaction():
        kept = db.info[_KEPT] = _Answers(db.get_transaction())
    kept.known[name] = found, of
    return found


def forget(db: OrmSession, *_: Any) -> None:
    """Ask anew from here on."""
    db.info.pop(_KEPT, None)


def _written(session: OrmSession, *_: Any) -> None:
    kept: _Answers | None = session.info.get(_KEPT)
    if kept is None or not kept.known:
        return
    changed = {type(row) for rows in (session.new, session.dirty, session.deleted) for row in rows}
    for name in [n for n, (_, of) in kept.known.items() if not changed.isdisjoint(of)]:
        del kept.known[name]


def watch(session_class: type[OrmSession]) -> None:
    """Notice what these sessions write, and what they take back: that never was so."""
    event.listen(session_class, "after_flush", _written)
    event.listen(session_class, "after_soft_rollback", forget)
