"""Answers that are ready: as long as a study is as it was, its lists and metadata are too.

A study's `changed_at` moves with every picture that comes, goes or is corrected; its version and
its patient's with what people say of it. One short question finds these, and whether the person
may see it; what was joined before under the same marks is given again as bytes.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from anyio.to_thread import run_sync
from fastapi import Request
from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from his.patients import service as patients
from his.patients.service import Patient
from kernel.access import ACTING as _ACTING
from kernel.access import Actor, acting_in
from kernel.db import Database
from kernel.prepared import Prepared
from ris_pacs.archive import service as archive
from ris_pacs.archive.service import ImagingStudy
from ris_pacs.web import remembered

_MOST = 64 * 1_048_576  # bytes in one process


class Shelf:
    """Bytes by what they answer; what nobody asked for longest makes room."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, body: bytes) -> None:
        if len(body) > self._most // 8:
            return
        with self._lock:
            self._size += len(body) - len(self._kept.pop(key, b""))
            self._kept[key] = body
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])


_shelves: "WeakKeyDictionary[Database, Shelf]" = WeakKeyDictionary()


def shelf(database: Database) -> Shelf:
    return _shelves.setdefault(database, Shelf())


@dataclass(frozen=True, slots=True)
class Marks:
    """A study as it is now: as long as these stay, so does what is answered of it."""

    study_id: UUID
    uid: str
    patient_id: UUID | None
    marks: tuple[Any, ...]


MARKS: tuple[Any, ...] = (
    col(ImagingStudy.id),
    col(ImagingStudy.uid),
    col(ImagingStudy.patient_id),
    col(ImagingStudy.order_id),
    col(ImagingStudy.changed_at),
    col(ImagingStudy.version),
    col(ImagingStudy.instance_count),
    col(Patient.version).label("patient_version"),
)
_prepared: dict[tuple[str, bool], Prepared] = {}


def _by_uid(actor: Actor) -> Prepared:
    key = (patients.scope(actor), actor.holds(archive.UNMATCHED))
    found = _prepared.get(key)
    if found is None:
        asked = (
            select(*MARKS)
            .outerjoin(Patient, col(Patient.id) == col(ImagingStudy.patient_id))
            .where(archive.visible(actor), col(ImagingStudy.uid) == bindparam("uid_"))
        )
        found = _prepared[key] = Prepared(asked)
    return found


def marks_of(row: Any) -> Marks:
    return Marks(row.id, row.uid, row.patient_id, tuple(row))


async def of_study(
    request: Request, actor: Actor, study: str, what: Hashable, make: Callable[[Session], bytes]
) -> tuple[Marks, bytes]:
    """The answer `what` about a study: as it lies ready, or made now. Raises NoSuchStudy."""
    database: Database = request.app.state.database
    # SQLite answers one row sooner than a thread could be found to ask it.
    if database.is_sqlite:
        found = _marked(database, actor, study)
    else:
        found = await run_sync(_marked, database, actor, study)
    key = (found.marks, what)
    body = shelf(database).get(key)
    if body is None:

        def work() -> bytes:
            with database.session(writing=False) as db:
                db.info[_ACTING] = acting_in(request)
                return make(db)

        body = await run_sync(work)
        shelf(database).put(key, body)
    return found, body


def _marked(database: Database, actor: Actor, study: str) -> Marks:
    """Raises NoSuchStudy, also of one that he may not see."""
    statement = _by_uid(actor)

    def ask() -> Marks:
        found = statement.glance(database.reader, uid_=study)
        if not found:
            raise archive.NoSuchStudy
        return marks_of(found[0])

    return remembered.answer(database, (statement, study), ask)
