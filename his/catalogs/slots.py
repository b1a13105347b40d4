"""What higher modules may add to the shared lists (put it in `Module.contributes`)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from his.catalogs.lists.declaration import Catalogue, Column, Group, Kind
from kernel.access import Actor

__all__ = ["Catalogue", "CatalogueUse", "Column", "Goods", "GoodsKeeper", "Group", "Kind"]


@dataclass(frozen=True, slots=True)
class CatalogueUse:
    """How many open records of a module use codes of a list: asked before codes end.

    `by(db, codes)` answers the codes that are in use, each with its count. A module may also
    contribute a `Catalogue` of its own: then the one mechanism keeps that list too.
    """

    list_id: str
    by: Callable[[Session, Collection[str]], dict[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Something of a shared list that arrived in a store, by lot, in its smallest unit."""

    store_code: str
    list_id: str
    code: str
    lot_number: str
    expiry: date
    quantity: Decimal
    unit_price: Decimal
    supplier_name: str
    paper: str


@dataclass(frozen=True, slots=True)
class GoodsKeeper:
    """Who keeps a book of his own of what arrives in a store (the laboratory's reagents).

    `takes(db, actor, goods)` answers whether it is in that book from now on: the store, which
    knows nothing of him, then writes it out of its own.
    """

    takes: Callable[[Session, Actor, Goods], bool]
