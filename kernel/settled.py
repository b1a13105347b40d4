"""What the house has set up and seldom changes: each process keeps it until somebody changes it.

Rooms, staff, parameters and the marks of the lists are asked in every request and change a few
times a year. A class of such rows is `Settled`: whatever transaction changes one, in whatever
process, renews the ONE stamp of the database as the last thing before it commits. A request
reads that stamp once, before anything else of it; what was found under the same stamp is still
so. Stamps are unique in the world, so a copy of a database, or two of them in one process, never
answer for each other.

`kept` gives values: its rows belong to no session and cannot be changed. Whoever wants to change
one fetches it (`db.get`, with_for_update). A session that changes such rows itself asks the
database, until it has committed or taken everything back. So does everybody before the first
change (a new house). A change by other means than the house's sessions is not seen: it has to
renew the stamp itself (`renew`).
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from itertools import chain
from threading import Lock
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Uuid, bindparam, event, inspect, select, text
from sqlalchemy.orm import ORMExecuteState, SessionTransaction, object_session
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Field, Session, SQLModel, col

from kernel.ids import new_id
from kernel.once import once
from kernel.prepared import Prepared

_CHANGING = "settled_changing"
_VALUE = "settled_value"
_STAMPS = 16  # states of the house that a process keeps: those who began earlier still read theirs
_MOST = 50_000  # answers of one state
_SOME = 50  # unsaved rows that are looked through each time

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Settled(SQLModel):
    """Mix-in for tables of what the house has set up. Its rows can be kept as values."""

    def __setattr__(self, name: str, value: Any) -> None:
        if _VALUE in self.__dict__:
            raise TypeError(f"{type(self).__name__} is a kept value: fetch the row to change it")
        super().__setattr__(name, value)


class HouseStamp(SQLModel, table=True):
    """The mark that every change of a settled row renews. One row."""

    __tablename__ = "kernel_settled"
    audited: ClassVar[bool] = False

    id: int = Field(default=1, primary_key=True)
    stamp: UUID


#: For a statement that comes before everything else of a request: `told` takes what it found.
STAMP: Any = select(col(HouseStamp.stamp)).scalar_subquery().label("stamp")
_STAMP = Prepared(select(col(HouseStamp.stamp)))
_RENEW = text(
    "INSERT INTO kernel_settled (id, stamp) VALUES (1, :stamp) "
    "ON CONFLICT (id) DO UPDATE SET stamp = excluded.stamp"
).bindparams(bindparam("stamp", type_=Uuid()))

_known: dict[UUID, dict[Hashable, Any]] = {}
_mutex = Lock()


def kept(db: Session, name: Hashable, ask: Callable[[], T], *of: type[Settled]) -> T:
    """The answer of `ask`, which comes from these tables alone; to be read, not changed."""
    known = _known_to(db)
    if known is None:
        return once(db, name, ask, *of, steady=True)
    if name not in known:
        known[name] = _value(ask())
    found: T = known[name]
    return found


def kept_each(
    db: Session,
    name: Hashable,
    keys: Collection[K],
    ask: Callable[[Collection[K]], Mapping[K, V]],
    *of: type[Settled],
) -> dict[K, V]:
    """What `ask` answers of each key: it is asked for those that are not kept yet, in one."""
    known = _known_to(db)
    if known is None:
        asked = (name, frozenset(keys))
        return dict(once(db, asked, lambda: ask(keys), *of, steady=True))
    found: dict[K, V] = {}
    new = []
    for key in keys:
        if (name, key) not in known:
            new.append(key)
        elif (answer := known[name, key]) is not None:
            found[key] = answer
    if new:
        said = ask(new)
        found |= said
        if said.keys() <= set(new):  # an answer to more than was asked is not kept
            known.update({(name, key): said.get(key) for key in new})
    return found


def told(db: Session, stamp: UUID | None) -> None:
    """The stamp as a statement of this transaction has found it (STAMP)."""
    once(db, _STAMP, lambda: stamp, steady=True)


def renew(db: Session) -> None:
    """Everybody asks anew once this transaction is committed."""
    db.info[_CHANGING] = True


def _known_to(db: Session) -> dict[Hashable, Any] | None:
    """What is kept under the stamp of this transaction; None where it has to ask."""
    new = db.new
    if len(new) > _SOME or any(isinstance(row, Settled) for row in chain(new, db.dirty)):
        db.flush()
    stamp = _stamp(db)
    return None if stamp is None else _under(stamp)


def _stamp(db: Session) -> UUID | None:
    if _CHANGING in db.info:
        return None
    return once(db, _STAMP, lambda: _ask(db), steady=True)


def _ask(db: Session) -> UUID | None:
    found = _STAMP.first(db)
    return found.stamp if found else None


def _under(stamp: UUID) -> dict[Hashable, Any]:
    known = _known.get(stamp)
    if known is None or len(known) > _MOST:
        with _mutex:
            _known.pop(stamp, None)
            while len(_known) >= _STAMPS:
                del _known[next(iter(_known))]
            known = _known.setdefault(stamp, {})
    return known


def _value(answer: Any) -> Any:
    """Rows of the session as values."""
    if isinstance(answer, list):
        return [_value(each) for each in answer]
    if not isinstance(answer, Settled):
        return answer
    row: Any = inspect(type(answer))
    copy = type(answer)(**{a.key: getattr(answer, a.key) for a in row.column_attrs})
    copy.__dict__[_VALUE] = True
    return copy


def watch(session_class: type[OrmSession]) -> None:
    """Notice what these sessions change."""
    event.listen(session_class, "do_orm_execute", _executed)
    event.listen(session_class, "before_commit", _stamped)
    event.listen(session_class, "after_soft_rollback", _taken_back)


def _written(_: Any, __: Any, row: Settled) -> None:
    session = object_session(row)
    if session is not None:
        session.info[_CHANGING] = True


for _what in ("after_insert", "after_update", "after_delete"):
    event.listen(Settled, _what, _written, propagate=True)


def _executed(asked: ORMExecuteState) -> None:
    """An insert or update by a statement of its own."""
    if asked.is_insert or asked.is_update or asked.is_delete:
        table = getattr(asked.statement, "table", None)
        if table is not None and table.name in _tables():
            asked.session.info[_CHANGING] = True


def _tables() -> set[str]:
    """The names of the settled tables (asked seldom: statements that write are few)."""
    found: set[str] = set()
    classes = Settled.__subclasses__()
    while classes:
        each = classes.pop()
        classes.extend(each.__subclasses__())
        found.add(str(each.__tablename__))
    return found


def _stamped(session: OrmSession) -> None:
    """The last thing before the commit, so that nobody waits long for the stamp's row."""
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.pop(_CHANGING, False):
        session.execute(_RENEW, {"stamp": new_id()})


def _taken_back(session: OrmSession, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.pop(_CHANGING, None)
