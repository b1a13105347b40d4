"""Deliveries, returns to the supplier and write-offs: the papers that move one store's stock."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from his.admin import service as admin
from his.catalogs import service as catalogs
from his.pharmacy import items, ledger, packs, paper_states, stores
from his.pharmacy.errors import (
    AnotherPersonMust,
    ExpiryHasPassed,
    InvoiceKnown,
    QuantityNotPositive,
)
from his.pharmacy.ledger import Step
from his.pharmacy.models import Item, Lot, MoveKind
from his.pharmacy.paper_models import Paper, PaperLine, PaperState, ReceiptSource, StockPaperKind
from his.pharmacy.settings import TWO_PEOPLE
from his.pharmacy.tender import Tender
from kernel import clock, counters, live
from kernel.access import Actor
from kernel.errors import NotFound
from kernel.paging import page_of

_PREFIX = {
    StockPaperKind.RECEIPT: "PN",
    StockPaperKind.TRANSFER: "PC",
    StockPaperKind.SUPPLIER_RETURN: "PT",
    StockPaperKind.WRITE_OFF: "PH",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One line of a delivery: so many packs of a lot, at the invoice's price of a pack."""

    item_id: UUID
    lot_number: str
    expiry: date
    unit: str
    quantity: Decimal
    price: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    registration: str = ""
    tender: Tender = field(default_factory=Tender)


@dataclass(frozen=True, slots=True)
class Taken:
    """So much of a lot, in the smallest unit."""

    lot_id: UUID
    quantity: Decimal


def receive(
    db: Session,
    actor: Actor,
    *,
    store_id: UUID,
    lines: Sequence[Delivered],
    source: ReceiptSource = ReceiptSource.SUPPLIER,
    supplier_code: str = "",
    invoice_no: str = "",
    invoice_date: date | None = None,
    note: str = "",
    further: bool = False,
) -> Paper:
    """Enter a delivery (nhập kho). It is in stock at once, or when a second person checked it
    (parameter). Raises InvoiceKnown, ExpiryHasPassed, NoSuchPack, StoreNotInUse.
    """
    store = stores.in_use(db, store_id)
    supplier = catalogs.demand(db, "supplier", supplier_code) if supplier_code else None
    if supplier and invoice_no and not further:
        _not_entered_before(db, supplier.code, supplier.name, invoice_no)
    paper = start(db, actor, StockPaperKind.RECEIPT, PaperState.ENTERED, store.id, note=note)
    paper.source, paper.invoice_no, paper.invoice_date = source, invoice_no, invoice_date
    if supplier:
        paper.supplier_code, paper.supplier_name = supplier.code, supplier.name[:300]
    known = items.many(db, {each.item_id for each in lines})
    for number, each in enumerate(lines, 1):
        item = known.get(each.item_id)
        if item is None:
            raise NotFound
        line = _line_of(db, paper, number, item, each)
        paper.total += line.amount
        db.add(line)
    db.flush()
    if not admin.parameter(db, TWO_PEOPLE.id):
        _post_receipt(db, actor, paper)
    live.touch(db, "stock")
    return paper


def check(db: Session, actor: Actor, paper_id: UUID) -> Paper:
    """The second person counted the delivery (kiểm nhập): now it is in stock.

    Raises AnotherPersonMust, PaperCannot.
    """
    paper = hold(db, paper_id)
    paper_states.become(paper.code, paper.state, PaperState.POSTED)
    if paper.made_by == actor.id:
        raise AnotherPersonMust(code=paper.code)
    _post_receipt(db, actor, paper)
    return paper


def cancel(db: Session, actor: Actor, paper_id: UUID, *, reason: str) -> Paper:
    """Take back a paper that has not moved stock yet."""
    paper = hold(db, paper_id)
    paper.state = paper_states.become(paper.code, paper.state, PaperState.CANCELLED)
    return ended(db, actor, paper, reason)


def reverse(db: Session, actor: Actor, paper_id: UUID, *, reason: str) -> Paper:
    """Undo a posted paper by counter-entries; the right one is entered anew.

    Raises PaperCannot, and NotEnoughStock where some of it has gone on.
    """
    paper = hold(db, paper_id)
    paper.state = paper_states.become(paper.code, paper.state, PaperState.REVERSED)
    back = {
        StockPaperKind.RECEIPT: (MoveKind.RECEIPT_BACK, -1),
        StockPaperKind.SUPPLIER_RETURN: (MoveKind.SUPPLIER_RETURN, 1),
        StockPaperKind.WRITE_OFF: (MoveKind.WRITE_OFF, 1),
    }[paper.kind]
    steps = [
        Step(store_id=paper.store_id, lot_id=_of(line), quantity=back[1] * line.base, kind=back[0])
        for line in lines_of(db, [paper.id])[paper.id]
    ]
    ledger.post(db, actor, steps, paper=paper.code, paper_id=paper.id, reason=reason)
    return ended(db, actor, paper, reason)


def return_to_supplier(
    db: Session, actor: Actor, *, store_id: UUID, taken: Sequence[Taken], reason: str
) -> Paper:
    """Send lots back (xuất trả nhà cung cấp), recalled ones too. Raises NotEnoughStock."""
    return _out(db, actor, StockPaperKind.SUPPLIER_RETURN, store_id, taken, reason)


def write_off(
    db: Session, actor: Actor, *, store_id: UUID, taken: Sequence[Taken], reason: str
) -> Paper:
    """Destroyed, lost, broken (huỷ, mất, hỏng, vỡ). Raises NotEnoughStock."""
    return _out(db, actor, StockPaperKind.WRITE_OFF, store_id, taken, reason)


def paper(db: Session, paper_id: UUID) -> Paper:
    """Raises NotFound."""
    found = db.get(Paper, paper_id)
    if found is None:
        raise NotFound
    return found


def lines_of(db: Session, ids: Sequence[UUID]) -> dict[UUID, list[PaperLine]]:
    found: dict[UUID, list[PaperLine]] = {each: [] for each in ids}
    if found:
        asked = select(PaperLine).where(col(PaperLine.paper_id).in_(list(found)))
        for line in db.execute(
            asked.order_by(col(PaperLine.paper_id), col(PaperLine.number))
        ).scalars():
            found[line.paper_id].append(line)
    return found


def page(
    db: Session,
    *,
    kind: StockPaperKind | None,
    state: PaperState | None,
    after: str | None,
    limit: int,
) -> tuple[list[Paper], str | None]:
    """The papers, or those of a kind, the latest first."""
    asked = select(Paper)
    if kind:
        asked = asked.where(col(Paper.kind) == kind)
    if state:
        asked = asked.where(col(Paper.state) == state)
    by, types = (col(Paper.made_at), col(Paper.id)), (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit, descending=True)


def start(
    db: Session,
    actor: Actor,
    kind: StockPaperKind,
    state: PaperState,
    store_id: UUID,
    *,
    note: str = "",
    to_store_id: UUID | None = None,
) -> Paper:
    """A new paper with its number, gapless in the year."""
    year = f"{clock.today():%y}"
    number = counters.take(db, f"his.pharmacy.{kind.value}/{year}")
    made = Paper(
        code=f"{_PREFIX[kind]}{year}-{number:05d}",
        kind=kind,
        state=state,
        store_id=store_id,
        to_store_id=to_store_id,
        note=note,
        made_at=clock.utc_now(),
        made_by=actor.id,
        made_by_name=actor.name,
    )
    db.add(made)
    db.flush()
    return made


def hold(db: Session, paper_id: UUID) -> Paper:
    """The paper to change: others wait. Raises NotFound."""
    found = db.get(Paper, paper_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def ended(db: Session, actor: Actor, paper: Paper, reason: str) -> Paper:
    paper.reason, paper.ended_at, paper.ended_by_name = reason, clock.utc_now(), actor.name
    db.flush()
    live.touch(db, "stock")
    return paper


def line_of_lot(paper: Paper, number: int, item: Item, lot: Lot, base: Decimal) -> PaperLine:
    """A line that names a lot that is there."""
    return PaperLine(
        paper_id=paper.id,
        number=number,
        item_id=item.id,
        lot_id=lot.id,
        lot_number=lot.number,
        expiry=lot.expiry,
        unit=item.unit,
        factor=Decimal(1),
        quantity=base,
        base=base,
        unit_price=lot.unit_price,
        amount=(lot.unit_price * base).quantize(Decimal("0.01")),
        registration=lot.registration,
        tender=lot.tender,
    )


def _line_of(db: Session, paper: Paper, number: int, item: Item, said: Delivered) -> PaperLine:
    if said.quantity <= 0:
        raise QuantityNotPositive
    if said.expiry < clock.today():
        raise ExpiryHasPassed(name=item.name, lot=said.lot_number, expiry=f"{said.expiry:%d/%m/%Y}")
    factor = items.factor(db, item, said.unit)
    cost = packs.cost(said.quantity, factor, said.price, said.vat)
    return PaperLine(
        paper_id=paper.id,
        number=number,
        item_id=item.id,
        lot_number=said.lot_number,
        expiry=said.expiry,
        unit=said.unit,
        factor=factor,
        quantity=said.quantity,
        base=cost.base,
        price=said.price,
        vat=said.vat,
        amount=cost.amount,
        unit_price=cost.unit_price,
        registration=said.registration or item.registration,
        tender=said.tender.written(),
    )


def _post_receipt(db: Session, actor: Actor, paper: Paper) -> None:
    steps = []
    lines = lines_of(db, [paper.id])[paper.id]
    known = _known_lots(db, lines)
    for line in lines:
        same = known[line.item_id, line.lot_number]
        lot = _lot_for(db, paper, line, same)
        if lot not in same:
            same.append(lot)
        line.lot_id = lot.id
        steps.append(
            Step(
                store_id=paper.store_id,
                lot_id=line.lot_id,
                quantity=line.base,
                kind=MoveKind.RECEIPT,
            )
        )
    paper.state = paper_states.become(paper.code, paper.state, PaperState.POSTED)
    paper.checked_at, paper.checked_by = clock.utc_now(), actor.id
    paper.checked_by_name = actor.name
    db.flush()
    ledger.post(db, actor, steps, paper=paper.code, paper_id=paper.id)


def _lot_for(db: Session, paper: Paper, line: PaperLine, same: Sequence[Lot]) -> Lot:
    """The lot as it was bought: the `same` number at another price is a lot of its own."""
    assert line.expiry is not None
    for lot in same:
        bought = (lot.expiry, lot.unit_price, lot.tender, lot.registration, lot.supplier_code)
        if bought == (
            line.expiry,
            line.unit_price,
            line.tender,
            line.registration,
            paper.supplier_code,
        ):
            return lot
    locked = next((each for each in same if each.recalled_at), None)  # more of a recalled lot
    lot = Lot(
        item_id=line.item_id,
        number=line.lot_number,
        expiry=line.expiry,
        unit_price=line.unit_price,
        registration=line.registration,
        tender=line.tender,
        supplier_code=paper.supplier_code,
        supplier_name=paper.supplier_name,
        recalled_at=locked.recalled_at if locked else None,
        recall_id=locked.recall_id if locked else None,
    )
    db.add(lot)
    return lot


def _known_lots(db: Session, lines: Sequence[PaperLine]) -> dict[tuple[UUID, str], list[Lot]]:
    """The lots that the pharmacy has had of these items and numbers, in one query."""
    found: dict[tuple[UUID, str], list[Lot]] = {(n.item_id, n.lot_number): [] for n in lines}
    asked = select(Lot).where(
        col(Lot.item_id).in_({item_id for item_id, _ in found}),
        col(Lot.number).in_({number for _, number in found}),
    )
    for lot in db.execute(asked.order_by(col(Lot.id))).scalars():
        if (lot.item_id, lot.number) in found:
            found[lot.item_id, lot.number].append(lot)
    return found


def _out(
    db: Session,
    actor: Actor,
    kind: StockPaperKind,
    store_id: UUID,
    taken: Sequence[Taken],
    reason: str,
) -> Paper:
    store = stores.store(db, store_id)
    paper = start(db, actor, kind, PaperState.POSTED, store.id, note=reason)
    lots = ledger.lots_of(db, {each.lot_id for each in taken})
    known = items.many(db, {lot.item_id for lot in lots.values()})
    steps = []
    for number, each in enumerate(taken, 1):
        lot = lots.get(each.lot_id)
        if lot is None:
            raise NotFound
        if each.quantity <= 0:
            raise QuantityNotPositive
        line = line_of_lot(paper, number, known[lot.item_id], lot, each.quantity)
        paper.total += line.amount
        db.add(line)
        move = MoveKind(kind.value)
        steps.append(Step(store_id=store.id, lot_id=lot.id, quantity=-each.quantity, kind=move))
        if not paper.supplier_code:
            paper.supplier_code, paper.supplier_name = lot.supplier_code, lot.supplier_name
    paper.checked_at, paper.checked_by = clock.utc_now(), actor.id
    paper.checked_by_name = actor.name
    db.flush()
    ledger.post(db, actor, steps, paper=paper.code, paper_id=paper.id, reason=reason)
    return paper


def _of(line: PaperLine) -> UUID:
    assert line.lot_id is not None, "a posted line has its lot"
    return line.lot_id


def _not_entered_before(db: Session, code: str, name: str, invoice_no: str) -> None:
    asked = select(col(Paper.code)).where(
        col(Paper.supplier_code) == code,
        col(Paper.invoice_no) == invoice_no,
        col(Paper.state).in_((PaperState.ENTERED, PaperState.POSTED)),
    )
    earlier = db.execute(asked.limit(1)).scalar()
    if earlier:
        raise InvoiceKnown(invoice=invoice_no, supplier=name, paper=earlier)
