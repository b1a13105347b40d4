"""What a month of reagents was: the book (NXT), form 08D, use against the norm, cost per test."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from kernel.access import Actor
from kernel.paging import page_of
from kernel.reports import Cell, Column, Filters, Line, Period, Record, Report
from kernel.text import Text
from lis.reagents import figures, permissions
from lis.reagents.figures import ZERO, Book
from lis.reagents.kit_models import UseKind
from lis.reagents.models import ReagentLot, ReagentMove, ReagentMoveKind

_K = ReagentMoveKind
_GROUP = Text("Xét nghiệm", "Laboratory")
_N, _M = Cell.QUANTITY, Cell.AMOUNT
_DONG = Decimal("0.01")
MOVES = {
    _K.RECEIPT: Text("Nhập", "Received"),
    _K.OPENED: Text("Mở dùng", "Opened"),
    _K.RETURNED: Text("Trả nhà cung cấp", "Returned"),
    _K.DESTROYED: Text("Hủy", "Destroyed"),
    _K.COUNTED: Text("Kiểm kê", "Counted"),
}


def _nxt(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    return [
        Line(
            (
                each.reagent.code,
                each.reagent.name,
                each.reagent.kit_unit,
                each.lot.number,
                each.lot.expiry,
                each.lot.unit_price,
                each.before,
                each.of(_K.RECEIPT),
                -each.of(_K.OPENED),
                -each.of(_K.RETURNED, _K.DESTROYED),
                each.of(_K.COUNTED),
                each.after,
                (each.after * each.lot.unit_price).quantize(_DONG),
            ),
            str(each.lot.id),
        )
        for each in figures.book(db, *over.bounds)
    ]


def _moves(
    db: Session,
    _: Actor,
    over: Period,
    __: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    lot = db.get_one(ReagentLot, UUID(key))
    found, following = _between(db, over, after, limit, col(ReagentMove.lot_id) == lot.id)
    return [_record(each, each.quantity * lot.unit_price) for each in found], following


def _between(
    db: Session, over: Period, after: str | None, limit: int, *which: ColumnElement[bool]
) -> tuple[list[ReagentMove], str | None]:
    start, end = over.bounds
    asked = select(ReagentMove).where(
        col(ReagentMove.at) >= start, col(ReagentMove.at) < end, *which
    )
    by = (col(ReagentMove.at), col(ReagentMove.id))
    types = (datetime.fromisoformat, UUID)
    return page_of(db, asked, by=by, types=types, after=after, limit=limit)


def _record(of: ReagentMove, amount: Decimal) -> Record:
    return Record(
        id=of.id,
        at=of.at,
        code=of.paper or MOVES[of.kind].vi,
        who=of.by_name,
        says=f"{MOVES[of.kind].vi} / {MOVES[of.kind].en}: "
        f"{of.quantity.normalize():f} → {of.balance.normalize():f}"
        + (f" ({of.reason})" if of.reason else ""),
        amount=amount.quantize(_DONG),
        to="/lab/reagents/lots",
    )


def _form_08d(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    """Opened kits are used ones; what was thrown away stands apart."""
    merged: dict[tuple[UUID, Decimal], list[Book]] = {}
    for each in figures.book(db, *over.bounds):
        merged.setdefault((each.reagent.id, each.lot.unit_price), []).append(each)
    lines = []
    for (reagent_id, price), books in merged.items():
        used = -sum((b.of(_K.OPENED) for b in books), ZERO)
        gone = -sum((b.of(_K.DESTROYED) for b in books), ZERO)
        if not used and not gone:
            continue
        reagent = books[0].reagent
        lines.append(
            Line(
                (
                    reagent.code,
                    reagent.name,
                    reagent.kit_unit,
                    " · ".join(x for x in (reagent.maker, reagent.country) if x),
                    price,
                    used,
                    gone,
                    used + gone,
                    ((used + gone) * price).quantize(_DONG),
                ),
                f"{reagent_id} {price}",
            )
        )
    return lines


def _used_up(
    db: Session,
    _: Actor,
    over: Period,
    __: Filters,
    key: str,
    after: str | None,
    limit: int,
) -> tuple[list[Record], str | None]:
    reagent_id, price = UUID(key.split()[0]), Decimal(key.split()[1])
    lots = select(col(ReagentLot.id)).where(
        col(ReagentLot.reagent_id) == reagent_id, col(ReagentLot.unit_price) == price
    )
    found, following = _between(
        db,
        over,
        after,
        limit,
        col(ReagentMove.reagent_id) == reagent_id,
        col(ReagentMove.lot_id).in_(lots),
        col(ReagentMove.kind).in_((_K.OPENED, _K.DESTROYED)),
    )
    return [_record(each, -each.quantity * price) for each in found], following


def _norm(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    def of(each: figures.Used, kind: UseKind) -> Decimal:
        return each.amounts.get(kind, ZERO)

    return [
        Line(
            (
                each.reagent.code,
                each.reagent.name,
                each.reagent.content_unit,
                each.results,
                *(of(each, kind) for kind in UseKind),
                each.total,
                each.allowed,
                each.percent,
            )
        )
        for each in figures.used(db, *over.bounds)
    ]


def _cost(db: Session, _: Actor, over: Period, __: Filters) -> list[Line]:
    return [
        Line((each.test_code, each.name, each.results, each.by_norm, each.spent, each.a_result))
        for each in figures.costs(db, *over.bounds)
    ]


REPORTS = (
    Report(
        id="lis.reagents.stock",
        title=Text("Nhập – xuất – tồn hóa chất xét nghiệm", "Stock of reagents: in, out, balance"),
        group=_GROUP,
        definition=Text(
            "Theo lô, tính bằng hộp chưa mở: tồn đầu kỳ + nhập − mở dùng − trả, hủy ± kiểm kê = "
            "tồn cuối kỳ; giá trị theo giá nhập của lô. Mỗi dòng mở ra các bút toán.",
            "By lot, in unopened kits: opening balance + received − opened − returned, destroyed "
            "± counted = closing balance; value at the lot's price. A line opens its entries.",
        ),
        needs=permissions.READ,
        columns=(
            Column(Text("Mã", "Code")),
            Column(Text("Hóa chất, sinh phẩm", "Reagent")),
            Column(Text("ĐVT", "Unit")),
            Column(Text("Lô", "Lot")),
            Column(Text("Hạn dùng", "Expires"), Cell.DAY),
            Column(Text("Đơn giá", "Unit price"), _M, adds=False),
            Column(Text("Tồn đầu", "Before"), _N),
            Column(Text("Nhập", "In"), _N),
            Column(Text("Mở dùng", "Opened"), _N),
            Column(Text("Trả, hủy", "Returned, destroyed"), _N),
            Column(Text("Kiểm kê ±", "Counted ±"), _N),
            Column(Text("Tồn cuối", "After"), _N),
            Column(Text("Giá trị tồn", "Value"), _M),
        ),
        by=_nxt,
        records=_moves,
    ),
    Report(
        id="lis.reagents.form_08d",
        title=Text("Báo cáo sử dụng hóa chất (08D)", "Chemicals used (form 08D)"),
        group=_GROUP,
        definition=Text(
            "Hộp mở dùng và hộp hủy trong kỳ, theo hóa chất và đơn giá nhập; hộp tính là đã sử "
            "dụng khi mở.",
            "Kits opened and destroyed in the period, by reagent and price; a kit counts as used "
            "when it is opened.",
        ),
        law="08D/BV-01, TT 22/2011/TT-BYT",
        needs=permissions.READ,
        columns=(
            Column(Text("Mã", "Code")),
            Column(Text("Tên hóa chất, sinh phẩm", "Chemical")),
            Column(Text("ĐVT", "Unit")),
            Column(Text("Hãng, nước sản xuất", "Maker, country")),
            Column(Text("Đơn giá", "Unit price"), _M, adds=False),
            Column(Text("Sử dụng", "Used"), _N),
            Column(Text("Hủy, hư hao", "Destroyed"), _N),
            Column(Text("Cộng", "Total"), _N),
            Column(Text("Thành tiền", "Value"), _M),
        ),
        by=_form_08d,
        records=_used_up,
    ),
    Report(
        id="lis.reagents.norm",
        title=Text("Tiêu hao hóa chất so với định mức", "Reagents used against the norm"),
        group=_GROUP,
        definition=Text(
            "Đơn vị là đơn vị chứa trong hộp. Mỗi kết quả, lần chạy lại và giá trị nội kiểm tính "
            "theo định mức; hiệu chuẩn ghi tay; thể tích chết tính khi đặt hộp lên máy; hao hụt "
            "là phần còn lại khi kết thúc hộp. Định mức = kết quả người bệnh × định mức × "
            "(1 + tỷ lệ cho phép).",
            "In the unit of the kits' content. Each result, repeat and control counts by its "
            "norm; calibrations are written by hand; dead volume when a kit is loaded; lost is "
            "what was left when a kit ended. Norm = patients' results × norm × (1 + allowance).",
        ),
        needs=permissions.READ,
        columns=(
            Column(Text("Mã", "Code")),
            Column(Text("Hóa chất", "Reagent")),
            Column(Text("Đơn vị", "Unit")),
            Column(Text("Kết quả", "Results"), Cell.COUNT, adds=False),
            Column(Text("Người bệnh", "Patients"), _N),
            Column(Text("Chạy lại", "Repeats"), _N),
            Column(Text("Nội kiểm", "Controls"), _N),
            Column(Text("Hiệu chuẩn", "Calibration"), _N),
            Column(Text("Thể tích chết", "Dead volume"), _N),
            Column(Text("Hao hụt", "Lost"), _N),
            Column(Text("Cộng", "Total"), _N),
            Column(Text("Định mức", "Norm"), _N),
            Column(Text("% định mức", "% of norm"), Cell.PERCENT),
        ),
        by=_norm,
    ),
    Report(
        id="lis.reagents.cost",
        title=Text("Chi phí hóa chất mỗi xét nghiệm", "Cost of reagents per test"),
        group=_GROUP,
        definition=Text(
            "Theo định mức: định mức × giá hộp của lô nhập sau cùng. Thực tế: mọi lượng đã dùng "
            "trong kỳ (kể cả chạy lại, nội kiểm, hao hụt chia theo lượng dùng) × giá lô, chia cho "
            "số kết quả người bệnh.",
            "By norm: norm × price of the lot that came last. Real: all that was used in the "
            "period (with repeats, controls, and losses shared by use) × price of its lot, "
            "divided by the patients' results.",
        ),
        needs=permissions.READ,
        columns=(
            Column(Text("Mã", "Code")),
            Column(Text("Xét nghiệm", "Test")),
            Column(Text("Kết quả", "Results"), Cell.COUNT),
            Column(Text("Theo định mức", "By norm"), _M, adds=False),
            Column(Text("Chi trong kỳ", "Spent"), _M),
            Column(Text("Thực tế mỗi kết quả", "Real, a result"), _M, adds=False),
        ),
        by=_cost,
    ),
)
