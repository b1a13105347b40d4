"""Drugs, services, supplies and results: what each line must say."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from his.insurance.rules.rule import File, Found, Mend, Rule, RuleSeverity
from kernel.text import Text

_TENDER = re.compile(r"[^;]+;G\d+;N\d+;\d{4}(?:;[^;]+)?|CP\..+|\d+/QĐ-[^;]*(?:;[^;]*)*")
_BED = re.compile(r"[HTCK]\d{3}")
_PACKAGE = re.compile(r"G\d{1,3}")
_CHEMICAL = frozenset({"4", "6"})


def _no_registration(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2"):
        if row.get("MA_NHOM") in _CHEMICAL and not row.get("SO_DANG_KY"):
            yield Found(table, row.stt, "SO_DANG_KY", {"name": row.get("TEN_THUOC")})


def _no_tender(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        drug = table == "XML2" and row.get("PHAM_VI") == "1"
        if (drug or row.get("MA_NHOM") == "10") and not row.get("TT_THAU"):
            name = row.get("TEN_THUOC") or row.get("TEN_VAT_TU")
            yield Found(table, row.stt, "TT_THAU", {"name": name})


def _tender(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2", "XML3"):
        value = row.get("TT_THAU", "")
        if value and not _TENDER.fullmatch(value):
            name = row.get("TEN_THUOC") or row.get("TEN_VAT_TU")
            yield Found(table, row.stt, "TT_THAU", {"name": name, "value": value})


def _no_dose(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML2"):
        if not row.get("LIEU_DUNG") and row.get("MA_NHOM") in ("4", "5", "6"):
            yield Found(table, row.stt, "LIEU_DUNG", {"name": row.get("TEN_THUOC")})


def _group(file: File) -> Iterator[Found]:
    outside, inside = {"XML2": "5", "XML3": "11"}, {"XML2": "4", "XML3": "10"}
    for table, row in file.rows("XML2", "XML3"):
        group, scope = row.get("MA_NHOM"), row.get("PHAM_VI")
        wrong = (scope == "1" and group == outside[table]) or (
            scope == "2" and group == inside[table]
        )
        if wrong:
            name = row.get("TEN_THUOC") or row.get("TEN_DICH_VU") or row.get("TEN_VAT_TU")
            facts = {"name": name, "group": group, "scope": scope}
            yield Found(table, row.stt, "MA_NHOM", facts)


def _table(file: File) -> Iterator[Found]:
    drugs = frozenset({"4", "5", "6", "7", "17"})
    for table, row in file.rows("XML2", "XML3"):
        group = row.get("MA_NHOM", "")
        if group.isdigit() and ((group in drugs) != (table == "XML2") or not 1 <= int(group) <= 19):
            name = row.get("TEN_THUOC") or row.get("TEN_DICH_VU")
            yield Found(table, row.stt, "MA_NHOM", {"name": name, "group": group})


def _neither(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        supply = row.get("MA_NHOM") in ("10", "11")
        if not row.get("MA_VAT_TU" if supply else "MA_DICH_VU"):
            field = "MA_VAT_TU" if supply else "MA_DICH_VU"
            name = row.get("TEN_VAT_TU") or row.get("TEN_DICH_VU")
            yield Found(table, row.stt, field, {"name": name})


def _twice(file: File) -> Iterator[Found]:
    for table, code in (("XML2", "MA_THUOC"), ("XML3", "MA_DICH_VU")):
        keys = Counter(
            (row.get(code), row.get("NGAY_YL"), row.get("LIEU_DUNG"), row.get("TEN_THUOC"))
            for _, row in file.rows(table)
            if row.get(code) and not row.get("MA_VAT_TU")
        )
        for (value, at, *_), times in keys.items():
            if times > 1:
                yield Found(table, 0, code, {"value": value, "at": at, "times": times})


def _shape(pattern: re.Pattern[str], field: str) -> Callable[[File], Iterator[Found]]:
    def look(file: File) -> Iterator[Found]:
        for table, row in file.rows("XML3"):
            for value in row.get(field, "").split(";"):
                if value and not pattern.fullmatch(value):
                    yield Found(table, row.stt, field, {"value": value})

    return look


def _no_icd9(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        if row.get("MA_NHOM") == "8" and not row.get("MA_PTTT_QT"):
            yield Found(table, row.stt, "MA_PTTT_QT", {"name": row.get("TEN_DICH_VU")})


def _no_exam(file: File) -> Iterator[Found]:
    if file.head.get("MA_LOAI_KCB") == "01" and not any(
        row.get("MA_NHOM") == "13" for _, row in file.rows("XML3")
    ):
        yield Found("XML3", 0, "MA_NHOM", {})


_A = "QĐ 3176/QĐ-BYT, "
_E, _W = RuleSeverity.ERROR, RuleSeverity.WARNING
_TOLD: tuple[
    tuple[str, Text, Text, Mend, str, Callable[[File], Iterator[Found]], RuleSeverity], ...
] = (
    (
        "L01",
        Text("Thuốc thiếu số đăng ký", "Drug without registration number"),
        Text("“{name}” chưa có số đăng ký lưu hành.", "“{name}” has no registration number."),
        Mend.DRUGS,
        _A + "XML2.SO_DANG_KY",
        _no_registration,
        _E,
    ),
    (
        "L02",
        Text("Thiếu thông tin thầu", "No tender data"),
        Text(
            "“{name}” chưa có thông tin thầu. Ghi ở lô nhập hoặc danh mục.",
            "“{name}” has no tender data. Enter it with the lot or in the list.",
        ),
        Mend.DRUGS,
        _A + "TT_THAU",
        _no_tender,
        _E,
    ),
    (
        "L03",
        Text("Thông tin thầu sai dạng", "Tender data of the wrong shape"),
        Text(
            "“{name}”: thông tin thầu “{value}” phải có dạng quyết định;Gx;Nx;năm.",
            "“{name}”: tender “{value}” should read decision;Gx;Nx;year.",
        ),
        Mend.DRUGS,
        _A + "TT_THAU",
        _tender,
        _E,
    ),
    (
        "L04",
        Text("Thuốc thiếu liều dùng", "Drug without a dose"),
        Text("“{name}” chưa ghi liều dùng.", "“{name}” has no dose."),
        Mend.DRUGS,
        _A + "XML2.LIEU_DUNG",
        _no_dose,
        _E,
    ),
    (
        "L05",
        Text("Nhóm chi phí không hợp phạm vi", "Cost group against scope"),
        Text(
            "“{name}”: nhóm {group} không hợp với phạm vi {scope}.",
            "“{name}”: group {group} does not fit scope {scope}.",
        ),
        Mend.PRICES,
        "QĐ 5937/QĐ-BYT (2021), phụ lục 3",
        _group,
        _E,
    ),
    (
        "L06",
        Text("Nhóm chi phí sai bảng", "Cost group in the wrong table"),
        Text(
            "“{name}”: nhóm {group} không thuộc bảng này.",
            "“{name}”: group {group} does not belong here.",
        ),
        Mend.PRICES,
        "QĐ 5937/QĐ-BYT (2021), phụ lục 3",
        _table,
        _E,
    ),
    (
        "L07",
        Text("Dòng không có mã", "Line without a code"),
        Text(
            "“{name}” chưa có mã ({field}) theo danh mục dùng chung.",
            "“{name}” lacks its shared code ({field}).",
        ),
        Mend.PRICES,
        _A + "XML3.MA_DICH_VU, MA_VAT_TU",
        _neither,
        _E,
    ),
    (
        "L08",
        Text("Dòng trùng", "Line stated twice"),
        Text(
            "{value} ghi {times} lần cùng lúc {at}. Hủy dòng thừa.",
            "{value} stands {times} times at {at}. Cancel the spare one.",
        ),
        Mend.ORDERS,
        "Hướng dẫn giám định BHYT",
        _twice,
        _E,
    ),
    (
        "L14",
        Text("Mã giường sai dạng", "Bed code of the wrong shape"),
        Text(
            "Mã giường “{value}”: H, T, C hoặc K và 3 chữ số.",
            "Bed “{value}”: H, T, C or K and 3 digits.",
        ),
        Mend.ORDERS,
        _A + "XML3.MA_GIUONG",
        _shape(_BED, "MA_GIUONG"),
        _E,
    ),
    (
        "L15",
        Text("Mã gói vật tư sai dạng", "Package code of the wrong shape"),
        Text("Gói vật tư “{value}”: G1 đến G999.", "Package “{value}”: G1 to G999."),
        Mend.ORDERS,
        _A + "XML3.GOI_VTYT",
        _shape(_PACKAGE, "GOI_VTYT"),
        _E,
    ),
    (
        "L16",
        Text("Phẫu thuật thiếu mã ICD-9", "Operation without ICD-9 code"),
        Text(
            "“{name}” là phẫu thuật: phải có mã ICD-9-CM.",
            "“{name}” is an operation: an ICD-9-CM code is asked for.",
        ),
        Mend.ORDERS,
        "QĐ 4440/QĐ-BYT (2020)",
        _no_icd9,
        _W,
    ),
    (
        "L17",
        Text("Lượt khám không có tiền khám", "Visit without an examination fee"),
        Text(
            "Loại KCB 01 nhưng không có dòng khám bệnh (nhóm 13).",
            "A visit of kind 01 without an examination (group 13).",
        ),
        Mend.BILL,
        "QĐ 5937/QĐ-BYT (2021), phụ lục 3",
        _no_exam,
        _W,
    ),
)
RULES = tuple(
    Rule(code, title, says, mend, source, by, severity)
    for code, title, says, mend, source, by, severity in _TOLD
)
