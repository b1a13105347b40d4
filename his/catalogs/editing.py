"""Changing a list by hand, one entry at a time, each with a first day and a reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import values
from his.catalogs.errors import (
    BadEntry,
    CodeInForce,
    EntryNotInForce,
    OfficialList,
    TooEarly,
)
from his.catalogs.events import CatalogueChanged
from his.catalogs.lists.declaration import Catalogue, normal_code
from his.catalogs.models import ChangeKind, Entry, EntryChange
from his.catalogs.search import words_of
from his.catalogs.store import catalogue, hold, stamp
from his.catalogs.timeline import ONE_DAY
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.db import expect
from kernel.errors import NotFound
from kernel.events import publish
from kernel.text import Text


def add(
    db: Session,
    actor: Actor,
    list_id: str,
    *,
    code: str,
    name: str,
    name_en: str = "",
    ministry_code: str = "",
    facts: Mapping[str, Any] | None = None,
    valid_from: date | None = None,
    source: str = "",
    reason: str = "",
) -> Entry:
    """Put a new code into a list of the facility's own, or one that had ended back into it."""
    list_ = _own(db, list_id)
    state = hold(db, list_id)
    code = normal_code(list_, code)
    start = valid_from or today()
    if taken := _last(db, list_id, code, since=start):
        raise CodeInForce(code=code, since=taken.valid_from)
    entry = _new(
        actor,
        list_,
        code=code,
        name=name,
        name_en=name_en,
        ministry_code=ministry_code,
        facts=_kept(list_, facts or {}),
        valid_from=start,
        source=source or list_.source,
        reason=reason,
    )
    db.add(entry)
    stamp(db, state)
    publish(db, CatalogueChanged(list_id=list_id, actor=actor, code=code))
    return entry


def change(
    db: Session,
    actor: Actor,
    list_id: str,
    entry_id: UUID,
    *,
    version: int,
    reason: str,
    valid_from: date | None = None,
    name: str | None = None,
    name_en: str | None = None,
    ministry_code: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Say something else of a code from a day on; what it said before stays for older records.

    On the version's own first day it is corrected in place. `facts` are put over the present
    ones; a fact given as None goes.
    """
    list_ = _own(db, list_id)
    state = hold(db, list_id)
    present = get(db, list_id, entry_id, locked=True)
    start = valid_from or max(today(), present.valid_from)
    _demand_last(db, present)
    expect(present, version)
    if start < present.valid_from:
        raise TooEarly(day=start, since=present.valid_from)
    if present.valid_to and start > present.valid_to:
        raise EntryNotInForce(code=present.code)
    said: dict[str, Any] = {
        "name": present.name if name is None else name,
        "name_en": present.name_en if name_en is None else name_en,
        "ministry_code": present.ministry_code if ministry_code is None else ministry_code,
        "facts": _kept(list_, {**present.facts, **(facts or {})}),
    }
    if start == present.valid_from:
        for field, value in said.items():
            setattr(present, field, value)
        present.name_search = words_of(
            list_, present.code, present.name, present.name_en, present.facts
        )
        present.reason = reason
        db.add(_note(actor, present, ChangeKind.CORRECTED, reason, present.valid_to))
        result = present
    else:
        last = present.valid_to
        db.add(_note(actor, present, ChangeKind.ENDED, reason, start - ONE_DAY))
        present.valid_to = start - ONE_DAY
        db.flush()
        result = _new(
            actor,
            list_,
            code=present.code,
            valid_from=start,
            valid_to=last,
            source=present.source,
            reason=reason,
            **said,
        )
        db.add(result)
    stamp(db, state)
    publish(db, CatalogueChanged(list_id=list_id, actor=actor, code=present.code))
    return result


def end(
    db: Session,
    actor: Actor,
    list_id: str,
    entry_id: UUID,
    *,
    version: int,
    last_day: date,
    reason: str,
) -> Entry:
    """Let a code end: it can be chosen until its last day, and older records keep it."""
    _own(db, list_id)
    state = hold(db, list_id)
    entry = get(db, list_id, entry_id, locked=True)
    _demand_last(db, entry)
    expect(entry, version)
    if last_day < entry.valid_from:
        raise TooEarly(day=last_day, since=entry.valid_from)
    db.add(_note(actor, entry, ChangeKind.ENDED, reason, last_day))
    entry.valid_to = last_day
    stamp(db, state)
    publish(db, CatalogueChanged(list_id=list_id, actor=actor, code=entry.code))
    return entry


def get(db: Session, list_id: str, entry_id: UUID, *, locked: bool = False) -> Entry:
    found = db.get(Entry, entry_id, with_for_update=locked or None)
    if found is None or found.list_id != list_id:
        raise NotFound
    return found


def _own(db: Session, list_id: str) -> Catalogue:
    list_ = catalogue(db, list_id)
    if list_.official:
        raise OfficialList(title=list_.title.vi, title_en=list_.title.en)
    return list_


def _last(db: Session, list_id: str, code: str, *, since: date) -> Entry | None:
    """The newest version of a code that holds on a day or later."""
    asked = select(Entry).where(
        col(Entry.list_id) == list_id,
        col(Entry.code) == code,
        col(Entry.active),
        col(Entry.valid_to).is_(None) | (col(Entry.valid_to) >= since),
    )
    return db.execute(asked.order_by(col(Entry.valid_from).desc()).limit(1)).scalar()


def _demand_last(db: Session, entry: Entry) -> None:
    """Refuse what was taken back or has a newer version."""
    newest = _last(db, entry.list_id, entry.code, since=date.min)
    if not entry.active or newest is None or newest.id != entry.id:
        raise EntryNotInForce(code=entry.code)


def _kept(list_: Catalogue, facts: Mapping[str, Any]) -> dict[str, Any]:
    kept, wrong = values.check(list_, facts)
    if wrong:
        raise BadEntry(first=wrong[0].vi, first_en=wrong[0].en, problems=[_plain(w) for w in wrong])
    return dict(kept)


def _plain(text: Text) -> dict[str, str]:
    return text.json()


def _new(actor: Actor, list_: Catalogue, **said: Any) -> Entry:
    return Entry(
        list_id=list_.id,
        name_search=words_of(list_, said["code"], said["name"], said["name_en"], said["facts"]),
        made_by=actor.id,
        made_by_name=actor.name,
        **said,
    )


def _note(
    actor: Actor, entry: Entry, kind: ChangeKind, reason: str, after: date | None
) -> EntryChange:
    return EntryChange(
        list_id=entry.list_id,
        entry_id=entry.id,
        kind=kind,
        at=utc_now(),
        actor_id=actor.id,
        actor_name=actor.name,
        reason=reason,
        valid_to_before=entry.valid_to,
        valid_to_after=after,
    )
