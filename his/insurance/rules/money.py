"""Money: each line's formula, the split, the sums of XML1 (QĐ 4750 and QĐ 3176, XML1-XML3)."""

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal

from his.insurance.rules.rule import File, Found, Mend, Row, Rule
from kernel.text import Text

_CENT, _HUNDRED, _ZERO = Decimal("0.01"), Decimal(100), Decimal(0)
_SUMS = (
    ("T_TONGCHI_BV", "THANH_TIEN_BV"),
    ("T_TONGCHI_BH", "THANH_TIEN_BH"),
    ("T_BHTT", "T_BHTT"),
    ("T_BNCCT", "T_BNCCT"),
    ("T_BNTT", "T_BNTT"),
    ("T_NGUONKHAC", "T_NGUONKHAC"),
)
_OTHERS = ("T_NGUONKHAC_NSNN", "T_NGUONKHAC_VTNN", "T_NGUONKHAC_VTTN", "T_NGUONKHAC_CL")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _name(row: Row) -> str:
    return row.get("TEN_THUOC") or row.get("TEN_DICH_VU") or row.get("TEN_VAT_TU") or ""


def _n(row: Row, name: str) -> Decimal:
    return row.n(name) or _ZERO


def _wrong(table: str, row: Row, field: str, wanted: Decimal) -> Iterator[Found]:
    if _n(row, field) != wanted:
        shown = {"name": _name(row), "is_": row.get(field) or "0", "wanted": f"{wanted:.2f}"}
        yield Found(table, row.stt, field, shown)


def _gross(row: Row, table: str) -> Decimal:
    if table == "XML2":
        return _cents(_n(row, "SO_LUONG") * _n(row, "DON_GIA"))
    return _cents(_n(row, "SO_LUONG") * _n(row, "DON_GIA_BV") * _n(row, "TYLE_TT_DV") / _HUNDRED)


def _gross_wrong(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        yield from _wrong(table, row, "THANH_TIEN_BV", _gross(row, table))


def _insured_wrong(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        if row.get("PHAM_VI") == "2" or _n(row, "THANH_TIEN_BH") == 0:
            continue
        price = _n(row, "DON_GIA" if table == "XML2" else "DON_GIA_BH")
        most = _n(row, "SO_LUONG") * price * _n(row, "TYLE_TT_BH") / _HUNDRED
        if table == "XML3":
            most = most * _n(row, "TYLE_TT_DV") / _HUNDRED
        wanted = min(_cents(most), _n(row, "THANH_TIEN_BV"))
        ceiling = row.n("T_TRANTT")
        if ceiling is not None:
            wanted = min(wanted, ceiling)
        yield from _wrong(table, row, "THANH_TIEN_BH", wanted)


def _split(row: Row) -> dict[str, Decimal]:
    """T_BHTT, T_BNCCT, T_BNTT of a line, after other sources were taken off."""
    gross, insured = _n(row, "THANH_TIEN_BV"), _n(row, "THANH_TIEN_BH")
    fund = _cents(insured * _n(row, "MUC_HUONG") / _HUNDRED)
    own, shared, left = gross - insured, insured - fund, _n(row, "T_NGUONKHAC")
    own, left = own - min(own, left), left - min(own, left)
    shared, left = shared - min(shared, left), left - min(shared, left)
    return {"T_BNTT": own, "T_BNCCT": shared, "T_BHTT": fund - min(fund, left)}


def _split_wrong(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        for field, wanted in _split(row).items():
            yield from _wrong(table, row, field, wanted)


def _others_wrong(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        wanted = sum((_n(row, field) for field in _OTHERS), _ZERO)
        yield from _wrong(table, row, "T_NGUONKHAC", wanted)


def _total(file: File, field: str, keep: Callable[[str, Row], bool]) -> Decimal:
    rows = file.rows("XML2", "XML3")
    return sum((_n(row, field) for table, row in rows if keep(table, row)), _ZERO)


def _sums_wrong(file: File) -> Iterator[Found]:
    for field, of_lines in _SUMS:
        wanted = _total(file, of_lines, lambda *_: True)
        yield from _wrong("XML1", file.head, field, wanted)


def _drugs_wrong(file: File) -> Iterator[Found]:
    wanted = _total(file, "THANH_TIEN_BV", lambda table, _: table == "XML2")
    yield from _wrong("XML1", file.head, "T_THUOC", wanted)


def _supplies_wrong(file: File) -> Iterator[Found]:
    wanted = _total(file, "THANH_TIEN_BV", lambda _, row: row.get("MA_NHOM") in ("10", "11"))
    yield from _wrong("XML1", file.head, "T_VTYT", wanted)


def _by_fee_wrong(file: File) -> Iterator[Found]:
    wanted = _total(file, "T_BHTT", lambda _, row: row.get("MA_PTTT") == "1")
    yield from _wrong("XML1", file.head, "T_BHTT_GDV", wanted)


def _nothing(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        if _n(row, "SO_LUONG") <= 0:
            yield Found(table, row.stt, "SO_LUONG", {"name": _name(row)})
        elif not _n(row, "THANH_TIEN_BV") and not _n(row, "T_NGUONKHAC"):
            yield Found(table, row.stt, "THANH_TIEN_BV", {"name": _name(row)})


def _nothing_insured(file: File) -> Iterator[Found]:
    lines = [*file.rows("XML2", "XML3")]
    if not any(_n(row, "THANH_TIEN_BH") for _, row in lines):
        yield Found("XML1", 1, "T_TONGCHI_BH", {})


def _outside(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        if row.get("PHAM_VI") == "2" and _n(row, "THANH_TIEN_BH"):
            yield Found(table, row.stt, "PHAM_VI", {"name": _name(row)})


def _outside_rate(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        if row.get("PHAM_VI") == "2" and _n(row, "TYLE_TT_BH"):
            yield Found(table, row.stt, "TYLE_TT_BH", {"name": _name(row)})


def _rule(
    code: str, title: Text, says: Text, by: Callable[[File], Iterator[Found]], source: str
) -> Rule:
    mend = Mend.PRICES if code == "M11" else Mend.BILL
    return Rule(code, title, says, mend, source, by)


_IS = Text("{is_}, đúng phải là {wanted}.", "{is_}, {wanted} would be right.")


def _is(vi: str, en: str) -> Text:
    return Text(f"{vi} {_IS.vi}", f"{en} {_IS.en}")


RULES = (
    _rule(
        "M01",
        Text("Sai thành tiền bệnh viện", "Wrong gross amount"),
        _is("“{name}”: thành tiền bệnh viện", "“{name}”: gross"),
        _gross_wrong,
        "QĐ 3176/QĐ-BYT, XML2/XML3.THANH_TIEN_BV",
    ),
    _rule(
        "M02",
        Text("Sai thành tiền bảo hiểm", "Wrong insured amount"),
        _is("“{name}”: thành tiền bảo hiểm", "“{name}”: insured"),
        _insured_wrong,
        "QĐ 3176/QĐ-BYT, XML2/XML3.THANH_TIEN_BH, T_TRANTT",
    ),
    _rule(
        "M03",
        Text("Sai phần quỹ, cùng chi trả hoặc tự trả", "Wrong split of a line"),
        _is("“{name}”: {field}", "“{name}”: {field}"),
        _split_wrong,
        "QĐ 3176/QĐ-BYT, T_BHTT, T_BNCCT, T_BNTT",
    ),
    _rule(
        "M04",
        Text("Tổng nguồn khác không khớp", "Other sources do not add up"),
        _is("“{name}”: tổng nguồn khác", "“{name}”: other sources"),
        _others_wrong,
        "QĐ 3176/QĐ-BYT, T_NGUONKHAC",
    ),
    _rule(
        "M05",
        Text("Tổng của XML1 khác tổng các dòng", "XML1 differs from the sum of the lines"),
        _is("{field} của XML1", "XML1.{field}"),
        _sums_wrong,
        "QĐ 3176/QĐ-BYT, XML1.T_TONGCHI_BV",
    ),
    _rule(
        "M06",
        Text("Tổng tiền thuốc không khớp", "Sum of drugs"),
        _is("Tổng tiền thuốc", "Sum of drugs"),
        _drugs_wrong,
        "QĐ 3176/QĐ-BYT, XML1.T_THUOC",
    ),
    _rule(
        "M07",
        Text("Tổng tiền vật tư không khớp", "Sum of supplies"),
        _is("Tổng tiền vật tư", "Sum of supplies"),
        _supplies_wrong,
        "QĐ 3176/QĐ-BYT, XML1.T_VTYT",
    ),
    _rule(
        "M08",
        Text("Tổng quỹ trả theo phí dịch vụ không khớp", "Fund's part by fee"),
        _is("T_BHTT_GDV", "T_BHTT_GDV"),
        _by_fee_wrong,
        "QĐ 3176/QĐ-BYT, XML1.T_BHTT_GDV",
    ),
    _rule(
        "M09",
        Text("Dòng không có số lượng hoặc tiền", "Line without quantity or money"),
        Text(
            "“{name}” có số lượng hoặc thành tiền bằng 0. Bỏ dòng này hoặc sửa giá.",
            "“{name}” has no quantity or no amount. Drop the line or mend its price.",
        ),
        _nothing,
        "CV 3190/BHXH-CNTT; QĐ 3176/QĐ-BYT",
    ),
    _rule(
        "M10",
        Text("Lượt khám không có chi phí BHYT", "Nothing insured in the visit"),
        Text(
            "Không có dòng nào trong phạm vi BHYT: không gửi hồ sơ này, hoặc đổi đối tượng.",
            "No line is insured: do not send it, or change who pays.",
        ),
        _nothing_insured,
        "QĐ 3176/QĐ-BYT, XML1.T_TONGCHI_BH",
    ),
    _rule(
        "M11",
        Text("Ngoài phạm vi nhưng có tiền bảo hiểm", "Outside the list, yet insured"),
        Text(
            "“{name}” ngoài phạm vi BHYT nhưng có thành tiền bảo hiểm.",
            "“{name}” is outside the list, but has an insured amount.",
        ),
        _outside,
        "QĐ 3176/QĐ-BYT, PHAM_VI",
    ),
    _rule(
        "M12",
        Text("Ngoài phạm vi phải ghi tỷ lệ 0", "Outside the list the rate is 0"),
        Text(
            "“{name}” ngoài phạm vi BHYT: TYLE_TT_BH phải là 0.",
            "“{name}” is outside the list: TYLE_TT_BH must be 0.",
        ),
        _outside_rate,
        "QĐ 3176/QĐ-BYT, TYLE_TT_BH",
    ),
)
