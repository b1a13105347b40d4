"""Entries in force, kept in memory for as long as their list says that it is unchanged.

A visit asks for some eighty entries: rates, routes, services, drugs, diagnoses. Every change of
a list renews its stamp (store.py), in whatever process it is made; the stamps of all lists are
kept like everything that is settled. Who changes lists himself is never answered from here.
"""

from collections.abc import Collection
from datetime import date
from threading import Lock
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import Session, SQLModel, col

from his.catalogs.models import Entry, ListState
from his.catalogs.store import in_force_on, is_changing
from kernel.prepared import Prepared
from kernel.settled import kept

_MOST = 20_000
_STAMPS = Prepared(select(col(ListState.list_id), col(ListState.stamp)))
_ROW = SQLModel.metadata.tables["his_catalog_entry"]

_Key = tuple[UUID, date, str]
_known: dict[_Key, Entry | None] = {}
_called: dict[tuple[UUID, str], str | None] = {}
_mutex = Lock()


def stamps(db: Session) -> dict[str, UUID]:
    """The mark of each list that every change renews, as this transaction sees it."""
    if is_changing(db):
        return _ask(db)
    return kept(db, "his.catalogs.stamps", lambda: _ask(db), ListState)


def _ask(db: Session) -> dict[str, UUID]:
    return {row.list_id: row.stamp for row in _STAMPS.all(db)}


def in_force(db: Session, list_id: str, codes: Collection[str], on: date) -> dict[str, Entry]:
    """The versions of several codes in force on a day; to be read, not changed."""
    stamp = None if is_changing(db) else stamps(db).get(list_id)
    if stamp is None:
        return _read(db, list_id, codes, on)
    found: dict[str, Entry] = {}
    unknown = []
    for code in codes:
        key = (stamp, on, code)
        if key not in _known:
            unknown.append(code)
        elif entry := _known[key]:
            found[code] = entry
    if unknown:
        read = _read(db, list_id, unknown, on)
        found |= read
        with _mutex:
            if len(_known) > _MOST:
                _known.clear()
            _known.update({(stamp, on, code): read.get(code) for code in unknown})
    return found


def _read(db: Session, list_id: str, codes: Collection[str], on: date) -> dict[str, Entry]:
    asked = select(_ROW).where(
        col(Entry.list_id) == list_id, col(Entry.code).in_(codes), in_force_on(on)
    )
    return {row.code: Entry(**row._mapping) for row in db.execute(asked)}


def names(db: Session, codes: dict[str, str]) -> dict[str, str]:
    """What one code of each of several lists is called, also one that is no longer in force."""
    known = {} if is_changing(db) else stamps(db)
    keys = {list_id: (known[list_id], code) for list_id, code in codes.items() if list_id in known}
    found = {list_id: _called.get(key) for list_id, key in keys.items()}
    unknown = {k: code for k, code in codes.items() if k not in keys or keys[k] not in _called}
    if unknown:
        each = [
            and_(col(Entry.list_id) == list_id, col(Entry.code) == code)
            for list_id, code in unknown.items()
        ]
        asked = select(col(Entry.list_id), col(Entry.name)).where(or_(*each))
        read = {row.list_id: row.name for row in db.execute(asked.order_by(col(Entry.valid_from)))}
        found |= read
        with _mutex:
            if len(_called) > _MOST:
                _called.clear()
            _called.update({keys[k]: read.get(k) for k in unknown if k in keys})
    return {list_id: name for list_id, name in found.items() if name is not None}
