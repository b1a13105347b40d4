"""Stores, items, lots, recalls."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from fastapi.responses import Response

from his.pharmacy import (
    books,
    items,
    paper,
    permissions,
    recalls,
    showing,
    stores,
)
from his.pharmacy.models import Item
from his.pharmacy.paper_schemas import ReasonIn
from his.pharmacy.report_routes import book_out
from his.pharmacy.schemas import (
    DrugBookOut,
    ItemChange,
    LotsOut,
    PackScanOut,
    RecallIn,
    RecallOut,
    StockItemLine,
    StockItemOut,
    StockPackIn,
    StoreChange,
    StoreIn,
    StoreOut,
)
from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/pharmacy", tags=["his.pharmacy"])

Anyone = Annotated[Actor, Depends(Requires(permissions.STORES))]
Reader = Annotated[Actor, Depends(Requires(permissions.STOCK))]
SetUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]
Recaller = Annotated[Actor, Depends(Requires(permissions.RECALL))]


@router.get("/stores")
def store_list(actor: Anyone, db: Db) -> Page[StoreOut]:
    return Page(items=[StoreOut.model_validate(s) for s in stores.stores(db)], next=None)


@router.post("/stores", status_code=201)
def open_store(told: StoreIn, actor: SetUp, db: Db) -> StoreOut:
    return StoreOut.model_validate(stores.open_store(db, actor, **told.model_dump()))


@router.put("/stores/{store_id}")
def change_store(store_id: UUID, told: StoreChange, actor: SetUp, db: Db) -> StoreOut:
    return StoreOut.model_validate(stores.change_store(db, actor, store_id, **told.model_dump()))


@router.get("/scan")
def scan_code(
    code: Annotated[str, Query(min_length=1, max_length=200)], actor: Anyone, db: Db
) -> PackScanOut:
    """What a pack's code names (GS1 DataMatrix, EAN-13, or our own item code)."""
    found = items.scan(db, code)
    return PackScanOut(
        item=_item(db, found.item),
        unit=found.unit,
        factor=found.factor,
        gtin=found.scanned.gtin,
        lot=found.scanned.lot,
        expiry=found.scanned.expiry,
    )


@router.get("/items")
def stock_items(
    actor: Reader,
    db: Db,
    q: Annotated[str, Query(max_length=100)] = "",
    store_id: UUID | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[StockItemLine]:
    """What the pharmacy keeps, by code, with what there is of it."""
    found, following = items.page(db, text=q, after=after, limit=limit)
    return Page(items=showing.item_lines(db, found, store_id), next=following)


@router.post("/items/find")
def find_items(
    q: Annotated[str, Query(min_length=1, max_length=100)], actor: Reader, db: Db
) -> Page[StockItemOut]:
    """Drugs and supplies of the lists by name, also those that were never in stock."""
    found = items.find(db, q, 20)
    packs = items.packs(db, [each.id for each in found])
    return Page(items=[showing.item(each, packs[each.id]) for each in found], next=None)


@router.get("/items/{item_id}/lots")
def item_lots(item_id: UUID, actor: Reader, db: Db, store_id: UUID | None = None) -> LotsOut:
    """Where an item lies, lot by lot."""
    found = items.item(db, item_id)
    return LotsOut(item=_item(db, found), lots=showing.lots(db, found.id, store_id))


@router.put("/items/{item_id}")
def change_item(item_id: UUID, told: ItemChange, actor: SetUp, db: Db) -> StockItemOut:
    return _item(db, items.change_item(db, actor, item_id, **told.model_dump()))


@router.post("/items/{item_id}/packs", status_code=201)
def add_pack(item_id: UUID, told: StockPackIn, actor: SetUp, db: Db) -> StockItemOut:
    """Declare a pack and its factor, or give it its barcode."""
    found = items.item(db, item_id)
    items.add_pack(db, actor, found, **told.model_dump())
    return _item(db, found)


@router.get("/recalls")
def recall_list(actor: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[RecallOut]:
    found, following = recalls.page(db, after=after, limit=limit)
    return Page(items=showing.recalls(db, found), next=following)


@router.post("/recalls", status_code=201)
def recall_lot(told: RecallIn, actor: Recaller, db: Db) -> RecallOut:
    """Lock a lot in every store."""
    return showing.recalls(db, [recalls.recall(db, actor, **told.model_dump())])[0]


@router.post("/recalls/{recall_id}/lifting")
def lift_recall(recall_id: UUID, why: ReasonIn, actor: Recaller, db: Db) -> RecallOut:
    return showing.recalls(db, [recalls.lift(db, actor, recall_id, reason=why.reason)])[0]


@router.get("/items/{item_id}/given/{lot_number}")
def who_got_lot(item_id: UUID, lot_number: str, actor: Reader, db: Db) -> DrugBookOut:
    """Which patients got a lot."""
    found = paper.trace_book(db, actor, items.item(db, item_id), lot_number[:40])
    return book_out(found, actor)


@router.post("/items/{item_id}/given/{lot_number}", responses=PDF, response_class=Response)
def print_who_got_lot(item_id: UUID, lot_number: str, actor: Reader, db: Db) -> Response:
    found = paper.trace_book(db, actor, items.item(db, item_id), lot_number[:40])
    form = {"form": paper.TRACE, "document": f"{item_id}/{lot_number[:40]}"}
    made = books.printed(db, actor, found, subject=("stock_item", item_id), **form)  # type: ignore[arg-type]
    return pdf(made, "thu-hoi")


def _item(db: Db, found: Item) -> StockItemOut:
    return showing.item(found, items.packs(db, [found.id])[found.id])
