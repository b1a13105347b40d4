"""Deliveries, transfers, returns, write-offs, stock-takes."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.responses import Response

from his.pharmacy import counts, paper, papers, permissions, showing, transfers
from his.pharmacy.paper_models import PaperState, StockPaperKind
from his.pharmacy.paper_schemas import (
    AcceptIn,
    CountedIn,
    CountIn,
    CountWithLines,
    IssueIn,
    OutIn,
    PaperWithLines,
    ReasonIn,
    StockCountOut,
    StockPaperOut,
    StockReceiptIn,
    StockTransferIn,
)
from his.pharmacy.papers import Delivered, Taken
from his.pharmacy.tender import Tender
from his.pharmacy.transfers import Requested
from kernel.access import Actor, Requires, demand
from kernel.db import Db
from kernel.paging import After, Limit, Page
from kernel.routing import PDF, Router, pdf

router = Router(prefix="/pharmacy", tags=["his.pharmacy"])

Reader = Annotated[Actor, Depends(Requires(permissions.STOCK))]
Receiver = Annotated[Actor, Depends(Requires(permissions.RECEIVE))]
Mover = Annotated[Actor, Depends(Requires(permissions.TRANSFER))]
Counter = Annotated[Actor, Depends(Requires(permissions.COUNT))]
Approver = Annotated[Actor, Depends(Requires(permissions.APPROVE))]


@router.get("/papers")
def paper_list(
    actor: Reader,
    db: Db,
    kind: StockPaperKind | None = None,
    state: PaperState | None = None,
    after: After = None,
    limit: Limit = 50,
) -> Page[StockPaperOut]:
    """The papers, or those of a kind, the latest first."""
    found, following = papers.page(db, kind=kind, state=state, after=after, limit=limit)
    return Page(items=showing.paper_lines(db, found), next=following)


@router.get("/papers/{paper_id}")
def show_paper(paper_id: UUID, actor: Reader, db: Db) -> PaperWithLines:
    return showing.paper(db, papers.paper(db, paper_id))


@router.post("/papers/{paper_id}/print", responses=PDF, response_class=Response)
def print_paper(paper_id: UUID, actor: Reader, db: Db) -> Response:
    return pdf(*paper.paper(db, actor, paper_id))


@router.post("/receipts", status_code=201)
def receive(told: StockReceiptIn, actor: Receiver, db: Db) -> PaperWithLines:
    """Enter a delivery."""
    lines = [
        Delivered(**{**each.model_dump(), "tender": Tender(**each.tender.model_dump())})
        for each in told.lines
    ]
    made = papers.receive(db, actor, **{**told.model_dump(exclude={"lines"}), "lines": lines})
    return showing.paper(db, made)


@router.post("/papers/{paper_id}/check")
def check_delivery(paper_id: UUID, actor: Receiver, db: Db) -> PaperWithLines:
    """The second person has counted it: into stock."""
    return showing.paper(db, papers.check(db, actor, paper_id))


@router.post("/papers/{paper_id}/cancellation")
def cancel_paper(paper_id: UUID, why: ReasonIn, actor: Mover, db: Db) -> PaperWithLines:
    """A delivery is cancelled by who may receive one."""
    if papers.paper(db, paper_id).kind is StockPaperKind.RECEIPT:
        demand(actor, permissions.RECEIVE)
    return showing.paper(db, papers.cancel(db, actor, paper_id, reason=why.reason))


@router.post("/papers/{paper_id}/reversal")
def reverse_paper(paper_id: UUID, why: ReasonIn, actor: Approver, db: Db) -> PaperWithLines:
    """Undo a posted paper by counter-entries."""
    return showing.paper(db, papers.reverse(db, actor, paper_id, reason=why.reason))


@router.post("/supplier-returns", status_code=201)
def return_to_supplier(told: OutIn, actor: Receiver, db: Db) -> PaperWithLines:
    taken = [Taken(each.lot_id, each.quantity) for each in told.lines]
    made = papers.return_to_supplier(
        db, actor, store_id=told.store_id, taken=taken, reason=told.reason
    )
    return showing.paper(db, made)


@router.post("/write-offs", status_code=201)
def write_off(told: OutIn, actor: Approver, db: Db) -> PaperWithLines:
    taken = [Taken(each.lot_id, each.quantity) for each in told.lines]
    made = papers.write_off(db, actor, store_id=told.store_id, taken=taken, reason=told.reason)
    return showing.paper(db, made)


@router.post("/transfers", status_code=201)
def request_transfer(told: StockTransferIn, actor: Mover, db: Db) -> PaperWithLines:
    wanted = [Requested(each.item_id, each.unit, each.quantity) for each in told.lines]
    made = transfers.request(
        db,
        actor,
        store_id=told.store_id,
        to_store_id=told.to_store_id,
        wanted=wanted,
        note=told.note,
    )
    return showing.paper(db, made)


@router.post("/papers/{paper_id}/issue")
def issue_transfer(paper_id: UUID, told: IssueIn, actor: Mover, db: Db) -> PaperWithLines:
    taken = (
        {line.line_id: [Taken(n.lot_id, n.quantity) for n in line.lots] for line in told.lines}
        if told.lines is not None
        else None
    )
    return showing.paper(db, transfers.issue(db, actor, paper_id, taken=taken))


@router.post("/papers/{paper_id}/acceptance")
def accept_transfer(paper_id: UUID, told: AcceptIn, actor: Mover, db: Db) -> PaperWithLines:
    received = (
        {line.line_id: line.quantity for line in told.lines} if told.lines is not None else None
    )
    made = transfers.accept(db, actor, paper_id, received=received, reason=told.reason)
    return showing.paper(db, made)


@router.get("/counts")
def count_list(
    actor: Reader, db: Db, after: After = None, limit: Limit = 50
) -> Page[StockCountOut]:
    found, following = counts.page(db, after=after, limit=limit)
    return Page(items=showing.count_lines(db, found), next=following)


@router.post("/counts", status_code=201)
def begin_count(told: CountIn, actor: Counter, db: Db) -> CountWithLines:
    """Freeze the list of a store."""
    return showing.count(db, counts.freeze(db, actor, store_id=told.store_id))


@router.get("/counts/{count_id}")
def show_count(count_id: UUID, actor: Reader, db: Db) -> CountWithLines:
    return showing.count(db, counts.count(db, count_id))


@router.post("/counts/{count_id}/lines")
def write_count(count_id: UUID, told: CountedIn, actor: Counter, db: Db) -> CountWithLines:
    counts.write(db, actor, count_id, **told.model_dump())
    return showing.count(db, counts.count(db, count_id))


@router.post("/counts/{count_id}/finish")
def finish_count(count_id: UUID, actor: Counter, db: Db) -> CountWithLines:
    return showing.count(db, counts.finish(db, actor, count_id))


@router.post("/counts/{count_id}/approval")
def approve_count(count_id: UUID, why: ReasonIn, actor: Approver, db: Db) -> CountWithLines:
    return showing.count(db, counts.approve(db, actor, count_id, reason=why.reason))


@router.post("/counts/{count_id}/cancellation")
def cancel_count(count_id: UUID, why: ReasonIn, actor: Counter, db: Db) -> CountWithLines:
    return showing.count(db, counts.cancel(db, actor, count_id, reason=why.reason))
