"""What a report is asked about, and the words that reports share."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from his.pharmacy import stores
from his.pharmacy.models import Item, Move, MoveKind, Stock
from kernel.clock import day_bounds
from kernel.text import Text


class DrugReportId(StrEnum):
    CARD = "card"
    IN_OUT = "in_out"
    NEAR_EXPIRY = "near_expiry"
    MINIMUM = "minimum"
    USED = "used"
    ABC_VEN = "abc_ven"
    CONTROLLED = "controlled"
    RECONCILED = "reconciled"


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which store (all), which item, from when to when."""

    first: date
    last: date
    store_id: UUID | None = None
    item_id: UUID | None = None

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        return day_bounds(self.first)[0], day_bounds(self.last)[1]


MOVES: dict[MoveKind, Text] = {
    MoveKind.RECEIPT: Text("Nhập", "Receipt"),
    MoveKind.RECEIPT_BACK: Text("Ghi đảo phiếu nhập", "Receipt reversed"),
    MoveKind.SUPPLIER_RETURN: Text("Trả nhà cung cấp", "Returned to supplier"),
    MoveKind.TRANSFER_OUT: Text("Xuất chuyển kho", "Transfer out"),
    MoveKind.TRANSFER_IN: Text("Nhận chuyển kho", "Transfer in"),
    MoveKind.DISPENSE: Text("Phát cho người bệnh", "Dispensed"),
    MoveKind.RETURN: Text("Người bệnh trả", "Returned by patient"),
    MoveKind.ADJUST: Text("Điều chỉnh kiểm kê", "Stock-take"),
    MoveKind.WRITE_OFF: Text("Huỷ, mất, hỏng", "Written off"),
}


def of_store(asked: Asked, table: type[Move | Stock]) -> tuple[ColumnElement[bool], ...]:
    return (col(table.store_id) == asked.store_id,) if asked.store_id else ()


def of_item_(asked: Asked, table: type[Move | Stock]) -> tuple[ColumnElement[bool], ...]:
    return (col(table.item_id) == asked.item_id,) if asked.item_id else ()


def card_of(asked: Asked, item: Item) -> str:
    there = f"&store={asked.store_id}" if asked.store_id else ""
    return f"/pharmacy/reports?report=card&item={item.id}{there}"


def about(db: Session, asked: Asked, item: Item | None) -> Text:
    store = stores.store(db, asked.store_id).name if asked.store_id else ""
    what = f"{item.name} ({item.unit}) · " if item else ""
    days = f"{asked.first:%d/%m/%Y} – {asked.last:%d/%m/%Y}"
    return Text(f"{what}{store or 'Mọi kho'} · {days}", f"{what}{store or 'All stores'} · {days}")
