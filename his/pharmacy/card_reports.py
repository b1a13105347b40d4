"""The stock card, what came and went in a period, and whether the balances are right."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from his.pharmacy import items, ledger, stores
from his.pharmacy.asking import MOVES, Asked, DrugReportId, about, card_of, of_item_, of_store
from his.pharmacy.books import Book, Cell, CellKind, Head
from his.pharmacy.models import Lot, Move, Stock, Store
from kernel.access import Actor
from kernel.text import Text

_N, _M, _D = CellKind.NUMBER, CellKind.MONEY, CellKind.DAY
_ZERO = Decimal(0)


def card(db: Session, actor: Actor, asked: Asked) -> Book:
    """The stock card of an item (thẻ kho): opening, every move, closing."""
    item = items.item(db, asked.item_id) if asked.item_id else None
    start, end = asked.bounds
    rows: list[tuple[Cell, ...]] = []
    balance = _ZERO
    if item:
        now = _sum(db, col(Stock.quantity), col(Stock.item_id) == item.id, *of_store(asked, Stock))
        of_item = (col(Move.item_id) == item.id, *of_store(asked, Move))
        balance = now - _sum(db, col(Move.quantity), *of_item, col(Move.at) >= start)
        rows.append(
            (
                None,
                "",
                "",
                Text("Tồn đầu kỳ", "Opening").to(actor.language),
                None,
                None,
                balance,
                "",
            )
        )
        moves = (
            select(Move, col(Lot.number), col(Lot.expiry), col(Store.name))
            .join(Lot, col(Lot.id) == col(Move.lot_id))
            .join(Store, col(Store.id) == col(Move.store_id))
            .where(*of_item, col(Move.at) >= start, col(Move.at) < end)
            .order_by(col(Move.at), col(Move.id))
            .limit(5000)
        )
        for move, number, expiry, store in db.execute(moves).all():
            balance += move.quantity
            coming, going = max(move.quantity, _ZERO), max(-move.quantity, _ZERO)
            said = MOVES[move.kind].to(actor.language)
            why = f"{said} · {store}" if not asked.store_id else said
            rows.append(
                (
                    move.at,
                    move.paper,
                    f"{number} · {expiry:%d/%m/%Y}",
                    why,
                    coming or None,
                    going or None,
                    balance,
                    move.by_name,
                )
            )
        rows.append(
            (
                None,
                "",
                "",
                Text("Tồn cuối kỳ", "Closing").to(actor.language),
                None,
                None,
                balance,
                "",
            )
        )
    return Book(
        DrugReportId.CARD.value,
        Text("Thẻ kho", "Stock card"),
        about(db, asked, item),
        Text(
            "Tồn đầu kỳ + nhập − xuất = tồn cuối kỳ; mỗi dòng là một bút toán không sửa được.",
            "Opening + in − out = closing; each line is an entry that cannot be changed.",
        ),
        (
            Head(Text("Lúc", "At"), CellKind.MOMENT),
            Head(Text("Chứng từ", "Paper")),
            Head(Text("Lô · hạn dùng", "Lot · expiry")),
            Head(Text("Diễn giải", "What")),
            Head(Text("Nhập", "In"), _N),
            Head(Text("Xuất", "Out"), _N),
            Head(Text("Tồn", "Balance"), _N),
            Head(Text("Người ghi", "By")),
        ),
        rows,
    )


def in_out(db: Session, actor: Actor, asked: Asked) -> Book:
    """What there was, came, went and is there (xuất nhập tồn), in quantity and value."""
    start, end = asked.bounds
    found: dict[UUID, dict[str, Decimal]] = {}

    lots = {lot.id: lot for lot in db.execute(select(Lot)).scalars()}
    prices = {lot.id: lot.unit_price for lot in lots.values()}

    def add(item_id: UUID, lot_id: UUID, column: str, quantity: Decimal) -> None:
        line = found.setdefault(
            item_id, dict.fromkeys(("open", "in", "out", "close", "value"), _ZERO)
        )
        line[column] += quantity
        if column == "close":
            line["value"] += quantity * prices[lot_id]

    for row in db.execute(
        select(Stock).where(*of_store(asked, Stock), *of_item_(asked, Stock))
    ).scalars():
        add(row.item_id, row.lot_id, "close", row.quantity)
        add(row.item_id, row.lot_id, "open", row.quantity)
    entry = (
        select(
            col(Move.item_id),
            col(Move.lot_id),
            (col(Move.quantity) > 0).label("coming"),
            (col(Move.at) >= end).label("later"),
            col(Move.quantity),
        )
        .where(col(Move.at) >= start, *of_store(asked, Move), *of_item_(asked, Move))
        .subquery()
    )
    kinds = (entry.c.item_id, entry.c.lot_id, entry.c.coming, entry.c.later)
    moved = select(*kinds, func.sum(entry.c.quantity)).group_by(*kinds)
    for item_id, lot_id, coming, later, quantity in db.execute(moved).all():
        add(item_id, lot_id, "open", -quantity)
        if later:
            add(item_id, lot_id, "close", -quantity)
        else:
            add(item_id, lot_id, "in" if coming else "out", abs(quantity))
    known = items.many(db, list(found))
    rows: list[tuple[Cell, ...]] = []
    links = []
    for item in sorted(known.values(), key=lambda each: each.name):
        line = found[item.id]
        if any(line[c] for c in ("open", "in", "out", "close")):
            rows.append(
                (
                    item.code,
                    item.name,
                    item.unit,
                    line["open"],
                    line["in"],
                    line["out"],
                    line["close"],
                    line["value"].quantize(Decimal("0.01")),
                )
            )
            links.append(card_of(asked, item))
    return Book(
        DrugReportId.IN_OUT.value,
        Text("Báo cáo xuất nhập tồn", "Stock in, out and on hand"),
        about(db, asked, None),
        Text(
            "Tồn đầu + nhập − xuất = tồn cuối, theo bút toán trong kỳ; giá trị theo giá nhập "
            "từng lô.",
            "Opening + in − out = closing from the period's entries; value at each lot's price.",
        ),
        (
            Head(Text("Mã", "Code")),
            Head(Text("Tên thuốc, vật tư", "Item")),
            Head(Text("ĐVT", "Unit")),
            Head(Text("Tồn đầu", "Opening"), _N),
            Head(Text("Nhập", "In"), _N),
            Head(Text("Xuất", "Out"), _N),
            Head(Text("Tồn cuối", "Closing"), _N),
            Head(Text("Giá trị tồn cuối", "Value"), _M, total=True),
        ),
        rows,
        links,
    )


def reconciled(db: Session, actor: Actor, asked: Asked) -> Book:
    """Balances that differ from the sum of their moves: there never is one."""
    wrong = ledger.unequal(db)
    lots = ledger.lots_of(db, {lot_id for _, lot_id, _, _ in wrong})
    rows: list[tuple[Cell, ...]] = [
        (
            stores.store(db, s).name,
            items.item(db, lots[n].item_id).name,
            lots[n].number,
            have,
            moved,
        )
        for s, n, have, moved in wrong
    ]
    return Book(
        DrugReportId.RECONCILED.value,
        Text("Đối soát tồn kho với bút toán", "Balances against the ledger"),
        Text("mọi kho, mọi lô", "all stores, all lots"),
        Text(
            "Tồn của từng lô tại từng kho phải bằng tổng bút toán; bảng trống nghĩa là khớp.",
            "Each lot's balance equals the sum of its entries; an empty table means that all do.",
        ),
        (
            Head(Text("Kho", "Store")),
            Head(Text("Tên thuốc, vật tư", "Item")),
            Head(Text("Lô", "Lot")),
            Head(Text("Tồn", "Balance"), _N),
            Head(Text("Tổng bút toán", "Sum of entries"), _N),
        ),
        rows,
    )


def _sum(db: Session, column: Any, *where: ColumnElement[bool]) -> Decimal:
    found = db.execute(select(func.sum(column)).where(*where)).scalar()
    return found or _ZERO
