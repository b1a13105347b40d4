"""Numbers that people read: patient codes, tickets, invoices.

`take` is gapless: the counter's row is held until the transaction ends, so a number that was
rolled back is given again. `take_quick` may leave gaps but keeps nobody waiting: on PostgreSQL
numbers are fetched in small blocks by a transaction of their own.
"""

import threading
from typing import ClassVar

from sqlalchemy import Engine, Integer, String, bindparam, column, text
from sqlmodel import Field, Session, SQLModel

from kernel.events import UNDONE
from kernel.prepared import Prepared

_BLOCK = 20

_NEXT = text(
    "INSERT INTO kernel_counter (name, value) VALUES (:name, :step) "
    "ON CONFLICT (name) DO UPDATE SET value = kernel_counter.value + :step RETURNING value"
).bindparams(bindparam("step", 1))
# The same where it need not wait for the disk, in one statement that is its own transaction.
_NEXT_ASIDE = text(
    "INSERT INTO kernel_counter (name, value) "
    "SELECT :name, :step FROM set_config('synchronous_commit', 'off', true) "
    "ON CONFLICT (name) DO UPDATE SET value = kernel_counter.value + :step RETURNING value"
).bindparams(bindparam("name", type_=String()), bindparam("step", type_=Integer()))


class Counter(SQLModel, table=True):
    """The last number given under a name ("his.queue.ticket/P101/2026-11-21")."""

    __tablename__ = "kernel_counter"
    audited: ClassVar[bool] = False

    name: str = Field(primary_key=True, max_length=120)
    value: int


_one_more = Prepared(_NEXT.columns(column("value", Integer)))


def take(db: Session, name: str) -> int:
    """The next number, gapless, from 1. Others who want it wait for this transaction."""
    value: int = _one_more.first(db, name=name, step=1).value
    return value


_blocks: dict[tuple[str, str], tuple[int, int]] = {}
_mutex = threading.Lock()


def take_quick(db: Session, name: str, *, block: int = _BLOCK) -> int:
    """The next number, unique and roughly in order, without making anyone wait.

    Of `block` numbers that a process fetches at once; 1 keeps the order of those who ask.
    """
    bind = db.get_bind()
    engine: Engine = bind.engine
    if engine.dialect.name == "sqlite" or db.info.get(UNDONE):
        return take(db, name)
    if block == 1:
        return _fetch(engine, name, 1)
    key = (engine.url.render_as_string(hide_password=False), name)
    with _mutex:
        following, last = _blocks.get(key, (1, 0))
        if following > last:
            last = _fetch(engine, name, block)
            following = last - block + 1
        _blocks[key] = (following + 1, last)
        return following


def _fetch(engine: Engine, name: str, step: int) -> int:
    """The last of the next `step` numbers, in a transaction of its own.

    It need not wait for the disk: whoever uses the number commits later, and PostgreSQL keeps
    nothing of what is later unless it keeps what is earlier.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as aside:
        last: int = aside.execute(_NEXT_ASIDE, {"name": name, "step": step}).scalar_one()
    return last
