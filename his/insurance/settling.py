"""The workbook of a month's settlement: 79 (or 80), 19 supplies, 20 drugs, 21 services.

Every figure is added up from the tables of the dossiers as they were sent, so that list and XML
cannot differ (QĐ 6556/QĐ-BYT, TT 102/2018/TT-BTC; QĐ 3176/QĐ-BYT).
"""

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from his.insurance.lists import SETTLED
from his.insurance.models import InsuranceDossier
from kernel.spreadsheets import harmless

_INPATIENT = frozenset({"03", "04", "06", "09"})
_MONEY = ("T_TONGCHI_BV", "T_TONGCHI_BH", "T_BHTT", "T_BNCCT", "T_BNTT", "T_NGUONKHAC")
_HEAD_79 = (
    "STT",
    "Mã liên kết",
    "Họ và tên",
    "Ngày sinh",
    "Mã thẻ",
    "Mã ĐKBĐ",
    "Mã bệnh",
    "Ngày vào",
    "Ngày ra",
    "Tổng chi BV",
    "Tổng chi BH",
    "Quỹ trả",
    "Cùng chi trả",
    "Tự trả",
    "Nguồn khác",
)
_HEAD_LINES = (
    "STT",
    "Mã",
    "Tên",
    "Đơn vị",
    "Đơn giá",
    "Số lượng",
    "Thành tiền BV",
    "Thành tiền BH",
    "Quỹ trả",
)
#: Sheet, table, whether supplies, the fields of code, name and price.
_LISTS = (
    ("19 Vật tư", "XML3", True, "MA_VAT_TU", "TEN_VAT_TU", "DON_GIA_BV"),
    ("20 Thuốc", "XML2", False, "MA_THUOC", "TEN_THUOC", "DON_GIA"),
    ("21 Dịch vụ", "XML3", False, "MA_DICH_VU", "TEN_DICH_VU", "DON_GIA_BV"),
)
Dossier = Mapping[str, Sequence[Mapping[str, str]]]


def dossiers_of(db: Session, month: str) -> list[Dossier]:
    """The tables of every dossier that is settled in a month, in the order of the list."""
    asked = (
        select(InsuranceDossier.tables)
        .where(InsuranceDossier.month == month, col(InsuranceDossier.state).in_(SETTLED))
        .order_by(col(InsuranceDossier.left_at), col(InsuranceDossier.id))
    )
    return [json.loads(text) for text in db.exec(asked)]


@dataclass(frozen=True, slots=True)
class SettledSheet:
    """One list: its head, its lines and their sum, as workbook and paper show it."""

    title: str
    head: tuple[str, ...]
    rows: list[list[object]]
    totals: list[object]


def sheets(dossiers: Sequence[Dossier]) -> list[SettledSheet]:
    """The lists of a month. Pure."""
    outside = [d for d in dossiers if d["XML1"][0]["MA_LOAI_KCB"] not in _INPATIENT]
    inside = [d for d in dossiers if d["XML1"][0]["MA_LOAI_KCB"] in _INPATIENT]
    made = [_visits("79 Ngoại trú", outside)]
    if inside:
        made.append(_visits("80 Nội trú", inside))
    for title, table, supplies, code, name, price in _LISTS:
        rows = added_up(dossiers, table, supplies=supplies, keys=(code, name, price))
        made.append(_lines(title, rows))
    return made


def workbook(dossiers: Sequence[Dossier], *, month: str, house: str) -> bytes:
    """The lists of a month as XLSX. Pure."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for each in sheets(dossiers):
        sheet = _sheet(book, each.title, month, house, each.head)
        for row in each.rows:
            sheet.append([harmless(value) for value in row])
        sheet.append(each.totals)
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def added_up(
    dossiers: Iterable[Dossier], table: str, *, supplies: bool, keys: tuple[str, str, str]
) -> list[tuple[str, str, str, Decimal, Decimal, Decimal, Decimal, Decimal]]:
    """Lines of one table by code, name, unit and price: quantity and money."""
    found: dict[tuple[str, str, str, Decimal], list[Decimal]] = defaultdict(
        lambda: [Decimal(0)] * 4
    )
    for dossier in dossiers:
        for row in dossier.get(table, ()):
            if table == "XML3" and (row["MA_NHOM"] in ("10", "11")) is not supplies:
                continue
            key = (row[keys[0]], row[keys[1]], row["DON_VI_TINH"], Decimal(row[keys[2]] or 0))
            values = ("SO_LUONG", "THANH_TIEN_BV", "THANH_TIEN_BH", "T_BHTT")
            found[key] = [a + Decimal(row[b] or 0) for a, b in zip(found[key], values, strict=True)]
    return [
        (key[0], key[1], key[2], key[3], sums[0], sums[1], sums[2], sums[3])
        for key, sums in sorted(found.items())
    ]


def _visits(title: str, dossiers: Sequence[Dossier]) -> SettledSheet:
    totals, rows = [Decimal(0)] * len(_MONEY), []
    told = ("MA_LK", "HO_TEN", "NGAY_SINH", "MA_THE_BHYT", "MA_DKBD", "MA_BENH_CHINH")
    times = ("NGAY_VAO", "NGAY_RA")
    for number, dossier in enumerate(dossiers, 1):
        head = dossier["XML1"][0]
        money = [Decimal(head[name]) for name in _MONEY]
        totals = [a + b for a, b in zip(totals, money, strict=True)]
        rows.append([number, *(head[n] for n in (*told, *times)), *money])
    return SettledSheet(title, _HEAD_79, rows, ["", "Tổng cộng", *[""] * 7, *totals])


def _lines(title: str, rows: Sequence[Sequence[object]]) -> SettledSheet:
    totals = [sum((Decimal(str(row[n])) for row in rows), Decimal(0)) for n in (5, 6, 7)]
    return SettledSheet(
        title,
        _HEAD_LINES,
        [[number, *row] for number, row in enumerate(rows, 1)],
        ["", "", "Tổng cộng", "", "", "", *totals],
    )


def _sheet(book: Any, title: str, month: str, house: str, head: Sequence[str]) -> Any:
    from openpyxl.styles import Font

    sheet = book.create_sheet(title)
    sheet.append([house])
    sheet.append([f"Bảng {title}, kỳ quyết toán {month}"])
    sheet.append([])
    sheet.append(list(head))
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A5"
    for number in range(1, len(head) + 1):
        width = 28 if number in (3, 2) else 14
        sheet.column_dimensions[chr(64 + number)].width = width
    return sheet
