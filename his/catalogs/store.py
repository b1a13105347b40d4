"""The lists of this installation, and the rows of one of them as a timeline."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from his.catalogs.errors import NoSuchList
from his.catalogs.lists import CATALOGUES
from his.catalogs.lists.declaration import Catalogue
from his.catalogs.models import Entry, ListState
from his.catalogs.timeline import Content, Span
from kernel.assembly import Assembly
from kernel.events import assembly_of
from kernel.ids import new_id
from kernel.settled import renew

_OURS = {c.id: c for c in CATALOGUES}
_CHANGING = "catalogs_changing"


def declared(db: Session) -> dict[str, Catalogue]:
    """Every list: those of the house, and those that other modules contribute."""
    built: Assembly = assembly_of(db)
    more = built.contributions(Catalogue)
    return {**_OURS, **{c.id: c for c in more}} if more else _OURS


def catalogue(db: Session, list_id: str) -> Catalogue:
    found = declared(db).get(list_id)
    if found is None:
        raise NoSuchList(list=list_id)
    return found


def hold(db: Session, list_id: str) -> ListState:
    """Keep others from changing the list until this transaction ends."""
    db.info[_CHANGING] = True
    renew(db)  # what is worked out from entries is settled as well
    state = db.get(ListState, list_id, with_for_update=True)
    if state is None:
        dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        row = {"list_id": list_id, "stamp": new_id()}
        db.execute(dialect.insert(ListState).values(row).on_conflict_do_nothing())
        state = db.get_one(ListState, list_id, with_for_update=True)
    return state


def is_changing(db: Session) -> bool:
    """Whether this session changes lists: it asks the database itself for every entry."""
    return _CHANGING in db.info


def stamp(db: Session, state: ListState) -> None:
    """Say that the list has changed: searches look at it anew."""
    state.stamp = new_id()
    db.flush()


def spans(db: Session, list_id: str) -> dict[str, list[Span]]:
    """The versions of each code that stand, oldest first."""
    row = SQLModel.metadata.tables["his_catalog_entry"].c
    asked = (
        select(
            row.code,
            row.valid_from,
            row.valid_to,
            row.name,
            row.name_en,
            row.ministry_code,
            row.facts,
            row.id,
            row.source,
        )
        .where(row.list_id == list_id, row.active)
        .order_by(row.code, row.valid_from)
    )
    found: dict[str, list[Span]] = {}
    for version in db.execute(asked):
        found.setdefault(version.code, []).append(_span(version))
    return found


def _span(row: Any) -> Span:
    content = Content(row.name, row.name_en, row.ministry_code, row.facts or {})
    return Span(row.valid_from, row.valid_to, content, row.id, row.source)


def in_force_on(day: date) -> Any:
    """The criterion for entries that hold on a day."""
    return (
        col(Entry.active)
        & (col(Entry.valid_from) <= day)
        & (col(Entry.valid_to).is_(None) | (col(Entry.valid_to) >= day))
    )
