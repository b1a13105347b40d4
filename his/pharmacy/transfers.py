"""From store to store: asked for, issued by lot, received (dự trù, xuất, nhận)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from his.catalogs.slots import Goods, GoodsKeeper
from his.pharmacy import fefo, items, ledger, papers, stores
from his.pharmacy.errors import (
    NothingToDispense,
    QuantityNotPositive,
    ReasonIsMissing,
    ReceivedMoreThanIssued,
    SameStore,
)
from his.pharmacy.ledger import Step
from his.pharmacy.models import MoveKind
from his.pharmacy.packs import plain
from his.pharmacy.paper_models import Paper, PaperLine, PaperState, StockPaperKind
from his.pharmacy.paper_states import become
from his.pharmacy.papers import Taken
from kernel import live
from kernel.access import Actor
from kernel.clock import today, utc_now
from kernel.errors import NotFound
from kernel.events import assembly_of


@dataclass(frozen=True, slots=True)
class Requested:
    item_id: UUID
    unit: str
    quantity: Decimal


def request(
    db: Session,
    actor: Actor,
    *,
    store_id: UUID,
    to_store_id: UUID,
    wanted: Sequence[Requested],
    note: str = "",
) -> Paper:
    """A store asks another for stock. Raises SameStore, NoSuchPack."""
    if store_id == to_store_id:
        raise SameStore
    source, to = stores.in_use(db, store_id), stores.in_use(db, to_store_id)
    paper = papers.start(
        db,
        actor,
        StockPaperKind.TRANSFER,
        PaperState.REQUESTED,
        source.id,
        note=note,
        to_store_id=to.id,
    )
    known = items.many(db, {each.item_id for each in wanted})
    for number, each in enumerate(wanted, 1):
        item = known.get(each.item_id)
        if item is None:
            raise NotFound
        if each.quantity <= 0:
            raise QuantityNotPositive
        db.add(
            PaperLine(
                paper_id=paper.id,
                number=number,
                item_id=item.id,
                unit=each.unit,
                factor=items.factor(db, item, each.unit),
                quantity=each.quantity,
                base=Decimal(0),
            )
        )
    db.flush()
    live.touch(db, "stock")
    return paper


def issue(
    db: Session,
    actor: Actor,
    paper_id: UUID,
    *,
    taken: Mapping[UUID, Sequence[Taken]] | None = None,
) -> Paper:
    """Send what was asked for: the lots given for each line, else by expiry as far as it goes.

    Raises PaperCannot, NotEnoughStock, NothingToDispense.
    """
    paper = papers.hold(db, paper_id)
    paper.state = become(paper.code, paper.state, PaperState.ISSUED)
    asked = papers.lines_of(db, [paper.id])[paper.id]
    there = ledger.choices(db, paper.store_id, {line.item_id for line in asked}, hold=True)
    known = items.many(db, {line.item_id for line in asked})
    steps, number = [], len(asked)
    for line in asked:
        item = known[line.item_id]
        picks = list((taken or {}).get(line.id, ()))
        if taken is None:
            found, _ = fefo.propose(there[item.id], line.quantity * line.factor, today())
            picks = [Taken(each.lot_id, each.quantity) for each in found]
        lots = ledger.lots_of(db, {each.lot_id for each in picks})
        for n, each in enumerate(picks):
            lot = lots.get(each.lot_id)
            if lot is None or lot.item_id != item.id:
                raise NotFound
            row = line
            if n:
                number += 1
                row = papers.line_of_lot(paper, number, item, lot, each.quantity)
                row.quantity = Decimal(0)  # asked for in the first line
                db.add(row)
            row.lot_id, row.lot_number, row.expiry = lot.id, lot.number, lot.expiry
            row.base, row.unit_price = each.quantity, lot.unit_price
            row.amount = (lot.unit_price * each.quantity).quantize(Decimal("0.01"))
            row.registration, row.tender = lot.registration, lot.tender
            paper.total += row.amount
            steps.append(
                Step(
                    store_id=paper.store_id,
                    lot_id=lot.id,
                    quantity=-each.quantity,
                    kind=MoveKind.TRANSFER_OUT,
                )
            )
    if not steps:
        raise NothingToDispense
    paper.checked_at, paper.checked_by = utc_now(), actor.id
    paper.checked_by_name = actor.name
    db.flush()
    ledger.post(db, actor, steps, paper=paper.code, paper_id=paper.id)
    return paper


def accept(
    db: Session,
    actor: Actor,
    paper_id: UUID,
    *,
    received: Mapping[UUID, Decimal] | None = None,
    reason: str = "",
) -> Paper:
    """It has arrived. What is missing stands in the issuing store again, with the reason.

    Raises PaperCannot, ReceivedMoreThanIssued, ReasonIsMissing.
    """
    paper = papers.hold(db, paper_id)
    paper.state = become(paper.code, paper.state, PaperState.RECEIVED)
    assert paper.to_store_id is not None
    steps = []
    for line in papers.lines_of(db, [paper.id])[paper.id]:
        if line.lot_id is None:
            continue
        line.received = (received or {}).get(line.id, line.base)
        short = line.base - line.received
        if short < 0 or line.received < 0:
            raise ReceivedMoreThanIssued(
                name=items.item(db, line.item_id).name,
                received=plain(line.received),
                issued=plain(line.base),
            )
        if short and not reason.strip():
            raise ReasonIsMissing
        come = {"lot_id": line.lot_id, "kind": MoveKind.TRANSFER_IN}
        steps.append(Step(store_id=paper.to_store_id, quantity=line.received, **come))  # type: ignore[arg-type]
        steps.append(Step(store_id=paper.store_id, quantity=short, **come))  # type: ignore[arg-type]
    db.flush()
    ledger.post(db, actor, steps, paper=paper.code, paper_id=paper.id, reason=reason)
    _hand_on(db, actor, paper)
    return papers.ended(db, actor, paper, reason)


def _hand_on(db: Session, actor: Actor, paper: Paper) -> None:
    """What somebody keeps a book of his own of leaves the store's, in the same transaction."""
    keepers = assembly_of(db).contributions(GoodsKeeper)
    if not keepers:
        return
    store = stores.store(db, paper.to_store_id)  # type: ignore[arg-type]
    lines = [line for line in papers.lines_of(db, [paper.id])[paper.id] if line.received]
    known = items.many(db, {line.item_id for line in lines})
    lots = ledger.lots_of(db, {line.lot_id for line in lines if line.lot_id})
    taken = []
    for line in lines:
        item, lot = known[line.item_id], lots[line.lot_id]  # type: ignore[index]
        goods = Goods(
            store_code=store.code,
            list_id=item.kind.value,
            code=item.code,
            lot_number=lot.number,
            expiry=lot.expiry,
            quantity=line.received or Decimal(0),
            unit_price=lot.unit_price,
            supplier_name=lot.supplier_name,
            paper=paper.code,
        )
        if any(keeper.takes(db, actor, goods) for keeper in keepers):
            taken.append(
                Step(
                    store_id=store.id,
                    lot_id=lot.id,
                    quantity=-goods.quantity,
                    kind=MoveKind.TRANSFER_OUT,
                )
            )
    reason = "Bàn giao vào sổ của nơi nhận"
    ledger.post(db, actor, taken, paper=paper.code, paper_id=paper.id, reason=reason)
