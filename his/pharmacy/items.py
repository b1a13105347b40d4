"""Items: what the catalogue says of a drug, and what the pharmacy adds (packs, limits, shelf)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from his.catalogs import service as catalogs
from his.pharmacy.errors import BarcodeTaken, CodeNotKnown, FactorOfTheUnit, NoSuchPack
from his.pharmacy.models import Item, ItemKind, ItemUnit
from his.pharmacy.packs import Pack
from kernel import gs1
from kernel.access import Actor
from kernel.clock import today
from kernel.columns import unaccented
from kernel.db import expect
from kernel.errors import NotFound
from kernel.ids import new_id
from kernel.once import forget, once
from kernel.paging import page_of

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Found:
    """What a code or a scan names: an item in a pack, and what the pack itself tells."""

    item: Item
    unit: str
    factor: Decimal
    scanned: gs1.Scanned


def item(db: Session, item_id: UUID) -> Item:
    """Raises NotFound."""
    found = db.get(Item, item_id)
    if found is None:
        raise NotFound
    return found


def of_code(db: Session, kind: ItemKind, code: str) -> Item:
    """The item of a catalogue entry; made when the pharmacy meets it for the first time.

    Raises NotInCatalogue.
    """
    asked = select(Item).where(col(Item.kind) == kind, col(Item.code) == code)
    found: Item | None = db.execute(asked).scalar_one_or_none()
    if found is None:
        entry = catalogs.demand(db, kind.value, code)
        row = {
            "id": new_id(),
            "kind": kind,
            "code": entry.code,
            "name": entry.name[:300],
            "name_search": entry.name_search[:600],
            "unit": str(entry.facts.get("unit") or "")[:40],
            "control": str(entry.facts.get("control") or "")[:20],
            "high_alert": entry.facts.get("high_alert") in (True, "1", 1),
            "registration": str(entry.facts.get("registration") or "")[:80],
            "place": "",
            "look_alike": "",
            "ven": "",
            "version": 1,
        }
        dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
        db.execute(dialect.insert(Item).values(row).on_conflict_do_nothing())
        forget(db)
        found = db.execute(asked).scalar_one()
    return found


def by_codes(db: Session, kind: ItemKind, codes: Collection[str]) -> dict[str, Item]:
    """The items that the pharmacy has met, by code, in one query."""
    if not codes:
        return {}
    wanted = frozenset(codes)

    def ask() -> dict[str, Item]:
        asked = select(Item).where(col(Item.kind) == kind, col(Item.code).in_(wanted))
        return {each.code: each for each in db.execute(asked).scalars()}

    return once(db, ("his.pharmacy.items", kind, wanted), ask, Item)


def many(db: Session, ids: Collection[UUID]) -> dict[UUID, Item]:
    if not ids:
        return {}
    asked = select(Item).where(col(Item.id).in_(set(ids)))
    return {each.id: each for each in db.execute(asked).scalars()}


def packs(db: Session, ids: Collection[UUID]) -> dict[UUID, list[ItemUnit]]:
    """The packs of several items, smallest first, in one query."""
    found: dict[UUID, list[ItemUnit]] = {each: [] for each in ids}
    if found:
        asked = select(ItemUnit).where(col(ItemUnit.item_id).in_(list(found)))
        for each in db.execute(asked.order_by(col(ItemUnit.factor), col(ItemUnit.id))).scalars():
            found[each.item_id].append(each)
    return found


def shapes(units: Sequence[ItemUnit]) -> list[Pack]:
    return [Pack(each.name, each.factor) for each in units]


def factor(db: Session, item: Item, unit: str) -> Decimal:
    """How many of the smallest unit a pack holds. Raises NoSuchPack."""
    if unit == item.unit:
        return ONE
    asked = select(col(ItemUnit.factor)).where(
        col(ItemUnit.item_id) == item.id, col(ItemUnit.name) == unit
    )
    found: Decimal | None = db.execute(asked).scalar_one_or_none()
    if found is None:
        raise NoSuchPack(name=item.name, unit=unit)
    return found


def add_pack(
    db: Session, actor: Actor, item: Item, *, name: str, factor: Decimal, gtin: str = ""
) -> ItemUnit:
    """Declare a pack, or give a known one its barcode. Raises BarcodeTaken, FactorOfTheUnit."""
    if factor <= 0 or (name == item.unit and factor != ONE):
        raise FactorOfTheUnit
    asked = select(ItemUnit).where(col(ItemUnit.item_id) == item.id, col(ItemUnit.name) == name)
    made: ItemUnit | None = db.execute(asked.with_for_update()).scalar_one_or_none()
    if gtin:
        other = db.execute(select(ItemUnit).where(col(ItemUnit.gtin) == gtin).limit(1)).scalar()
        if other and (other.item_id != item.id or other.name != name):
            owner = db.get_one(Item, other.item_id)
            raise BarcodeTaken(gtin=gtin, name=f"{owner.name} ({other.name})")
    if made is None:
        made = ItemUnit(item_id=item.id, name=name, factor=factor, gtin=gtin or None)
        db.add(made)
    else:
        made.factor = factor
        made.gtin = gtin or made.gtin
    db.flush()
    return made


def change_item(
    db: Session,
    actor: Actor,
    item_id: UUID,
    *,
    version: int,
    minimum: Decimal | None,
    maximum: Decimal | None,
    place: str,
    look_alike: str,
    ven: str,
    registration: str,
) -> Item:
    """What the pharmacy adds to the catalogue. Raises NotFound, ChangedMeanwhile."""
    found = db.get(Item, item_id, with_for_update=True)
    if found is None:
        raise NotFound
    expect(found, version)
    found.minimum, found.maximum = minimum, maximum
    found.place, found.look_alike, found.ven = place, look_alike, ven
    found.registration = registration
    db.flush()
    return found


def page(db: Session, *, text: str, after: str | None, limit: int) -> tuple[list[Item], str | None]:
    """The items by code, narrowed by words of their name."""
    asked = select(Item)
    for word in unaccented(text).split():
        asked = asked.where(col(Item.name_search).contains(word, autoescape=True))
    by = (col(Item.code), col(Item.id))
    return page_of(db, asked, by=by, types=(str, UUID), after=after, limit=limit)


def find(db: Session, text: str, limit: int) -> list[Item]:
    """What the words name in the drug and supply lists; new to the pharmacy or not."""
    found: list[Item] = []
    for kind in ItemKind:
        entries = catalogs.search(db, kind.value, text, limit=limit)
        found += [of_code(db, kind, each.code) for each in entries]
    return found[:limit]


def scan(db: Session, code: str) -> Found:
    """What a scanner read: a pack's GS1 code or EAN, or our own item code. Raises CodeNotKnown."""
    read = gs1.read(code, today=today())
    if read:
        pack = db.execute(select(ItemUnit).where(col(ItemUnit.gtin) == read.gtin).limit(1)).scalar()
        if pack is None:
            raise CodeNotKnown(code=read.gtin, gtin=read.gtin)
        return Found(db.get_one(Item, pack.item_id), pack.name, pack.factor, read)
    own, _, lot = code.strip().partition("|")  # our own labels: CODE|LOT
    asked = select(Item).where(col(Item.code) == own.upper()).limit(1)
    found: Item | None = db.execute(asked).scalar()
    if found is None:
        raise CodeNotKnown(code=code[:60])
    return Found(found, found.unit, ONE, gs1.Scanned(lot=lot))
