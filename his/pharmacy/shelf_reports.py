"""What lies on the shelves: near expiry, at minimum."""

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.admin import service as admin
from his.pharmacy.asking import Asked, DrugReportId, card_of, of_store
from his.pharmacy.books import Book, Cell, CellKind, Head
from his.pharmacy.models import Item, Lot, Move, MoveKind, Stock, Store
from his.pharmacy.settings import NEAR_EXPIRY
from kernel.access import Actor
from kernel.clock import day_bounds, today
from kernel.text import Text

_N, _M, _D = CellKind.NUMBER, CellKind.MONEY, CellKind.DAY
_ZERO = Decimal(0)


def near_expiry(db: Session, actor: Actor, asked: Asked) -> Book:
    """Lots in stock that expire soon or have expired, the first first."""
    now = today()
    until = now + timedelta(days=int(admin.parameter(db, NEAR_EXPIRY.id)))
    found = (
        select(Stock, Lot, Item, col(Store.name))
        .join(Lot, col(Lot.id) == col(Stock.lot_id))
        .join(Item, col(Item.id) == col(Stock.item_id))
        .join(Store, col(Store.id) == col(Stock.store_id))
        .where(col(Lot.expiry) <= until, col(Stock.quantity) > 0, *of_store(asked, Stock))
        .order_by(col(Lot.expiry), col(Lot.id), col(Stock.store_id))
        .limit(1000)
    )
    rows: list[tuple[Cell, ...]] = []
    links = []
    for stock, lot, item, store in db.execute(found).all():
        left = (lot.expiry - now).days
        said = (
            Text("Đã hết hạn", "Expired")
            if left < 0
            else next(Text(f"≤ {d} ngày", f"≤ {d} days") for d in (30, 60, 90, 99999) if left <= d)
            if left <= 90
            else Text(f"{left} ngày", f"{left} days")
        )
        value = (stock.quantity * lot.unit_price).quantize(Decimal("0.01"))
        rows.append(
            (
                said.to(actor.language),
                lot.expiry,
                item.name,
                lot.number,
                store,
                stock.quantity,
                item.unit,
                value,
            )
        )
        links.append(card_of(asked, item))
    return Book(
        DrugReportId.NEAR_EXPIRY.value,
        Text("Thuốc hết hạn và cận hạn", "Expired and near expiry"),
        Text(f"đến {until:%d/%m/%Y}", f"until {until:%d/%m/%Y}"),
        Text(
            "Lô còn tồn có hạn dùng trong số ngày đã đặt (tham số), hết hạn trước đứng trước.",
            "Lots in stock that expire within the days that are set (parameter).",
        ),
        (
            Head(Text("Mức", "How near")),
            Head(Text("Hạn dùng", "Expiry"), _D),
            Head(Text("Tên thuốc, vật tư", "Item")),
            Head(Text("Lô", "Lot")),
            Head(Text("Kho", "Store")),
            Head(Text("Tồn", "Quantity"), _N),
            Head(Text("ĐVT", "Unit")),
            Head(Text("Giá trị", "Value"), _M, total=True),
        ),
        rows,
        links,
    )


def minimum(db: Session, actor: Actor, asked: Asked) -> Book:
    """What is at or under its minimum, with what to order."""
    now = today()
    usable = (
        select(col(Stock.item_id).label("item_id"), func.sum(Stock.quantity).label("there"))
        .join(Lot, col(Lot.id) == col(Stock.lot_id))
        .where(col(Lot.expiry) >= now, col(Lot.recalled_at).is_(None))
        .group_by(col(Stock.item_id))
        .subquery()
    )
    month = day_bounds(now - timedelta(days=30))[0]
    used_ = (
        select(col(Move.item_id).label("item_id"), func.sum(Move.quantity).label("out"))
        .where(col(Move.at) >= month, col(Move.kind).in_((MoveKind.DISPENSE, MoveKind.RETURN)))
        .group_by(col(Move.item_id))
        .subquery()
    )
    found = (
        select(Item, usable.c.there, used_.c.out)
        .outerjoin(usable, usable.c.item_id == col(Item.id))
        .outerjoin(used_, used_.c.item_id == col(Item.id))
        .where(col(Item.minimum).is_not(None))
        .order_by(col(Item.code), col(Item.id))
    )
    rows: list[tuple[Cell, ...]] = []
    links = []
    for item, there, out in db.execute(found).all():
        left, monthly = there or _ZERO, -(out or _ZERO)
        if left > item.minimum:
            continue
        want = max((item.maximum or item.minimum * 2), monthly) - left
        rows.append(
            (item.code, item.name, item.unit, left, item.minimum, item.maximum, monthly, want)
        )
        links.append(card_of(asked, item))
    return Book(
        DrugReportId.MINIMUM.value,
        Text("Dưới tồn tối thiểu, đề nghị đặt hàng", "At minimum: proposed order"),
        Text(f"ngày {now:%d/%m/%Y}", f"on {now:%d/%m/%Y}"),
        Text(
            "Tồn còn dùng được của mọi kho ≤ tối thiểu; đề nghị = mức lớn hơn giữa tối đa và lượng "
            "dùng 30 ngày, trừ tồn.",
            "Usable stock of all stores ≤ minimum; proposed = the larger of maximum and 30 days' "
            "use, less stock.",
        ),
        (
            Head(Text("Mã", "Code")),
            Head(Text("Tên thuốc, vật tư", "Item")),
            Head(Text("ĐVT", "Unit")),
            Head(Text("Tồn", "Stock"), _N),
            Head(Text("Tối thiểu", "Minimum"), _N),
            Head(Text("Tối đa", "Maximum"), _N),
            Head(Text("Dùng 30 ngày", "30 days' use"), _N),
            Head(Text("Đề nghị đặt", "To order"), _N),
        ),
        rows,
        links,
    )
