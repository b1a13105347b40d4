from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response
from sqlalchemy import select
from sqlmodel import col

from kernel.access import Actor, Requires
from kernel.db import Db
from kernel.paging import After, Limit, Page, page_of
from kernel.routing import PDF, Router, pdf
from lis.reagents import lots, ordering, paper, permissions, setting_up, showing, stock, tracing
from lis.reagents.kit_schemas import (
    ReagentJudgeIn,
    ReagentOrderIn,
    ReagentOrderOut,
    ReagentRecallIn,
    ReagentRejectIn,
    ReagentTracedOut,
)
from lis.reagents.models import ReagentLot, ReagentLotState
from lis.reagents.ordering import Wanted
from lis.reagents.schemas import (
    ReagentChange,
    ReagentDetailOut,
    ReagentIn,
    ReagentLotDetailOut,
    ReagentLotOut,
    ReagentMoveOut,
    ReagentNormIn,
    ReagentOut,
    ReagentOverviewOut,
    ReagentReceiptIn,
    ReagentRemovalIn,
    ReagentScanOut,
    ReagentTrialIn,
    SupplierIn,
    SupplierOut,
)

router = Router(prefix="/lab/reagents", tags=["lis.reagents"])

Reader = Annotated[Actor, Depends(Requires(permissions.READ))]
Receiver = Annotated[Actor, Depends(Requires(permissions.RECEIVE))]
Judge = Annotated[Actor, Depends(Requires(permissions.JUDGE))]
Tracer = Annotated[Actor, Depends(Requires(permissions.TRACE))]
Buyer = Annotated[Actor, Depends(Requires(permissions.ORDER))]
SetUp = Annotated[Actor, Depends(Requires(permissions.SET_UP))]


@router.get("/overview")
def overview(actor: Reader, db: Db) -> ReagentOverviewOut:
    """What needs somebody, which kits are open, what there is of each reagent."""
    return showing.overview(db)


@router.get("/scan")
def scan(
    actor: Reader, db: Db, code: Annotated[str, Query(min_length=1, max_length=200)]
) -> ReagentScanOut:
    """What a code is: a kit of ours, a box by GS1, a reagent; and which lot goes first."""
    return showing.scanned(db, code)


@router.get("/reagents")
def reagent_list(actor: Reader, db: Db, after: After = None, limit: Limit = 50) -> Page[ReagentOut]:
    """Reagents by name."""
    found, following = setting_up.reagents(db, after=after, limit=limit)
    return Page(items=[ReagentOut.model_validate(each) for each in found], next=following)


@router.post("/reagents", status_code=201)
def add_reagent(told: ReagentIn, actor: SetUp, db: Db) -> ReagentOut:
    """A reagent, calibrator or consumable."""
    return ReagentOut.model_validate(setting_up.add_reagent(db, actor, **told.model_dump()))


@router.get("/reagents/{reagent_id}")
def one_reagent(reagent_id: UUID, actor: Reader, db: Db) -> ReagentDetailOut:
    """A reagent with its norms, old ones too, and its lots."""
    return showing.reagent_detail(db, reagent_id)


@router.put("/reagents/{reagent_id}")
def change_reagent(reagent_id: UUID, told: ReagentChange, actor: SetUp, db: Db) -> ReagentOut:
    """Mend what was mistyped, its minimum, its stability, or end it."""
    found = setting_up.change_reagent(db, actor, reagent_id, **told.model_dump())
    return ReagentOut.model_validate(found)


@router.post("/reagents/{reagent_id}/norms")
def set_norm(reagent_id: UUID, told: ReagentNormIn, actor: SetUp, db: Db) -> ReagentDetailOut:
    """From now on a test uses so much of it, or no more."""
    setting_up.set_norm(db, actor, reagent_id, **told.model_dump())
    return showing.reagent_detail(db, reagent_id)


@router.get("/suppliers")
def supplier_list(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[SupplierOut]:
    """Suppliers by code."""
    found, following = setting_up.suppliers(db, after=after, limit=limit)
    return Page(items=[SupplierOut.model_validate(each) for each in found], next=following)


@router.post("/suppliers", status_code=201)
def add_supplier(told: SupplierIn, actor: SetUp, db: Db) -> SupplierOut:
    """Somebody who delivers."""
    return SupplierOut.model_validate(setting_up.add_supplier(db, actor, **told.model_dump()))


@router.get("/lots")
def lot_list(
    actor: Reader,
    db: Db,
    state: ReagentLotState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[ReagentLotOut]:
    """Lots, the first to expire first."""
    asked = select(ReagentLot)
    if state is not None:
        asked = asked.where(col(ReagentLot.state) == state)
    by = (col(ReagentLot.expiry), col(ReagentLot.id))
    types = (date.fromisoformat, UUID)
    found, following = page_of(db, asked, by=by, types=types, after=after, limit=limit)
    return Page(items=showing.lots_out(db, found), next=following)


@router.post("/lots", status_code=201)
def receive(told: ReagentReceiptIn, actor: Receiver, db: Db) -> ReagentLotOut:
    """Kits came; a new lot waits until it is accepted."""
    return showing.lot_out(db, stock.receive(db, actor, **told.model_dump()))


@router.get("/lots/{lot_id}")
def one_lot(lot_id: UUID, actor: Reader, db: Db) -> ReagentLotDetailOut:
    """A lot with its trials, its entries, and how many patients it has measured."""
    return showing.lot_detail(db, lot_id)


@router.post("/lots/{lot_id}/moves", status_code=201)
def remove(lot_id: UUID, told: ReagentRemovalIn, actor: Receiver, db: Db) -> ReagentMoveOut:
    """Unopened kits go back, are destroyed, or a count found another number."""
    return ReagentMoveOut.model_validate(stock.remove(db, actor, lot_id, **told.model_dump()))


@router.post("/lots/{lot_id}/trials", status_code=201)
def attempt(lot_id: UUID, told: ReagentTrialIn, actor: Receiver, db: Db) -> ReagentLotDetailOut:
    """The same samples by the old lot and the new one."""
    values = told.model_dump(exclude={"pairs"})
    pairs = [(each.sample, each.old, each.new) for each in told.pairs]
    lots.attempt(db, actor, lot_id, pairs=pairs, **values)
    return showing.lot_detail(db, lot_id)


@router.post("/lots/{lot_id}/accept")
def accept(lot_id: UUID, told: ReagentJudgeIn, actor: Judge, db: Db) -> ReagentLotDetailOut:
    """Its kits may be opened."""
    lots.accept(db, actor, lot_id, reason=told.reason.strip())
    return showing.lot_detail(db, lot_id)


@router.post("/lots/{lot_id}/reject")
def reject(lot_id: UUID, told: ReagentRejectIn, actor: Judge, db: Db) -> ReagentLotDetailOut:
    """It goes back or is destroyed."""
    lots.reject(db, actor, lot_id, reason=told.reason)
    return showing.lot_detail(db, lot_id)


@router.post("/lots/{lot_id}/recall")
def recall(lot_id: UUID, told: ReagentRecallIn, actor: Judge, db: Db) -> ReagentLotDetailOut:
    """Stop a lot wherever it is."""
    lots.recall(db, actor, lot_id, reason=told.reason, order_no=told.order_no)
    return showing.lot_detail(db, lot_id)


@router.get("/lots/{reagent_lot_id}/results")
def traced(
    reagent_lot_id: UUID, actor: Tracer, db: Db, after: After = None, limit: Limit = 50
) -> Page[ReagentTracedOut]:
    """The patients whose results a lot has measured, the latest first."""
    lots.lot(db, reagent_lot_id)
    found, following = tracing.results(db, actor, reagent_lot_id, after=after, limit=limit)
    return Page(items=[showing.traced_out(each) for each in found], next=following)


@router.get(
    "/lots/{lot_id}/results.xlsx",
    response_class=Response,
    responses={200: {"content": {paper.XLSX: {}}}},
)
def export_traced(lot_id: UUID, actor: Tracer, db: Db) -> Response:
    """The same as a spreadsheet."""
    content, name = paper.traced_sheet(db, actor, lot_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, media_type=paper.XLSX, headers=headers)


@router.post("/lots/{lot_id}/prints/results", responses=PDF, response_class=Response)
def print_traced(lot_id: UUID, actor: Tracer, db: Db) -> Response:
    """The same on paper."""
    return pdf(*paper.traced(db, actor, lot_id))


@router.get("/orders")
def order_list(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[ReagentOrderOut]:
    """What was asked of the buyer, the latest first."""
    found, following = ordering.orders(db, after=after, limit=limit)
    return Page(items=[ReagentOrderOut.model_validate(each) for each in found], next=following)


@router.post("/orders", status_code=201)
def make_order(told: ReagentOrderIn, actor: Buyer, db: Db) -> ReagentOrderOut:
    """Write down what is to be bought."""
    wanted = [Wanted(each.reagent_id, each.kits, each.why) for each in told.lines]
    return ReagentOrderOut.model_validate(ordering.make(db, actor, wanted, note=told.note))


@router.post("/orders/{order_id}/cancel")
def cancel_order(order_id: UUID, actor: Buyer, db: Db) -> ReagentOrderOut:
    """What has not come is not expected any more."""
    return ReagentOrderOut.model_validate(ordering.cancel(db, actor, order_id))


@router.post("/orders/{order_id}/prints/order", responses=PDF, response_class=Response)
def print_order(order_id: UUID, actor: Buyer, db: Db) -> Response:
    """The order on paper (dự trù)."""
    return pdf(*paper.order(db, actor, order_id))
