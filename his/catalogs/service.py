"""The front door of the shared lists: what other modules may ask and do."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.catalogs import kept
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
from his.catalogs.models import CatalogueImport, Entry, ImportState
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
    "demand_codes",
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
    wanted = normal_code(catalogue(db, list_id), code)
    return kept.in_force(db, list_id, [wanted], on or today()).get(wanted)


def entries(
    db: Session, list_id: str, codes: Collection[str], *, on: date | None = None
) -> dict[str, Entry]:
    """The versions of several codes in force on a day."""
    list_ = catalogue(db, list_id)
    return kept.in_force(db, list_id, {normal_code(list_, c) for c in codes}, on or today())


def demand(db: Session, list_id: str, code: str, *, on: date | None = None) -> Entry:
    """The same, refusing a code that is not in force (NotInCatalogue)."""
    found = entry(db, list_id, code, on=on)
    if found is None:
        list_ = catalogue(db, list_id)
        raise NotInCatalogue(
            code=code, list=list_id, title=list_.title.vi, title_en=list_.title.en, on=on or today()
        )
    return found


def demand_code(db: Session, list_id: str, code: str, *, on: date | None = None) -> str:
    """The code as the list has it, if it is in force on a day. Raises NotInCatalogue."""
    return demand_codes(db, {list_id: code}, on=on)[list_id]


def demand_codes(db: Session, codes: dict[str, str], *, on: date | None = None) -> dict[str, str]:
    """One code of each of several lists, `{list id: code}`.

    Raises NotInCatalogue for the first that is not in force on that day.
    """
    return {list_: demand(db, list_, code, on=on).code for list_, code in codes.items()}


def called(db: Session, codes: dict[str, str]) -> dict[str, str]:
    """What codes are called, `{list id: code}`, also those that are no longer in force."""
    return kept.names(db, codes)


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
    known = kept.stamps(db)
    return {list_id: known[list_id] for list_id in list_ids if list_id in known}
