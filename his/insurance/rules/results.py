"""Tests and their results, and the machines that made them."""

import re
from collections.abc import Callable, Iterator

from his.insurance.rules.rule import File, Found, Mend, Rule, RuleSeverity
from kernel.text import Text

_MACHINE = re.compile(r"[A-ZĐ]{2,3}\.\d\.[0-9A-Z]{5}\.[^;]+")
_BY_MACHINE = frozenset({"1", "2", "3"})


def _no_result(file: File) -> Iterator[Found]:
    known = {row.get("MA_DICH_VU") for _, row in file.rows("XML4")}
    for table, row in file.rows("XML3"):
        if row.get("MA_NHOM") == "1" and row.get("MA_DICH_VU") not in known:
            yield Found(table, row.stt, "MA_DICH_VU", {"name": row.get("TEN_DICH_VU")})


def _not_ordered(file: File) -> Iterator[Found]:
    ordered = {row.get("MA_DICH_VU") for _, row in file.rows("XML3")}
    for table, row in file.rows("XML4"):
        if row.get("MA_DICH_VU") and row["MA_DICH_VU"] not in ordered:
            facts = {"name": row.get("TEN_CHI_SO"), "value": row["MA_DICH_VU"]}
            yield Found(table, row.stt, "MA_DICH_VU", facts)


def _empty_result(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML4"):
        if row.get("GIA_TRI") and not row.get("NGAY_KQ"):
            yield Found(table, row.stt, "NGAY_KQ", {"name": row.get("TEN_CHI_SO")})


def _no_machine(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        if row.get("MA_NHOM") in _BY_MACHINE and not row.get("MA_MAY"):
            yield Found(table, row.stt, "MA_MAY", {"name": row.get("TEN_DICH_VU")})


def _machine(file: File) -> Iterator[Found]:
    for table, row in file.rows("XML3"):
        for machine in row.get("MA_MAY", "").split(";"):
            if machine and not _MACHINE.fullmatch(machine):
                yield Found(table, row.stt, "MA_MAY", {"value": machine})


_A = "QĐ 3176/QĐ-BYT, "
_E, _W = RuleSeverity.ERROR, RuleSeverity.WARNING
_TOLD: tuple[
    tuple[str, Text, Text, Mend, str, Callable[[File], Iterator[Found]], RuleSeverity], ...
] = (
    (
        "L09",
        Text("Xét nghiệm không có kết quả", "Test without a result"),
        Text(
            "“{name}” chưa có kết quả trong XML4. Trả kết quả hoặc hủy chỉ định.",
            "“{name}” has no result in XML4. Enter it, or cancel the order.",
        ),
        Mend.ORDERS,
        "QĐ 4750/QĐ-BYT, bảng 4",
        _no_result,
        _E,
    ),
    (
        "L10",
        Text("Kết quả không có chỉ định", "Result without an order"),
        Text(
            "Kết quả “{name}” thuộc dịch vụ {value} không có ở XML3.",
            "“{name}” belongs to {value}, which XML3 does not have.",
        ),
        Mend.ORDERS,
        "QĐ 4750/QĐ-BYT, bảng 4",
        _not_ordered,
        _W,
    ),
    (
        "L11",
        Text("Kết quả thiếu thời điểm", "Result without a time"),
        Text("Kết quả “{name}” chưa có thời điểm.", "The result “{name}” has no time."),
        Mend.ORDERS,
        _A + "XML4.NGAY_KQ",
        _empty_result,
        _E,
    ),
    (
        "L12",
        Text("Cận lâm sàng thiếu mã máy", "No machine"),
        Text(
            "“{name}” chưa có mã máy thực hiện (MA_MAY).",
            "“{name}” lacks the machine that did it (MA_MAY).",
        ),
        Mend.ORDERS,
        _A + "XML3.MA_MAY",
        _no_machine,
        _W,
    ),
    (
        "L13",
        Text("Mã máy sai dạng", "Machine code of the wrong shape"),
        Text(
            "Mã máy “{value}” phải có dạng XX.n.YYYYY.Z.",
            "Machine “{value}” should read XX.n.YYYYY.Z.",
        ),
        Mend.ORDERS,
        _A + "XML3.MA_MAY",
        _machine,
        _E,
    ),
)
RULES = tuple(
    Rule(code, title, says, mend, source, by, severity)
    for code, title, says, mend, source, by, severity in _TOLD
)
