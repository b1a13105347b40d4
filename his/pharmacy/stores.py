"""The stores of the house (kho, quầy, tủ trực)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.pharmacy.errors import StoreCodeTaken, StoreNotInUse
from his.pharmacy.models import Store, StoreKind
from kernel.access import Actor
from kernel.db import expect
from kernel.errors import NotFound
from kernel.settled import kept


def stores(db: Session, *, active: bool | None = None) -> Sequence[Store]:
    def ask() -> list[Store]:
        asked = select(Store).order_by(col(Store.code))
        if active is not None:
            asked = asked.where(col(Store.active) == active)
        return list(db.execute(asked).scalars())

    return list(kept(db, ("his.pharmacy.stores", active), ask, Store))


def store(db: Session, store_id: UUID) -> Store:
    """To be read. Raises NotFound."""
    found = kept(db, ("his.pharmacy.store", store_id), lambda: db.get(Store, store_id), Store)
    if found is None:
        raise NotFound
    return found


def in_use(db: Session, store_id: UUID) -> Store:
    """The same, refusing one that is closed (StoreNotInUse)."""
    found = store(db, store_id)
    if not found.active:
        raise StoreNotInUse(store=found.name)
    return found


def dispensary(db: Session, site_id: UUID | None = None) -> Store | None:
    """Where prescriptions are dispensed unless somebody says otherwise."""
    counters = [s for s in stores(db, active=True) if s.kind is StoreKind.DISPENSARY]
    return next((s for s in counters if s.site_id == site_id), counters[0] if counters else None)


def open_store(
    db: Session,
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: StoreKind,
    name_en: str = "",
    site_id: UUID | None = None,
) -> Store:
    """Raises StoreCodeTaken, NotFound where the facility has no site yet."""
    taken = db.execute(select(col(Store.name)).where(col(Store.code) == code)).scalar()
    if taken is not None:
        raise StoreCodeTaken(code=code, name=taken)
    sites = admin.sites(db)
    if not sites:
        raise NotFound
    site = site_id or sites[0].id
    made = Store(site_id=site, code=code, name=name, name_en=name_en, kind=kind)
    db.add(made)
    db.flush()
    return made


def change_store(
    db: Session,
    actor: Actor,
    store_id: UUID,
    *,
    version: int,
    name: str,
    name_en: str,
    kind: StoreKind,
    active: bool,
) -> Store:
    found = db.get(Store, store_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, version)
    found.name, found.name_en, found.kind, found.active = name, name_en, kind, active
    db.flush()
    return found
