"""What higher modules may add to the shared lists (put it in `Module.contributes`)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlmodel import Session

from his.catalogs.lists.declaration import Catalogue, Column, Group, Kind

__all__ = ["Catalogue", "CatalogueUse", "Column", "Group", "Kind"]


@dataclass(frozen=True, slots=True)
class CatalogueUse:
    """How many open records of a module use codes of a list: asked before codes end.

    `by(db, codes)` answers the codes that are in use, each with its count. A module may also
    contribute a `Catalogue` of its own: then the one mechanism keeps that list too.
    """

    list_id: str
    by: Callable[[Session, Collection[str]], dict[str, int]]
