"""The front door of the shared lists: what other modules may ask and do."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Date, bindparam, literal_column, select
from sqlmodel import Session, col

from his.catalogs import search as searching
from his.catalogs.diagnosing import icd_known
from his.catalogs.editing import add, change, end, get
from his.catalogs.errors import NotInCatalogue
from his.catalogs.icd import Disease, Problem, Weight
from his.catalogs.icd import check as icd_check
from his.catalogs.icd import dotted as icd_dotted
from his.catalogs.icd import undotted as icd_undotted
from his.catalogs.importer import approve, import_file, roll_back
from his.catalogs.lists.declaration import Catalogue, normal_code
from his.catalogs.models import CatalogueImport, Entry, ImportState, ListState
from his.catalogs.reviewing import (
    Mapping,
    compare,
    entries_page,
    export_csv,
    export_xlsx,
    history,
    imports_page,
    overview,
)
from his.catalogs.starter import load_samples, load_starter
from his.catalogs.store import catalogue, declared, in_force_on
from his.catalogs.trial import Outcome
from his.catalogs.trial import check as try_file
from kernel.clock import today
from kernel.prepared import Prepared

__all__ = [
    "Catalogue",
    "CatalogueImport",
    "Disease",
    "Entry",
    "ImportState",
    "Mapping",
    "NotInCatalogue",
    "Outcome",
    "Problem",
    "Weight",
    "add",
    "approve",
    "catalogue",
    "change",
    "compare",
    "declared",
    "demand",
    "demand_code",
    "end",
    "entries",
    "entries_page",
    "entry",
    "export_csv",
    "export_xlsx",
    "get",
    "history",
    "icd_check",
    "icd_dotted",
    "icd_known",
    "icd_undotted",
    "import_file",
    "imports_page",
    "in_force_on",
    "load_samples",
    "load_starter",
    "overview",
    "roll_back",
    "search",
    "stamps",
    "try_file",
]


def entry(db: Session, list_id: str, code: str, *, on: date | None = None) -> Entry | None:
    """The version of a code that is in force on a day (today)."""
    asked = select(Entry).where(
        col(Entry.list_id) == list_id,
        col(Entry.code) == normal_code(catalogue(db, list_id), code),
        in_force_on(on or today()),
    )
    return db.execute(asked.limit(1)).scalar()


def entries(
    db: Session, list_id: str, codes: Collection[str], *, on: date | None = None
) -> dict[str, Entry]:
    """The versions of several codes in force on a day, in one question."""
    list_ = catalogue(db, list_id)
    wanted = {normal_code(list_, code) for code in codes}
    if not wanted:
        return {}
    asked = select(Entry).where(
        col(Entry.list_id) == list_id, col(Entry.code).in_(wanted), in_force_on(on or today())
    )
    return {found.code: found for found in db.execute(asked).scalars()}


def demand(db: Session, list_id: str, code: str, *, on: date | None = None) -> Entry:
    """The same, refusing a code that is not in force (NotInCatalogue)."""
    found = entry(db, list_id, code, on=on)
    if found is None:
        list_ = catalogue(db, list_id)
        raise NotInCatalogue(
            code=code, list=list_id, title=list_.title.vi, title_en=list_.title.en, on=on or today()
        )
    return found


_CODE = Prepared(
    select(col(Entry.code))
    .where(
        col(Entry.list_id) == bindparam("list_id"),
        col(Entry.code) == bindparam("code"),
        col(Entry.active),
        col(Entry.valid_from) <= bindparam("day", type_=Date),
        col(Entry.valid_to).is_(None) | (col(Entry.valid_to) >= bindparam("day", type_=Date)),
    )
    .limit(literal_column("1"))
)


def demand_code(db: Session, list_id: str, code: str, *, on: date | None = None) -> str:
    """The code as the list has it, if it is in force on a day. Raises NotInCatalogue."""
    list_ = catalogue(db, list_id)
    asked = {"list_id": list_id, "code": normal_code(list_, code), "day": on or today()}
    if found := _CODE.first(db, **asked):
        known: str = found.code
        return known
    return demand(db, list_id, code, on=on).code


def search(
    db: Session,
    list_id: str,
    text: str,
    *,
    on: date | None = None,
    limit: int = 20,
    active: bool = True,
) -> list[Entry]:
    """Entries as people type for them, best first; `active=False` also shows what has ended."""
    catalogue(db, list_id)
    ids = searching.find(
        db,
        list_id,
        text,
        on=(on or today()) if active else on,
        limit=min(limit, 200),
        active=active,
    )
    if not ids:
        return []
    rows = db.execute(select(Entry).where(col(Entry.id).in_(ids))).scalars()
    found = {row.id: row for row in rows}
    return [found[id_] for id_ in ids if id_ in found]


def stamps(db: Session, list_ids: Collection[str]) -> dict[str, UUID]:
    """A mark of each list that every change renews: what was read from it can be kept by it."""
    asked = select(col(ListState.list_id), col(ListState.stamp)).where(
        col(ListState.list_id).in_(list_ids)
    )
    return {list_id: stamp for list_id, stamp in db.execute(asked)}  # noqa: C416 (typed)
