"""Who did what, and who looked: one row per subject and transaction.

Writes are noticed by the session itself, with old and new values; reads of a person's data
are told by the module that shows them (`read`, `read_list`). Rows are appended in the same
transaction; those of pure reads by a group committer, before the answer leaves. The table is
append-only (triggers) and is chained afterwards (kernel/audit_chain.py). TT 54/2017, criterion 116.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Field, Session, SQLModel

from kernel.access import Acting, acting
from kernel.audit_values import difference, shown, values_of
from kernel.audit_values import is_changed as is_changed
from kernel.audit_values import plain as plain
from kernel.clock import utc_now
from kernel.columns import Instant
from kernel.copying import Rows

Subject = tuple[str, str]

_CHANGES = "audit_changes"
_READS = "audit_reads"
_MARKS = "audit_savepoints"


class Audit(SQLModel, table=True):
    """One line of the audit (nhật ký tác động). Never changed, never deleted."""

    __tablename__ = "kernel_audit"
    __table_args__ = (
        Index("ix_kernel_audit_subject", "subject_kind", "subject_id", "id"),
        Index("ix_kernel_audit_actor", "actor_id", "id"),
        Index("ix_kernel_audit_at", "at"),
        Index("ix_kernel_audit_request", "request_id"),
        Index(
            "ix_kernel_audit_sign_in_refused",
            "id",
            sqlite_where=text("action = 'sign_in_refused'"),
            postgresql_where=text("action = 'sign_in_refused'"),
        ),
        {"sqlite_autoincrement": True},
    )
    audited: ClassVar[bool] = False

    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    at: datetime = Field(sa_type=Instant, nullable=False)
    actor_id: UUID | None
    actor_name: str = Field(max_length=200)
    action: str = Field(max_length=20, description="write, read, list, print, sign_in, ...")
    what: str = Field(max_length=200, description="The operation, or a word for what was shown.")
    subject_kind: str = Field(max_length=60)
    subject_id: str = Field(max_length=60)
    request_id: str = Field(max_length=40)
    ip: str = Field(max_length=60)
    workstation: str = Field(max_length=80)
    purpose: str = Field(max_length=200)
    facts: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))


def row(
    db: Session, action: str, what: str, subject: Subject, facts: object = None
) -> dict[str, Any]:
    return row_of(acting(db), action, what, subject, facts)


def row_of(
    who: Acting, action: str, what: str, subject: Subject, facts: object = None
) -> dict[str, Any]:
    return {
        "at": utc_now(),
        "actor_id": who.actor.id if who.actor else None,
        "actor_name": who.actor.name if who.actor else "",
        "action": action,
        "what": (what or who.operation)[:200],
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "request_id": who.request_id,
        "ip": who.ip,
        "workstation": who.workstation[:80],
        "purpose": who.purpose[:200],
        "facts": facts,
    }


_COLUMNS = (
    "at",
    "actor_id",
    "actor_name",
    "action",
    "what",
    "subject_kind",
    "subject_id",
    "request_id",
    "ip",
    "workstation",
    "purpose",
    "facts",
)
_APPEND = Rows(SQLModel.metadata.tables["kernel_audit"], dict(zip(_COLUMNS, _COLUMNS, strict=True)))


def append(db: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        _APPEND.run(db, rows)


def record(db: Session, action: str, what: str, subject: tuple[str, object], **facts: Any) -> None:
    """Write down an act that changes no row: a print, an export, a refused sign-in."""
    subject_ = (subject[0], str(subject[1]))
    db.info.setdefault(_READS, []).append(row(db, action, what, subject_, plain(facts) or None))


def read(db: Session, subject: tuple[str, object], what: str = "") -> None:
    """Somebody is shown a person's data. `subject` is ("patient", its id)."""
    record(db, "read", what, subject)


def read_list(db: Session, kind: str, ids: Iterable[object], what: str = "") -> None:
    """Somebody is shown a list of people: one row that names them all."""
    found = [str(each) for each in ids]
    if found:
        db.info.setdefault(_READS, []).append(list_row(acting(db), kind, found, what))


def list_row(who: Acting, kind: str, ids: Sequence[str], what: str = "") -> dict[str, Any]:
    subject = (kind, ids[0] if len(ids) == 1 else "")
    return row_of(who, "list", what, subject, {"ids": list(ids)})


def take_reads(db: OrmSession) -> list[dict[str, Any]]:
    taken: list[dict[str, Any]] = db.info.pop(_READS, [])
    return taken


def watch(session_class: type[OrmSession]) -> None:
    """Notice every write of these sessions and append it before they commit."""
    event.listen(session_class, "before_flush", _notice)
    event.listen(session_class, "before_commit", _write_down)
    event.listen(session_class, "after_transaction_create", _mark)
    event.listen(session_class, "after_soft_rollback", _forget)


def _notice(session: OrmSession, *_: object) -> None:
    changes = session.info.setdefault(_CHANGES, [])
    for made in session.new:
        if getattr(made, "audited", True):
            changes.append((made, "insert", None, values_of(made)))
    for changed in session.dirty:
        if getattr(changed, "audited", True) and is_changed(changed):
            old, new = difference(changed)
            changes.append((changed, "update", old, new))
    for gone in session.deleted:
        if getattr(gone, "audited", True):
            changes.append((gone, "delete", values_of(gone), None))


class _PutIn(NamedTuple):
    """A row that went past the unit of work."""

    table: str
    key: str
    subject: Subject


def put_in(session: OrmSession, of: Any, made: Iterable[Any]) -> None:
    """Rows that go past the unit of work (kernel/bulk.py) are noticed like those in it."""
    changes = session.info.setdefault(_CHANGES, [])
    kind, column = getattr(of, "audit_subject", (of.__tablename__, ""))
    [key] = [each.key for each in inspect(of).primary_key]
    seen: dict[int, Any] = {}  # facts that many rows share are shown once
    for each in made:
        values = each.__dict__
        subject = kind, str(values[column or key] or "")
        noticed = _PutIn(of.__tablename__, str(values[key]), subject)
        changes.append((noticed, "insert", None, shown(of, values, seen)))


def _write_down(session: OrmSession) -> None:
    if not session.in_nested_transaction():
        write_down(session)


def write_down(session: OrmSession) -> None:
    """Append what was noticed so far (a demonstration looks at it before it is undone)."""
    session.flush()
    by_subject: dict[Subject, list[dict[str, Any]]] = {}
    for record_, how, old, new in session.info.pop(_CHANGES, []):
        about = _about(record_)
        change: dict[str, Any] = {"table": about.table, "id": about.key, "how": how}
        if old:
            change["old"] = old
        if new:
            change["new"] = new
        by_subject.setdefault(about.subject, []).append(change)
    assert isinstance(session, Session)
    rows = [row(session, "write", "", s, {"changes": c}) for s, c in by_subject.items()]
    append(session, [*rows, *take_reads(session)])


def _about(record_: Any) -> _PutIn:
    if isinstance(record_, _PutIn):
        return record_
    identity = inspect(record_).identity
    return _PutIn(record_.__tablename__, str(identity[0]) if identity else "", subject_of(record_))


def subject_of(record_: Any) -> Subject:
    """Whom a row is about: `audit_subject = (kind, column)`, else the row itself."""
    kind, column = getattr(record_, "audit_subject", (record_.__tablename__, ""))
    if column:
        return kind, str(getattr(record_, column) or "")
    key = inspect(record_).mapper.primary_key_from_instance(record_)
    return kind, "/".join(str(k) for k in key)


def _mark(session: OrmSession, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = session.info.setdefault(_MARKS, {})
        marks[id(transaction)] = (
            len(session.info.get(_CHANGES, ())),
            len(session.info.get(_READS, ())),
        )


def _forget(session: OrmSession, previous: SessionTransaction) -> None:
    """What was rolled back never happened, so it is not written down."""
    marks = session.info.get(_MARKS, {})
    changes, reads = marks.pop(id(previous), (0, 0))
    for name, keep in ((_CHANGES, changes), (_READS, reads)):
        if name in session.info:
            del session.info[name][keep:]


class ReadLog:
    """Group commit for reads: whoever waits together is written down together."""

    def __init__(self, keep: Callable[[list[dict[str, Any]]], None]) -> None:
        self._keep = keep
        self._waiting: queue.SimpleQueue[tuple[list[dict[str, Any]], Future[None]] | None] = (
            queue.SimpleQueue()
        )
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def put(self, rows: list[dict[str, Any]]) -> Future[None]:
        """Done when the rows are on disk; raises what kept them from it."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="audit-reads", daemon=True)
                self._thread.start()
        done: Future[None] = Future()
        done.set_running_or_notify_cancel()
        self._waiting.put((rows, done))
        return done

    def close(self) -> None:
        if self._thread:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty() and len(batch) < 500:
                batch.append(self._waiting.get_nowait())
            told = [each for each in batch if each is not None]
            try:
                self._keep([one for rows, _ in told for one in rows])
            except Exception as error:  # noqa: BLE001 (each waiting request answers for it)
                for _, done in told:
                    done.set_exception(error)
            else:
                for _, done in told:
                    done.set_result(None)
            if None in batch:
                return
