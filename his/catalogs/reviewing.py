"""Looking at a list as a whole: what it holds, its history, its mapping, its change over time."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from his.catalogs import values
from his.catalogs.lists.declaration import Catalogue
from his.catalogs.models import CatalogueImport, Entry, EntryChange, ImportState
from his.catalogs.reading import declared_headers
from his.catalogs.search import plain_words
from his.catalogs.store import catalogue, declared, in_force_on, spans
from his.catalogs.timeline import Difference, Kind, in_force
from kernel.clock import today
from kernel.paging import page_of


@dataclass(frozen=True, slots=True)
class Overview:
    """One list with what it holds today."""

    catalogue: Catalogue
    entries: int
    unmapped: int
    last_import: CatalogueImport | None


def overview(db: Session, *, on: date | None = None) -> list[Overview]:
    """Every list: how many entries are in force, how many lack the Ministry's code."""
    day = on or today()
    counted = select(
        col(Entry.list_id), func.count(), func.count(func.nullif(col(Entry.ministry_code), ""))
    )
    rows = db.execute(counted.where(in_force_on(day)).group_by(col(Entry.list_id))).all()
    found = {list_id: (entries, mapped) for list_id, entries, mapped in rows}
    latest = (
        select(func.max(col(CatalogueImport.approved_at)))
        .where(col(CatalogueImport.state) == ImportState.APPROVED)
        .group_by(col(CatalogueImport.list_id))
    )
    imports = db.execute(
        select(CatalogueImport).where(
            col(CatalogueImport.state) == ImportState.APPROVED,
            col(CatalogueImport.approved_at).in_(latest),
        )
    ).scalars()
    last = {each.list_id: each for each in imports}
    return [
        Overview(c, entries, entries - mapped if c.maps_to else 0, last.get(c.id))
        for c in declared(db).values()
        for entries, mapped in [found.get(c.id, (0, 0))]
    ]


def _code(text: object) -> str:
    if not isinstance(text, str) or not text.isprintable():
        raise ValueError(text)
    return text


class Mapping(StrEnum):
    """How an entry stands to the Ministry's list."""

    MAPPED = "mapped"
    UNMAPPED = "unmapped"
    UNKNOWN = "unknown"


def entries_page(
    db: Session,
    list_id: str,
    *,
    on: date | None,
    text: str = "",
    mapping: Mapping | None = None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Entry], str | None]:
    """A list in the order of its codes; `on` None shows every version that stands."""
    list_ = catalogue(db, list_id)
    query = select(Entry).where(col(Entry.list_id) == list_id)
    query = query.where(in_force_on(on) if on else col(Entry.active))
    for word in plain_words(text[:200]):
        query = query.where(col(Entry.name_search).contains(" " + word, autoescape=True))
    if mapping:
        query = query.where(_mapped(list_, mapping, on or today()))
    return page_of(
        db,
        query,
        by=(col(Entry.code), col(Entry.valid_from), col(Entry.id)),
        types=(_code, date.fromisoformat, UUID),
        after=after,
        limit=limit,
    )


def _mapped(list_: Catalogue, mapping: Mapping, day: date) -> Any:
    code = col(Entry.ministry_code)
    target = aliased(Entry)
    known = exists().where(
        col(target.list_id) == list_.maps_to,
        col(target.code) == code,
        col(target.active),
        col(target.valid_from) <= day,
        or_(col(target.valid_to).is_(None), col(target.valid_to) >= day),
    )
    match mapping:
        case Mapping.UNMAPPED:
            return code == ""
        case Mapping.UNKNOWN:
            return and_(code != "", not_(known))
        case Mapping.MAPPED:
            return and_(code != "", known)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry's history."""

    entry: Entry
    made_by_import: CatalogueImport | None
    changes: Sequence[EntryChange]


def history(db: Session, list_id: str, code: str) -> list[Line]:
    """Every version that a code ever had, also those taken back, newest first."""
    found = db.execute(
        select(Entry, CatalogueImport)
        .outerjoin(CatalogueImport, col(CatalogueImport.id) == col(Entry.import_id))
        .where(col(Entry.list_id) == list_id, col(Entry.code) == code)
        .order_by(col(Entry.valid_from).desc(), col(Entry.made_at).desc(), col(Entry.id))
        .limit(200)
    ).all()
    changes: dict[UUID, list[EntryChange]] = {}
    for change in db.execute(
        select(EntryChange)
        .where(col(EntryChange.entry_id).in_([entry.id for entry, _ in found]))
        .order_by(col(EntryChange.at), col(EntryChange.id))
    ).scalars():
        changes.setdefault(change.entry_id, []).append(change)
    return [Line(entry, made, changes.get(entry.id, ())) for entry, made in found]


def imports_page(
    db: Session, list_id: str, *, after: str | None, limit: int
) -> tuple[list[CatalogueImport], str | None]:
    """The imports of a list, newest first."""
    catalogue(db, list_id)
    return page_of(
        db,
        select(CatalogueImport).where(col(CatalogueImport.list_id) == list_id),
        by=(col(CatalogueImport.id),),
        types=(UUID,),
        after=after,
        limit=limit,
        descending=True,
    )


def compare(db: Session, list_id: str, *, earlier: date, later: date) -> list[Difference]:
    """How a list differs between two days."""
    catalogue(db, list_id)
    lines = []
    for code, versions in spans(db, list_id).items():
        was, now = in_force(versions, earlier), in_force(versions, later)
        if was is None and now is not None:
            lines.append(Difference(code, Kind.ADDED, now.start, None, now.content))
        elif was is not None and now is None:
            lines.append(Difference(code, Kind.ENDED, was.last, was.content, None))
        elif was and now and was.content != now.content:
            lines.append(Difference(code, Kind.CHANGED, now.start, was.content, now.content))
    return lines


def export_csv(db: Session, list_id: str, *, on: date | None) -> bytes:
    """The list as a CSV file that the import reads back (UTF-8 with mark, for spreadsheets)."""
    list_ = catalogue(db, list_id)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(declared_headers(list_))
    writer.writerows(_cells(db, list_, on))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def export_xlsx(db: Session, list_id: str, *, on: date | None) -> bytes:
    """The same as a spreadsheet; every cell is text, so that codes keep their zeros."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    list_ = catalogue(db, list_id)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(list_id[:31])
    sheet.append(declared_headers(list_))
    for row in _cells(db, list_, on):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(db: Session, list_: Catalogue, on: date | None) -> Iterator[list[str]]:
    asked = select(Entry).where(col(Entry.list_id) == list_.id)
    asked = asked.where(in_force_on(on) if on else col(Entry.active))
    rows = db.execute(
        asked.order_by(col(Entry.code), col(Entry.valid_from), col(Entry.id))
    ).scalars()
    for entry in rows:
        yield [
            entry.code,
            values.guarded(entry.name),
            values.guarded(entry.name_en),
            entry.ministry_code,
            *(values.cell(c, entry.facts.get(c.id)) for c in list_.columns),
            entry.valid_from.isoformat(),
            entry.valid_to.isoformat() if entry.valid_to else "",
            entry.source,
        ]
