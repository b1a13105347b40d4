"""What is asked often and seldom changes: asked once in a transaction.

The answer is kept with the session's transaction, so that it is never older than that; whoever
changes what it was made from calls `forget` in his own transaction, and taking anything back
(a savepoint too) forgets everything.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session

_KEPT = "asked_once"

T = TypeVar("T")


def once(db: Session, name: str, ask: Callable[[Session], T]) -> T:
    """The answer of `ask`, which is asked at the first need in this transaction."""
    of, answers = db.info.get(_KEPT, (None, {}))
    if of is not None and of is db.get_transaction() and name in answers:
        found: T = answers[name]
        return found
    found = ask(db)
    of, answers = db.info.get(_KEPT, (None, {}))
    if of is None or of is not db.get_transaction():
        answers = {}
        db.info[_KEPT] = db.get_transaction(), answers
    answers[name] = found
    return found


def forget(db: OrmSession, *_: Any) -> None:
    """Ask anew from here on."""
    db.info.pop(_KEPT, None)


def watch(session_class: type[OrmSession]) -> None:
    """Whatever a session takes back was never so."""
    event.listen(session_class, "after_soft_rollback", forget)
