"""Prices against the insured price, and how much of a service counts (TYLE_TT_DV)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from his.insurance.rules.rule import File, Found, Mend, Row, Rule
from kernel.text import Text

_LADDER = frozenset(Decimal(n) for n in (0, 10, 30, 33, 50, 80, 100))
_ZERO = Decimal(0)


def _name(row: Row) -> str:
    return row.get("TEN_DICH_VU") or row.get("TEN_VAT_TU") or ""


def _n(row: Row, name: str) -> Decimal:
    return row.n(name) or _ZERO


def _dearer(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        if _n(row, "DON_GIA_BH") > _n(row, "DON_GIA_BV"):
            yield Found(table, row.stt, "DON_GIA_BH", {"name": _name(row)})


def _step(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        if row.n("TYLE_TT_DV") not in _LADDER:
            found = {"name": _name(row), "value": row.get("TYLE_TT_DV")}
            yield Found(table, row.stt, "TYLE_TT_DV", found)


def _exams(file: File) -> Iterator[Found]:
    seen: dict[date, int] = {}
    for table, row in file.rows("XML3"):
        at = row.t("NGAY_YL")
        if row.get("MA_NHOM") == "13" and at and row.n("TYLE_TT_DV") == 100:
            seen[at.date()] = seen.get(at.date(), 0) + 1
            if seen[at.date()] > 1 and _n(row, "THANH_TIEN_BH"):
                yield Found(table, row.stt, "TYLE_TT_DV", {"name": _name(row)})


RULES = (
    Rule(
        "M14",
        Text("Giá bảo hiểm cao hơn giá bệnh viện", "Insured price above the price"),
        Text(
            "“{name}”: đơn giá BHYT cao hơn đơn giá bệnh viện. Sửa bảng giá.",
            "“{name}”: the insured price is above the price. Mend the price list.",
        ),
        Mend.PRICES,
        "QĐ 3176/QĐ-BYT, XML3.DON_GIA_BH",
        _dearer,
    ),
    Rule(
        "M15",
        Text("Tỷ lệ thanh toán dịch vụ lạ", "Strange share of a service"),
        Text(
            "“{name}”: TYLE_TT_DV “{value}” không thuộc các mức 100, 80, 50, 33, 30, 10, 0.",
            "“{name}”: TYLE_TT_DV “{value}” is none of 100, 80, 50, 33, 30, 10, 0.",
        ),
        Mend.BILL,
        "TT 22/2023/TT-BYT, Điều 5-7",
        _step,
    ),
    Rule(
        "M16",
        Text("Hai lần khám cùng ngày đều 100%", "Two examinations of a day at 100 %"),
        Text(
            "“{name}” là lần khám thứ hai trong ngày: TYLE_TT_DV phải là 30.",
            "“{name}” is the second examination of the day: TYLE_TT_DV is 30.",
        ),
        Mend.BILL,
        "TT 22/2023/TT-BYT, Điều 5",
        _exams,
    ),
)
