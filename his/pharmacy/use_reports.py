"""What was used: by drug and doctor, ABC/VEN, the book of controlled drugs."""

from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session, col

from his.patients import service as patients
from his.pharmacy.abc_ven import classes
from his.pharmacy.asking import MOVES, Asked, DrugReportId, about, of_item_, of_store
from his.pharmacy.books import Book, Cell, CellKind, Head
from his.pharmacy.dispensing_models import Dispensing, DispensingLine
from his.pharmacy.models import Item, Lot, Move
from kernel import audit
from kernel.access import Actor
from kernel.text import Text

_N, _M, _D = CellKind.NUMBER, CellKind.MONEY, CellKind.DAY
_ZERO = Decimal(0)


def used(db: Session, actor: Actor, asked: Asked) -> Book:
    """What was dispensed and kept, by drug and doctor."""
    start, end = asked.bounds
    found = (
        select(
            Item,
            col(Dispensing.doctor_name),
            col(DispensingLine.unit_price),
            func.sum(DispensingLine.quantity),
            func.sum(DispensingLine.returned),
            func.count(func.distinct(col(Dispensing.id))),
        )
        .join(Item, col(Item.id) == col(DispensingLine.item_id))
        .join(Dispensing, col(Dispensing.id) == col(DispensingLine.dispensing_id))
        .where(
            col(DispensingLine.at) >= start,
            col(DispensingLine.at) < end,
            patients.seen_by(actor, Dispensing.patient_id),
            *((col(DispensingLine.store_id) == asked.store_id,) if asked.store_id else ()),
            *((col(DispensingLine.item_id) == asked.item_id,) if asked.item_id else ()),
        )
        .group_by(col(Item.id), col(Dispensing.doctor_name), col(DispensingLine.unit_price))
        .order_by(col(Item.name), col(Dispensing.doctor_name))
    )
    rows: list[tuple[Cell, ...]] = []
    for item, doctor, price, given, returned, times in db.execute(found).all():
        quantity = given - returned
        value = (quantity * price).quantize(Decimal("0.01"))
        rows.append((item.code, item.name, item.unit, doctor, times, quantity, price, value))
    return Book(
        DrugReportId.USED.value,
        Text("Báo cáo sử dụng thuốc", "Drugs used"),
        about(db, asked, None),
        Text(
            "Đã phát trừ đã trả trong kỳ, theo bác sĩ kê; giá trị theo giá nhập của lô.",
            "Dispensed less returned in the period, by prescriber; value at the lot's price.",
        ),
        (
            Head(Text("Mã", "Code")),
            Head(Text("Tên thuốc", "Drug")),
            Head(Text("ĐVT", "Unit")),
            Head(Text("Bác sĩ", "Doctor")),
            Head(Text("Số đơn", "Prescriptions"), _N),
            Head(Text("Số lượng", "Quantity"), _N),
            Head(Text("Đơn giá", "Unit price"), _M),
            Head(Text("Thành tiền", "Value"), _M, total=True),
        ),
        rows,
    )


def abc_ven(db: Session, actor: Actor, asked: Asked) -> Book:
    """Where the money goes (ABC), beside how much it is needed (VEN)."""
    worth: dict[tuple[str, str], Decimal] = {}
    for row in used(db, actor, asked).rows:
        key = (str(row[0]), str(row[1]))
        worth[key] = worth.get(key, _ZERO) + Decimal(str(row[7]))
    ven = {
        item.code: item.ven
        for item in db.execute(select(Item).where(col(Item.ven) != "")).scalars()
    }
    rows: list[tuple[Cell, ...]] = [
        (each.letter, ven.get(key[0], ""), key[0], key[1], worth[key], each.share, each.running)
        for key, each in classes(worth).items()
    ]
    return Book(
        DrugReportId.ABC_VEN.value,
        Text("Phân tích ABC/VEN", "ABC/VEN analysis"),
        about(db, asked, None),
        Text(
            "A: nhóm cộng dồn đến 80 % giá trị, B: đến 95 %, C: còn lại; V/E/N do khoa Dược xếp.",
            "A: up to 80 % of the value, B: up to 95 %, C: the rest; V/E/N as the pharmacy says.",
        ),
        (
            Head(Text("ABC", "ABC")),
            Head(Text("VEN", "VEN")),
            Head(Text("Mã", "Code")),
            Head(Text("Tên thuốc", "Drug")),
            Head(Text("Giá trị", "Value"), _M, total=True),
            Head(Text("Tỷ lệ %", "Share %"), _N),
            Head(Text("Cộng dồn %", "Running %"), _N),
        ),
        rows,
    )


def controlled(db: Session, actor: Actor, asked: Asked) -> Book:
    """The book of narcotic, psychotropic and precursor drugs (sổ thuốc kiểm soát đặc biệt)."""
    start, end = asked.bounds
    found = (
        select(Move, Item, col(Lot.number), Dispensing)
        .join(Item, col(Item.id) == col(Move.item_id))
        .join(Lot, col(Lot.id) == col(Move.lot_id))
        .outerjoin(Dispensing, col(Dispensing.id) == col(Move.paper_id))
        .where(
            col(Item.control).in_(("narcotic", "psychotropic", "precursor")),
            col(Move.at) >= start,
            col(Move.at) < end,
            *of_store(asked, Move),
            *of_item_(asked, Move),
        )
        .order_by(col(Item.name), col(Move.at), col(Move.id))
        .limit(5000)
    )
    lines = db.execute(found).all()
    people = patients.briefs(db, actor, {d.patient_id for *_, d in lines if d})
    audit.read_list(db, "patient", people)
    rows: list[tuple[Cell, ...]] = []
    for move, item, number, given in lines:
        person = people.get(given.patient_id) if given else None
        who = f"{person.name} · {person.code}" if person else MOVES[move.kind].to(actor.language)
        rows.append(
            (
                item.name,
                move.at,
                move.paper,
                who,
                number,
                max(move.quantity, _ZERO) or None,
                max(-move.quantity, _ZERO) or None,
                move.balance,
                move.by_name,
            )
        )
    return Book(
        DrugReportId.CONTROLLED.value,
        Text("Sổ theo dõi thuốc kiểm soát đặc biệt", "Book of controlled drugs"),
        about(db, asked, None),
        Text(
            "Mọi bút toán của thuốc gây nghiện, hướng thần, tiền chất; tồn là của lô tại kho sau "
            "bút toán.",
            "Every entry of narcotic, psychotropic and precursor drugs, with the lot's balance "
            "after it.",
        ),
        (
            Head(Text("Thuốc", "Drug")),
            Head(Text("Lúc", "At"), CellKind.MOMENT),
            Head(Text("Chứng từ", "Paper")),
            Head(Text("Người bệnh / diễn giải", "Patient / what")),
            Head(Text("Lô", "Lot")),
            Head(Text("Nhập", "In"), _N),
            Head(Text("Xuất", "Out"), _N),
            Head(Text("Tồn lô", "Balance"), _N),
            Head(Text("Người ghi", "By")),
        ),
        rows,
    )
